"""The whole database read as plain rows, a table after the other, for who takes it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from crm_tui.store import whole
from crm_tui.store.desk import Desk

TABLES = whole.TABLES
"""Every table but the journal, and nothing that is derived."""


def at_one_moment(desk: Desk) -> AbstractContextManager[None]:
    """What is read inside is one moment of the database, whatever others write meanwhile."""
    return whole.one_moment(desk.store)


def columns(desk: Desk, table: str) -> tuple[str, ...]:
    """The columns of a table, in its order."""
    return whole.columns(desk.store, table)


def rows(desk: Desk, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """All rows of a table by id, as they are stored; memory stays flat."""
    return whole.rows(desk.store, table, names)
