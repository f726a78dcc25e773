"""What days a filter means by a value: absolute, relative, a stretch, a distance from today."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.text.dates import Prefer, parse_day
from crm_tui.text.periods import months_on, parse_period

EXAMPLES: Final = (
    "Such as: today, tomorrow, this-week, last-month, eom, fri, 2026-11-22, 22.11.2026, 2026-11,"
    " 2026, 30d, 2026-10-01..2026-12-31."
)
_DISTANCE: Final = re.compile(
    r"(\d{1,5})\s?(d|days?|w|wks?|weeks?|m|mo|months?|y|yrs?|years?)", re.ASCII
)
_HOURS: Final = re.compile(r"(\d{1,5})\s?(h|hrs?|hours?|min|mins|minutes?)", re.ASCII)
_EOM: Final = {"som": ("month", False), "eoq": ("quarter", True), "soq": ("quarter", False)}


class Days(NamedTuple):
    """The days from the first to the last one, both included; an open end is None."""

    first: date | None
    last: date | None


NO_DAY: Final = Days(date.max, date.min)
"""No day at all: what comes after the last day of the calendar."""


def days_meant(sign: str, text: str, today: date, *, ahead: bool, stretch: bool = True) -> Days:
    """The days for which a comparison holds, seen from today.

    A distance is counted from today: into the future for a field that looks `ahead`, else into
    the past. `<30d` is less than 30 days away on that side of today, today included, `>30d`
    more; with `:` it is within them. Other values are days or stretches of days, compared by
    their first or last one. `stretch` lets `a..b` mean one. Raises ValueError for what is no day.
    """
    said = " ".join(text.casefold().split())
    if stretch and ".." in said:
        return _between(sign, said, today, ahead=ahead)
    steps = _far(said, today, ahead=ahead)
    if steps is not None:
        return _away(sign, steps, today, ahead=ahead)
    found = _stretch(said, today, "future" if ahead else "past")
    if found is None:
        raise ValueError(text)
    return _compared(sign, found.first, found.last)


def hours_meant(text: str) -> timedelta | None:
    """The distance of '2h' or '30min'; None for anything else."""
    found = _HOURS.fullmatch(text.strip().casefold())
    if found is None:
        return None
    unit = "minutes" if found[2].startswith("min") else "hours"
    return timedelta(**{unit: int(found[1])})


def _far(said: str, today: date, *, ahead: bool) -> date | None:
    """The day so far away; None for what is no distance."""
    found = _DISTANCE.fullmatch(said)
    if found is None:
        return None
    count = int(found[1]) if ahead else -int(found[1])
    try:
        if found[2][0] in "my":
            return months_on(today, count * (12 if found[2][0] == "y" else 1))
        return today + timedelta(count * (7 if found[2][0] == "w" else 1))
    except (ValueError, OverflowError):
        return date.max if ahead else date.min


def _away(sign: str, far: date, today: date, *, ahead: bool) -> Days:
    step = 1 if ahead else -1
    if sign == "=":
        return Days(far, far)
    if sign in (">", ">="):
        beyond = far if sign == ">=" else _moved(far, step)
        return Days(beyond, None) if ahead else Days(None, beyond)
    within = _moved(far, -step) if sign == "<" else far
    near, end = (today, within) if ahead else (within, today)
    return Days(near, end)


def _moved(day: date, steps: int) -> date:
    try:
        return day + timedelta(steps)
    except OverflowError:
        return day


def _compared(sign: str, first: date | None, last: date | None) -> Days:
    if sign in ("<", "<="):
        bound = last if sign == "<=" else first
        if sign == "<" and bound == date.min:
            return NO_DAY
        return Days(None, _moved(bound, -1) if sign == "<" and bound else bound)
    if sign in (">", ">="):
        bound = first if sign == ">=" else last
        if sign == ">" and bound == date.max:
            return NO_DAY
        return Days(_moved(bound, 1) if sign == ">" and bound else bound, None)
    return Days(first, last)


def _between(sign: str, said: str, today: date, *, ahead: bool) -> Days:
    """The days of a range; either end may be left open."""
    left, right = (part.strip() for part in said.split("..", 1))
    if not left and not right:
        raise ValueError(said)
    ends = [_end(part, today, ahead=ahead) for part in (left, right) if part]
    firsts, lasts = [one[0] for one in ends], [one[1] for one in ends]
    if left and right and _DISTANCE.fullmatch(left) and _DISTANCE.fullmatch(right):
        return _compared(sign, min(firsts), max(lasts))  # 7d..30d, whichever is farther
    if left and right and lasts[1] < firsts[0]:
        raise ValueError(said)
    return _compared(sign, firsts[0] if left else None, lasts[-1] if right else None)


def _end(said: str, today: date, *, ahead: bool) -> tuple[date, date]:
    far = _far(said, today, ahead=ahead)
    if far is not None:
        return far, far
    found = _stretch(said, today, "future" if ahead else "past")
    if found is None or found.first is None or found.last is None:
        raise ValueError(said)
    return found.first, found.last


def _stretch(said: str, today: date, prefer: Prefer) -> Days | None:
    """The days that a value names: one, a month, a year."""
    if said in _EOM:
        return _edge(*_EOM[said], today)
    try:
        day = parse_day(said, today, prefer=prefer)
    except (ValueError, OverflowError):  # a figure that no calendar has
        day = None
    try:
        period = parse_period(said, today)
    except UsageError:
        return Days(day, day) if day else None
    if period.days == 1 and day:
        return Days(day, day)
    return Days(period.first, period.last)


def _edge(unit: str, end: bool, today: date) -> Days:
    first = today.replace(day=1)
    if unit == "quarter":
        first = first.replace(month=(today.month - 1) // 3 * 3 + 1)
    if not end:
        return Days(first, first)
    last = months_on(first, 2)
    last = last.replace(day=monthrange(last.year, last.month)[1])
    return Days(last, last)
