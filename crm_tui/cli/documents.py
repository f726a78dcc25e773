"""`crm document list` and `crm document show`: quotes, orders, invoices, payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import json_form
from crm_tui.cli.layout import (
    columns,
    counted,
    labelled,
    lines_kept,
    one_line,
    say_date,
    say_money,
    section,
)
from crm_tui.cli.session import Session, complain
from crm_tui.views import documents as views
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.documents import DocumentRow, DocumentView, LineRow, Sum

USUAL = 100
_SHOWN = 10
_WHOLE = 2000


def listing(
    session: Session, party: str | None, *, kind: str | None, state: str | None, limit: int | None
) -> None:
    """Show documents, the newest first, and what they come to by kind and currency."""
    desk = session.desk
    whose = naming.party(desk, party) if party else None
    query = views.DocumentQuery(kind or "", state or "", whose)
    most = USUAL if limit is None else limit
    rows = views.listed(desk, query, most) if most else ()
    if session.json:
        session.answer([value(row) for row in rows])
        return
    session.tell(columns(cells(desk, row) for row in rows))
    found = views.sums(desk, query)
    total = sum(one.documents for one in found)
    if not total:
        complain("No document is listed here.")
    elif total > len(rows):
        complain(f"{counted(total, 'document')} in all; --limit shows more.")
    session.tell([*([""] if rows else []), *columns(map(_sum, found))])


def show(session: Session, document: tuple[str, ...]) -> None:
    """Show all about a document: whom it is for, its lines, what belongs to it."""
    desk = session.desk
    found = views.document(desk, views.named(desk, " ".join(document)))
    if session.json:
        session.answer(_whole_value(found))
    else:
        session.tell(_lines(desk, found))


def value(row: DocumentRow) -> dict[str, Any]:
    """A document as JSON shows it in lists."""
    told = row._asdict()
    told["amount"] = json_form.money(told.pop("amount_minor"), told.pop("currency"))
    told["lines"] = row.lines
    parent = (told.pop("parent"), told.pop("parent_kind"), told.pop("parent_number"))
    told["parent"] = None if parent[0] is None else dict(
        zip(("id", "kind", "number"), parent, strict=True)
    )  # fmt: skip
    return told


def party_value(desk: Desk, party: int) -> list[dict[str, Any]]:
    """All documents of a customer, as `crm show --json` has them."""
    return [value(row) for row in views.of_party(desk, party, -1).rows]


def party_lines(desk: Desk, party: int) -> list[str]:
    """The newest documents of a customer and what all come to."""
    found = views.of_party(desk, party, _SHOWN)
    left = found.total - len(found.rows)
    more = [f"and {left} more ('crm document list #{party}')"] if left > 0 else []
    rows = columns(cells(desk, row, with_party=row.party != party) for row in found.rows)
    return [*rows, *more, *columns(map(_sum, found.sums))]


def cells(desk: Desk, row: DocumentRow, *, with_party: bool = True) -> tuple[str, ...]:
    """A document as a line of a list."""
    party = f"{row.party_name} (#{row.party})" if with_party and row.party else ""
    return (
        f"#{row.id}", row.called, say_date(desk, row.issued), party,
        say_money(row.amount_minor, row.currency), row.state,
        f"due {say_date(desk, row.due)}" if row.due else "", row.title,
    )  # fmt: skip


def say_quantity(milli: int) -> str:
    """A quantity in thousandths as people write it: '3', '-2.5'."""
    whole, part = divmod(abs(milli), 1000)
    said = f"{whole}.{part:03}".rstrip("0").rstrip(".") if part else str(whole)
    return f"-{said}" if milli < 0 else said


def _sum(one: Sum) -> tuple[str, ...]:
    word = one.kind.replace("_", " ")
    return counted(one.documents, word), say_money(one.amount_minor, one.currency)


def _whole_value(found: DocumentView) -> dict[str, Any]:
    row = found.row
    return {
        **value(row),
        "contact": found.contact,
        "contact_name": found.contact_name,
        "deal": json_form.named(found.deal, found.deal_number, found.deal_title)
        if found.deal is not None
        else None,
        "address": found.address,
        "note": found.note,
        "custom": found.custom,
        "archived": found.archived,
        "lines": [_line_value(line, row.currency) for line in found.lines],
        "documents": [value(other) for other in found.others],
    }


def _line_value(line: LineRow, currency: str) -> dict[str, Any]:
    return {
        "product": line.product,
        "product_name": line.product_name,
        "text": line.text,
        "quantity_milli": line.quantity_milli,
        "price": json_form.money(line.price_minor, currency),
        "discount_permille": line.discount_permille,
        "amount": json_form.money(line.amount_minor, currency),
    }


def _lines(desk: Desk, found: DocumentView) -> Iterator[str]:
    row = found.row
    archived = "  (archived)" if found.archived else ""
    title = f"  {one_line(row.title, _WHOLE)}" if row.title else ""
    yield f"#{row.id}  {one_line(row.called)}{title}{archived}"
    yield from labelled(_fields(desk, found))
    yield from section("Lines", columns(_line(line, row.currency) for line in found.lines))
    yield from section("Belongs to it", columns(cells(desk, one) for one in found.others))


def _fields(desk: Desk, found: DocumentView) -> Iterator[tuple[str, str]]:
    row = found.row
    yield "for", f"{one_line(row.party_name)} (#{row.party})" if row.party else "no customer"
    yield "contact", f"{one_line(found.contact_name)} (#{found.contact})" if found.contact else ""
    yield "amount", say_money(row.amount_minor, row.currency) or "not known"
    yield "state", one_line(row.state)
    yield "issued", say_date(desk, row.issued)
    yield "due", say_date(desk, row.due)
    yield "ends", say_date(desk, row.ends)
    if row.parent is not None:
        of = views.called(row.parent_kind, row.parent_number)
        yield "belongs to", f"{one_line(of)} (#{row.parent})"
    if found.deal is not None:
        yield "deal", f"{one_line(found.deal_number)} {one_line(found.deal_title)}"
    yield "owner", one_line(row.owner)
    yield "found at", one_line(found.address, _WHOLE)
    yield "note", lines_kept(found.note)
    for name, text in found.custom.items():
        yield one_line(name), lines_kept(text)


def _line(line: LineRow, currency: str) -> Sequence[str]:
    text = " ".join(filter(None, (line.product_name, line.text)))
    off = f"-{say_quantity(line.discount_permille * 100)} %" if line.discount_permille else ""
    return (
        say_quantity(line.quantity_milli), one_line(text), say_money(line.price_minor, currency),
        off, say_money(line.amount_minor, currency),
    )  # fmt: skip
