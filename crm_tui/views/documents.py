"""Documents as lists, cards and the shell show them: what was offered, ordered, invoiced, paid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

KINDS = ("quote", "order", "contract", "delivery", "invoice", "payment", "credit_note")
_LAST_SIGN = "\U0010ffff"

_ROW = """
SELECT d.id, d.kind, d.number, d.title, d.party_id, coalesce(p.name, ''),
  coalesce(u.login, ''), d.state, d.issued, d.due, d.ends, d.amount_minor, d.currency,
  d.parent_id, coalesce(o.kind, ''), coalesce(o.number, ''),
  (SELECT count(*) FROM document_line l WHERE l.document_id = d.id)
FROM document d LEFT JOIN party p ON p.id = d.party_id LEFT JOIN "user" u ON u.id = d.owner_id
  LEFT JOIN document o ON o.id = d.parent_id
"""


class DocumentRow(NamedTuple):
    """A document in a list; `parent` is what it belongs to: a payment's invoice."""

    id: int
    kind: str
    number: str
    title: str
    party: int | None
    party_name: str
    owner: str
    state: str
    issued: date | None
    due: date | None
    ends: date | None
    amount_minor: int | None
    currency: str
    parent: int | None
    parent_kind: str
    parent_number: str
    lines: int

    @property
    def called(self) -> str:
        """What it is called: 'invoice 801', 'payment for invoice 801'."""
        return called(self.kind, self.number, self.parent_kind, self.parent_number)


class LineRow(NamedTuple):
    """A line of a document; quantities and discounts in thousandths."""

    product: int | None
    product_name: str
    text: str
    quantity_milli: int
    price_minor: int | None
    discount_permille: int
    amount_minor: int | None


class Sum(NamedTuple):
    """How many documents of a kind and currency there are, and what they come to."""

    kind: str
    currency: str
    documents: int
    amount_minor: int


class DocumentView(NamedTuple):
    """All about a document; `others` belong to it: the payments of an invoice."""

    row: DocumentRow
    contact: int | None
    contact_name: str
    deal: int | None
    deal_number: str
    deal_title: str
    address: str
    note: str
    custom: dict[str, str]
    archived: bool
    lines: tuple[LineRow, ...]
    others: tuple[DocumentRow, ...]


