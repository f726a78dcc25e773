"""Stretches of days as people name them: 'week', 'last-month', '2026-11', '2026-Q4', 'FROM..TO'."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from crm_tui.errors import UsageError

HINT: Final = (
    "today, week, month, quarter, year, each also with last-; 2026, 2026-11, 2026-Q4, 2026-W47,"
    " a day, or FROM..TO."
)
_UNITS: Final = ("day", "week", "month", "quarter", "year")
_NEAR: Final = {"today": ("day", 0), "yesterday": ("day", -1)}
_QUARTER: Final = re.compile(r"(\d{4})-?q([1-4])")
_WEEK: Final = re.compile(r"(\d{4})-?w(\d{1,2})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR: Final = re.compile(r"\d{4}")


class Period(NamedTuple):
    """The days from the first to the last one, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def parse_period(text: str, today: date) -> Period:
    """The period a text means, seen from today; weeks begin on Monday.

    'month' is the whole month of today, 'last-month' the one before. Raises UsageError, with
    what can be said, for a text that means none and for one that ends before it begins.
    """
    said = re.sub(r"[\s_]+", "-", text.strip().casefold())
    try:
        found = _range(said, today) if ".." in said else _named(said, today) or _dated(said)
    except (ValueError, OverflowError):  # a figure that no calendar has
        found = None
    if found is None:
        found = _single_day(text, today)
    if found is None:
        raise UsageError(f"{text.strip()!r} is no period.", f"One of: {HINT}")
    return found


def months_on(day: date, months: int) -> date:
    """The same day so many months later (or before); the month's last one where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _named(said: str, today: date) -> Period | None:
    unit, steps = _NEAR.get(said, ("", 0))
    if not unit:
        last = re.fullmatch(r"(last|this|next)-(.+)", said)
        unit = last[2] if last else said
        steps = {"last": -1, "next": 1}.get(last[1], 0) if last else 0
    return _unit(unit, steps, today) if unit in _UNITS else None


def _unit(unit: str, steps: int, today: date) -> Period:
    """The day, week, month, quarter or year of today, or one so many steps on."""
    if unit in ("day", "week"):
        length = 7 if unit == "week" else 1
        first = today - timedelta(today.weekday() if unit == "week" else 0)
        first += timedelta(steps * length)
        return Period(first, first + timedelta(length - 1))
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    month = (today.month - 1) // length * length + 1
    return _months(months_on(date(today.year, month, 1), steps * length), length)


def _months(first: date, number: int) -> Period:
    end = months_on(first, number - 1)
    return Period(first, end.replace(day=monthrange(end.year, end.month)[1]))


def _dated(said: str) -> Period | None:
    if found := _QUARTER.fullmatch(said):
        return _months(date(int(found[1]), int(found[2]) * 3 - 2, 1), 3)
    if found := _WEEK.fullmatch(said):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Period(monday, monday + timedelta(6))
    if found := _MONTH.fullmatch(said):
        return _months(date(int(found[1]), int(found[2]), 1), 1)
    if _YEAR.fullmatch(said):
        return _months(date(int(said), 1, 1), 12)
    return None


def _range(said: str, today: date) -> Period | None:
    first, last = (_one(part.strip("-"), today) for part in said.split("..", 1))
    if first is None or last is None:
        return None
    if last.last < first.first:
        raise UsageError(f"'{said}' ends before it begins.", "The earlier day comes first.")
    return Period(first.first, last.last)


def _one(said: str, today: date) -> Period | None:
    return _named(said, today) or _dated(said) or _single_day(said.replace("-", " "), today)


def _single_day(text: str, today: date) -> Period | None:
    from crm_tui.text.dates import parse_day

    iso = re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", text.strip())
    day = parse_day("-".join(iso.groups()) if iso else text, today, prefer="past")
    return Period(day, day) if day else None
