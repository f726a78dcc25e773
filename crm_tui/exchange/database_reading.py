"""The program that reads a SQLite file in a process of its own and writes rows of it out.

A database file can be made to harm the process that reads it: by its schema, by damaged pages, by
a query without an end. So this one has little to lose: it opens the file for reading alone, is
run within `reading_limits`, trusts nothing of the schema and calls no function. It imports
nothing of the program. Its first line on standard output names
the tables with their columns as JSON; a query on standard input has its rows written as CSV: the
row's number from 2 on, nothing, a doubt, the cells. The first row has the names of the columns.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

TABLES = 200
COLUMNS = 1000
CELL = 1 << 24
STEPS = 2_000_000_000
"""So many steps of SQLite's machine are given to a query, some 20 seconds."""

_STEP = 1_000_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: CELL,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1 << 16,
    sqlite3.SQLITE_LIMIT_COLUMN: COLUMNS,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS = ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0")
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def main(handle: int) -> int:
    """Read the database that is open as `handle`; the exit status."""
    try:
        _read(handle)
    except Exception as error:
        print(json.dumps({"problem": f"{type(error).__name__}: {error}"}), flush=True)
        return 3
    return 0


def _read(handle: int) -> None:
    connection = _opened(handle)
    print(json.dumps({"tables": _tables(connection)}), flush=True)
    asked = sys.stdin.read()
    if not asked:
        return
    cursor = connection.execute(asked)
    text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([1, "", "", *(column[0] for column in cursor.description)])
    for line, values in enumerate(cursor, 2):
        cells = [_written(value) for value in values]
        blobs = sum(1 for value in values if isinstance(value, bytes))
        writer.writerow([line, "", "data that is no text is left out" * bool(blobs), *cells])
    text.flush()


def _opened(handle: int) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:/dev/fd/{handle}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda value: value.decode("utf-8", "replace")
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.set_progress_handler(_clock(), _STEP)
    return connection


def _tables(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The tables that are no views and no other program's, with their columns."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
        " AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name LIMIT ?",
        (TABLES,),
    ).fetchall()
    found = []
    for (name,) in names:
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
        found.append({"name": name, "columns": [column for (column,) in columns]})
    connection.set_authorizer(_authorized)
    return found


def _authorized(action: int, *about: str | None) -> int:
    """Nothing but reading: no function of the schema or the query, nothing that writes."""
    del about
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _clock() -> Callable[[], int]:
    """What ends a query after so many steps."""
    left = STEPS // _STEP

    def tick() -> int:
        nonlocal left
        left -= 1
        return int(left <= 0)

    return tick


def _written(value: Any) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
