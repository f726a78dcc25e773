"""The card's first page: the facts, the last contacts, then the whole log by month."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.tui.card import contact, summary
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, line
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard
from crm_tui.views.card import Card, EntryRow
from crm_tui.views.customer_tickets import CustomerTickets

CONTACTS = ("call", "email", "visit", "meeting", "letter", "chat")
LAST = 10
"""So many last contacts stand on the first screen (S36)."""

_FEWEST_FACT_LINES = 7
_MOST_FACT_LINES = 12


def page(
    card: Card,
    entries: Sequence[EntryRow],
    width: int,
    words: Words,
    height: int,
    *,
    only: str = "",
    deals: Sequence[DealCard] = (),
    asked: CustomerTickets | None = None,
) -> CardLines:
    """The facts and, where the log alone would not show them in `height` lines, the contacts."""
    sheet = Sheet()
    budget = min(_MOST_FACT_LINES, max(_FEWEST_FACT_LINES, height - LAST))
    sheet.add(summary.fact_lines(card, width, words, budget, deals, asked))
    standing = contact.standing(entries)
    last = [entry for entry in standing if entry.kind in CONTACTS][:LAST]
    log = _log(card, entries, width, words)
    if not standing:
        sheet.add(_empty(only, width, words))
        return sheet.done()
    if last and not _shown(log, last, height - len(sheet)):
        way = contact.way_cells(last, width, words)
        for entry in last:
            row = contact.one_line(entry, width, words, card.id, way)
            sheet.add([row], Target("entry", entry.id))
    for lines, logged in log:
        sheet.add(lines, Target("log", logged.id) if logged else None)
    return sheet.done()


def _log(
    card: Card, entries: Sequence[EntryRow], width: int, words: Words
) -> list[tuple[list[Line], EntryRow | None]]:
    """Every entry with all its text under its month; its day only where it is another."""
    standing = contact.standing(entries)
    earlier = {entry.id: entry for entry in entries}
    way = contact.way_cells(standing, width, words)
    shown: list[tuple[list[Line], EntryRow | None]] = []
    month = day = ""
    for entry in standing:
        if (now := contact.month(entry, words)) != month:
            heading = cut_line(line((now, "head")), width, words.ellipsis)
            shown.append(([BLANK, heading], None))
            month, day = now, ""
        full = contact.in_full(
            entry,
            width,
            words,
            card.id,
            way,
            with_day=words.moment(entry.at) != day,
            earlier=earlier,
        )
        day = words.moment(entry.at)
        shown.append((full, entry))
    return shown


def _shown(
    log: Sequence[tuple[list[Line], EntryRow | None]], last: Sequence[EntryRow], height: int
) -> bool:
    """Whether the log's first `height` lines hold all of the last contacts."""
    wanted = {entry.id for entry in last}
    row = 0
    for lines, entry in log:
        row += len(lines)
        if row > height:
            return False
        wanted.discard(entry.id if entry else 0)
        if not wanted:
            return True
    return True


def _empty(only: str, width: int, words: Words) -> list[Line]:
    if only:
        said = f"Nothing on this channel: {words.way(only, '')}."
    else:
        said = f"Nothing has happened yet{words.press('customer.add_note', 'writes a note')}."
    return [BLANK, cut_line(line((said, "dim")), width, words.ellipsis)]
