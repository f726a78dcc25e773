"""Numbered migrations: one process upgrades, the others wait, a backup is made before.

Each step is one SQL file in `schema/`; all that a file needs run in one transaction together with
its new `user_version`, so an upgrade happens whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from crm_tui.errors import DatabaseError
from crm_tui.store.engines.sqlite import backup, journal
from crm_tui.store.engines.sqlite.connection import (
    APPLICATION_ID,
    NEWEST,
    create_file,
    driver,
    journal_mode,
    refuse_strangers,
    sync_folder,
)


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, triggers kept whole."""
    complete = driver().complete_statement
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if line.rstrip().endswith(";") and complete(waiting):
            yield waiting.strip()
            waiting = ""


def steps() -> list[tuple[int, str]]:
    """(number, SQL) of each step, in order."""
    folder = files("crm_tui.store.engines.sqlite") / "schema"
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text("utf-8")) for name in found]


def make(path: Path, tables: tuple[str, ...]) -> None:
    """Make a new database at the path: all of it, or none when that breaks off.

    Raises DatabaseError when the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.new")
    create_file(draft)
    for side in ("-journal", "-wal"):
        draft.with_name(draft.name + side).unlink(missing_ok=True)
    connection = driver().connect(str(draft), isolation_level=None)
    try:
        upgrade(connection, draft, tables)
        connection.execute(f"PRAGMA journal_mode = {journal_mode()}")
    finally:
        connection.close()
    draft.replace(path)
    sync_folder(path.parent)


def upgrade(connection: Any, path: Path, tables: tuple[str, ...]) -> None:
    """Bring the file to `NEWEST`; raises DatabaseError when it is not ours or newer.

    A checked copy of the older file is left beside it, named by its version.
    """
    version = refuse_strangers(connection, path)
    if version == NEWEST:
        return
    if version:
        backup.write(connection, path.with_name(f"{path.name}.v{version}.bak"))
    connection.execute("PRAGMA foreign_keys = OFF")
    _run_steps(connection, tables)
    connection.execute("PRAGMA foreign_keys = ON")


def _run_steps(connection: Any, tables: tuple[str, ...]) -> None:
    # All in one transaction: between two steps the file would stand without its journal.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version < NEWEST:
            journal.remove(connection.execute)
            for number, script in steps():
                if number > version:
                    _run_step(connection, number, script)
            journal.install(connection.execute, tables)
            connection.execute(f"PRAGMA user_version = {NEWEST}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run_step(connection: Any, number: int, script: str) -> None:
    for statement in statements(script):
        connection.execute(statement)
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        raise DatabaseError(f"Upgrade step {number} would break references; undone.")
