"""Calls that reached nobody: counted as attempts, they come back by themselves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crm_tui.store.desk import Desk
from crm_tui.views import workdays

WAIT = timedelta(hours=2)
"""How long after an attempt the next one is worth while, on the same day."""

_BEFORE_EVENING = 30
"""Minutes before the end of the working day after which nobody is called back that day."""

_MORNING, _NOON, _AFTERNOON = 10 * 60, 12 * 60, 14 * 60
"""Minutes of the day at which the next day's attempt is made: the other half of the day."""


def reached_nobody(desk: Desk, outcome: str) -> bool:
    """Whether an outcome is an attempt only (no answer, voicemail)."""
    return bool(outcome) and desk.store.value(
        "SELECT meaning FROM choice WHERE list = 'outcome' AND code = ?", (outcome,)
    ) == "attempt"  # fmt: skip


def next_try(desk: Desk, user: int) -> datetime:
    """When to try again, in UTC: two hours on, else the next working day's other half.

    Whoever is not there in the morning may be in the afternoon: a morning's attempt that finds
    no room on its day is made at 14:00 of the next one, an afternoon's at 10:00, or as near to
    that as the colleague works.
    """
    zone = desk.clock.zone
    now = desk.clock.now().astimezone(zone)
    hours = workdays.of(desk, user)
    later = (now + WAIT).astimezone(zone)
    minute = later.hour * 60 + later.minute
    if later.date() == now.date() and hours.is_working(now.date()):
        for start, end in hours.week.spans_on(now.weekday()):
            if minute <= end - _BEFORE_EVENING:
                return _at(later.date(), _rounded(max(minute, start)), desk)
    day = hours.after(now.date())
    wanted = _AFTERNOON if now.hour * 60 + now.minute < _NOON else _MORNING
    return _at(day, _within(hours, day, wanted), desk)


def _within(hours: workdays.Workdays, day: date, minute: int) -> int:
    spans = hours.week.spans_on(day.weekday())
    if not spans:
        return minute
    return max(spans[0][0], min(minute, spans[-1][1] - _BEFORE_EVENING))


def _rounded(minute: int) -> int:
    """The next quarter of an hour: nobody plans a call for 12:37."""
    return min(-(-minute // 15) * 15, 24 * 60 - 15)


def _at(day: date, minute: int, desk: Desk) -> datetime:
    return workdays.instant(day, time(minute // 60, minute % 60), desk.clock.zone)
