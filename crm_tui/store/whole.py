"""The whole database as plain rows: every table but the journal, and nothing that is derived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crm_tui.store.database import Store
from crm_tui.store.engines.sqlite.engine import JOURNALLED

TABLES = (*JOURNALLED, "import_report", "erasure", "erased_address")
"""What is kept; the rest is the journal, or made anew from these (the search index)."""
PAGE = 1000


@contextmanager
def one_moment(store: Store) -> Iterator[None]:
    """Reads inside see the database as it is at the first of them, whatever others write."""
    store.rows("SELECT 1")  # opens the connection, which a transaction stands on
    store.engine.execute("BEGIN")
    try:
        yield
    finally:
        store.engine.execute("ROLLBACK")


def columns(store: Store, table: str) -> tuple[str, ...]:
    """The columns of a table."""
    return tuple(row[0] for row in store.rows("SELECT name FROM pragma_table_info(?)", (table,)))


def rows(store: Store, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """All rows of a table by id, as they are stored, some hundreds at a time."""
    read = ", ".join(f'"{name}"' for name in names)
    after = -1
    while page := store.rows(
        f'SELECT id, {read} FROM "{table}" WHERE id > ? ORDER BY id LIMIT {PAGE}', (after,)
    ):
        yield from (tuple(row[1:]) for row in page)
        after = page[-1][0]


def is_empty(store: Store) -> bool:
    """Whether nobody has worked with the database yet: it holds what every new one does."""
    worked_on = ("party", "product", "deal", "ticket", "task", "timeline_entry", "document")
    return not any(store.value(f'SELECT 1 FROM "{table}" LIMIT 1') for table in worked_on)
