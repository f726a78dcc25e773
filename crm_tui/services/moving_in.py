"""A whole database brought into an empty one, row by row with its ids (S109)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from crm_tui.errors import RuleError
from crm_tui.store import whole
from crm_tui.store.desk import Desk

BATCH = 1000


class Moved(NamedTuple):
    """A table that moves in: its columns, and its rows in their order."""

    table: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Any]]


class MovedIn(NamedTuple):
    """How many rows of each table came in, and the change set that did it.

    `added` is the login of whoever did it, where nobody of that login came with the data.
    """

    counts: dict[str, int]
    change_set: int
    added: str = ""


def refuse_full(desk: Desk) -> None:
    """Raise RuleError where somebody has worked with the database already."""
    if not whole.is_empty(desk.store):
        raise RuleError(
            "A whole database can only be brought into an empty one, and this one holds data.",
            "Say a new file with --db; or export the kinds as spreadsheets (crm export all"
            " --format csv) and import those: they find what is here.",
        )


def move_in(desk: Desk, tables: Iterable[Moved], label: str) -> MovedIn:
    """Put the tables in the place of what every new database holds, as one change set.

    Whoever does it stays a colleague. Raises RuleError where the database is not empty, or what
    comes in does not fit together.
    """
    refuse_full(desk)
    store = desk.store
    mine = store.row('SELECT * FROM "user" WHERE id = ?', (desk.user,))
    names = whole.columns(store, "user")
    counts: dict[str, int] = {}
    with store.change_set(desk.user, label, origin="import") as change_set:
        store.engine.defer_references()
        for table in reversed(whole.TABLES):
            store.write(f'DELETE FROM "{table}"')
        for moved in tables:
            counts[moved.table] = _insert(desk, moved)
        me = store.value('SELECT id FROM "user" WHERE login = ?', (desk.login,))
        if me is None and mine is not None:
            me = _stay(desk, dict(zip(names, mine, strict=True)))
            added = desk.login
        else:
            added = ""
        if me is not None and me != desk.user:  # what this person did before stays theirs
            store.write("UPDATE change_set SET user_id = ? WHERE user_id = ?", (me, desk.user))
    return MovedIn(counts, change_set, added)


def _insert(desk: Desk, moved: Moved) -> int:
    count = 0
    for batch in _batches(moved.rows):
        desk.store.insert(moved.table, moved.columns, batch)
        count += len(batch)
    return count


def _stay(desk: Desk, values: dict[str, Any]) -> int:
    """Make whoever does it a colleague among those who came; their new id."""
    number = int(desk.store.value('SELECT coalesce(max(id), 0) + 1 FROM "user"'))
    values["id"] = number
    desk.store.insert("user", tuple(values), [tuple(values.values())])
    return number


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
