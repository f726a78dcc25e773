"""Rows that the open part of a long change set has just written, for whoever needs them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any


class Written:
    """New rows of some tables, as they were given to the database."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._rows: dict[str, list[tuple[Sequence[str], list[Sequence[Any]]]]] = {
            table: [] for table in tables
        }
        self.count = 0

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Note rows, where they belong to one of the tables and say which ids they have."""
        if (noted := self._rows.get(table)) is not None and "id" in columns:
            noted.append((columns, kept := list(rows)))
            self.count += len(kept)

    def values(self, table: str, *columns: str, unsaid: Any = "") -> Iterator[tuple[Any, ...]]:
        """These columns of a table's rows, in the order of writing; `unsaid` where not given."""
        for given, rows in self._rows[table]:
            by_column = dict(zip(given, zip(*rows, strict=True), strict=True)) if rows else {}
            yield from zip(
                *(by_column.get(column) or repeat(unsaid, len(rows)) for column in columns),
                strict=True,
            )
