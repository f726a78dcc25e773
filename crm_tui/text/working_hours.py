"""The hours somebody works, as they are written in the settings: 'mon-fri 9-17, sat 9-12:30'."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.text.day_words import WEEKDAY_NUMBERS, WEEKDAYS, parse_time

Span = tuple[int, int]
"""From and to, in minutes since midnight; `to` may be 1440."""

_DAY_LENGTH: Final = 24 * 60
_FURTHEST: Final = 10 * 366  # days that may be off in a row
_GAP: Final = re.compile(r" ?(?:-|\u2013|\u2014|\bto\b) ?")
_HINT: Final = "Write it as in 'mon-thu 8:30-12, 13-17, fri 9-15'."
_GROUPS: Final = {
    "weekdays": range(5),
    "weekday": range(5),
    "weekend": range(5, 7),
    "weekends": range(5, 7),
    "daily": range(7),
}


class WorkingWeek(NamedTuple):
    """The spans worked on each weekday, Monday first, in order, none over another."""

    spans: tuple[tuple[Span, ...], ...]

    def spans_on(self, weekday: int) -> tuple[Span, ...]:
        """The spans of a weekday (0 is Monday), in minutes since midnight."""
        return self.spans[weekday]

    def minutes_on(self, weekday: int) -> int:
        """The minutes worked on a weekday (0 is Monday)."""
        return sum(end - start for start, end in self.spans[weekday])

    def is_working(self, weekday: int) -> bool:
        """Whether there is work at all on a weekday (0 is Monday)."""
        return bool(self.spans[weekday])


STANDARD: Final = WorkingWeek(tuple(((9 * 60, 17 * 60),) if day < 5 else () for day in range(7)))
"""Monday to Friday, 9 to 17."""


def parse_week(text: str) -> WorkingWeek:
    """The working week of a text: parts between commas, days and hours in each.

    A part without days goes on with the days before it ('mon 8-12, 13-17'); 'sat off' says that
    there is no work; a day named again is said anew. UsageError names what is not understood.
    """
    spans: list[list[Span]] = [[] for _ in range(7)]
    days: list[int] = []
    waiting = False
    for part in re.split("[,;]", " ".join(text.casefold().split())):
        named, hours = _split(part.strip())
        if named:
            # 'mon, tue 9-17': days that still wait for their hours are joined by the next ones.
            days = list(dict.fromkeys([*days, *named] if waiting else named))
            for day in named:
                spans[day] = []
        elif not days:
            raise UsageError(f"{part.strip() or text!r} names no days.", _HINT)
        waiting = not hours
        for day in days if hours else ():
            spans[day] += _spans(hours)
    if waiting:
        raise UsageError(f"{text.strip()!r} ends without hours.", _HINT)
    return WorkingWeek(tuple(_apart(of_day, text) for of_day in spans))


def say_week(week: WorkingWeek) -> str:
    """The week as `parse_week` reads it: 'mon-thu 8:30-12, 13-17, fri 9-15'; 'daily off'."""
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week.spans[last + 1] == week.spans[day]:
            last += 1
        if week.spans[day]:
            first, end = WEEKDAYS[day].lower(), WEEKDAYS[last].lower()
            hours = ", ".join(f"{_clock(start)}-{_clock(to)}" for start, to in week.spans[day])
            parts.append(f"{first if first == end else f'{first}-{end}'} {hours}")
        day = last + 1
    return ", ".join(parts) or "daily off"


DaysOff = Collection[date] | Callable[[date], bool]
"""The days on which nobody works: all of them, or what tells whether a day is one."""


def next_working_day(week: WorkingWeek, after: date, off: DaysOff = ()) -> date:
    """The first working day after a day; the next calendar day where there is none."""
    return _working_day(week, after, off, 1)


def previous_working_day(week: WorkingWeek, before: date, off: DaysOff = ()) -> date:
    """The last working day before a day; the calendar day before where there is none."""
    return _working_day(week, before, off, -1)


def _working_day(week: WorkingWeek, day: date, off: DaysOff, step: int) -> date:
    is_off = off if callable(off) else off.__contains__
    end = date.max if step > 0 else date.min
    reach = min(_FURTHEST, abs((end - day).days)) if any(week.spans) else 0
    for apart in range(1, reach + 1):
        candidate = day + timedelta(apart * step)
        if week.is_working(candidate.weekday()) and not is_off(candidate):
            return candidate
    return day if day == end else day + timedelta(step)


def _split(part: str) -> tuple[list[int], str]:
    """The days that begin a part, and the rest of it."""
    if part.startswith("off"):
        return [], part
    for name, group in _GROUPS.items():
        if part == name or part.startswith(f"{name} "):
            return list(group), part[len(name) :].strip()
    days: list[int] = []
    rest = part
    while rest and rest[0].isalpha():
        first, rest = _day(rest)
        if first is None:
            break
        gap = _GAP.match(rest)
        if gap and rest[gap.end() : gap.end() + 1].isalpha():
            last, rest = _day(rest[gap.end() :])
            if last is None:
                raise UsageError(f"{part!r} is no working hours.", _HINT)
            days += [(first + more) % 7 for more in range((last - first) % 7 + 1)]
        else:
            days.append(first)
        rest = re.sub(r"^(?: and | ?& ?|/| ?: ?)", "", rest).strip()
    return days, rest


def _day(text: str) -> tuple[int | None, str]:
    word = re.match(r"[^\W\d]+", text)
    name = word[0] if word else ""
    if name == "off":
        return None, text
    if name not in WEEKDAY_NUMBERS:
        raise UsageError(f"{name or text!r} is no day of the week.", _HINT)
    return WEEKDAY_NUMBERS[name], text[len(name) :].removeprefix(".")


def _spans(hours: str) -> list[Span]:
    if hours in {"off", "closed", "-"}:
        return []
    return [_span(said) for said in re.split(r" and | ?& ?", hours)]


def _span(said: str) -> Span:
    first, *more = _GAP.split(said)
    if len(more) != 1:  # '8:30-12 13-17', say, where a comma is missing
        raise UsageError(f"{said!r} is no span of hours.", _HINT)
    start, end = _minute(first), _minute(more[0])
    if start is None or end is None:
        raise UsageError(f"{first if start is None else more[0]!r} is no time of day.", _HINT)
    if end <= start:
        raise UsageError(f"{said!r} ends before it begins.", "Hours past midnight are two spans.")
    return start, end


def _minute(said: str) -> int | None:
    if said in {"24", "24:00", "24h"}:
        return _DAY_LENGTH
    at = parse_time(said)
    return at.hour * 60 + at.minute if at else None


def _apart(spans: list[Span], text: str) -> tuple[Span, ...]:
    ordered = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise UsageError(f"{text.strip()!r} has hours that overlap.", _HINT)
    return tuple(ordered)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour}:{rest:02}" if rest else str(hour)
