"""Rows of documents: quotes, orders, deliveries, invoices, payments, credit notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from crm_tui.errors import UsageError
from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.document_columns import kind_of
from crm_tui.exchange.made_keys import MadeKeys
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import archived_of, other_keys
from crm_tui.exchange.table import Row, Table
from crm_tui.services.intake.records import DocumentRecord, LineRecord
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.emails import fold_email
from crm_tui.text.money import CURRENCIES, parse_money
from crm_tui.text.say import quoted
from crm_tui.views.own_keys import KEY_SOURCE

MOST_SCATTERED = 200_000
"""Rows that are gathered by number where those of one number do not stand together."""

_WORDS = ("party", "party_id", "email", "contact", "contact_id", "owner", "deal", "parent")
_SAME = ("party", "party_id", "email", "parent")
_LINE = ("product", "product_id", "text", "quantity", "price", "line_amount")
_CREDIT = re.compile(r"C[NR]?-?\d+")
_WHOLE = re.compile(r"-?\d{1,12}")
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,20}))? ?(%?)")
_THOUSANDTHS = "KWD"
"""A currency of three decimals: quantities are read as its amounts, in thousandths."""


def grouped(table: Table, columns: ColumnMap) -> Iterator[list[Row]]:
    """The rows of each document, in the order of the file.

    A row that is the same as one of its document, where the rows tell the amount of the whole,
    stands for itself: the same document once more. Raises UsageError where the rows of one
    number are scattered over more rows than are kept in mind.
    """
    at = [at for field in ("kind", "number") if (at := columns.index_of(field)) >= 0]
    if columns.index_of("number") < 0 or columns.key_source == KEY_SOURCE:
        at = [at for at in [columns.index_of("external_id")] if at >= 0]
    once = columns.index_of("amount") >= 0
    rows = table.rows()
    if at and not _stand_together(table, at):
        rows = _gathered(table, at)
    group: list[Row] = []
    key: tuple[str, ...] = ()
    for row in rows:
        found = _key(row, at)
        if group and found and found == key and not (once and _repeats(row, group)):
            group.append(row)
            continue
        if group:
            yield group
        group, key = [row], found
    if group:
        yield group


def _key(row: Row, at: Sequence[int]) -> tuple[str, ...]:
    """What tells the document of a row; nothing where it has no number."""
    if not at or (row.problem and len(row.cells) <= max(at)) or not row.cells[at[-1]].strip():
        return ()
    return tuple(row.cells[index].strip() for index in at)


def _repeats(row: Row, group: Sequence[Row]) -> bool:
    return any(row.cells == other.cells for other in group)


def _stand_together(table: Table, at: Sequence[int]) -> bool:
    seen: set[tuple[str, ...]] = set()
    last: tuple[str, ...] = ()
    for row in table.rows():
        key = _key(row, at)
        if key != last and key in seen:
            return False
        if key:
            seen.add(key)
        last = key
    return True


def _gathered(table: Table, at: Sequence[int]) -> Iterator[Row]:
    rows: dict[tuple[str, ...], list[Row]] = {}
    for number, row in enumerate(table.rows()):
        if number == MOST_SCATTERED:
            raise UsageError(
                f"{table.source.name} has more than {MOST_SCATTERED:,} rows, and those of one"
                " document do not stand together.",
                "Sort it by the documents' number, or import it in several parts.",
            )
        rows.setdefault(_key(row, at) or ("", str(number)), []).append(row)
    for group in rows.values():
        yield from group


class DocumentRows:
    """Turns the rows of a document into a record; `currency` is that of amounts naming none."""

    def __init__(self, columns: ColumnMap, currency: str) -> None:
        self._cells = Cells(columns)
        self._orders = columns.date_orders
        self._mark = columns.mark
        self._usual_currency = currency
        self._usual_kind = columns.document_kind
        labels = {c.target.field: c.target.label for c in columns.columns}
        self._parent_kind = labels.get("parent", "")
        self._names = {f: self._cells.name_of(f) for f in _WORDS if self._cells.has(f)}
        self._has_lines = any(self._cells.has(field) for field in _LINE)
        self._made_keys = MadeKeys("row-")
        self._custom: dict[str, str] = {}
        self._doubts: list[str] = []
        self._currency = ""

    def read(self, rows: Sequence[list[str]]) -> tuple[DocumentRecord | None, str, list[str]]:
        """(record, problem, doubts) of a document's rows; no record where there is a problem."""
        row = self._cells
        row.begin(rows[0])
        self._doubts, self._custom = row.doubts, row.custom()
        number, key = row.key("number"), row.key("external_id")
        self._currency = self._said_currency()
        amount = self._money("amount") if row.has("amount") else None
        record = DocumentRecord(
            self._kind(number),
            external_id=key,
            number=number,
            title=single_spaced(row.first("title")),
            party=single_spaced(row.first("party")),
            party_id=row.key("party_id"),
            email=fold_email(row.first("email")),
            contact=single_spaced(row.first("contact")),
            contact_id=row.key("contact_id"),
            owner=row.key("owner"),
            deal=row.first("deal"),
            parent=row.key("parent"),
            parent_kind=self._parent_kind,
            state=single_spaced(row.first("state")),
            issued=self._moment("issued"),
            due=self._moment("due"),
            ends=self._moment("ends"),
            amount_minor=amount,
            address=row.first("address"),
            note=row.lines("note"),
            archived=archived_of(row, self._custom),
            other_keys=other_keys(row),
            columns=self._names,
        )
        whose = tuple(row.first(field) for field in _SAME)
        lines = [self._line()] if self._has_lines else []
        for cells in rows[1:]:
            row.begin(cells)
            if tuple(row.first(field) for field in _SAME) != whose:
                row.doubts.append(f"{quoted(number)} names several customers or origins")
            self._keep_also(row.custom())
            lines.append(self._line())
            self._doubts += row.doubts
        told = tuple(line for line in lines if line is not None)
        if not (number or key or told) and amount is None:
            return None, "the row tells neither a number nor an amount", self._doubts
        record = record._replace(
            lines=told, currency=self._currency or self._usual_currency, custom=self._custom
        )
        if not (key or number):
            made = self._made_keys.of(filter(None, record))
            record = record._replace(external_id=made)
            if made.count("-") > 1:
                self._doubts.append("the same row stands in the file before; both are taken")
        return record, "", list(dict.fromkeys(self._doubts))

    def _kind(self, number: str) -> str:
        written = self._cells.first("kind")
        kind = kind_of(written)
        if written and not kind:
            self._keep("kind", written, f"is no kind of document; taken as {self._usual_kind}")
        kind = kind or self._usual_kind
        return "credit_note" if kind == "invoice" and _CREDIT.fullmatch(number) else kind

    def _line(self) -> LineRecord | None:
        """What the row tells of a line; None where it tells nothing."""
        row = self._cells
        product, key = single_spaced(row.first("product")), row.key("product_id")
        text, quantity = row.lines("text"), row.first("quantity")
        price, amount = self._money("price"), self._money("line_amount")
        if not (product or key or text or quantity) and price is None and amount is None:
            return None
        return LineRecord(
            product, key, text, self._quantity(quantity), price, self._discount(), amount
        )

    def _quantity(self, written: str) -> int:
        """In thousandths; one where the row does not say."""
        if not written:
            return 1000
        if _WHOLE.fullmatch(written):
            return int(written) * 1000
        found = parse_money(written, _THOUSANDTHS, self._mark)
        if found is None or found.currency != _THOUSANDTHS:
            self._keep("quantity", written, "is no quantity")
            return 1000
        return found.amount_minor

    def _discount(self) -> int:
        """In thousandths; a figure up to 1 without a percent sign is a share of 1."""
        written = self._cells.first("line_discount")
        if not written:
            return 0
        figure = _SHARE.fullmatch(written)
        if figure is not None:
            scaled = int(figure[1]) * 10**12 + int((figure[2] or "")[:12].ljust(12, "0"))
            share = scaled if scaled <= 10**12 and not figure[3] else scaled // 100
            permille = (share * 1000 + 10**12 // 2) // 10**12
            if permille <= 1000:
                return permille
        self._keep("line_discount", written, "is no discount")
        return 0

    def _said_currency(self) -> str:
        said = self._cells.first("currency").upper()
        if said and said not in CURRENCIES:
            self._keep("currency", self._cells.first("currency"), "is no currency")
            return ""
        return said

    def _money(self, field: str) -> int | None:
        """An amount in minor units, None where there is none that can be read.

        The first of a document that names a currency says which they all are in.
        """
        written = self._cells.first(field)
        if not written:
            return None
        money = parse_money(written, self._currency or self._usual_currency, self._mark)
        if money is None:
            self._keep(field, written, "is no amount")
            return None
        if self._currency and money.currency != self._currency:
            self._keep(field, written, f"is not in {self._currency}")
            return None
        self._currency = money.currency
        return money.amount_minor

    def _moment(self, field: str) -> date | datetime | None:
        written = self._cells.first(field)
        if not written:
            return None
        found = parse_date_as(written, self._orders.get(self._cells.index_of(field)))
        if found is None:
            self._keep(field, written, "is no day that can be read")
        elif isinstance(found, datetime):
            self._custom[self._cells.name_of(field)] = written  # the hour has no place of its own
        return found

    def _keep(self, field: str, written: str, why: str) -> None:
        self._cells.doubts.append(f"{quoted(written)} {why}; kept as written")
        self._keep_also({self._cells.name_of(field): written})

    def _keep_also(self, custom: dict[str, str]) -> None:
        """Keep what a further row says otherwise beside what the others said."""
        for name, value in custom.items():
            kept = self._custom.get(name)
            if kept is None:
                self._custom[name] = value
            elif value not in kept.split("\n"):
                self._custom[name] = f"{kept}\n{value}"
