"""A filter is read along an index where one leads to it, else along the table as it lies."""

from __future__ import annotations

import pytest

from crm_tui.services.opening import Desk
from crm_tui.views import customers
from crm_tui.views.customers import CustomerQuery
from tests import builders
from tests.views.asked import questions, steps


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("owner:me", "party_owners"), ("city:oslo", "party_cities"),
        ("lifecycle:customer", "party_lifecycles"), ("last>90d", "party_contacts"),
        ("tag:vip", "tagging_tag"), ("birthday<14d", "party_birthdays"),
        ("is:supplier", "party_"), ("deals>1", "deal_party"),
    ],
)  # fmt: skip
def test_an_index_leads_to_what_a_filter_leaves(desk: Desk, text: str, index: str):
    builders.a_company(desk, "Ærlig AS", city="Oslo")
    with desk.store.change_set(desk.user, "a tag"):
        desk.store.write("INSERT INTO tag (name, folded) VALUES ('vip', 'vip')")
    asked = questions(desk, lambda: customers.count(desk, CustomerQuery(text=text)))
    assert [step for step in steps(desk, asked[-1:]) if index in step]


@pytest.mark.parametrize("text", ["country:no", "source:web", "created<30d"])
def test_without_one_the_table_is_read_as_it_lies(desk: Desk, text: str):
    builders.a_company(desk, "Ærlig AS", city="Oslo", country="NO")
    asked = questions(desk, lambda: customers.count(desk, CustomerQuery(text=text)))
    assert steps(desk, asked[-1:]) == ["SCAN p"]


def test_of_many_that_are_left_a_page_is_walked_to_in_the_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(customers, "FEW", 1)
    for name in ("Beta", "Alpha", "Gamma"):
        builders.a_company(desk, name, country="NO")
    query = CustomerQuery(text="country:no")
    asked = questions(desk, lambda: customers.page(desk, query, 0, 2))
    assert [step for step in steps(desk, asked[-1:]) if "party_customers" in step]
    rows = customers.rows(desk, customers.page(desk, query, 1, 2))
    assert [row.name for row in rows] == ["Beta", "Gamma"]
