"""Days and times as people type them, and as they are said back.

A small grammar: `today`, `fri`, `next fri`, `+3d`, `in 2 weeks`, `eom`, `31.12.`, `12/31`,
`21 Dec 2020`, ISO; `14:30`, `2pm`, `9`. `date_columns` reads what files hold, `say` says days back.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal, NamedTuple

from crm_tui.text.date_columns import DateOrder, detect_date_order, parse_date_as
from crm_tui.text.day_words import (
    NOON,
    NUMBER_WORDS,
    WEEKDAY_NUMBERS,
    day_of,
    full_year,
    month_of,
    parse_time,
)
from crm_tui.text.say import say_age, say_day

__all__ = [
    "DateOrder",
    "FoundDay",
    "Prefer",
    "detect_date_order",
    "find_day",
    "find_days",
    "parse_date_as",
    "parse_day",
    "parse_time",
    "parse_when",
    "say_age",
    "say_day",
]

Prefer = Literal["future", "past"]

_NEAR: Final = {"today": 0, "tomorrow": 1, "yesterday": -1, "tonight": 0}

_UNIT = (
    r"(?P<unit>d|days?|w|wks?|weeks?|m|mo|months?|y|yrs?|years?|"
    r"h|hrs?|hours?|min|mins|minutes?)"
)
_SIGNED: Final = re.compile(rf"(?P<sign>[+-]) ?(?P<count>\d{{1,4}}) ?{_UNIT}")
_COUNTED: Final = re.compile(
    rf"(?P<ahead>in )?(?P<count>\d{{1,4}}|{'|'.join(NUMBER_WORDS)}) ?{_UNIT}(?P<back> ago)?"
)
_ISO_DAY: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DOTTED: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\. ?(\d{4}|\d{2})?)?")
_SLASHED: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_NAMED: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?(?P<month>[a-z]{3,9})\.?"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:,? ?[ -]?(?P<year>\d{4}|'?\d{2}))?"
)
_TIME_AT_END: Final = re.compile(
    r"(?:^|[\sT,])(?:at )?(?P<time>noon|midday|\d{1,2}(?:[:.h]\d{2})?(?::\d{2})?"
    r"(?: ?[ap]\.?m\.?|h)?)$",
    re.IGNORECASE,
)


def parse_day(
    text: str, today: date, *, day_first: bool = True, prefer: Prefer = "future"
) -> date | None:
    """The day a text means, seen from `today`; None when it means none.

    A weekday or a date without its year is the next such day, today excluded for weekdays, or
    with `prefer="past"` the last one. `day_first` decides `3/4` where both orders are days;
    with dots the day always stands first.
    """
    said = _plain(text)
    if said in _NEAR:
        return _moved(today, _NEAR[said])
    return (
        _weekday(said, today, prefer)
        or _period(said, today)
        or _counted_day(said, today)
        or _numeric(said, today, day_first, prefer)
        or _named(said, today, prefer)
        or _weekday_and_date(said, today, day_first, prefer)
    )


def parse_when(
    text: str,
    now: datetime,
    zone: tzinfo,
    *,
    day_first: bool = True,
    prefer: Prefer = "future",
) -> datetime | None:
    """The instant, in UTC, that a text means in the zone; None when it means none.

    `10:00` is today's. A day alone is noon of that day, today alone is now.
    """
    local = now.astimezone(zone)
    said = _plain(text)
    if said == "now":
        return now.astimezone(UTC)
    shifted = _shifted(said, now)
    if shifted:
        return shifted
    stated = _iso_instant(text.strip(), zone)
    if stated:
        return stated
    day = parse_day(said, local.date(), day_first=day_first, prefer=prefer)
    if day:
        return now.astimezone(UTC) if day == local.date() else _instant(day, NOON, zone)
    found = _TIME_AT_END.search(said)
    at = parse_time(found["time"]) if found else None
    if found is None or at is None:
        return None
    before = said[: found.start()].rstrip(" ,")
    day = (
        parse_day(before, local.date(), day_first=day_first, prefer=prefer)
        if before
        else local.date()
    )
    return _instant(day, at, zone) if day else None


class FoundDay(NamedTuple):
    """A date phrase inside a text: `text[start:end]`, its preposition included."""

    day: date
    at: time | None
    start: int
    end: int
    preposition: str


_PREPOSITIONS: Final = frozenset(
    {"by", "on", "until", "till", "before", "due", "from", "since", "at"}
)
_TOKEN: Final = re.compile(r"\S+")
_LONGEST_PHRASE = 4
# What means a day only after a preposition ('sat with Anna', '24/7', 'price 3.5'), the words
# also at the end or before a time ('call back sat').
_DOUBTFUL: Final = re.compile(
    r"sat|sun|wed|\d{1,2} may|\d{1,2}[./-]\d{1,2}"
    r"|\d{1,4} ?(?:d|w|m|y|mo|days?|weeks?|months?|years?)"
    r"|(?:a|an|one|two|three|four|five|six) (?:days?|weeks?|months?|years?)"
)
_CLOCK_ALONE: Final = re.compile(r"\d{1,2}(?::\d{2}| ?[ap]m|:\d{2} ?[ap]m|h\d{0,2})", re.IGNORECASE)


def find_days(text: str, today: date, *, day_first: bool = True) -> list[FoundDay]:
    """Every date phrase of a text in order, each with the time that follows it."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[FoundDay] = []
    index = 0
    while index < len(tokens):
        day, used = _day_at(tokens, index, today, day_first)
        if day:
            found.append(day)
        index += used
    return found


