"""The words and figures days and times are made of: names, years, the clock."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WEEKDAY_NAMES: Final = (
    "monday tuesday wednesday thursday friday saturday sunday tues weds thur thurs"
)
_MONTH_NAMES: Final = (
    "january february march april may june july august september october november december sept"
)
WEEKDAY_NUMBERS: Final = {
    **{name.lower(): index for index, name in enumerate(WEEKDAYS)},
    **{name: [w.lower() for w in WEEKDAYS].index(name[:3]) for name in _WEEKDAY_NAMES.split()},
}
_MONTH: Final = {
    **{name.lower(): index for index, name in enumerate(MONTHS, 1)},
    **{name: [m.lower() for m in MONTHS].index(name[:3]) + 1 for name in _MONTH_NAMES.split()},
}
NUMBER_WORDS: Final = {
    name: number
    for number, names in enumerate(("a an one", "two", "three", "four", "five", "six"), 1)
    for name in names.split()
}
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?|h| o'clock)?"
)
_DIGIT_CLOCK: Final = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
NOON: Final = time(12)


def parse_time(text: str) -> time | None:
    """The time of day a text means: '14:30', '2pm', '9', '0930', 'noon'; None when none."""
    said = text.strip().casefold()
    if said in {"noon", "midday"}:
        return NOON
    digits = _DIGIT_CLOCK.fullmatch(said)
    if digits:
        return time(int(digits[1]), int(digits[2]))
    clock = _CLOCK.fullmatch(said)
    if clock is None:
        return None
    hour, minute, half = int(clock["hour"]), int(clock["minute"] or 0), clock["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def full_year(written: str) -> int:
    """The year of two or four digits; 69 to 99 are of the last century (POSIX strptime)."""
    year = int(written)
    if len(written) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)


def month_of(name: str) -> int | None:
    """The month of an English name or its beginning of three letters; None when unknown."""
    return _MONTH.get(name.casefold().rstrip("."))


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of these figures; None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
