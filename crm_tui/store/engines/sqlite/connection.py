"""Opening a SQLite file right (`architecture.md`, SQLite, set up right)."""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path
from typing import Any

from crm_tui.errors import DatabaseError

APPLICATION_ID = 0x43524D54  # 'CRMT'
NEWEST = 5
"""The schema this program knows; the number of the last file in `schema/`."""
PATIENCE_MS = 5000
CACHE = "cache_size = -2048"
SEVERAL_WRITES = ("cache_size = -32768", "wal_autocheckpoint = 16000")
"""For many writes one after the other: they go back to the same pages, above all the upper parts
of the indexes, which need not be read each time, and another thread empties the log."""
FEW_WRITES = (CACHE, "wal_autocheckpoint = 1000")
_PRAGMAS = (
    "foreign_keys = 1",
    "synchronous = 2",
    CACHE,
    "secure_delete = 1",
    "temp_store = 2",
)


@cache
def driver() -> Any:
    """The module that reaches the newest SQLite library on the machine, as Peewee chooses it."""
    import sqlite3

    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2 if dbapi2.sqlite_version_info >= sqlite3.sqlite_version_info else sqlite3


def library_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(driver().sqlite_version_info)


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this library is free of the WAL-reset fault (SQLite 3.7.0 to 3.51.2)."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def journal_mode() -> str:
    """How a transaction is kept safe: in a WAL, or in a rollback journal where WAL is not."""
    return "wal" if wal_is_safe(library_version()) else "delete"


def connect(path: Path) -> Any:
    """A new connection for the thread that asks.

    Connecting changes nothing in the file: it may be somebody else's.
    """
    connection = driver().connect(str(path), timeout=PATIENCE_MS / 1000, isolation_level=None)
    connection.text_factory = _text
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(stored: bytes) -> str:
    """A text as it is read; another program may have written bytes that are no UTF-8."""
    return stored.decode("utf-8", "replace")


def refuse_strangers(connection: Any, path: Path) -> int:
    """The file's version; raises DatabaseError for files of others and of newer programs."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID and (application or version or _has_tables(connection)):
        raise DatabaseError(
            f"{path} is a database of another program.", "Choose another file with --db."
        )
    if version > NEWEST:
        raise DatabaseError(
            f"{path} was made by a newer version of crm.", "Install that version to open it."
        )
    return version


def _has_tables(connection: Any) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def real_path(path: Path) -> Path:
    """Where a path leads: SQLite keeps its side files there, not beside a link.

    Raises DatabaseError for a link that leads to itself.
    """
    try:
        return path.resolve()
    except RuntimeError as error:
        raise DatabaseError(f"{path} is a link that leads to itself.") from error


def create_file(path: Path) -> None:
    """Create an empty file with the mode of its folder; an old one there goes.

    Raises DatabaseError when the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.fchmod(descriptor, mode_in(path.parent))
        os.close(descriptor)
    except OSError as error:
        raise DatabaseError(
            f"No database can be made in {path.parent}: {error.strerror}.",
            "Choose another place with --db.",
        ) from error


def mode_in(folder: Path) -> int:
    """The mode of files in the folder: 0660 where it hands its group down (setgid), else 0600.

    SQLite gives its side files the mode of the database.
    """
    return 0o660 if folder.stat().st_mode & stat.S_ISGID else 0o600


def sync_folder(folder: Path) -> None:
    """Make a renaming in the folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
