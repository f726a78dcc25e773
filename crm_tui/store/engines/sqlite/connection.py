"""Opening a SQLite file right (`architecture.md`, SQLite, set up right)."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee

from crm_tui.errors import DatabaseError

APPLICATION_ID = 0x43524D54  # 'CRMT'
NEWEST = 1
"""The schema this program knows; the number of the last file in `schema/`."""
PATIENCE_MS = 5000


def driver() -> Any:
    """The module Peewee talks to SQLite through: the newest library on the machine."""
    return peewee.sqlite3  # type: ignore[attr-defined]


def library_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(driver().sqlite_version_info)


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this library is free of the WAL-reset fault (SQLite 3.7.0 to 3.51.2)."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def make_database(path: Path) -> peewee.SqliteDatabase:
    """A Peewee database for the path, not yet connected."""
    journal_mode = "wal" if wal_is_safe(library_version()) else "delete"
    return peewee.SqliteDatabase(
        str(path),
        timeout=PATIENCE_MS / 1000,
        lock_type="IMMEDIATE",
        autoconnect=True,
        pragmas=[
            ("journal_mode", journal_mode),
            ("foreign_keys", 1),
            ("synchronous", 2),
            ("cache_size", -16384),
            ("secure_delete", 1),
            ("temp_store", 2),
        ],
    )


def create_file(path: Path) -> None:
    """Create the empty file with the right mode, unless it is there.

    0660 where the folder hands its group down (setgid), else 0600: SQLite gives its side files
    the same mode. Raises DatabaseError when the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shared = path.parent.stat().st_mode & stat.S_ISGID
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        if shared:
            os.fchmod(descriptor, 0o660)
        os.close(descriptor)
    except FileExistsError:
        return
    except OSError as error:
        raise DatabaseError(
            f"The database {path} cannot be made: {error.strerror}.",
            "Choose another place with --db.",
        ) from error


@contextmanager
def opening_lock(path: Path) -> Iterator[None]:
    """Let one process at a time make or upgrade a file.

    The lock stands in a file beside the database; where the folder cannot be written to, there
    is nothing to upgrade either, and no lock is taken.
    """
    lock = path.with_name(path.name + ".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        while True:
            descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o660)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if lock.exists() and lock.stat().st_ino == os.fstat(descriptor).st_ino:
                break
            os.close(descriptor)  # whoever held it has removed it: this one locks nobody out
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)
