"""Rows collected before they are written, set-wise, each with an id known beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
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
            columns = dict.fromkeys(name for row in self._rows[table].values() for name in row)
            alike: defaultdict[frozenset[str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
            for item in self._rows[table].items():
                alike[frozenset(item[1])].append(item)
            for present, rows in alike.items():
                self._write(table, [name for name in columns if name in present], rows)

    def _write(
        self, table: str, columns: list[str], rows: Iterable[tuple[int, dict[str, Any]]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in ("id", *columns))
        marks = ", ".join("?" * (len(columns) + 1))
        self._desk.store.write_many(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
            [(number, *(_stored(row[name]) for name in columns)) for number, row in rows],
        )


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value