class PartyDocuments(NamedTuple):
    """A customer's documents, the newest first, as many as are shown, and the sums of all."""

    rows: tuple[DocumentRow, ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(one.documents for one in self.sums)


class DocumentQuery(NamedTuple):
    """Which documents: of a kind, in a state in the file's own words, of a customer."""

    kind: str = ""
    state: str = ""
    party: int | None = None


def called(kind: str, number: str, parent_kind: str = "", parent_number: str = "") -> str:
    """What a document is called, by its number or by what it belongs to."""
    name = kind.replace("_", " ")
    if number:
        return f"{name} {number}"
    return f"{name} for {parent_kind.replace('_', ' ')} {parent_number}" if parent_number else name


def of_party(desk: Desk, party: int, limit: int = 100) -> PartyDocuments:
    """The documents of a customer, or that went to a person."""
    sums = _sums(desk, _WHOSE, (party, party))
    if not sums or not limit:
        return PartyDocuments((), sums)
    return PartyDocuments(_rows(desk, f"{_WHOSE} AND d.archived_at IS NULL {_NEWEST}",
                                (party, party, limit)), sums)  # fmt: skip


_WHOSE = "(d.party_id = ? OR d.contact_id = ?)"
_NEWEST = "ORDER BY d.issued DESC NULLS LAST, d.id DESC LIMIT ?"


def listed(desk: Desk, query: DocumentQuery, limit: int) -> tuple[DocumentRow, ...]:
    """The documents that a query means, the newest first."""
    where, params = _where(query)
    return _rows(desk, f"{where} AND d.archived_at IS NULL {_NEWEST}", (*params, limit))


def sums(desk: Desk, query: DocumentQuery) -> tuple[Sum, ...]:
    """What the documents that a query means come to, by kind and currency."""
    where, params = _where(query)
    return _sums(desk, where, params)


def document(desk: Desk, number: int) -> DocumentView:
    """All about a document. Raises NotFoundError."""
    rows = _rows(desk, "d.id = ?", (number,))
    more = desk.store.row(
        "SELECT d.contact_id, coalesce(c.name, ''), d.deal_id, coalesce(e.number, ''),"
        " coalesce(e.title, ''), d.address, d.note, d.custom, d.archived_at IS NOT NULL"
        " FROM document d LEFT JOIN party c ON c.id = d.contact_id"
        " LEFT JOIN deal e ON e.id = d.deal_id WHERE d.id = ?",
        (number,),
    )
    if not rows or more is None:
        raise NotFoundError(f"There is no document #{number}.")
    *told, custom, archived = more
    others = _rows(desk, f"d.parent_id = ? AND d.archived_at IS NULL {_NEWEST}", (number, -1))
    values = (*told, json.loads(custom), bool(archived), lines(desk, number), others)
    return DocumentView._make((rows[0], *values))


def lines(desk: Desk, number: int) -> tuple[LineRow, ...]:
    """The lines of a document, in its order."""
    return tuple(
        LineRow._make(row)
        for row in desk.store.rows(
            "SELECT l.product_id, coalesce(g.name, ''), l.text, l.quantity_milli, l.price_minor,"
            " l.discount_permille, l.amount_minor FROM document_line l"
            " LEFT JOIN product g ON g.id = l.product_id WHERE l.document_id = ?"
            " ORDER BY l.position, l.id",
            (number,),
        )
    )


def named(desk: Desk, text: str) -> int:
    """The document meant by '#12' (its id), '801' or 'invoice 801' (its number).

    Raises NotFoundError where there is none, naming those there are where several are meant.
    """
    said = clean(text).strip()
    if said.startswith("#") and said[1:].isdecimal():
        return _the_one(desk, said, _rows(desk, "d.id = ?", (int(said[1:]),)))
    rows = _rows(desk, f"d.number = ? {_NEWEST}", (said, 20))
    if not rows:
        kind, _, number = said.rpartition(" ")
        code = kind.strip().casefold().replace(" ", "_")
        if code in KINDS:
            rows = _rows(desk, f"d.number = ? AND d.kind = ? {_NEWEST}", (number, code, 20))
    return _the_one(desk, said, rows)


def with_number(desk: Desk, text: str, limit: int) -> tuple[DocumentRow, ...]:
    """Documents whose number begins with the text, archived ones too; exact ones first."""
    said = clean(text).strip()
    if not any(sign.isdigit() for sign in said):
        return ()
    found: dict[int, DocumentRow] = {}
    for start in dict.fromkeys((said, said.upper())):
        rows = _rows(
            desk,
            "d.number >= ? AND d.number < ? ORDER BY d.number, d.id LIMIT ?",
            (start, start + _LAST_SIGN, limit),
        )
        found |= {row.id: row for row in rows}
    return tuple(found.values())[:limit]


def _the_one(desk: Desk, said: str, rows: Sequence[DocumentRow]) -> int:
    if len(rows) == 1:
        return rows[0].id
    if not rows:
        raise NotFoundError(
            f"There is no document {quoted(said)}.", "'crm document list' has them."
        )
    several = ", ".join(f"#{row.id} {row.called}" for row in rows[:5])
    raise NotFoundError(f"{quoted(said)} names {len(rows)} documents.", f"Say one: {several}.")


def _where(query: DocumentQuery) -> tuple[str, tuple[Any, ...]]:
    parts, params = ["1"], list[Any]()
    if query.kind:
        parts.append("d.kind = ?")
        params.append(query.kind)
    if query.state:
        parts.append("lower(d.state) = lower(?)")
        params.append(query.state)
    if query.party is not None:
        parts.append(_WHOSE)
        params += [query.party, query.party]
    return " AND ".join(parts), tuple(params)


def _sums(desk: Desk, where: str, params: Sequence[Any]) -> tuple[Sum, ...]:
    rows = desk.store.rows(
        "SELECT d.kind, d.currency, count(*), coalesce(sum(d.amount_minor), 0) FROM document d"
        f" WHERE {where} AND d.archived_at IS NULL GROUP BY d.kind, d.currency",
        params,
    )
    found = [Sum(kind, currency, count, int(amount)) for kind, currency, count, amount in rows]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.currency)))


def _rows(desk: Desk, rest: str, params: Sequence[Any]) -> tuple[DocumentRow, ...]:
    return tuple(_row(row) for row in desk.store.rows(f"{_ROW} WHERE {rest}", params))


def _row(row: Sequence[Any]) -> DocumentRow:
    values = list(row)
    for at in range(8, 11):
        if isinstance(values[at], str):
            values[at] = date.fromisoformat(values[at])
    return DocumentRow._make(values)
