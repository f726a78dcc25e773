"""When our management was last there is read from the log alone (S27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.errors import UsageError
from crm_tui.services import parties, timeline
from crm_tui.services.opening import Desk
from crm_tui.views import customers, last_management_visit, management_visits
from crm_tui.views.customers import CustomerQuery
from tests.builders import a_colleague, a_company, a_person


@pytest.fixture
def eve(desk: Desk) -> Desk:
    return a_colleague(desk, "eve", name="Eve Moreau", role="manager")


def a_visit(desk: Desk, party: int, text: str, days: int, **more: object) -> timeline.Logged:
    at = desk.clock.now() - timedelta(days)
    return timeline.log(desk, party, text, kind="visit", at=at, **more)


def test_the_newest_visit_of_a_manager_with_whom_they_saw_and_the_result(desk: Desk, eve: Desk):
    firm = a_company(desk)
    anna = a_person(desk, company=firm)
    a_visit(eve, firm, "first talk", 90)
    a_visit(eve, firm, "they extend the contract", 40, people=[anna])
    a_visit(desk, firm, "only the rep was there", 3)
    found = last_management_visit.last(desk, firm)
    assert found
    assert found.day == desk.clock.today() - timedelta(40)
    assert (found.ours, found.seen) == (("Eve Moreau",), ("Anna Rossi",))
    assert found.result == "they extend the contract"


def test_a_manager_who_came_along_counts(desk: Desk, eve: Desk):
    firm = a_company(desk)
    a_visit(desk, firm, "both of us", 5, colleagues=[eve.user])
    found = last_management_visit.last(desk, firm)
    assert found
    assert "Eve Moreau" in found.ours


def test_a_call_of_a_manager_is_no_visit(desk: Desk, eve: Desk):
    firm = a_company(desk)
    timeline.log(eve, firm, "hello", kind="call")
    assert last_management_visit.last(desk, firm) is None


def unvisited(desk: Desk, months: int, **more: object) -> set[int]:
    query = CustomerQuery(unvisited=months, **more)
    ids = customers.all_ids(desk, query)
    assert customers.count(desk, query) == len(ids)
    if not query.text:
        assert sum(number for _, number in customers.totals(desk, query)) == len(ids)
    return set(ids)


def test_the_list_has_those_without_a_visit_in_so_many_months(desk: Desk, eve: Desk):
    names = ("never", "rep only", "called", "lately", "long ago", "along", "as a guest")
    never, rep, called, lately, long_ago, along, guest = (a_company(desk, n) for n in names)
    anna = a_person(desk, "Anna", company=guest, is_customer=True)
    a_visit(desk, rep, "the rep", 3)
    timeline.log(eve, called, "hello", kind="call")
    a_visit(eve, lately, "we", 10)
    a_visit(eve, long_ago, "we", 200)
    a_visit(desk, along, "both", 20, colleagues=[eve.user])
    a_visit(eve, guest, "at theirs", 30, people=[anna])
    assert unvisited(desk, 12) == {never, rep, called}
    assert unvisited(desk, 6) == {never, rep, called, long_ago}
    assert unvisited(desk, 1) == {never, rep, called, long_ago}
    assert unvisited(desk, 6, text="long") == {long_ago}
    assert unvisited(desk, 6, text="lately") == set()
    for party in (never, rep, called, lately, long_ago, along, guest, anna):
        visit = last_management_visit.last(desk, party)
        since = management_visits.months_ago(desk, 6)
        assert (party in unvisited(desk, 6)) == (visit is None or visit.day < since)


def test_the_day_so_many_months_ago_is_within_them(desk: Desk, eve: Desk):
    firm, other = a_company(desk, "on the day"), a_company(desk, "the day before")
    today = desk.clock.today()
    since = management_visits.months_ago(desk, 3)
    a_visit(eve, firm, "we", (today - since).days)
    a_visit(eve, other, "we", (today - since).days + 1)
    assert unvisited(desk, 3) == {other}


def test_a_visit_that_was_corrected_away_counts_no_more(desk: Desk, eve: Desk):
    firm = a_company(desk)
    entry = a_visit(eve, firm, "we were there", 5).entry
    assert unvisited(desk, 12) == set()
    timeline.correct(eve, entry, "we were there on Monday")
    found = last_management_visit.last(desk, firm)
    assert (firm in unvisited(desk, 12)) == (found is None)


def test_who_is_archived_stands_among_the_archived_alone(desk: Desk):
    firm = a_company(desk)
    parties.archive(desk, [firm])
    assert unvisited(desk, 12) == set()
    assert unvisited(desk, 12, archived=True) == {firm}


@pytest.mark.parametrize("said", ["0", "-1", "1201", "often", "", "٣", "9" * 5000])
def test_no_number_of_months_is_refused(said: str):
    with pytest.raises(UsageError, match="no number of months"):
        management_visits.months_said(said)


def test_months_of_a_broken_saved_view_end_somewhere(desk: Desk):
    assert management_visits.months_ago(desk, 10**9) == management_visits.months_ago(desk, 1200)
    assert management_visits.months_ago(desk, 1) < desk.clock.today()
