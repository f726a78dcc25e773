"""The headings of a sheet: what stands below them, how many, how full the day is (S72)."""

from __future__ import annotations

from datetime import date

from crm_tui.text.day_words import MONTHS, WEEKDAYS
from crm_tui.text.say import say_day
from crm_tui.tui.agenda.load import BAR, load_bar
from crm_tui.tui.card.spans import cells, cut_line
from crm_tui.tui.card.words import Words
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.agenda import Section, Sheet

_NAMES = {
    "overdue": "Overdue",
    "due": "Due today",
    "promised": "Promised soon",
    "untimed": "Any time",
    "later": "Later",
    "no_day": "No day",
    "theirs": "They owe us",
    "waiting": "Waiting",
    "unattached": "No customer",
    "help": "Help wanted",
    "proposed": "Proposed",
    "found": "Found",
}


def heading(sheet: Sheet, section: Section, width: int, words: Words) -> Line:
    """The heading of a section in at most `width` cells.

    The sheet's own day says its whole load once, above the first of its sections.
    """
    own = [part for part in sheet.sections if part.key in ("timed", "untimed")]
    if own and section == own[0]:
        return day_heading(
            section.day or sheet.day,
            sheet.load,
            sheet.capacity,
            width,
            words,
            overlaps=section.overlaps,
        )
    if section.key == "ahead" and section.day is not None:
        return day_heading(
            section.day,
            section.minutes,
            section.capacity,
            width,
            words,
            overlaps=section.overlaps,
            count=section.total,
        )
    name = words.said(_NAMES.get(section.key, section.key))
    tone: Tone = "alert" if section.key == "overdue" else "strong"
    said: Line = ((name, "title"), (f" {section.total:,}", tone))
    return cut_line(said, width, words.ellipsis)


def day_heading(
    day: date,
    minutes: int,
    capacity: int | None,
    width: int,
    words: Words,
    *,
    overlaps: int = 0,
    count: int = 0,
) -> Line:
    """A day with its load, in at most `width` cells; the bar gives way first, then the count.

    `overlaps` is how many tasks are at the same time as another, `count` how many there are
    (0: not said).
    """
    name: Line = ((say_full_day(day, words.today), "title"),)
    counted: Line = ((f"  {count:,} task{'' if count == 1 else 's'}", ""),) if count else ()
    clash: Line = ((f", {overlaps:,} overlap", "warn"),) if overlaps else ()
    said: Line = ()
    for bar, number in ((BAR, counted), (0, counted), (0, ())):
        load = load_bar(minutes, capacity, bar, ascii_only=words.ascii_only)
        said = (*name, *number, *((("  ", ""), *load) if load else ()), *clash)
        if cells(said) <= width:
            break
    return cut_line(said, width, words.ellipsis)


def say_full_day(day: date, today: date) -> str:
    """The day with its weekday and date, and its word where it has one: 'Today Fri 20 Nov'."""
    said = say_day(day, today)
    if said not in ("today", "tomorrow", "yesterday"):
        return said
    return f"{said.capitalize()} {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
