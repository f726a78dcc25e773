"""The days of a recurrence rule: RFC 5545 texts of whole days, and `AFTER=n` of our own.

`AFTER=14` is 14 days after it was done. The search is bounded: a rule that never comes true
('the 30th of February') costs milliseconds, where libraries search on to the year 9999.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_REACH = 100  # years
_LONGEST_RULE = 400  # characters
_HIGHEST: Final = {"INTERVAL": 999, "COUNT": 9999, "AFTER": 3660}
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_SIGNED: Final = re.compile(r"[+-]?[0-9]{1,3}")
_UNTIL: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?")
_BY_DAY: Final = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAY_CODES)})")
_KNOWN: Final = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
)
_OF_THE_CLOCK: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


class Rule(NamedTuple):
    """A rule read. `weekdays` are (which one, weekday), which one 0 where it is every one."""

    frequency: str
    interval: int = 1
    times: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def check_rule(rule: str) -> bool:
    """Whether a rule text, from a file maybe, can be kept and followed.

    Refused are rules of hours and shorter, of week numbers and days of the year, and numbers
    without measure. A single hour of the day is let pass: the days are the same.
    """
    return days_after_done(rule) is not None or read_rule(rule) is not None


def days_after_done(rule: str) -> int | None:
    """The n of `AFTER=n`; None for any other rule."""
    name, _, written = rule.partition("=")
    try:
        return _number(name, written) if name == "AFTER" else None
    except ValueError:
        return None


def read_rule(rule: str) -> Rule | None:
    """The parts of an RFC 5545 rule text; None where it cannot be followed."""
    pairs = [part.partition("=") for part in rule.upper().split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(rule) > _LONGEST_RULE or len(parts) < len(pairs):
        return None
    try:
        return _rule_of(parts)
    except ValueError:
        return None


def next_day(rule: str, start: date, done_on: date) -> date | None:
    """The next day of a rule whose last one was due on `start`; None when it has ended.

    It comes after `start` and after `done_on`: what was missed is not made up for.
    """
    found = next_of(rule, start, done_on)
    return found[0] if found else None


def next_of(rule: str, start: date, done_on: date) -> tuple[date, str] | None:
    """As `next_day`, with the rule as it goes on from that day: its COUNT has grown smaller."""
    after = days_after_done(rule)
    if after is not None:
        return (done_on + timedelta(after), rule) if after <= (date.max - done_on).days else None
    read = read_rule(rule)
    if read is None:
        return None
    last = max(start, done_on)
    for gone, day in enumerate(_days(read, start, last)):
        if day > last:
            left = "" if read.times is None else f"COUNT={read.times - gone}"
            return day, re.sub("COUNT=[0-9]+", left, rule, flags=re.IGNORECASE)
    return None


def first_day(rule: str, today: date) -> date | None:
    """The first day of a new rule, today or later, whatever its interval; None without one."""
    read = read_rule(rule)
    if read is None:
        return today if days_after_done(rule) else None
    return next(_days(read._replace(interval=1), today, today), None)


def _rule_of(parts: dict[str, str]) -> Rule:
    """The rule of its parts; ValueError where it cannot be followed."""
    frequency = parts["FREQ"] if parts.get("FREQ") in _PERIODS else ""
    if not frequency or {"COUNT", "UNTIL"} <= parts.keys():
        raise ValueError
    rule = Rule(
        frequency,
        interval=_number("INTERVAL", parts.get("INTERVAL", "1")),
        times=_number("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        week_start=WEEKDAY_CODES.index(parts.get("WKST", "MO")),
    )
    of_the_clock = [value for name, value in parts.items() if name in _OF_THE_CLOCK]
    numbered = any(which for which, _ in rule.weekdays)
    if (
        parts.keys() - _KNOWN - _OF_THE_CLOCK
        or not all(map(_NUMBER.fullmatch, of_the_clock))
        or (numbered and frequency in {"DAILY", "WEEKLY"})
    ):
        raise ValueError
    return rule


def _number(name: str, written: str) -> int:
    if not _NUMBER.fullmatch(written) or not 1 <= int(written) <= _HIGHEST[name]:
        raise ValueError
    return int(written)


def _numbers(parts: dict[str, str], name: str, lowest: int, highest: int) -> tuple[int, ...]:
    written = parts[name].split(",") if name in parts else []
    if not all(map(_SIGNED.fullmatch, written)):
        raise ValueError
    found = tuple(map(int, written))
    if 0 in found or not all(lowest <= number <= highest for number in found):
        raise ValueError
    return found


def _weekdays(written: str) -> tuple[tuple[int, int], ...]:
    found = []
    for said in written.split(","):
        day = _BY_DAY.fullmatch(said)
        if day is None or (day[1] and not 1 <= abs(int(day[1])) <= 53):
            raise ValueError
        found.append((int(day[1] or 0), WEEKDAY_CODES.index(day[2])))
    return tuple(found)


def _until(written: str) -> date:
    figures = _UNTIL.fullmatch(written)
    if figures is None:
        raise ValueError
    return date(int(figures[1]), int(figures[2]), int(figures[3]))


def _days(rule: Rule, start: date, since: date) -> Iterator[date]:
    """The days of a rule that begins on `start`, in order.

    Periods before `since` are left out unless the rule counts its days.
    """
    rule = _with_defaults(rule, start)
    number_of, days_of = _PERIODS[rule.frequency]
    began = number_of(start, rule)
    anchor = start if rule.times else since
    last = min(rule.until or date.max, date(min(anchor.year + _REACH, 9999), 12, 31))
    skipped = (number_of(anchor, rule) - began) // rule.interval
    counted = 0
    for period in range(began + skipped * rule.interval, number_of(last, rule) + 1, rule.interval):
        for day in _chosen(rule, days_of(period, rule)):
            if day < start:
                continue
            if day > last or counted == rule.times:
                return
            counted += 1
            yield day


def _with_defaults(rule: Rule, start: date) -> Rule:
    """The rule with what RFC 5545 takes from the first day where the rule says nothing."""
    if rule.month_days or rule.weekdays:
        return rule
    if rule.frequency == "WEEKLY":
        return rule._replace(weekdays=((0, start.weekday()),))
    if rule.frequency == "MONTHLY":
        return rule._replace(month_days=(start.day,))
    if rule.frequency == "YEARLY":
        return rule._replace(month_days=(start.day,), months=rule.months or (start.month,))
    return rule


def _chosen(rule: Rule, days: range) -> list[date]:
    """The days of one period that the rule means, of the days' ordinals."""
    found = [day for day in map(date.fromordinal, days) if _means(rule, day)]
    if not rule.positions:
        return found
    count = len(found)
    places = {place - 1 if place > 0 else count + place for place in rule.positions}
    return [found[place] for place in sorted(places) if 0 <= place < count]


