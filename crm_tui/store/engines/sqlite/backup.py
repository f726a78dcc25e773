"""Copies of a live database by SQLite's own online backup, checked before they count."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from crm_tui.errors import CrmError, DatabaseError
from crm_tui.store.engines.sqlite.connection import (
    driver,
    mode_in,
    refuse_strangers,
    sync_folder,
)
from crm_tui.store.engines.sqlite.faults import explain


def write(connection: Any, target: Path) -> None:
    """Copy the whole database to `target`; the old file there stays until the new one is good.

    Raises DatabaseError when the copy cannot be written or does not pass its check.
    """
    draft = _draft(target)
    try:
        _copy(connection, draft)
        verify(draft)
        draft.replace(target)
        sync_folder(target.parent)
    except driver().Error as error:
        raise _explained(error, target) from error
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        for side in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + side).unlink(missing_ok=True)


def verify(file: Path) -> None:
    """Look the whole file through; raises DatabaseError when it is damaged or not ours."""
    copy = open_to_read(file)
    try:
        holds_something = refuse_strangers(copy, file)
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except driver().Error as error:
        raise _explained(error, file) from error
    finally:
        copy.close()
    if verdict != "ok":
        raise DatabaseError(f"{file} is damaged: {verdict}.", "Run 'crm check'.")
    if not holds_something:
        raise DatabaseError(f"{file} is empty: not a database of this program.")


def open_to_read(file: Path) -> Any:
    """A plain connection that can only read, and leaves nothing beside the file.

    Raises OSError when the file cannot be read.
    """
    uri = f"{file.as_uri()}?mode=ro"
    with file.open("rb") as opened:
        in_wal = opened.read(20)[18:] == b"\2\2"
    if in_wal and not file.with_name(f"{file.name}-wal").exists():
        uri += "&immutable=1"  # nobody has it open, and a WAL would be left behind
    return driver().connect(uri, uri=True)


def newest_beside(path: Path) -> Path | None:
    """The newest backup in the folder of the database, by its time."""
    try:
        found = [*path.parent.glob(f"{path.stem}-*.bak"), *path.parent.glob(f"{path.name}.v*.bak")]
        return max(found, key=lambda file: file.stat().st_mtime, default=None)
    except OSError:
        return None


def _draft(target: Path) -> Path:
    if target.is_dir():
        raise DatabaseError(f"{target} is a folder.", "Name a file in it.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.fchmod(descriptor, mode_in(target.parent))
    except OSError as error:
        raise _refused(target, error) from error
    os.close(descriptor)
    return Path(name)


def _copy(connection: Any, draft: Path) -> None:
    copy = driver().connect(str(draft))
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")
    finally:
        copy.close()
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _refused(target: Path, error: OSError) -> DatabaseError:
    return DatabaseError(f"{target} cannot be written: {error.strerror}.", "Choose another place.")


def _explained(error: Exception, file: Path) -> CrmError:
    known = explain(error) or DatabaseError(f"It failed: {error}.")
    return type(known)(f"{file}: {known.sentence}", known.hint)
