"""When a call that reached nobody comes back: soon, else in the other half of a working day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crm_tui.clock import FixedClock
from crm_tui.models import DayOff, User
from crm_tui.services import attempts
from crm_tui.services.opening import Desk
from tests.builders import BUDAPEST, a_colleague

# 2026-11-20 is a Friday.
HOURS = {
    "two hours on": ("2026-11-19 10:00", "2026-11-19 12:00"),
    "at the next quarter": ("2026-11-19 10:07", "2026-11-19 12:15"),
    "at once after the quarter": ("2026-11-19 10:16", "2026-11-19 12:30"),
    "the last try of a day": ("2026-11-19 14:30", "2026-11-19 16:30"),
    "too late for the same day": ("2026-11-19 14:45", "2026-11-20 10:00"),
    "in the evening": ("2026-11-19 19:00", "2026-11-20 10:00"),
    "shortly before midnight": ("2026-11-19 23:30", "2026-11-20 10:00"),
    "before work": ("2026-11-19 05:00", "2026-11-19 09:00"),
    "after midnight": ("2026-11-20 00:10", "2026-11-20 09:00"),
    "late on a Friday": ("2026-11-20 15:10", "2026-11-23 10:00"),
    "on a Saturday morning": ("2026-11-21 10:00", "2026-11-23 14:00"),
    "on a Sunday afternoon": ("2026-11-22 15:00", "2026-11-23 10:00"),
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUDAPEST)


def next_try(desk: Desk, clock: FixedClock, now: str, user: int = 0) -> str:
    clock.instant = local(now)
    found = attempts.next_try(desk, user or desk.user)
    return f"{found.astimezone(BUDAPEST):%Y-%m-%d %H:%M}"


def works(desk: Desk, hours: str) -> None:
    with desk.store.change_set(desk.user, "changed the hours"):
        User.update(working_hours=hours).where(User.id == desk.user).execute()


def off(desk: Desk, day: date, user: int | None = None) -> None:
    with desk.store.change_set(desk.user, "added a day off"):
        DayOff.create(day=day, user=user)


@pytest.mark.parametrize(("now", "then"), HOURS.values(), ids=list(HOURS))
def test_with_office_hours(desk: Desk, clock: FixedClock, now: str, then: str):
    assert next_try(desk, clock, now) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-19 09:40", "2026-11-19 13:00"),  # in the break: after it
        ("2026-11-19 08:40", "2026-11-19 10:45"),
        ("2026-11-19 11:00", "2026-11-19 13:00"),
        ("2026-11-20 10:00", "2026-11-23 11:30"),  # Friday is short, Monday has no afternoon
    ],
)
def test_a_break_and_short_days_are_kept(desk: Desk, clock: FixedClock, now: str, then: str):
    works(desk, "mon 8-12, tue-thu 8:30-12, 13-17, fri 9-12")
    assert next_try(desk, clock, now) == then


def test_days_off_are_left_out(desk: Desk, clock: FixedClock):
    off(desk, date(2026, 11, 23))
    off(desk, date(2026, 11, 24), desk.user)
    off(desk, date(2026, 11, 25), a_colleague(desk).user)
    assert next_try(desk, clock, "2026-11-20 16:00") == "2026-11-25 10:00"
    assert next_try(desk, clock, "2026-11-23 10:00") == "2026-11-25 14:00"


def test_whoever_never_works_is_called_back_the_day_after(desk: Desk, clock: FixedClock):
    works(desk, "daily off")
    assert next_try(desk, clock, "2026-11-20 10:00") == "2026-11-21 14:00"


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-27 16:00", "2026-03-30 10:00"),
        ("2026-10-23 16:00", "2026-10-26 10:00"),
        ("2026-03-29 09:00", "2026-03-30 14:00"),
    ],
)
def test_the_hour_is_the_local_one_after_a_change_of_clocks(
    desk: Desk, clock: FixedClock, now: str, then: str
):
    assert next_try(desk, clock, now) == then


@pytest.mark.parametrize(
    ("outcome", "attempt"),
    [("no_answer", True), ("voicemail", True), ("reached", False), ("bought", False), ("", False)],
)
def test_no_answer_and_voicemail_are_attempts(desk: Desk, outcome: str, *, attempt: bool):
    assert attempts.reached_nobody(desk, outcome) is attempt
