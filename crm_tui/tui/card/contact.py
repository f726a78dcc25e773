"""One entry of the timeline: on one line, or with all its text and what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from crm_tui.text.day_words import MONTHS
from crm_tui.text.width import cell_width, cut, fit
from crm_tui.tui.card.spans import cells, joined, line, right_aligned, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line, Span
from crm_tui.views.card import EntryRow

DAY = 11
"""Cells of 'today 14:05' and '27 Nov 2025'."""

_NARROW = 60
_USER = 8


def standing(entries: Sequence[EntryRow]) -> list[EntryRow]:
    """The entries without those that a correction has replaced."""
    return [entry for entry in entries if entry.corrected_by is None]


def way_cells(entries: Sequence[EntryRow], width: int, words: Words) -> int:
    """The cells the channels of these entries need, so that their texts stand in one column."""
    widest = max((cell_width(span(words.way(e.channel, e.kind))[0]) for e in entries), default=0)
    return min(widest, 13 if width >= _NARROW else 8)


def lead(entry: EntryRow, words: Words, way: int, *, with_day: bool = True) -> Line:
    """When and how: the columns before the text."""
    day = words.moment(entry.at) if with_day else ""
    name = span(words.way(entry.channel, entry.kind))[0]
    return (
        (fit(day, DAY) + " ", ""),
        (fit(name, way, ellipsis=words.ellipsis) + " ", "dim"),
        (words.arrow(entry.direction) + " ", ""),
    )


def headline(entry: EntryRow, words: Words, party: int, *, with_minutes: bool = True) -> Line:
    """On which ticket, with what result and with whom, before the text; marks of it.

    The marks are those of what is pinned, internal or corrected.
    """
    minutes = entry.minutes if with_minutes else None
    outcome = words.label("outcome", entry.outcome) if entry.outcome else ""
    people = list(entry.people)
    if entry.party is not None and entry.party != party and entry.party_name not in people:
        people.insert(0, entry.party_name)
    marks = joined(
        [
            line(span("internal" if entry.internal else "", "dim")),
            line(span("corrected" if entry.corrects else "", "warn")),
        ],
        " ",
    )
    number = entry.ticket_number
    said = joined(
        [
            line(span(number if number not in entry.subject.split() else "", "key")),
            line(span(outcome, words.outcome_tone(entry.outcome))),
            line(span(f"{minutes} min" if minutes else "", "dim")),
            line(span(", ".join(people), "strong")),
            marks,
        ],
        words.dot,
    )
    pin = line(("! ", "mark")) if entry.pinned else ()
    return (*pin, *said)


def text_of(entry: EntryRow) -> str:
    """The words of an entry: its subject, text and result."""
    return ": ".join(part for part in (entry.subject, entry.body, entry.result) if part)


def one_line(entry: EntryRow, width: int, words: Words, party: int, way: int) -> Line:
    """An entry on one line: day, channel, direction, outcome, whom with, text, by whom."""
    head = headline(entry, words, party, with_minutes=False)
    return right_aligned(
        (*lead(entry, words, way), *_said(head, entry)), _by(entry), width, words.ellipsis
    )


def _said(head: Line, entry: EntryRow) -> Line:
    text = line(span(text_of(entry)))
    return (*head, *line((": " if head and text else "", "")), *text)


def in_full(
    entry: EntryRow,
    width: int,
    words: Words,
    party: int,
    way: int,
    *,
    with_day: bool = True,
    earlier: Mapping[int, EntryRow] = MappingProxyType({}),
) -> list[Line]:
    """An entry with its whole text, and under a correction what stood there before (S44).

    `earlier` holds the entries that corrections may name, by id.
    """
    columns = lead(entry, words, way, with_day=with_day)
    indent = cells(columns) if width >= _NARROW else 4
    head = headline(entry, words, party)
    text = text_of(entry)
    whole = (*columns, *_said(head, entry))
    if "\n" not in text and cells((*whole, _by(entry))) < width:
        lines = [right_aligned(whole, _by(entry), width, words.ellipsis)]
    else:
        first = right_aligned((*columns, *head), _by(entry), width, words.ellipsis)
        lines = [first, *_indented(wrapped(text, width - indent), indent)]
    return lines + _was(entry, width, indent, earlier)


def _by(entry: EntryRow) -> Span:
    return span(cut(span(entry.user)[0], _USER), "dim")


def _indented(lines: Sequence[Line], indent: int) -> list[Line]:
    return [((" " * indent, ""), *one) for one in lines]


def _was(entry: EntryRow, width: int, indent: int, earlier: Mapping[int, EntryRow]) -> list[Line]:
    lines: list[Line] = []
    newer, older = entry, earlier.get(entry.corrects or 0)
    while older is not None:
        label = f"was, until {newer.user} corrected it: " if newer.user else "was: "
        lines += _indented(wrapped(label + text_of(older), width - indent, "dim"), indent)
        newer, older = older, earlier.get(older.corrects or 0)
    return lines


def month(entry: EntryRow, words: Words) -> str:
    """The month of an entry, as the heading of its group."""
    if entry.at is None:
        return entry.day[:7]
    local = entry.at.astimezone(words.zone)
    return f"{MONTHS[local.month - 1]} {local.year}"
