"""A backup put in the place of the database, which is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crm_tui.errors import BusyError, DatabaseError, RuleError
from crm_tui.store.engines.sqlite import backup, faults
from crm_tui.store.engines.sqlite.connection import (
    PATIENCE_MS,
    driver,
    real_path,
    refuse_strangers,
)
from crm_tui.store.engines.sqlite.locks import opening_lock

_SIDES = ("-wal", "-shm", "-journal")


def restore(path: Path, source: Path, keep_as: Path) -> None:
    """Put a checked copy of `source` at `path`; what was there is kept as `keep_as`.

    Nothing is touched before the copy is good, and at no time is there no database at `path`.

    Raises DatabaseError when the backup is missing, damaged or not ours, when the present file
    is another program's or a file cannot be written; BusyError while others have it open, as
    far as that can be told (an idle session on a rollback journal cannot be seen: it notices
    the new file at its next write).
    """
    path, source = real_path(path), real_path(source.expanduser())
    if not source.is_file():
        raise DatabaseError(f"There is no backup at {source}.")
    if path.exists() and source.samefile(path):
        raise RuleError("A database is not a backup of itself.")
    backup.verify(source)
    draft = path.with_name(f".{path.name}.restored")
    try:
        with opening_lock(path):
            _copy(source, draft)
            with _held(path):
                _keep(path, keep_as)
                draft.replace(path)
    except OSError as error:
        raise DatabaseError(
            f"{path} cannot be restored: {error.strerror}.", "It is as it was."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, draft: Path) -> None:
    connection = backup.open_to_read(source)
    try:
        backup.write(connection, draft)
    finally:
        connection.close()


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep others away from the present file, whose WAL is empty then; a damaged one is let be."""
    if not path.exists() or not path.stat().st_size:
        yield
        return
    connection = driver().connect(str(path), isolation_level=None, timeout=PATIENCE_MS / 1000)
    try:
        _take(connection, path)
        yield
    finally:
        connection.close()


def _take(connection: Any, path: Path) -> None:
    try:
        refuse_strangers(connection, path)
        # Only possible while nobody else has the file open: each keeps a lock in WAL mode.
        connection.execute("PRAGMA journal_mode = delete")
        connection.execute("BEGIN EXCLUSIVE")
    except driver().Error as error:
        if faults.is_busy(error):
            raise BusyError(
                f"Others have {path} open; nothing was restored.",
                "Let them leave the program first.",
            ) from error
        if not faults.is_damage(error):
            raise faults.explain(error) or error from error


def _keep(path: Path, keep_as: Path) -> None:
    if not path.exists():
        return
    try:
        os.link(path, keep_as)
    except OSError:  # a file system without links
        keep_as.write_bytes(path.read_bytes())
    for side in _SIDES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).replace(keep_as.with_name(keep_as.name + side))
