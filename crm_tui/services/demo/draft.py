"""Rows collected before they are written, set-wise, each with an id known beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk

_ORDER = (
    "user", "product", "tag", "party", "contact_method", "relationship", "assignment", "tagging",
    "pipeline", "stage", "goal", "deal", "stage_change", "line_item", "deal_person", "credit",
    "competitor_note", "target", "ticket", "ticket_state_change", "ticket_tagging", "task",
    "timeline_entry", "participant", "mail_message", "attachment", "opinion", "need",
    "saved_view", "planning", "day_off", "snippet", "macro",
)  # fmt: skip
_MAIN = (
    "user", "product", "party", "task", "pipeline", "stage", "goal", "deal", "ticket", "snippet",
    "macro",
)  # fmt: skip


class Draft:
    """Rows of the demo that are not written yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._newest = {
            table: int(desk.store.value(f'SELECT coalesce(max(id), 0) FROM "{table}"'))
            for table in _ORDER
        }

    def put(self, table: str, **values: Any) -> int:
        """Collect a row; its id."""
        self._newest[table] += 1
        number = self._newest[table]
        if table in _MAIN:
            made = values.setdefault("created_at", self._desk.clock.now())
            values.setdefault("updated_at", made)
        self._rows[table][number] = values
        return number

    def get(self, table: str, number: int) -> dict[str, Any]:
        """The values of a collected row, to read or to change."""
        return self._rows[table][number]

    def ids(self, table: str) -> list[int]:
        """The ids collected for a table."""
        return list(self._rows[table])

    def items(self, table: str) -> Iterable[tuple[int, dict[str, Any]]]:
        """The rows collected for a table with their ids, to read or to change."""
        return self._rows[table].items()

    def write(self) -> None:
        """Write everything, inside the open change set."""
        for table in _ORDER:
            alike: defaultdict[tuple[str, ...], list[tuple[int, Iterable[Any]]]] = defaultdict(list)
            for number, row in self._rows[table].items():
                alike[tuple(row)].append((number, row.values()))
            for columns, rows in alike.items():
                self._write(table, columns, rows)

    def _write(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[int, Iterable[Any]]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in ("id", *columns))
        marks = ", ".join("?" * (len(columns) + 1))
        self._desk.store.write_many(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
            [(number, *map(_stored, values)) for number, values in rows],
        )


# Most instants stand in several rows: each is put into words once.
_WORDS: dict[type, Callable[[Any], str]] = {
    datetime: lru_cache(maxsize=4096)(instant_text),
    date: date.isoformat,
}


def _stored(value: Any) -> Any:
    in_words = _WORDS.get(type(value))
    return value if in_words is None else in_words(value)
