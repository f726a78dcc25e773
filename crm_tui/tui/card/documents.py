"""The card's page of documents: what they come to, then each, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from crm_tui.text.amounts import format_money
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.amounts import fitted
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.documents import DocumentRow, LineRow, PartyDocuments, Sum

_AMOUNT = 20
_INDENT = 4
_SUMS = 6
"""Lines that the sums have at most; more are counted."""
_MOST_LINES = 200
"""So many lines of one document are shown; the shell shows all."""

NO_LINES: Mapping[int, Sequence[LineRow]] = MappingProxyType({})


def page(
    found: PartyDocuments,
    width: int,
    words: Words,
    opened: Mapping[int, Sequence[LineRow]] = NO_LINES,
) -> CardLines:
    """Every document of theirs under the sums by kind; Enter shows the lines of one.

    `opened` has the lines of those that are shown with them.
    """
    sheet = Sheet()
    sheet.add([BLANK])
    if not found.rows:
        sheet.add([cut_line(line(("No document yet.", "dim")), width, words.ellipsis)])
    elif found.sums:
        parts = [_sum(one) for one in found.sums]
        sheet.add(
            flow(parts, width, separator=words.dot, ellipsis=words.ellipsis, most=_SUMS).lines
        )
        sheet.add([BLANK])
    for row in found.rows:
        shown = [*_document(row, width, words)]
        if row.id in opened:
            shown += _opened(row, opened[row.id], width, words)
        sheet.add(shown, Target("document", row.id))
    left = found.total - len(found.rows)
    if left > 0:
        said = f"and {left:,} older; 'crm document list' has them all"
        sheet.add([cut_line(line((said, "dim")), width, words.ellipsis)])
    return sheet.done()


def _sum(one: Sum) -> Line:
    plural = "s" if one.documents != 1 else ""
    number = f"{one.documents:,} {one.kind.replace('_', ' ')}{plural} "
    return line((number, "dim"), (fitted(one.amount_minor, one.currency, _AMOUNT), "strong"))


def _document(row: DocumentRow, width: int, words: Words) -> list[Line]:
    amount = "" if row.amount_minor is None else fitted(row.amount_minor, row.currency, _AMOUNT)
    title = joined([line(span(row.called, "strong")), line(span(row.title))], " ")
    late = row.due is not None and row.kind == "invoice" and row.due < words.today
    due = f"due {words.day(row.due)}" if row.due else ""
    belongs = row.called if row.number else ""
    parts = [
        line((words.day(row.issued) if row.issued else "", "")),
        line(span(row.state, "key")),
        line((due, "dim" if not late else "")),
        line(span(f"for {row.parent_kind} {row.parent_number}", "dim") if belongs and row.parent
             else ("", "")),
        line((f"{row.lines:,} line{'s' if row.lines != 1 else ''}" if row.lines else "", "dim")),
        line(span(row.owner, "dim")),
    ]  # fmt: skip
    below = flow(
        [part for part in parts if part],
        width - _INDENT,
        separator=words.dot,
        ellipsis=words.ellipsis,
    ).lines
    return [
        right_aligned(title, (amount, ""), width, words.ellipsis),
        *_indented(below),
    ]


def _opened(row: DocumentRow, lines: Sequence[LineRow], width: int, words: Words) -> Sequence[Line]:
    """The lines of a document, what each comes to at the right."""
    if not lines:
        return _indented([line(("it has no lines", "dim"))])
    room = width - _INDENT
    shown = [_line(one, row.currency, room, words) for one in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        said = f"and {len(lines) - _MOST_LINES:,} more: 'crm document show #{row.id}'"
        shown.append(cut_line(line((said, "dim")), room, words.ellipsis))
    return _indented(shown)


def _line(one: LineRow, currency: str, width: int, words: Words) -> Line:
    text = " ".join(filter(None, (one.product_name, one.text)))
    price = "" if one.price_minor is None else f" x {format_money(one.price_minor, currency)}"
    off = f" -{quantity(one.discount_permille * 100)} %" if one.discount_permille else ""
    amount = "" if one.amount_minor is None else fitted(one.amount_minor, currency, _AMOUNT)
    left = line((f"{quantity(one.quantity_milli)}{price}{off} ", "dim"), span(text))
    return right_aligned(left, (amount, ""), width, words.ellipsis)


def quantity(milli: int) -> str:
    """A quantity in thousandths as people write it: '3', '-2.5'."""
    whole, part = divmod(abs(milli), 1000)
    said = f"{whole}.{part:03}".rstrip("0").rstrip(".") if part else str(whole)
    return f"-{said}" if milli < 0 else said


def _indented(lines: Sequence[Line]) -> list[Line]:
    return [((" " * _INDENT, ""), *one) for one in lines]
