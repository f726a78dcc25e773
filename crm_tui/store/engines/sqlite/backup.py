"""Copies of a live database by SQLite's own online backup, checked before they count."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from crm_tui.errors import DatabaseError
from crm_tui.store.engines.sqlite.connection import driver
from crm_tui.store.engines.sqlite.faults import explain


def write(connection: Any, target: Path) -> None:
    """Copy the whole database to `target`; the old file there stays until the new one is good.

    Raises DatabaseError when the copy cannot be written or does not pass its check.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise DatabaseError(
            f"The backup {target} cannot be written: {error.strerror}.", "Choose another place."
        ) from error
    os.close(descriptor)
    draft = Path(name)
    try:
        _copy(connection, draft)
        _check(draft)
        draft.replace(target)
    except driver().Error as error:
        raise explain(error) or DatabaseError(f"The backup {target} failed: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _copy(connection: Any, draft: Path) -> None:
    copy = driver().connect(str(draft))
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")
    finally:
        copy.close()
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _check(draft: Path) -> None:
    copy = driver().connect(f"file:{draft}?mode=ro", uri=True)
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if verdict != "ok":
        raise DatabaseError("The copy is damaged and was thrown away.", "Run 'crm check'.")
