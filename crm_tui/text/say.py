"""Days, ages and quoted words as people say them."""

from __future__ import annotations

from datetime import date, datetime

from crm_tui.text.day_words import MONTHS, WEEKDAYS
from crm_tui.text.width import cell_width, cut

_QUOTED = 30


def say_day(day: date, today: date) -> str:
    """The day as people say it: 'today', 'tomorrow', 'Fri 27 Nov', '27 Nov 2025'."""
    apart = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(apart)
    if near:
        return near
    if day.year == today.year or abs(apart) < 60:
        return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_age(instant: datetime, now: datetime) -> str:
    """How long ago an instant was, in one unit: 'now', '5 min', '2 h', '3 d', '5 w', '14 mo'.

    For an instant to come: 'in 2 h'.
    """
    seconds = int((now - instant).total_seconds())
    age = _age(abs(seconds))
    return age if seconds >= 0 or age == "now" else f"in {age}"


def _age(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    for limit, said in (
        (minutes < 1, "now"),
        (hours < 1, f"{minutes} min"),
        (days < 1, f"{hours} h"),
        (days < 14, f"{days} d"),
        (days < 63, f"{days // 7} w"),
        (days < 730, f"{int(days // 30.44)} mo"),
    ):
        if limit:
            return said
    return f"{int(days // 365.25)} y"


def say_nth(number: int) -> str:
    """'1st', '2nd', '3rd', '11th', '22nd'."""
    teens = number // 10 % 10 == 1
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def quoted(text: str) -> str:
    """The text between quotes, so short that a sentence with it fits on one line."""
    whole = " ".join(text.split())
    return f"'{whole}'" if cell_width(whole) <= _QUOTED else f"'{cut(whole, _QUOTED - 1)}\u2026'"
