"""A deal's three lines on the board, and the head of a column, in the cells there are.

Pure functions of what `views.board` returned; no line is wider than it may be. What a colour
says stands there in words or signs too.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.text.day_words import WEEKDAYS
from crm_tui.text.say import say_day
from crm_tui.text.width import cell_width
from crm_tui.tui.card.spans import cells, cut_line, joined, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.amounts import fitted, said_sums
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import BoardColumn, DealCard

CARD_LINES = 3

ROOMY = 44
"""From so many cells on a card says in words what it else says in signs."""

_ONE_LINE = 60
"""From so many cells on a head has room for its sums beside its name."""

_ENOUGH = 20
"""The cells a sum has in a head of one line, however long the stage's name is."""


def tile_lines(card: DealCard, width: int, words: Words) -> tuple[Line, Line, Line]:
    """Title; customer and amount; owner, days in the stage, next step; each at most `width`."""
    return _roomy(card, width, words) if width >= ROOMY else _tight(card, width, words)


def _tight(card: DealCard, width: int, words: Words) -> tuple[Line, Line, Line]:
    title = cut_line(line(span(card.title)), width, words.ellipsis)
    amount = _amount(card, width // 2)
    who = right_aligned(_customer(card, words), (amount, ""), width, words.ellipsis)
    parts = [
        line((f"{card.probability}%", "key")) if card.own_probability else (),
        _owner(card),
        *_signs(card, words, short=True),
    ]
    for separator in (words.dot, " "):
        said = joined(parts, separator)
        if cells(said) <= width:
            break
    return title, who, cut_line(said, width, words.ellipsis)


def _roomy(card: DealCard, width: int, words: Words) -> tuple[Line, Line, Line]:
    amount = _amount(card, width // 2)
    title = right_aligned(line(span(card.title)), (amount, ""), width, words.ellipsis)
    close = f"{words.dot}by {words.day(card.expected_close)}" if card.expected_close else ""
    own = " own" if card.own_probability else ""
    end = f"{card.probability} %{own}{close}"
    who = right_aligned(_customer(card, words), (end, ""), width, words.ellipsis)
    said = joined([_owner(card), *_signs(card, words, short=False)], words.dot)
    return title, who, cut_line(said, width, words.ellipsis)


def _amount(card: DealCard, width: int) -> str:
    if card.amount_minor is None:
        return ""
    return fitted(card.amount_minor, card.currency, width)


def _customer(card: DealCard, words: Words) -> Line:
    if card.party is None:
        return line((words.said("no customer"), "warn"))
    return line(span(card.party_name, "dim"))


def _owner(card: DealCard) -> Line:
    return line(span(card.owner, "dim")) if card.owner else line(("nobody's", "warn"))


def _signs(card: DealCard, words: Words, *, short: bool) -> list[Line]:
    """What asks for attention, or for nothing: a complaint, the stage's days, the next step."""
    complaint = line((said_complaints(card, short=short), "alert"))
    return [complaint, _days(card, short=short), next_step(card, words, short=short)]


def said_complaints(card: DealCard, *, short: bool = False) -> str:
    """That the customer of a deal complains; empty where nobody does (S105)."""
    if not card.complaints:
        return ""
    if short:
        return "!compl."
    number = card.complaints
    return "! open complaint" if number == 1 else f"! {number:,} open complaints"


def _days(card: DealCard, *, short: bool) -> Line:
    tone: Tone = "alert" if card.stale else "dim"
    sign = "!" if card.stale else ""
    if short:
        return line((f"{sign}{card.days}d", tone))
    stale = ", stale" if card.stale else ""
    return line((f"{sign}{card.days} day{'' if card.days == 1 else 's'} here{stale}", tone))


def next_step(card: DealCard, words: Words, *, short: bool) -> Line:
    """The day of the next task and what it is; a deal without one says so (S79)."""
    if card.state != "open":
        return ()
    if card.next_due is None:
        return line(("?next" if short else "? no next step", "warn"))
    late = bool(card.next_due) and card.next_due < words.today.isoformat()
    day = (_short_day(card.next_due, words) if short else words.day(card.next_due)) or "no day"
    tone: Tone = "alert" if late else "dim"
    sign = "!" if late else ""
    if short:
        return line((f"{sign}{day}", tone))
    return line((f"{sign}{day} ", tone), span(card.next_step, "dim"))


def _short_day(day: str, words: Words) -> str:
    """The day without its weekday, which a narrow card has no room for."""
    said = words.day(day)
    weekday, _space, rest = said.partition(" ")
    return rest if weekday in WEEKDAYS else said


# Heads


def head_height(width: int) -> int:
    """How many lines the head of a column of so many cells has."""
    return 1 if width >= _ONE_LINE else 3


def head_lines(
    column: BoardColumn, width: int, words: Words, currency: str, *, here: bool
) -> tuple[Line, ...]:
    """Name, count, sum and weighted sum of a column; `here` where the cursor is in it.

    `currency` is the main one; sums in others are counted only.
    """
    count = f" {column.deals:,}"
    name = span(column.stage.name, "title" if here else "strong")
    if head_height(width) == 1:
        chance = f"  {column.stage.probability} %"
        after = line((count, "strong"), (chance, "dim"))
        room = max(_ENOUGH, (width - cells((name, *after)) - 4) // 2)
        total = said_sums(column.sums, currency, room)
        share = said_sums(column.sums, currency, room - 9, weighted=True)
        sums = f"{total}  weighted {share}" if total else ""
        left = width - cells(after) - cell_width(sums) - 2
        lead = (*cut_line(line(name), left, words.ellipsis), *after)
        return ((*lead, (" " * (width - cells(lead) - cell_width(sums)), ""), (sums, "")),)
    lead = cut_line(line(name), width - len(count), words.ellipsis)
    total = said_sums(column.sums, currency, width)
    share = said_sums(column.sums, currency, width - 2, weighted=True)
    return (
        (*lead, (count, "strong")),
        line((total or ("no amount" if column.deals else ""), "" if total else "dim")),
        line((f"w {share}" if share else "", "dim")),
    )


def edges(columns: Sequence[BoardColumn], first: int, shown: int, width: int, words: Words) -> Line:
    """The stages beyond the screen, the nearest named: '< Lead 12    Offer 3 > 2 more'."""
    before, after = columns[:first], columns[first + shown :]
    left = f"{_more(len(before) - 1, ' ')}< {_stage(before[-1])}" if before else ""
    right = f"{_stage(after[0])} >{_more(len(after) - 1, '')}" if after else ""
    gap = max(1, width - cell_width(left) - cell_width(right))
    return cut_line(line((left, "dim"), (" " * gap, ""), (right, "dim")), width, words.ellipsis)


def _stage(column: BoardColumn) -> str:
    return f"{span(column.stage.name)[0]} {column.deals:,}"


def _more(number: int, end: str) -> str:
    """How many stages there are beyond the nearest one, between it and the edge."""
    lead = "" if end else " "
    return f"{lead}{number} more{end}" if number else ""


def detail(card: DealCard, width: int, words: Words) -> Line:
    """The deal under the cursor in one line: what its card has no room for."""
    close = f"by {say_day(card.expected_close, words.today)}" if card.expected_close else "no day"
    amount = _amount(card, 30) or "no amount"
    own = " own" if card.own_probability else ""
    parts = [
        line(span(card.number, "dim"), (" ", ""), span(card.title, "strong")),
        _customer(card, words),
        line((amount, "")),
        line((f"{card.probability} %{own}", "")),
        line((close, "")),
        line((said_complaints(card), "alert")),
        next_step(card, words, short=False),
    ]
    return cut_line((("  ", ""), *joined(parts, words.dot)), width, words.ellipsis)
