"""The evening's planning: tasks put on a day, and who did it when (S73)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import RuleError
from crm_tui.models import Planning, Task
from crm_tui.services import planning, tasks
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import agenda
from crm_tui.views.planning import candidates, day_for
from tests.builders import BUDAPEST, dump, labels

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def test_tasks_are_put_on_a_day_in_one_change_set(desk: Desk):
    chosen = [tasks.add(desk, f"task {nth}") for nth in range(3)]
    before = dump(desk)
    planning.put(desk, chosen, MONDAY)
    assert labels(desk)[-1] == "planned 3 tasks for Mon 23 Nov"
    assert {task.due for task in Task.select()} == {MONDAY}
    undo(desk)
    assert dump(desk) == before


def test_who_planned_what_when_is_kept(desk: Desk, clock: FixedClock):
    planned = tasks.add(desk, "Meet")
    clock.instant = datetime(2026, 11, 20, 18, 30, tzinfo=BUDAPEST)
    planning.put(desk, [planned], MONDAY)
    row = Task.get_by_id(planned)
    assert (row.planned_for, row.planned_at, row.planned_by_id) == (
        MONDAY, clock.now(), desk.user,
    )  # fmt: skip
    [kept] = Planning.select()
    assert (kept.task_id, kept.day, kept.at, kept.user_id) == (
        planned, MONDAY, clock.now(), desk.user,
    )  # fmt: skip


def test_a_planned_task_keeps_its_hour(desk: Desk):
    planned = tasks.add(desk, "Meet", start_at=datetime(2026, 11, 20, 15, 30, tzinfo=BUDAPEST))
    planning.put(desk, [planned], MONDAY)
    assert Task.get_by_id(planned).start_at == datetime(2026, 11, 23, 15, 30, tzinfo=BUDAPEST)


def test_nothing_is_planned_for_a_day_that_is_over(desk: Desk):
    planned = tasks.add(desk, "Meet", due=FRIDAY)
    with pytest.raises(RuleError, match="day that is over"):
        planning.put(desk, [planned], FRIDAY - timedelta(1))
    assert Task.get_by_id(planned).due == FRIDAY
    planning.put(desk, [planned], FRIDAY)


def test_what_has_ended_spoils_no_part_of_the_plan(desk: Desk):
    kept, ended = tasks.add(desk, "kept", due=FRIDAY), tasks.add(desk, "ended")
    tasks.finish(desk, ended, "done")
    with pytest.raises(RuleError, match="done already"):
        planning.put(desk, [kept, ended], MONDAY)
    assert Task.get_by_id(kept).due == FRIDAY


def test_the_keys_days_are_seen_from_today(desk: Desk, clock: FixedClock):
    assert day_for(desk, "tomorrow") == MONDAY
    clock.instant += timedelta(days=3)
    assert day_for(desk, "tomorrow") == MONDAY + timedelta(1)
    assert day_for(desk, "week") == MONDAY + timedelta(2)
    assert day_for(desk, "later") == MONDAY + timedelta(7)


def test_thirty_tasks_are_planned_by_a_key_each(desk: Desk):
    """S73: 30 tasks in under 60 key presses; here a key is a call."""
    for nth in range(30):
        tasks.add(desk, f"task {nth}", due=FRIDAY - timedelta(nth % 4))
    walk = candidates(desk, desk.user)
    assert len({one.row.id for one in walk}) == len(walk) == 30
    for one in walk:
        planning.put(desk, [one.row.id], day_for(desk, "tomorrow"))
    sheet = agenda.day_sheet(desk, desk.user, MONDAY)
    assert sheet.on_day(MONDAY) == 30
    assert candidates(desk, desk.user) == []
