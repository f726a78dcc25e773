"""Triggers that write the journal.

They stand in the database itself, so no write can pass them by: each row made, changed or
removed is kept with its change set, and where no change set is open the write fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Execute = Callable[..., Any]


def install(execute: Execute, tables: Iterable[str]) -> None:
    """Make the journal's triggers anew for the tables, from their present columns."""
    for table in tables:
        columns = [row[1] for row in execute(f'PRAGMA table_info("{table}")').fetchall()]
        for name, event, body in _triggers(table, columns):
            execute(f'DROP TRIGGER IF EXISTS "{name}"')
            execute(f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {body} END')


def remove(execute: Execute) -> None:
    """Take the journal's triggers away: an upgrade changes rows on nobody's behalf."""
    found = execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'journal_*'"
    ).fetchall()
    for (name,) in found:
        execute(f'DROP TRIGGER "{name}"')


def _triggers(table: str, columns: Sequence[str]) -> list[tuple[str, str, str]]:
    insert = (
        'INSERT INTO change (change_set_id, record, "row", before, after) '
        "{select} (SELECT change_set_id FROM open_change_set), '" + table + "', {row}, "
    )
    made = insert.format(select="VALUES (", row="NEW.id") + f"NULL, {_object('NEW', columns)});"
    gone = insert.format(select="VALUES (", row="OLD.id") + f"{_object('OLD', columns)}, NULL);"
    pairs = " UNION ALL ".join(
        f'SELECT \'{name}\' AS name, OLD."{name}" AS old, NEW."{name}" AS new' for name in columns
    )
    changed = (
        insert.format(select="SELECT", row="NEW.id")
        + "json_group_object(name, old), json_group_object(name, new) "
        + f"FROM ({pairs}) WHERE old IS NOT new HAVING count(*) > 0;"
    )
    return [
        (f"journal_{table}_made", "INSERT", made),
        (f"journal_{table}_changed", "UPDATE", changed),
        (f"journal_{table}_gone", "DELETE", gone),
    ]


def _object(version: str, columns: Sequence[str]) -> str:
    return "json_object(" + ", ".join(f"'{name}', {version}.\"{name}\"" for name in columns) + ")"
