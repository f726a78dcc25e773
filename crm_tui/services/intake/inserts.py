"""Rows for many tables, gathered and written a table at a time.

Ids are given here, inside the write lock, so that rows can refer to each other before any of
them is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

_ORDER = (
    "user",
    "product",
    "tag",
    "party",
    "contact_method",
    "external_id",
    "relationship",
    "assignment",
    "tagging",
    "deal",
    "stage_change",
    "line_item",
    "ticket",
    "ticket_state_change",
    "ticket_tagging",
    "document",
    "document_line",
    "task",
    "timeline_entry",
    "participant",
    "opinion",
)
"""Tables that others refer to come first."""


class Rows:
    """New rows of one table that all say the same columns; the quick way where there are many."""

    def __init__(self, inserts: Inserts, table: str, rows: list[tuple[Any, ...]]) -> None:
        self._inserts = inserts
        self._table = table
        self._rows = rows

    def add(self, *values: Any) -> int:
        """Add a row, its values in the order of the columns; its id."""
        number = self._inserts.new_id(self._table)
        self._rows.append((*values, number))
        return number


class Inserts:
    """New rows of one batch."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
        self._next: dict[str, int] = {}
        self._trial_next = -1
        self._write = False
        self._given: set[tuple[str, str, str]] = set()

    def begin(self, *, write: bool) -> None:
        """Forget the ids of an earlier transaction; others may have used them since."""
        self._next.clear()
        self._write = write

    def new_id(self, table: str) -> int:
        """The id the next row of the table gets; negative in a trial."""
        if not self._write:
            self._trial_next -= 1
            return self._trial_next
        following = self._next.get(table)
        if following is None:
            following = self._desk.store.engine.next_id(table)
        self._next[table] = following + 1
        return following

    def add(self, table: str, **values: Any) -> int:
        """Add a row; its id."""
        number: int = values.get("id") or self.new_id(table)
        values["id"] = number
        self._rows.setdefault((table, tuple(values)), []).append(tuple(values.values()))
        return number

    def rows(self, table: str, *columns: str) -> Rows:
        """Where rows of these columns are added, in this batch and all that follow."""
        return Rows(self, table, self._rows.setdefault((table, (*columns, "id")), []))

    def add_keys(self, record: str, row: int, keys: Iterable[tuple[str, str]], *, own: str) -> None:
        """Add keys that a new record has in other systems, but those that somebody has.

        Those of the `own` source tell who is who in this file: they are added by whoever reads it.
        """
        for said, key in keys:
            source, value = clean(said), clean(key)
            if source in ("", own) or not value or (record, source, value) in self._given:
                continue
            self._given.add((record, source, value))
            known = self._desk.store.value(
                "SELECT 1 FROM external_id WHERE record = ? AND source = ? AND value = ?",
                (record, source, value),
            )
            if known is None:
                self.add("external_id", source=source, record=record, value=value, row=row)

    def write(self) -> None:
        """Write the rows, a statement a table and a set of columns."""
        for (table, columns), rows in sorted(
            self._rows.items(), key=lambda item: _ORDER.index(item[0][0])
        ):
            self._desk.store.insert(table, columns, rows)
        self.forget()

    def forget(self) -> None:
        """Drop the rows of a trial."""
        for rows in self._rows.values():
            rows.clear()
