"""Numbered migrations: one process upgrades, the others wait, a backup is made before.

Each step is one SQL file in `schema/`, run in one transaction together with the file's new
`user_version`, so a step happens whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from crm_tui.errors import DatabaseError
from crm_tui.store.engines.sqlite import backup, journal
from crm_tui.store.engines.sqlite.connection import APPLICATION_ID, NEWEST, driver


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


def upgrade(connection: Any, path: Path, tables: tuple[str, ...]) -> None:
    """Bring the file to `NEWEST`; raises DatabaseError when it is not ours or newer."""
    version = refuse_strangers(connection, path)
    if version == NEWEST:
        return
    if version:
        backup.write(connection, path.with_name(f"{path.name}.v{version}.bak"))
    connection.execute("PRAGMA foreign_keys = OFF")
    for number, script in steps():
        if number > version:
            _run_step(connection, number, script, tables)
    connection.execute("PRAGMA foreign_keys = ON")


def refuse_strangers(connection: Any, path: Path) -> int:
    """The file's version; raises DatabaseError for files of others and of newer programs."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (application or version or has_tables):
        raise DatabaseError(
            f"{path} is a database of another program.", "Choose another file with --db."
        )
    if version > NEWEST:
        raise DatabaseError(
            f"{path} was made by a newer version of crm.", "Install that version to open it."
        )
    return version


def _run_step(connection: Any, number: int, script: str, tables: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) < number:
            for statement in statements(script):
                connection.execute(statement)
            if number == NEWEST:
                journal.install(connection.execute, tables)
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DatabaseError(f"Upgrade step {number} would break references; undone.")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
