"""When our management was last there is read from the log alone (S27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.services import timeline
from crm_tui.services.opening import Desk
from crm_tui.views import management_visits
from tests.builders import a_colleague, a_company, a_person


@pytest.fixture
def eve(desk: Desk) -> Desk:
    return a_colleague(desk, "eve", name="Eve Moreau", role="manager")


def a_visit(desk: Desk, party: int, text: str, days: int, **more: object) -> int:
    at = desk.clock.now() - timedelta(days)
    return timeline.log(desk, party, text, kind="visit", at=at, **more)


def test_the_newest_visit_of_a_manager_with_whom_they_saw_and_the_result(desk: Desk, eve: Desk):
    firm = a_company(desk)
    anna = a_person(desk, company=firm)
    a_visit(eve, firm, "first talk", 90)
    a_visit(eve, firm, "they extend the contract", 40, people=[anna])
    a_visit(desk, firm, "only the rep was there", 3)
    found = management_visits.last(desk, firm)
    assert found
    assert found.day == desk.clock.today() - timedelta(40)
    assert (found.ours, found.seen) == (("Eve Moreau",), ("Anna Rossi",))
    assert found.result == "they extend the contract"


def test_a_manager_who_came_along_counts(desk: Desk, eve: Desk):
    firm = a_company(desk)
    a_visit(desk, firm, "both of us", 5, colleagues=[eve.user])
    found = management_visits.last(desk, firm)
    assert found
    assert "Eve Moreau" in found.ours


def test_a_call_of_a_manager_is_no_visit(desk: Desk, eve: Desk):
    firm = a_company(desk)
    timeline.log(eve, firm, "hello", kind="call")
    assert management_visits.last(desk, firm) is None
