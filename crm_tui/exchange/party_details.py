"""What rows of customers and people tell besides name, place and ways to reach them.

These columns come with files that the program itself has written; words that mean nothing here
are kept as they are, under the column's own name.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crm_tui.exchange.cells import Cells
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import archived_of, flag_of, other_keys
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.fold import fold

CODES = ("relationship", "wanted", "channel", "not_buying")
"""Fields whose words are entries of pick lists."""
TEXTS = ("not_buying_note", "motives", "worries", "decides_how", "spoken_to_how")
_REFERENCES = ("parent_id", "referred_by")
FLAGS = ("is_customer", "is_supplier", "is_competitor", "is_partner")
_KNOWN = (
    *CODES, *TEXTS, *FLAGS, *_REFERENCES, "kind", "created", "archived", "keys", "opted_out",
    "relationship_since",
)  # fmt: skip


class PartyDetails:
    """Reads them from the cells of a row."""

    def __init__(self, columns: ColumnMap, cells: Cells) -> None:
        self._cells = cells
        self._orders = columns.date_orders
        self.are_there = any(map(cells.has, _KNOWN))

    def kind(self) -> str:
        """Company or person, where the row says it; '' otherwise."""
        said = fold(self._cells.first("kind"))
        return said if said in ("company", "person") else ""

    def read(self, custom: dict[str, str]) -> dict[str, Any]:
        """Fields of the record; what cannot be read goes to the fields of its own."""
        found: dict[str, Any] = {"details": self._details(custom)}
        row = self._cells
        for field in _REFERENCES:
            if word := row.first(field):
                found[field] = word
        if row.has("created") and row.first("created"):
            found["created"] = self._moment("created", custom)
        if row.has("archived"):
            found["archived"] = archived_of(row, custom)
        if row.has("keys"):
            found["other_keys"] = other_keys(row)
        if word := row.first("opted_out"):
            found["opted_out"] = tuple(word.split("; "))
        if row.first("kind") and not self.kind():
            self._keep("kind", custom)
        return found

    def _details(self, custom: dict[str, str]) -> dict[str, Any]:
        """What stands in columns of the table under the same names."""
        row = self._cells
        details: dict[str, Any] = {name: word for name in CODES if (word := row.first(name))}
        details |= {name: word for name in TEXTS if (word := row.lines(name))}
        for name in FLAGS:
            if (said := flag_of(row, name, custom)) is not None:
                details[name] = int(said)
        if row.first("relationship_since"):
            since = self._moment("relationship_since", custom)
            if since is not None:
                day = since.date() if isinstance(since, datetime) else since
                details["relationship_since"] = day.isoformat()
        return details

    def _moment(self, field: str, custom: dict[str, str]) -> date | datetime | None:
        row = self._cells
        found = parse_date_as(row.first(field), self._orders.get(row.index_of(field)))
        if found is None:
            self._keep(field, custom)
        return found

    def _keep(self, field: str, custom: dict[str, str]) -> None:
        custom[self._cells.name_of(field)] = self._cells.first(field)