def _means(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and day.day not in rule.month_days:
        from_the_end = day.day - monthrange(day.year, day.month)[1] - 1
        if from_the_end not in rule.month_days:
            return False
    return not rule.weekdays or any(
        weekday == day.weekday() and (not which or which in _which(rule, day))
        for which, weekday in rule.weekdays
    )


def _which(rule: Rule, day: date) -> tuple[int, int]:
    """Which of its weekday a day is in its month, or its year, from either end."""
    if rule.frequency == "YEARLY" and not rule.months:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    else:
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
    return (day - first).days // 7 + 1, -((last - day).days // 7) - 1


def _week(day: date, rule: Rule) -> int:
    return (day.toordinal() - 1 - rule.week_start) // 7


def _days_of_week(number: int, rule: Rule) -> range:
    first = number * 7 + 1 + rule.week_start
    return range(max(first, 1), min(first + 7, date.max.toordinal() + 1))


def _days_of_month(number: int, rule: Rule) -> range:
    year, month = divmod(number, 12)
    first = date(year, month + 1, 1).toordinal()
    return range(first, first + monthrange(year, month + 1)[1])


def _days_of_year(year: int, rule: Rule) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


# By frequency: the number of the period a day is in, and the ordinals of a period's days.
_PERIODS: Final[dict[str, tuple[Callable[[date, Rule], int], Callable[[int, Rule], range]]]] = {
    "DAILY": (lambda day, _: day.toordinal(), lambda number, _: range(number, number + 1)),
    "WEEKLY": (_week, _days_of_week),
    "MONTHLY": (lambda day, _: day.year * 12 + day.month - 1, _days_of_month),
    "YEARLY": (lambda day, _: day.year, _days_of_year),
}
