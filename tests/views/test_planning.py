"""What the evening's walk offers, and where its keys put a task (S73)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.models import DayOff
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.views import planning
from tests.builders import BUDAPEST, a_call, a_colleague, a_company, a_task

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def set_day(clock: FixedClock, day: date) -> None:
    clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=BUDAPEST)


def off(desk: Desk, *days: date) -> None:
    with desk.store.change_set(desk.user, "added days off"):
        for day in days:
            DayOff.create(day=day, user=desk.user)


def walk(desk: Desk) -> list[tuple[str, str]]:
    return [(one.why, one.row.title) for one in planning.candidates(desk, desk.user)]


def test_the_walk_goes_from_what_is_late_to_what_has_no_day(desk: Desk):
    firm = a_company(desk)
    tasks.add(desk, "no day")
    a_task(desk, firm, "promised", due=date(2026, 11, 25), agreed_on=FRIDAY)
    a_task(desk, firm, "not promised", due=date(2026, 11, 25))
    a_task(desk, firm, "today", due=FRIDAY)
    a_task(desk, firm, "today at ten", start_at=datetime(2026, 11, 20, 10, tzinfo=BUDAPEST))
    a_task(desk, firm, "late", due=date(2026, 11, 18))
    a_task(desk, firm, "later", due=date(2026, 11, 17))
    a_task(desk, firm, "theirs", due=date(2026, 11, 23), side="them")
    a_task(desk, firm, "theirs, not yet", due=date(2026, 11, 24), side="them")
    assert walk(desk) == [
        ("overdue", "later"), ("overdue", "late"), ("due", "today at ten"), ("due", "today"),
        ("promised", "promised"), ("no_day", "no day"), ("theirs", "theirs"),
    ]  # fmt: skip


def test_what_stands_on_a_day_off_before_the_next_working_day_is_walked_too(desk: Desk):
    tasks.add(desk, "on Sunday", due=date(2026, 11, 22))
    tasks.add(desk, "on Monday", due=MONDAY)
    assert walk(desk) == [("due", "on Sunday")]


def test_what_came_of_a_talk_is_promised(desk: Desk):
    firm = a_company(desk)
    talk = a_call(desk, firm)
    a_task(desk, firm, "as told", due=date(2026, 11, 24), entry=talk)
    a_task(desk, firm, "too far", due=date(2026, 11, 27), entry=talk)
    assert walk(desk) == [("promised", "as told")]


def test_nobody_walks_a_colleague_s_tasks_or_what_waits(desk: Desk):
    first = tasks.add(desk, "first", due=date(2026, 11, 30))
    tasks.add(desk, "waits", follows=first)
    tasks.add(desk, "bob's", due=FRIDAY, assignee=a_colleague(desk).user)
    tasks.drop(desk, tasks.add(desk, "dropped", due=FRIDAY), "no need")
    assert walk(desk) == []


def test_each_task_is_walked_once_however_many_reasons_it_has(desk: Desk):
    firm = a_company(desk)
    for nth in range(30):
        a_task(
            desk, firm, f"task {nth}", due=FRIDAY + timedelta(nth % 9 - 4), agreed_on=FRIDAY,
            side="them" if nth % 7 == 0 else "us",
        )  # fmt: skip
    ids = [one.row.id for one in planning.candidates(desk, desk.user)]
    assert len(ids) == len(set(ids)) >= 20


def test_a_walk_has_an_end(desk: Desk):
    with desk.store.change_set(desk.user, "added many"):
        for nth in range(planning.MOST + 20):
            tasks.add(desk, f"task {nth}", due=FRIDAY - timedelta(nth % 2))
        tasks.add(desk, "no day")
    assert len(planning.candidates(desk, desk.user)) == planning.MOST


# Tomorrow, this week, later


@pytest.mark.parametrize(
    ("today", "tomorrow", "week", "later"),
    [
        ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-23"),  # Monday
        ("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23"),
        ("2026-11-19", "2026-11-20", "2026-11-23", "2026-11-23"),  # nothing left of the week
        ("2026-11-20", "2026-11-23", "2026-11-24", "2026-11-30"),  # Friday
        ("2026-11-21", "2026-11-23", "2026-11-24", "2026-11-30"),
        ("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-30"),
        ("2026-12-31", "2027-01-01", "2027-01-04", "2027-01-04"),
    ],
)
def test_tomorrow_is_the_next_working_day(desk, clock, today, tomorrow, week, later):
    set_day(clock, date.fromisoformat(today))
    expected = [date.fromisoformat(day) for day in (tomorrow, week, later)]
    assert list(planning.days(desk, desk.user)) == expected


def test_this_week_is_its_emptiest_working_day(desk: Desk, clock: FixedClock):
    set_day(clock, date(2026, 11, 16))
    tasks.add(desk, "all day", due=date(2026, 11, 18), minutes=300)
    tasks.add(desk, "an hour", due=date(2026, 11, 19), minutes=60)
    tasks.add(desk, "half a day", due=date(2026, 11, 20), minutes=200)
    assert planning.days(desk, desk.user).week == date(2026, 11, 19)
    off(desk, date(2026, 11, 19))
    assert planning.days(desk, desk.user).week == date(2026, 11, 20)


def test_a_holiday_moves_all_of_them(desk: Desk):
    off(desk, *(MONDAY + timedelta(nth) for nth in range(12)))
    assert planning.days(desk, desk.user) == (
        date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 14),
    )  # fmt: skip


def test_the_load_of_a_day_is_its_minutes_against_the_hours(desk: Desk):
    tasks.add(desk, "an hour", due=MONDAY, minutes=60)
    tasks.add(desk, "a visit", due=MONDAY, kind="visit")
    tasks.add(desk, "theirs", due=MONDAY, minutes=60, side="them")
    assert planning.load(desk, desk.user, MONDAY) == (MONDAY, 120, 480)
    off(desk, MONDAY)
    assert planning.load(desk, desk.user, MONDAY) == (MONDAY, 120, 0)
