"""Every list a screen opens with is read from an index in its order, however long it is."""

from __future__ import annotations

import pytest

from crm_tui.services.opening import Desk
from crm_tui.views import customers
from crm_tui.views.customers import CustomerQuery
from tests.views.asked import plans

ORDERED = {
    "the plain list": CustomerQuery(),
    "backwards": CustomerQuery(reverse=True),
    "by last contact": CustomerQuery(sort="last_contact"),
    "by city": CustomerQuery(sort="city"),
    "by state": CustomerQuery(sort="lifecycle"),
    "companies": CustomerQuery(who="companies"),
    "people": CustomerQuery(who="people"),
    "suppliers": CustomerQuery(who="suppliers"),
    "partners": CustomerQuery(who="partners"),
    "competitors": CustomerQuery(who="competitors"),
    "everyone": CustomerQuery(who="everyone"),
    "one's own": CustomerQuery(owner=3),
    "nobody's": CustomerQuery(owner=0),
    "in a state": CustomerQuery(lifecycle="dormant"),
    "in a relationship": CustomerQuery(relationship="cooling"),
    "not visited by management": CustomerQuery(unvisited=12),
    "the archive": CustomerQuery(archived=True, who="everyone"),
}
NEWEST = CustomerQuery(sort="newest")
each_ordered = pytest.mark.parametrize("query", ORDERED.values(), ids=list(ORDERED))


@each_ordered
def test_a_page_is_read_from_an_index_in_its_order(desk: Desk, query):
    steps = plans(desk, lambda: customers.page(desk, query, 0, 50))
    assert [step for step in steps if "USING" in step and "party_" in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert not [step for step in steps if step == "SCAN p"]


@each_ordered
def test_a_page_far_down_is_read_from_the_index_alone(desk: Desk, query):
    steps = plans(desk, lambda: customers.page(desk, query, 5000, 50, 9000))
    if query.archived:
        return  # the archive is short
    assert [step for step in steps if "COVERING INDEX" in step]


@pytest.mark.parametrize("query", [*ORDERED.values(), NEWEST], ids=[*ORDERED, "the newest"])
def test_counting_never_reads_the_table_from_end_to_end(desk: Desk, query):
    steps = plans(desk, lambda: customers.count(desk, query))
    assert not [step for step in steps if step == "SCAN p"]
    steps = plans(desk, lambda: customers.totals(desk, query))
    assert not [step for step in steps if step == "SCAN p"]


@pytest.mark.parametrize("who", ["customers", "people", "everyone"])
def test_the_newest_are_read_from_the_end_of_the_table_unsorted(desk: Desk, who):
    query = CustomerQuery(who=who, sort="newest")
    assert plans(desk, lambda: customers.page(desk, query, 0, 50)) == ["SCAN p"]


def test_a_rare_tag_is_read_from_those_who_carry_it(desk: Desk):
    steps = plans(desk, lambda: customers.page(desk, CustomerQuery(tag="x"), 0, 50))
    assert [step for step in steps if step.startswith("SEARCH p USING INTEGER PRIMARY KEY")]
    assert [step for step in steps if "tagging_tag" in step]


def test_whom_management_visited_is_read_from_its_own_visits(desk: Desk):
    steps = plans(desk, lambda: customers.count(desk, CustomerQuery(unvisited=12)))
    assert [step for step in steps if "timeline_entry_visit (user_id=? AND day>?)" in step]
    assert [step for step in steps if "participant_user (user_id=?)" in step]
    assert [step for step in steps if step.startswith("SCAN")] == [
        "SCAN u", "SCAN u", "SCAN led", "SCAN led",
    ]  # fmt: skip


def test_the_lines_of_a_page_are_looked_up_one_by_one(desk: Desk):
    steps = plans(desk, lambda: customers.rows(desk, [1, 2, 3]))
    assert not [step for step in steps if step.startswith("SCAN")]


@pytest.mark.parametrize("owner", [None, 3])
def test_names_that_begin_as_typed_are_a_range_of_an_index(desk: Desk, owner):
    query = CustomerQuery(text="ros", owner=owner)
    steps = plans(desk, lambda: customers.found_ids(desk, query))
    assert [step for step in steps if "COVERING INDEX" in step and "sort_name>?" in step]
    walked = [step for step in steps if step.startswith("SCAN p")]
    assert all("VIRTUAL TABLE INDEX" in step for step in walked)  # the words' own index


def test_the_place_of_a_customer_in_the_list_is_counted_on_the_index(desk: Desk):
    from crm_tui.services import parties

    party = parties.add(desk, "company", "Rossi Kft")
    steps = plans(desk, lambda: customers.position(desk, CustomerQuery(), party))
    assert [step for step in steps if "COVERING INDEX party_customers" in step]
