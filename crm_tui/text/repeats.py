"""Repetition in words: 'every 2 weeks on Tue', 'last Fri of every month', '14 days after done'.

What `recurrence` follows as a rule text is read and said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from crm_tui.text.dates import parse_day
from crm_tui.text.day_words import (
    MONTHS,
    NUMBER_WORDS,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    day_of,
    month_of,
)
from crm_tui.text.recurrence import (
    WEEKDAY_CODES,
    Rule,
    check_rule,
    days_after_done,
    first_day,
    next_day,
    next_of,
    read_rule,
)

__all__ = ["check_rule", "first_day", "next_day", "next_of", "parse_repeat", "say_repeat"]

_LONGEST = 120  # characters
_WORK_DAYS: Final = "MO,TU,WE,TH,FR"
_LAST_OF_MONTH: Final = {29: "28,29", 30: "28,29,30", 31: "28,29,30,31"}
_ADVERBS: Final = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "2 weeks",
    "monthly": "month",
    "quarterly": "3 months",
    "yearly": "year",
    "annually": "year",
}
_UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_WHICH: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_WHICH_SAID: Final = {number: word for word, number in _WHICH.items()}
_DAYS_IN: Final = {"day": 1, "week": 7, "month": 30}

_AFTER_DONE: Final = re.compile(
    r"(?:every )?(?P<count>\d{1,4}|[a-z]{1,5}) (?P<unit>day|week|month)s? after "
    r"(?:done|completion|(?:it is |it's )done)"
)
_AFTER: Final = re.compile(r"after (?P<count>\d{1,4}|[a-z]{1,5}) (?P<unit>day|week|month)s?")
_END: Final = re.compile(r" (?:until (?P<until>.+)|(?P<times>\d{1,4}) times)$")
_EVERY_UNIT: Final = re.compile(
    r"(?:(?P<count>\d{1,3}|other|second|[a-z]{1,5}) )?(?P<unit>day|week|month|year)s?"
    r"(?: on (?:the )?(?P<on>.+))?"
)
_EVERY_QUARTER: Final = re.compile(r"quarter(?P<on> on .+)?")
_EVERY_OTHER: Final = re.compile(
    r"(?:other|second|2nd|(?P<count>\d{1,3})(?:st|nd|rd|th)) (?P<on>.+)"
)
_OF_THE_MONTH: Final = re.compile(r"(?P<on>.+) of (?:the|every|each) month")
_WHICH_DAY: Final = re.compile(r"(?P<which>\w+) (?P<day>\w+(?: day)?)")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_DAY_NUMBER: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_JOIN: Final = re.compile(r" ?(?:,|&|/|\band\b) ?(?:the )?")
_SPAN: Final = re.compile(r" ?(?:-|\bto\b) ?")
_DAY_AND_MONTH: Final = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month>[a-z]{3,9})\.?"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?"
)


def parse_repeat(text: str, start: date | None) -> str | None:
    """The rule text that words of repetition mean; None when they mean none.

    A rule text itself stands for itself. 'monthly' and 'yearly' that `start` on a day which not
    every month has mean the last such day of the month, where RFC 5545 would leave months out.
    """
    said = " ".join(text.casefold().split()).rstrip(".,;:!?")
    if len(said) > _LONGEST or not said.isascii():
        return None
    if said.startswith(("freq=", "after=")):
        return said.upper() if check_rule(said.upper()) else None
    after = _AFTER_DONE.fullmatch(said) or _AFTER.fullmatch(said)
    if after:
        count = _count(after["count"])
        rule = f"AFTER={count * _DAYS_IN[after['unit']]}" if count else ""
        return rule if check_rule(rule) else None
    end = _END.search(said)
    ending = _ending(end, start) if end else ""
    endless = _endless(said[: end.start()] if end else said, start)
    if not endless or ending is None or not check_rule(endless + ending):
        return None
    return endless + ending


def say_repeat(rule: str) -> str:
    """The rule in words, as `parse_repeat` reads them back where the rule is one of ours.

    What no words of ours say is said as well as possible; what is no rule is said as it stands.
    """
    after = days_after_done(rule)
    if after is not None:
        return f"{after} day{'s' if after > 1 else ''} after done"
    read = read_rule(rule)
    if read is None:
        return rule
    ending = ""
    if read.until:
        ending = f" until {read.until.day} {MONTHS[read.until.month - 1]} {read.until.year:04}"
    elif read.times:
        ending = f" {read.times} times"
    return _said(read) + ending


def _count(written: str | None) -> int:
    """The number written in figures or as a word; 1 where none is, 0 where it is no number."""
    if written in {"other", "second"}:
        return 2
    if written is None or written.isdigit():
        return int(written or 1)
    return NUMBER_WORDS.get(written, 0)


def _ending(end: re.Match[str], start: date | None) -> str | None:
    if end["times"]:
        return f";COUNT={int(end['times'])}"
    if start is None and not re.search(r"\d{4}", end["until"]):
        return None  # 'until Fri' of which week?
    until = parse_day(end["until"], start or date.min)
    return f";UNTIL={until.year:04}{until:%m%d}" if until else None


def _endless(said: str, start: date | None) -> str | None:
    first, _, rest = said.partition(" ")
    if first in _ADVERBS:
        return _every(f"{_ADVERBS[first]} {rest}".strip(), start)
    if first in {"every", "each"}:
        return _every(rest, start)
    monthly = _OF_THE_MONTH.fullmatch(said.removeprefix("on ").removeprefix("the "))
    return _monthly(1, monthly["on"]) if monthly and " the month" not in said else None


def _every(said: str, start: date | None) -> str | None:
    """The rule of what stands after 'every'."""
    if said in {"weekday", "weekdays", "working day", "work day"}:
        return f"FREQ=WEEKLY;BYDAY={_WORK_DAYS}"
    quarter = _EVERY_QUARTER.fullmatch(said)
    if quarter:
        said = f"3 months{quarter['on'] or ''}"
    unit = _EVERY_UNIT.fullmatch(said)
    if unit:
        return _every_unit(_count(unit["count"]), unit["unit"], unit["on"] or "", start)
    monthly = _OF_THE_MONTH.fullmatch(said)
    if monthly:
        return _monthly(1, monthly["on"])
    days = _weekdays(said)
    if days:
        return f"FREQ=WEEKLY;BYDAY={days}"
    other = _EVERY_OTHER.fullmatch(said)
    days = _weekdays(other["on"]) if other else ""
    if other and days and not other["count"]:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days}"
    yearly = _yearly(1, said)
    if yearly or _DAY_NUMBER.fullmatch(said) is None or _ORDINAL.fullmatch(said):
        return yearly or _monthly(1, said)
    return None


def _every_unit(count: int, unit: str, on: str, start: date | None) -> str | None:
    if not count:
        return None
    rule = _begun(_UNITS[unit], count)
    if not on:
        return rule + _short_months(unit, start)
    if unit == "week":
        days = _weekdays(on)
        return f"{rule};BYDAY={days}" if days else None
    if unit == "month":
        return _monthly(count, on)
    return _yearly(count, on) if unit == "year" else None


def _begun(frequency: str, interval: int) -> str:
    return f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _short_months(unit: str, start: date | None) -> str:
    """What a start on the 29th to the 31st adds, so that no month is left out."""
    if start is None or start.day < 29:
        return ""
    if unit == "month":
        return f";BYMONTHDAY={_LAST_OF_MONTH[start.day]};BYSETPOS=-1"
    if unit == "year" and start.month == 2:
        return f";BYMONTH=2;BYMONTHDAY={_LAST_OF_MONTH[29]};BYSETPOS=-1"
    return ""


def _weekdays(said: str) -> str:
    """The codes of the weekdays listed, Monday first; '' where something else is listed."""
    found: set[int] = set()
    for piece in filter(None, _JOIN.split(said)):
        ends = [_weekday(name) for name in _SPAN.split(piece)]
        if None in ends or len(ends) > 2:
            return ""
        first, last = ends[0] or 0, ends[-1] or 0
        found.update((first + more) % 7 for more in range((last - first) % 7 + 1))
    return ",".join(WEEKDAY_CODES[number] for number in sorted(found))


def _weekday(name: str) -> int | None:
    number = WEEKDAY_NUMBERS.get(name)
    return WEEKDAY_NUMBERS.get(name.removesuffix("s")) if number is None else number


def _monthly(interval: int, on: str) -> str | None:
    """The rule of 'the 15th', '1 and 15', 'last day', 'first Mon', 'last working day'."""
    rule = _begun("MONTHLY", interval)
    which = _WHICH_DAY.fullmatch(on)
    if which and which["day"] != "day":
        number = _which(which["which"])
        weekday = _weekday(which["day"])
        if number and weekday is not None:
            return f"{rule};BYDAY={number}{WEEKDAY_CODES[weekday]}"
        if number and which["day"] in {"weekday", "working day"}:
            return f"{rule};BYDAY={_WORK_DAYS};BYSETPOS={number}"
    days = [_day_number(piece) for piece in filter(None, _JOIN.split(on))]
    if not days or None in days:
        return None
    if len(days) == 1 and days[0] in _LAST_OF_MONTH:
        return f"{rule};BYMONTHDAY={_LAST_OF_MONTH[days[0]]};BYSETPOS=-1"
    numbers = {-1 if day == 31 else day or 0 for day in days}
    if numbers & {29, 30}:
        return None
    ordered = sorted(numbers, key=lambda day: day % 32)
    return f"{rule};BYMONTHDAY={','.join(map(str, ordered))}"


def _which(said: str) -> int:
    """The number of 'first', '2nd' or 'last', up to the fourth; 0 where it is none."""
    ordinal = _ORDINAL.fullmatch(said)
    if ordinal:
        return int(ordinal[1]) if int(ordinal[1]) <= 4 else 0
    return _WHICH.get(said, 0)


def _day_number(said: str) -> int | None:
    if said in {"last day", "last"}:
        return -1
    number = _DAY_NUMBER.fullmatch(said)
    if number:
        return int(number[1]) if 1 <= int(number[1]) <= 31 else None
    which = _WHICH_DAY.fullmatch(said)
    return (_which(which["which"]) or None) if which and which["day"] == "day" else None


def _yearly(interval: int, on: str) -> str | None:
    said = _DAY_AND_MONTH.fullmatch(on)
    month = month_of(said["month"] or said["month2"]) if said else None
    day = int(said["day"] or said["day2"]) if said else 0
    if month is None or day_of(2024, month, day) is None:  # a leap year
        return None
    rule = f"{_begun('YEARLY', interval)};BYMONTH={month}"
    if (month, day) == (2, 29):
        return f"{rule};BYMONTHDAY={_LAST_OF_MONTH[29]};BYSETPOS=-1"
    return f"{rule};BYMONTHDAY={day}"


def _said(rule: Rule) -> str:
    unit = {frequency: unit for unit, frequency in _UNITS.items()}[rule.frequency]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    weekdays = ",".join(f"{which or ''}{WEEKDAY_CODES[day]}" for which, day in rule.weekdays)
    if rule.frequency == "WEEKLY" and rule.interval == 1 and weekdays and not rule.months:
        if weekdays == _WORK_DAYS:
            return "every weekday"
        return f"every {_and([WEEKDAYS[day] for _, day in rule.weekdays])}"
    on = _on(rule, weekdays)
    if rule.frequency == "MONTHLY" and rule.interval == 1 and on.startswith(tuple(_WHICH)):
        every, on = f"{on} of every month", ""
    if rule.frequency == "YEARLY" and len(rule.months) == len(rule.month_days[:1]) == 1:
        shown = _capped(rule) or rule.month_days[0]
        return f"{every} on {shown} {MONTHS[rule.months[0] - 1]}"
    months = f" in {_and([MONTHS[month - 1] for month in rule.months])}" if rule.months else ""
    return every + (f" on {'' if on[:1].isupper() else 'the '}{on}" if on else "") + months


def _on(rule: Rule, weekdays: str) -> str:
    """The days of a rule within its period: 'the 15th', 'last Fri', 'Mon and Thu'."""
    if weekdays == _WORK_DAYS and len(rule.positions) == 1 and rule.positions[0] in _WHICH_SAID:
        return f"{_WHICH_SAID[rule.positions[0]]} working day"
    if _capped(rule):
        return _ordinal(_capped(rule))
    days = _and([_ordinal(day) for day in rule.month_days])
    named = _and([f"{_numbered(which)}{WEEKDAYS[day]}" for which, day in rule.weekdays])
    return f"{days} if {named}" if days and named else days or named


def _capped(rule: Rule) -> int:
    """The day of the month that short months have as their last day; 0 for any other rule."""
    days = ",".join(map(str, rule.month_days))
    if rule.positions != (-1,) or rule.weekdays:
        return 0
    return next((day for day, listed in _LAST_OF_MONTH.items() if listed == days), 0)


def _numbered(which: int) -> str:
    if not which:
        return ""
    if which in _WHICH_SAID:
        return f"{_WHICH_SAID[which]} "
    return f"{_ordinal(which)} "


def _ordinal(number: int) -> str:
    """'1st', '22nd', '13th'; from the end 'last day', '2nd last day'."""
    if number == -1:
        return "last day"
    figure = abs(number)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(figure % 10 if figure // 10 != 1 else 0, "th")
    return f"{figure}{ending}" + (" last day" if number < 0 else "")


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
