"""Days off, noted and taken away."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import days_off, undo
from crm_tui.services.opening import Desk
from crm_tui.views import days_off as views
from crm_tui.views import workdays
from tests.builders import a_colleague, dump, labels

CHRISTMAS, NEW_YEAR = date(2026, 12, 24), date(2027, 1, 1)


def noted(desk: Desk, user: int | None = None) -> list[tuple[str, str, str]]:
    rows = views.listing(desk, date(2026, 1, 1), user)
    return [(str(row.day), row.login, row.name) for row in rows]


def test_a_day_off_is_no_working_day_of_anybody(desk: Desk):
    assert days_off.add(desk, CHRISTMAS, name="Christmas") == 1
    assert noted(desk) == [("2026-12-24", "", "Christmas")]
    for user in (desk.user, a_colleague(desk).user):
        assert not workdays.of(desk, user).is_working(CHRISTMAS)


def test_a_colleagues_day_off_is_that_colleagues_alone(desk: Desk):
    bob = a_colleague(desk)
    days_off.add(desk, CHRISTMAS, user=bob.user, name="skiing")
    assert not workdays.of(desk, bob.user).is_working(CHRISTMAS)
    assert workdays.of(desk, desk.user).is_working(CHRISTMAS)
    assert noted(desk, desk.user) == []
    assert noted(desk, bob.user) == noted(desk) == [("2026-12-24", "bob", "skiing")]


def test_a_stretch_has_all_its_days_and_those_noted_before_stay_as_they_were(desk: Desk):
    days_off.add(desk, date(2026, 12, 25), name="Christmas")
    assert days_off.add(desk, CHRISTMAS, NEW_YEAR, name="closed") == 8
    assert len(noted(desk)) == 9
    assert noted(desk)[1] == ("2026-12-25", "", "Christmas")
    before = dump(desk)
    assert days_off.add(desk, CHRISTMAS, NEW_YEAR, name="closed") == 0
    assert dump(desk) == before


def test_a_stretch_is_one_change_and_undone_as_one(desk: Desk):
    before = dump(desk)
    days_off.add(desk, CHRISTMAS, NEW_YEAR)
    assert labels(desk)[-1] == "off: Thu 24 Dec to Fri 1 Jan"
    undo.undo(desk)
    assert dump(desk) == before


def test_what_is_taken_away_is_worked_again(desk: Desk):
    bob = a_colleague(desk)
    days_off.add(desk, CHRISTMAS, NEW_YEAR)
    days_off.add(desk, CHRISTMAS, user=bob.user)
    before = dump(desk)
    assert days_off.remove(desk, CHRISTMAS, date(2026, 12, 30)) == 7
    assert noted(desk) == [
        ("2026-12-24", "bob", ""), ("2026-12-31", "", ""), ("2027-01-01", "", ""),
    ]  # fmt: skip
    assert days_off.remove(desk, CHRISTMAS) == 0
    undo.undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize("change", [days_off.add, days_off.remove])
def test_what_is_no_stretch_is_refused(desk: Desk, change):
    with pytest.raises(RuleError, match="end before they begin"):
        change(desk, NEW_YEAR, CHRISTMAS)
    with pytest.raises(RuleError, match="more than a year"):
        change(desk, CHRISTMAS, date(2027, 12, 25))
    with pytest.raises(NotFoundError):
        change(desk, CHRISTMAS, user=99)
    assert noted(desk) == []
