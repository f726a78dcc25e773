"""Proposals taken up and silenced."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import RuleError
from crm_tui.models import Planning, Task
from crm_tui.services import days_off, proposals, tasks, undo
from crm_tui.services.opening import Desk
from crm_tui.views import proposals as views
from crm_tui.views.proposals import Proposal
from tests.builders import BUDAPEST, a_colleague, a_company, a_person, dump, labels

MONDAY = date(2026, 11, 23)


@pytest.fixture
def stuck(desk: Desk) -> Proposal:
    party = a_company(desk, wanted="partnership")
    return views.proposal(desk, desk.user, "no_next_step", party)


def a_birthday(desk: Desk, born: str) -> Proposal:
    return views.proposal(desk, desk.user, "birthday", a_person(desk, birthday=born))


def test_what_is_taken_up_is_a_task_that_says_why(desk: Desk, stuck: Proposal):
    task = Task.get_by_id(proposals.accept(desk, stuck, MONDAY))
    assert (task.party_id, task.title, task.kind) == (stuck.party, stuck.title, "follow_up")
    assert (task.proposal, task.reason) == ("no_next_step", stuck.reason)
    assert (task.due, task.assignee_id, task.planned_for) == (MONDAY, desk.user, MONDAY)
    assert [row.day for row in Planning.select().where(Planning.task == task)] == [MONDAY]
    assert views.proposals(desk, desk.user) == []


def test_one_undo_takes_it_back_and_it_is_proposed_again(desk: Desk, stuck: Proposal):
    before = dump(desk)
    proposals.accept(desk, stuck)
    assert labels(desk)[-1] == "took up a proposal: Agree on the next step with Rossi Kft"
    undo.undo(desk)
    assert dump(desk) == before
    assert views.proposals(desk, desk.user) == [stuck]


def test_it_is_not_taken_up_twice(desk: Desk, stuck: Proposal):
    task = proposals.accept(desk, stuck)
    before = dump(desk)
    with pytest.raises(RuleError, match="open task of this proposal"):
        proposals.accept(desk, stuck)
    assert dump(desk) == before
    tasks.drop(desk, task, "not now")
    assert proposals.accept(desk, stuck) != task


def test_it_is_not_put_on_a_day_that_is_over(desk: Desk, stuck: Proposal):
    with pytest.raises(RuleError, match="a day that is over"):
        proposals.accept(desk, stuck, date(2026, 11, 19))


def test_its_best_day_is_the_next_working_one(desk: Desk, stuck: Proposal):
    assert proposals.best_day(desk, stuck) == MONDAY
    days_off.add(desk, MONDAY)
    assert proposals.best_day(desk, stuck) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("1980-11-24", "2026-11-24"),  # a Tuesday
        ("1980-11-22", "2026-11-20"),  # a Sunday: on the Friday before it
        ("1980-11-20", "2026-11-20"),
    ],
)
def test_the_best_day_of_a_birthday_is_that_day_or_the_working_one_before(
    desk: Desk, born: str, day: str
):
    assert proposals.best_day(desk, a_birthday(desk, born)) == date.fromisoformat(day)


def test_a_birthday_with_no_working_day_before_it_is_wished_on_that_day(
    desk: Desk, clock: FixedClock
):
    clock.instant = datetime(2026, 11, 21, 10, tzinfo=BUDAPEST)  # a Saturday
    assert proposals.best_day(desk, a_birthday(desk, "1980-11-22")) == date(2026, 11, 22)


def test_what_is_silenced_is_proposed_again_when_the_days_are_over(
    desk: Desk, clock: FixedClock, stuck: Proposal
):
    proposals.silence(desk, stuck, 10)
    assert views.proposals(desk, desk.user) == []
    clock.instant += timedelta(days=9)
    assert views.proposals(desk, desk.user) == []
    clock.instant += timedelta(days=1)
    assert [one.party for one in views.proposals(desk, desk.user)] == [stuck.party]


def test_a_silenced_birthday_is_silent_till_it_is_over_and_comes_next_year(
    desk: Desk, clock: FixedClock
):
    wish = a_birthday(desk, "1980-11-24")
    proposals.silence(desk, wish)
    for _ in range(5):
        assert views.proposals(desk, desk.user) == []
        clock.instant += timedelta(days=1)
    clock.instant += timedelta(days=360)
    assert [one.kind for one in views.proposals(desk, desk.user)] == ["birthday"]


def test_silence_is_for_the_one_who_asked_for_it_and_can_be_undone(desk: Desk, stuck: Proposal):
    before = dump(desk)
    bob = a_colleague(desk)
    proposals.silence(bob, stuck)
    assert views.proposals(desk, desk.user) == [stuck]
    undo.undo(bob)
    proposals.silence(desk, stuck)
    undo.undo(desk)
    assert views.proposals(desk, desk.user) == [stuck]
    assert dump(desk)["silence"] == before["silence"] == []


@pytest.mark.parametrize("days", [0, -1, 10**9])
def test_silence_lasts_a_day_at_least(desk: Desk, stuck: Proposal, days: int):
    with pytest.raises(RuleError, match="a day at least"):
        proposals.silence(desk, stuck, days)
