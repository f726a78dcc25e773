"""A firm's own fields are filtered by what they are: numbers, money, days, yes or no, choices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.services import own_fields
from crm_tui.services.opening import Desk
from crm_tui.text.filters.tree import FilterError
from crm_tui.views.filtering.compiling import check
from crm_tui.views.filtering.telling import fields
from tests import builders
from tests.views.filtering.firm import found

VALUES = {
    "Alpha": {
        "Seats": "9", "Budget": "900 EUR", "Audit": "2026-11-10", "Pays": "yes", "Plan": "Gold",
    },
    "Beta": {"Seats": "120.5", "Budget": "12000 EUR", "Audit": "2025-01-02", "Pays": "no"},
    "Gamma": {
        "Audit": "2026-12-31", "Budget": "5000 HUF", "Plan": "Silver plus",
        "Motto": "Größer, weiter",
    },
}  # fmt: skip


def fill(desk: Desk) -> None:
    for label, kind in (
        ("Seats", "number"), ("Budget", "money"), ("Audit", "day"), ("Pays", "yes_no"),
        ("Motto", "text"),
    ):  # fmt: skip
        own_fields.add(desk, "party", label, kind=kind)
    own_fields.add(desk, "party", "Plan", kind="choice", choices=["Gold", "Silver plus"])
    for name, said in VALUES.items():
        own_fields.fill(desk, "party", [builders.a_company(desk, name)], said)


filled = builders.furnished(fill)


@pytest.fixture(scope="module")
def firm() -> Iterator[Desk]:
    with filled() as desk:
        yield desk


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("seats>9", ["Beta"]),
        ("seats>=9", ["Alpha", "Beta"]),
        ("seats:9", ["Alpha"]),
        ("seats:100..", ["Beta"]),
        ("seats:none", ["Gamma"]),
        ("budget>1000", ["Beta", "Gamma"]),
        ("budget>1000EUR", ["Beta"]),
        ("budget<10,000", ["Alpha", "Gamma"]),
        ("audit<30d", ["Alpha"]),
        ("audit<90d", ["Alpha", "Gamma"]),
        ("audit>90d", ["Beta"]),
        ("audit>today", ["Gamma"]),
        ("audit:2025", ["Beta"]),
        ("audit>=2026-11-10", ["Alpha", "Gamma"]),
        ("pays:yes", ["Alpha"]),
        ("-pays:yes", ["Beta", "Gamma"]),
        ("plan:silver", ["Gamma"]),
        ("plan:gold,silver", ["Alpha", "Gamma"]),
        ("motto:grosser", ["Gamma"]),
        ("has:plan", ["Alpha", "Gamma"]),
    ],
)
def test_each_kind_is_compared_as_what_it_is(firm: Desk, text: str, names: list[str]):
    assert found(firm, "party", text) == names


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("seats>many", "is no number"),
        ("audit<soon", "is no day"),
        ("pays:perhaps", "neither yes nor no"),
        ("plan:bronze", "One of: Gold, Silver plus"),
        ("plan>gold", "has no order"),
        ("seet:1", "Did you mean seats?"),
    ],
)
def test_a_value_that_means_nothing_is_said(firm: Desk, text: str, what: str):
    with pytest.raises(FilterError) as error:
        check(firm, "party", text)
    assert what in str(error.value)


def test_the_help_tells_own_fields(firm: Desk):
    own = [row.name for row in fields(firm, "party") if row.own]
    assert own == ["seats", "budget", "audit", "pays", "motto", "plan"]
