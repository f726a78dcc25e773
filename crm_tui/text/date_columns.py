"""Dates as files hold them: which order a column is in, and what each of its cells says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final, Literal

from crm_tui.text.day_words import day_of, full_year, month_of, parse_time

DateOrder = Literal["ymd", "dmy", "mdy"]

_DAY: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)")
_MONTH_NAMED: Final = re.compile(
    r"(?:[a-z]{3,9}\.?,? )?(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?P<month>[a-z]{3,9})\.?"
    r"|(?P<month2>[a-z]{3,9})\.?[ -](?P<day2>\d{1,2})(?:st|nd|rd|th)?),?[ -](?P<year>\d{4}|\d{2})"
    r"(?!\d)",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|T)")
_CLOCK: Final = re.compile(
    r"[T ,]+(?P<clock>\d{1,2}:\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?P<half> ?[ap]\.?m\.?)?(?P<zone> ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}))?",
    re.IGNORECASE,
)
_MIDNIGHT: Final = time()


def detect_date_order(values: Iterable[str]) -> DateOrder | None:
    """The order a column's dates are in; None when its cells do not tell or contradict.

    A year of four digits in front is 'ymd', a figure over 12 gives the day away, and dots are
    written with the day first.
    """
    seen: set[DateOrder] = set()
    dotted = year_first = False
    for value in values:
        found = _DAY.match(value.strip())
        if found is None:
            continue
        if len(found[1]) == 4:
            year_first = True
        elif int(found[1]) > 12:
            seen.add("dmy")
        elif int(found[3]) > 12:
            seen.add("mdy")
        else:
            dotted = dotted or found[2] == "."
    if len(seen) == 1:
        return seen.pop()
    if seen:
        return None
    if dotted:
        return "dmy"
    return "ymd" if year_first else None


def parse_date_as(text: str, order: DateOrder | None) -> date | datetime | None:
    """The day, or with a time the moment, that a cell says; None when it says none.

    What begins with a year or names its month is read whatever the order; without an order a
    date that could be either way round says nothing. A moment is aware where the cell states
    a zone. Midnight sharp without a zone is a plain day, as databases export it.
    """
    bare = " ".join(text.split())
    day, rest = _day_of_cell(bare, order)
    if day is None or not rest:
        return day
    clock = _CLOCK.fullmatch(rest)
    at = parse_time(clock["clock"] + (clock["half"] or "")) if clock else None
    if clock is None or at is None or int(clock["second"] or 0) > 59:
        return None
    fraction = (clock["fraction"] or "").ljust(6, "0")[:6]
    at = at.replace(second=int(clock["second"] or 0), microsecond=int(fraction))
    moment = datetime.combine(day, at)
    if clock["zone"]:
        return _in_zone(moment, clock["zone"].strip())
    return day if at == _MIDNIGHT else moment


def _day_of_cell(bare: str, order: DateOrder | None) -> tuple[date | None, str]:
    """The day a cell begins with and what follows it."""
    numeric = _DAY.match(bare)
    if numeric:
        figures = (numeric[1], numeric[3], numeric[4])
        return _ordered(figures, order, dotted=numeric[2] == "."), bare[numeric.end() :]
    compact = _COMPACT.match(bare)
    if compact:
        return day_of(int(compact[1]), int(compact[2]), int(compact[3])), bare[compact.end() :]
    named = _MONTH_NAMED.match(bare)
    if named:
        month = month_of(named["month"] or named["month2"])
        day = int(named["day"] or named["day2"])
        found = day_of(full_year(named["year"]), month, day) if month else None
        return found, bare[named.end() :]
    return None, ""


def _ordered(
    figures: tuple[str, str, str], order: DateOrder | None, *, dotted: bool
) -> date | None:
    first, second, third = figures
    if len(first) == 4:
        return day_of(int(first), int(second), int(third))
    if len(first) == 3:
        return None
    if order is None:
        order = _only_order(int(first), int(second), dotted=dotted)
    if order == "ymd":
        return day_of(full_year(first), int(second), int(third)) if len(third) < 4 else None
    if order is None:
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return day_of(full_year(third), int(month), int(day))


def _only_order(first: int, second: int, *, dotted: bool) -> DateOrder | None:
    if dotted or first > 12 or first == second:
        return "dmy"
    return "mdy" if second > 12 else None


def _in_zone(moment: datetime, zone: str) -> datetime | None:
    offset = "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
    try:
        return datetime.fromisoformat(moment.isoformat() + offset)
    except ValueError:
        return None
