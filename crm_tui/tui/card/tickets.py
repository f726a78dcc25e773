"""The card's page of tickets: the open ones with their clocks, then what came of the last."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.service import signs
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.customer_tickets import CustomerTickets, Ending
from crm_tui.views.tickets import TicketRow

_INDENT = 4
_NAMED = 2
"""So many complaints are named by their numbers; more are counted."""

_UNHAPPY = 2
"""Whoever rated us so low, of 5, or lower was not content."""


def page(asked: CustomerTickets, width: int, words: Words) -> CardLines:
    """Every open ticket of theirs, and below them those that ended last; Enter opens one."""
    sheet = Sheet()
    sheet.add([BLANK])
    if not asked.open:
        said = words.said("No ticket yet" if not asked.ended else "No open ticket")
        help_ = words.press("customer.add_ticket", "adds one")
        sheet.add([cut_line(line((f"{said}{help_}.", "dim")), width, words.ellipsis)])
    for row in asked.open:
        clock = signs.clock(row, asked.now) if asked.now else ("", "")
        first = right_aligned(_title(row), clock, width, words.ellipsis)
        sheet.add([first, *_below(_facts(row, words), width, words)], Target("ticket", row.id))
    if asked.ended:
        sheet.add([BLANK, cut_line(line(("ended", "head")), width, words.ellipsis)])
    for row in asked.ended:
        _add_ended(sheet, row, asked.endings.get(row.id), width, words)
    return sheet.done()


def complaints(asked: CustomerTickets) -> Line:
    """That they complain, and of which tickets that is: '! complaint T12'; empty for none."""
    open_ones = asked.complaints
    if not open_ones:
        return ()
    if len(open_ones) > _NAMED:
        return line((f"! {len(open_ones):,} open complaints", "alert"))
    plural = "s" if len(open_ones) > 1 else ""
    numbers = ", ".join(span(row.number)[0] for row in open_ones)
    return line((f"! complaint{plural} {numbers}", "alert"))


def open_tickets(asked: CustomerTickets) -> list[Line]:
    """The open tickets in a few words each: number, clock, title."""
    return [
        joined(
            [
                line(("! " if row.is_complaint else "", "alert"), span(row.number, "strong")),
                line(signs.clock(row, asked.now) if asked.now else ("", "")),
                line(span(row.title)),
            ],
            " ",
        )
        for row in asked.open
    ]


def _title(row: TicketRow) -> Line:
    return line(span(row.number, "dim"), (" ", ""), span(row.title, "strong"))


def _facts(row: TicketRow, words: Words) -> list[Line]:
    """What kind it is, how it stands, whose it is; who asked, where that is somebody there."""
    contact = row.contact_name if row.contact != row.party else ""
    parts = [
        line(signs.kind(row)),
        line(signs.state(row)),
        line(signs.priority(row)),
        line(signs.owner(row)),
        line(signs.again(row, words)),
        line(span(contact, "dim")),
        line((f"asked {words.moment(row.opened_at)}", "dim")),
    ]
    return [part for part in parts if part]


def _below(parts: Sequence[Line], width: int, words: Words) -> list[Line]:
    said = flow(parts, width - _INDENT, separator=words.dot, ellipsis=words.ellipsis).lines
    return [((" " * _INDENT, ""), *one) for one in said]


def _add_ended(
    sheet: Sheet, row: TicketRow, ending: Ending | None, width: int, words: Words
) -> None:
    """A ticket that ended: when, why, how content they were; below it the deal that came of it."""
    when = words.moment(row.resolved_at)
    first = right_aligned(_title(row), (when, "dim"), width, words.ellipsis)
    rated = f"rated {row.rating} of 5" if row.rating else ""
    parts = [
        line(span(row.kind_label, "dim")),
        line(signs.state(row)),
        line(span(ending.reason if ending else "", "key")),
        line(span(f"because of {ending.cause}" if ending and ending.cause else "", "dim")),
        line((rated, "warn" if row.rating and row.rating <= _UNHAPPY else "good")),
    ]
    shown = [part for part in parts if part]
    sheet.add([first, *_below(shown, width, words)], Target("ticket", row.id))
    if ending is not None and ending.deal is not None:
        said = line(
            ("came of it: ", "dim"), span(ending.deal_number, "strong"), (" ", ""),
            span(ending.deal_title), (f", {ending.deal_state}", "dim"),
        )  # fmt: skip
        sheet.add(_below([said], width, words), Target("deal", ending.deal))
