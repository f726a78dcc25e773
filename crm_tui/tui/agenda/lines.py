"""The lines of a sheet: a task each, with what has to be seen of it before it is opened."""

from __future__ import annotations

from crm_tui.text.lasting import say_short
from crm_tui.text.say import quoted, say_day, say_nth
from crm_tui.tui.agenda.headings import day_heading, heading
from crm_tui.tui.agenda.load import load_bar
from crm_tui.tui.card.spans import span
from crm_tui.tui.card.words import Words
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.record_list import Row
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.agenda import Section, SheetRow

__all__ = ["COLUMNS", "day_heading", "heading", "load_bar", "sheet_row"]

# Of the columns that may be lost the phone goes last: the next thing done is to dial it.
COLUMNS = (
    Column("When", 11),
    Column("What", 24, flex=3),
    Column("Who", 11, flex=2),
    Column("Phone", 17, drop=1),
    Column("Min", 5, drop=2, align=">"),
    Column("Kind", 10, drop=3),
)

_DAYS = ("timed", "untimed", "ahead")
_PRESSING = ("high", "urgent")
_STATES = {"doing": "being done", "done": "done", "dropped": "dropped"}


def sheet_row(row: SheetRow, section: Section, words: Words) -> Row:
    """The line of a task below its section's heading; what a colour says stands there too."""
    ended = row.state in ("done", "dropped")
    late = row.day is not None and row.day < words.today and not ended
    cells = (
        _when(row, section, words, late=late),
        _what(row, words),
        row.party_name,
        row.phone,
        say_short(row.minutes) if row.minutes else "",
        "" if row.kind == "other" else words.label("task_kind", row.kind),
    )
    tone: Tone = ""
    if late:
        tone = "alert"
    elif ended or row.waits_for:
        tone = "dim"
    elif row.priority in _PRESSING:
        tone = "warn"
    return Row(row.id, cells, tone, hash((cells, tone)))


def detail(row: SheetRow, words: Words) -> Line:
    """A task in full, in one line: what its row has no room for."""
    more = [*_remarks(row), row.note.partition("\n")[0]]
    said = words.dot.join(span(one)[0] for one in more if one)
    return (("  ", ""), span(row.title, "strong"), (f"{words.dot}{said}" if said else "", "dim"))


def _when(row: SheetRow, section: Section, words: Words, *, late: bool) -> str:
    """The hour on its own day and today, else the day; '!' where that is past."""
    if row.day is None:
        return ""
    below_its_day = section.key in _DAYS and row.day == section.day
    if below_its_day or row.day == words.today:
        hour = f"{row.start_at.astimezone(words.zone):%H:%M}" if row.start_at else ""
        said = hour or ("" if below_its_day else "today")
    else:
        said = say_day(row.day, words.today)
    return f"{'!' if late else ''}{said}{'+' if row.overlaps else ''}"


def _what(row: SheetRow, words: Words) -> str:
    """The title behind the signs that must not be cut off, and what else there is to know."""
    before = [
        f"!{row.priority} " if row.priority in _PRESSING else "",
        ("~ " if words.ascii_only else "\u21bb ") if row.repeats else "",
        "they: " if row.side == "them" else "",
    ]
    title = span(row.title)[0]
    return "".join(before) + words.dot.join([title, *(span(one)[0] for one in _remarks(row))])


def _remarks(row: SheetRow) -> list[str]:
    remarks = [
        f"{say_nth(row.attempt)} try" if row.attempt > 1 else "",
        "overlaps" if row.overlaps else "",
        _STATES.get(row.state, ""),
        f"after {quoted(row.waits_for)}" if row.waits_for else "",
        row.reason,
    ]
    return [one for one in remarks if one]
