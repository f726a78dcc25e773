"""Documents with their lines and all that is known of them, as files hold them.

A row is a line; what is said of the document stands in each of them. A document without lines
has one row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from crm_tui.store.desk import Desk
from crm_tui.text.amounts import minor_digits
from crm_tui.views.own_keys import uid_sql
from crm_tui.views.whole_records import Asked, Cell, Field, Kind, Records, ids, pages, whole

DOCUMENTS = Kind(
    "documents",
    "document",
    "d",
    "LEFT JOIN party p ON p.id = d.party_id LEFT JOIN party w ON w.id = d.contact_id"
    ' LEFT JOIN "user" u ON u.id = d.owner_id LEFT JOIN deal e ON e.id = d.deal_id'
    " LEFT JOIN document o ON o.id = d.parent_id",
    (
        Field("document kind", "d.kind"),
        Field("document number", "d.number"),
        Field("title", "d.title"),
        Field("customer", "p.name"),
        Field("customer uid", uid_sql("party", "p")),
        Field("contact", "w.name"),
        Field("contact uid", uid_sql("party", "w")),
        Field("owner", "u.login"),
        Field("deal", "e.number"),
        Field("belongs to", "o.number"),
        Field("state", "d.state"),
        Field("issued", "d.issued", "day"),
        Field("due", "d.due", "day"),
        Field("ends", "d.ends", "day"),
        Field("amount", "d.amount_minor || ' ' || d.currency", "money"),
        Field("currency", "d.currency"),
        Field("link", "d.address"),
        Field("note", "d.note"),
        Field("archived", "d.archived_at", "instant"),
    ),
    live="d.archived_at IS NULL",
    custom=True,
)
LINE_COLUMNS = (
    "line", "product", "text", "quantity", "price", "line discount", "line amount",
)  # fmt: skip
"""What a row tells of the line; `line` counts them and is read by nobody."""

_LINES = """
SELECT l.document_id, coalesce(g.name, ''), l.text, l.quantity_milli, l.price_minor,
  l.discount_permille, l.amount_minor, d.currency
FROM document_line l JOIN document d ON d.id = l.document_id
  LEFT JOIN product g ON g.id = l.product_id
WHERE l.document_id IN ({ids}) ORDER BY l.document_id, l.position, l.id
"""


def document_records(desk: Desk, asked: Asked) -> Records:
    """The documents that are asked for, a row a line; there are at least so many rows.

    Raises UsageError for an order there is not.
    """
    numbers = ids(desk, DOCUMENTS, asked)
    found = whole(desk, DOCUMENTS, asked._replace(ids=numbers))
    columns = (*found.columns, *LINE_COLUMNS)
    return Records(columns, found.total, _rows(desk, numbers, found))


def _rows(desk: Desk, numbers: Sequence[int], found: Records) -> Iterator[list[Cell]]:
    for page in pages(numbers):
        lines: defaultdict[int, list[list[Cell]]] = defaultdict(list)
        for document, *line in desk.store.rows_by_id(_LINES, page):
            there = lines[document]
            there.append(_line(len(there) + 1, line))
        for document, cells in zip(page, found.rows, strict=False):
            for line in lines.get(document) or [[None] * len(LINE_COLUMNS)]:
                yield [*cells, *line]


def _line(at: int, row: Sequence[Any]) -> list[Cell]:
    product, text, quantity, price, discount, amount, currency = row
    places = minor_digits(currency)
    return [
        at,
        product,
        text,
        _figure(quantity, 3),
        None if price is None else _figure(price, places),
        _figure(discount, 1) if discount else None,
        None if amount is None else _figure(amount, places),
    ]


def _figure(whole_units: int, places: int) -> Decimal:
    return Decimal(whole_units).scaleb(-places)