def find_day(text: str, today: date, *, day_first: bool = True) -> FoundDay | None:
    """The first date phrase of a text; None when there is none."""
    return next(iter(find_days(text, today, day_first=day_first)), None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def _months_on(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weekday(said: str, today: date, prefer: Prefer) -> date | None:
    which, _, name = said.rpartition(" ")
    if name not in WEEKDAY_NUMBERS or which not in {"", "next", "last", "this", "coming"}:
        return None
    ahead = (WEEKDAY_NUMBERS[name] - today.weekday()) % 7
    if which == "next":
        return _moved(today, 7 - today.weekday() + WEEKDAY_NUMBERS[name])
    if which == "last" or (which == "" and prefer == "past"):
        return _moved(today, ahead - 7)
    return _moved(today, ahead if which == "this" else ahead or 7)


def _period(said: str, today: date) -> date | None:
    if said == "eow":
        return _moved(today, (4 - today.weekday()) % 7)
    if said in {"eom", "end of month", "end of the month"}:
        return today.replace(day=monthrange(today.year, today.month)[1])
    if said in {"eoy", "end of year", "end of the year"}:
        return date(today.year, 12, 31)
    if said == "next week":
        return _moved(today, 7 - today.weekday())
    if said == "next month":
        return _months_on(today.replace(day=1), 1)
    return None


class _Distance(NamedTuple):
    amount: int
    unit: str


def _distance(said: str) -> _Distance | None:
    """The signed distance of '+3d', 'in 3 days', '3 days ago'; the unit by its first letter."""
    signed = _SIGNED.fullmatch(said)
    if signed:
        return _Distance(int(signed["sign"] + signed["count"]), _unit(signed["unit"]))
    counted = _COUNTED.fullmatch(said)
    if counted is None or bool(counted["ahead"]) == bool(counted["back"]):
        return None
    count = int(NUMBER_WORDS.get(counted["count"], counted["count"]))
    return _Distance(-count if counted["back"] else count, _unit(counted["unit"]))


def _unit(written: str) -> str:
    return "min" if written.startswith("min") else written[0]


def _counted_day(said: str, today: date) -> date | None:
    distance = _distance(said)
    if distance is None:
        return None
    months = {"m": 1, "y": 12}.get(distance.unit)
    if months:
        return _months_on(today, distance.amount * months)
    days = {"d": 1, "w": 7}.get(distance.unit)
    return _moved(today, distance.amount * days) if days else None


def _shifted(said: str, now: datetime) -> datetime | None:
    distance = _distance(said)
    minutes = {"h": 60, "min": 1}.get(distance.unit) if distance else None
    if distance is None or minutes is None:
        return None
    try:
        return (now + timedelta(minutes=distance.amount * minutes)).astimezone(UTC)
    except OverflowError:
        return None


def _numeric(said: str, today: date, day_first: bool, prefer: Prefer) -> date | None:
    iso = _ISO_DAY.fullmatch(said)
    if iso:
        return day_of(int(iso[1]), int(iso[3]), int(iso[4]))
    dotted = _DOTTED.fullmatch(said)
    if dotted:
        return _in_year(dotted[3], int(dotted[2]), int(dotted[1]), today, prefer)
    slashed = _SLASHED.fullmatch(said)
    if slashed is None:
        return None
    first, second = int(slashed[1]), int(slashed[3])
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    return _in_year(slashed[4], month, day, today, prefer)


def _named(said: str, today: date, prefer: Prefer) -> date | None:
    named = _NAMED.fullmatch(said)
    month = month_of(named["month"] or named["month2"]) if named else None
    if named is None or month is None:
        return None
    year = (named["year"] or "").lstrip("'")
    return _in_year(year or None, month, int(named["day"] or named["day2"]), today, prefer)


def _weekday_and_date(said: str, today: date, day_first: bool, prefer: Prefer) -> date | None:
    """The date of 'Fri 27 Nov' where it is that weekday."""
    name, _, rest = said.partition(" ")
    weekday = WEEKDAY_NUMBERS.get(name.rstrip(",."))
    if weekday is None:
        return None
    day = _numeric(rest, today, day_first, prefer) or _named(rest, today, prefer)
    return day if day and day.weekday() == weekday else None


def _in_year(year: str | None, month: int, day: int, today: date, prefer: Prefer) -> date | None:
    if year:
        return day_of(full_year(year), month, day)
    step = 1 if prefer == "future" else -1
    # A leap day may be eight years away.
    for candidate in range(today.year, today.year + 9 * step, step):
        found = day_of(candidate, month, day)
        if found and (found - today).days * step >= 0:
            return found
    return None


def _instant(day: date, at: time, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(day, at, zone).astimezone(UTC)
    except OverflowError:
        return None


def _iso_instant(text: str, zone: tzinfo) -> datetime | None:
    if ":" not in text or not text[:4].isdecimal():
        return None
    try:
        stated = datetime.fromisoformat(text)
        return (stated if stated.tzinfo else stated.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_at(
    tokens: list[tuple[str, int, int]], index: int, today: date, day_first: bool
) -> tuple[FoundDay | None, int]:
    """The date phrase that begins at a token, and how many tokens to go on by."""
    preposition = tokens[index][0].casefold()
    first = index + 1 if preposition in _PREPOSITIONS else index
    if first == index:
        preposition = ""
    for count in range(min(_LONGEST_PHRASE, len(tokens) - first), 0, -1):
        words = [token for token, _, _ in tokens[first : first + count]]
        phrase = " ".join(words).rstrip(",;:!?)")
        at, last = _time_after(tokens, first + count)
        ends = at is not None or last == len(tokens)
        day = _phrase_day(
            phrase, today, day_first, sure=bool(preposition) or (ends and phrase.isalpha())
        )
        if day is None:
            continue
        end = tokens[last - 1][2]
        return FoundDay(day, at, tokens[index][1], end, preposition), last - index
    return None, 1


def _phrase_day(phrase: str, today: date, day_first: bool, *, sure: bool) -> date | None:
    for attempt in (phrase, phrase.rstrip(".")):
        if not sure and _DOUBTFUL.fullmatch(attempt.casefold()):
            return None
        day = parse_day(attempt, today, day_first=day_first)
        if day:
            return day
    return None


def _time_after(tokens: list[tuple[str, int, int]], index: int) -> tuple[time | None, int]:
    """The time that stands at a token, after an 'at' in any form, and the token after it."""
    said = index < len(tokens) and tokens[index][0].casefold() == "at"
    start = index + 1 if said else index
    for count in (2, 1):
        if start + count > len(tokens):
            continue
        phrase = " ".join(t for t, _, _ in tokens[start : start + count]).rstrip(".,;:!?)")
        if said or _CLOCK_ALONE.fullmatch(phrase):
            at = parse_time(phrase)
            if at is not None:
                return at, start + count
    return None, index
