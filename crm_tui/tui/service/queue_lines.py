"""A ticket's lines in the queue, and the line of the views above it, in the cells there are.

Pure functions of what `views.tickets` returned; no line is wider than it may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from crm_tui.text.width import fit
from crm_tui.tui.card.spans import cells, cut_line, joined, line, padded, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.service import signs
from crm_tui.tui.widgets.text_view import Line, Span
from crm_tui.views.tickets import VIEWS, TicketRow

ONE_LINE = 138
"""From so many cells on a ticket takes one line, its facts in columns; else it takes two."""

_NUMBER = 8
_VALUE = 2
_TITLE_LEAST = 20
_INDENT = 4
_ALIGNED = 64
"""From so many cells on a title stands below the customer's name, else further to the left."""
_KIND, _PRIORITY, _STATE, _WHO, _CLOCK = 13, 7, 15, 26, 25
_COLUMNS = _NUMBER + _VALUE + _KIND + _PRIORITY + _STATE + _WHO + _CLOCK

_NAMES: Final = VIEWS | {"unowned": "new", "again": "again", "all": "all"}
_SHORT_NAMES: Final = _NAMES | {"running": "running", "complaints": "compl."}
_SHORTEST_NAMES: Final = _NAMES | {"running": "out", "complaints": "compl"}


def ticket_lines(
    row: TicketRow, width: int, words: Words, now: datetime, me: int, *, drafted: bool = False
) -> tuple[Line, ...]:
    """The lines of a ticket; `drafted` tells that an answer to it is begun.

    `me` is the user's id: one's own claim is said otherwise.
    """
    begun: Span = ("draft" if drafted else "", "key")
    if width >= ONE_LINE:
        return (_in_columns(row, width, words, now, me, begun),)
    return _above(row, width, words, now), _below(row, width, words, now, me, begun)


def height(width: int, *, further: bool = False) -> int:
    """How many lines a ticket takes; `further` columns take one more."""
    return (1 if width >= ONE_LINE else 2) + further


def further_line(said: Sequence[tuple[str, str]], width: int, words: Words) -> Line:
    """What the columns that were chosen say of a ticket: titles with what is in them."""
    parts = [
        line(span(f"{title} ", "dim"), (" ", ""), span(value)) for title, value in said if value
    ]
    shown = joined(parts, words.dot)
    return cut_line(((" " * _indent(width), ""), *shown), width, words.ellipsis)


def _indent(width: int) -> int:
    return _NUMBER + _VALUE if width >= _ALIGNED else _INDENT


def _lead(row: TicketRow) -> Line:
    return (fit(row.number, _NUMBER), ""), (fit(row.value, _VALUE), "key")


def _above(row: TicketRow, width: int, words: Words, now: datetime) -> Line:
    """Number, value class, customer, kind where it fits; the clock at the right."""
    clock = signs.clock(row, now)
    said: Line = (*_lead(row), *signs.customer(row))
    if _says_kind(row, width, words, now):
        said = (*said, (words.dot, "dim"), signs.kind(row))
    return right_aligned(said, clock, width, words.ellipsis)


def _says_kind(row: TicketRow, width: int, words: Words, now: datetime) -> bool:
    """Whether the first line has room for the kind; else a complaint's sign is on the second."""
    said = (*signs.customer(row), (words.dot, ""), signs.kind(row), signs.clock(row, now))
    return cells(said) + _NUMBER + _VALUE < width


def _below(row: TicketRow, width: int, words: Words, now: datetime, me: int, begun: Span) -> Line:
    """The title; at the right what else is known, the least important lost first."""
    indent = _indent(width)
    parts = [
        (2, signs.priority(row)),
        (4, signs.state(row, short=True)),
        (3, signs.owner(row)),
        (1, signs.again(row, words)),
        (0, begun),
        (0, signs.claimed(row.claim, me, words)),
    ]
    sign = "! " if row.is_complaint and not _says_kind(row, width, words, now) else ""
    title = line((sign, "alert"), span(row.title))
    room = width - indent - min(cells(title), _TITLE_LEAST) - 1
    while True:
        end = joined([line(part) for _rank, part in parts], words.dot)
        if cells(end) <= room or len(parts) == 1:
            break
        parts.remove(max(parts, key=lambda part: part[0]))
    end = cut_line(end, max(0, width - indent - 1), words.ellipsis)
    left = max(0, width - indent - cells(end) - 1)
    return ((" " * indent, ""), *padded(title, left, words.ellipsis), (" ", ""), *end)


def _in_columns(
    row: TicketRow, width: int, words: Words, now: datetime, me: int, begun: Span
) -> Line:
    room = width - _COLUMNS
    name = room * 2 // 5
    rest = room - name - 1
    title = line(span(row.title))
    if end := joined([line(begun), line(signs.again(row, words))], words.dot):
        title = (*padded(title, rest - cells(end) - 1, words.ellipsis), (" ", ""), *end)
    who = signs.claimed(row.claim, me, words, short=True) if row.claim else signs.owner(row)
    cells_of = (
        (signs.customer(row), name),
        (line(signs.kind(row)), _KIND),
        (title, rest + 1),
        (line(signs.priority(row, always=True)), _PRIORITY),
        (line(signs.state(row, short=True)), _STATE),
        (line(who), _WHO),
    )
    spans: list[Span] = [*_lead(row)]
    for shown, wide in cells_of:
        spans += [*padded(shown, wide - 1, words.ellipsis), (" ", "")]
    return right_aligned(tuple(spans), signs.clock(row, now), width, words.ellipsis)


def views_line(
    shown: str,
    counts: Mapping[str, int],
    width: int,
    words: Words,
    other: Line = (),
) -> Line:
    """The views in triage order with their counts, the one that is `shown` in brackets.

    `other` stands before them where what is shown is none of them. Where there is too little
    room, the first ones give way so that the one that is shown can be seen.
    """
    here = list(VIEWS).index(shown) if shown in VIEWS else 0
    for names, separator in (
        (_NAMES, words.dot), (_SHORT_NAMES, "  "), (_SHORT_NAMES, " "), (_SHORTEST_NAMES, " "),
    ):  # fmt: skip
        parts = [_view(code, names[code], shown, counts) for code in VIEWS]
        if cells(_row(other, parts, separator, 0)) <= width:
            return _row(other, parts, separator, 0)
    first = 0
    while first < here and cells(_row(other, parts[first : here + 1], separator, first)) >= width:
        first += 1
    return cut_line(_row(other, parts[first:], separator, first), width, words.ellipsis)


def _row(other: Line, parts: Sequence[Line], separator: str, first: int) -> Line:
    before = line(("<", "dim")) if first else ()
    return joined([other, joined([before, *parts], separator)], "  ")


def _view(code: str, name: str, shown: str, counts: Mapping[str, int]) -> Line:
    number = f" {counts[code]:,}" if code in counts else ""
    if code == shown:
        return line((f"[{name}{number}]", "strong"))
    pressing = code == "running" and counts.get(code)
    return line((f"{name}{number}", "alert" if pressing else "dim"))
