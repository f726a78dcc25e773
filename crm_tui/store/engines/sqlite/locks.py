"""Locks between processes, held on files beside the database; each ends with its process.

The database's own file is never opened for this: closing it would drop SQLite's own locks.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crm_tui.errors import DatabaseError
from crm_tui.store.engines.sqlite.connection import mode_in

_PATIENCE_S = 60.0


@contextmanager
def opening_lock(path: Path) -> Iterator[None]:
    """Let one process at a time make or upgrade the database at `path`.

    Where the folder cannot be written to, there is nothing to make or upgrade either, and no
    lock is taken.
    """
    lock = path.with_name(path.name + ".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _wait_for(lock)
    except OSError:
        descriptor = None
    with _released(lock, descriptor):
        yield


@contextmanager
def import_lock(path: Path) -> Iterator[bool]:
    """Held while a change set is written in parts; False where another process holds it.

    Raises DatabaseError where the folder cannot be written to.
    """
    lock = path.with_name(path.name + ".import")
    try:
        descriptor = _acquire(lock)
    except OSError as error:
        raise DatabaseError(
            f"Nothing can be written beside {path}: {error.strerror}.",
            "Ask whoever owns the folder for the right to write to it.",
        ) from error
    with _released(lock, descriptor):
        yield descriptor is not None


@contextmanager
def _released(lock: Path, descriptor: int | None) -> Iterator[None]:
    try:
        yield
    finally:
        if descriptor is not None:
            with suppress(OSError):
                lock.unlink()
            os.close(descriptor)


def _wait_for(lock: Path) -> int | None:
    deadline = time.monotonic() + _PATIENCE_S
    while (descriptor := _acquire(lock)) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    return descriptor


def _acquire(lock: Path) -> int | None:
    """A descriptor that holds the lock, or None while another process holds it."""
    while True:
        # Whoever may read the file can lock it, so the mode need not let others write.
        descriptor = os.open(lock, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o644)
        try:
            with suppress(PermissionError):  # another member of the group has made it
                os.fchmod(descriptor, mode_in(lock.parent))
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _stands_at(lock, descriptor):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # whoever held it has removed it: this one locks nobody out


def _stands_at(lock: Path, descriptor: int) -> bool:
    try:
        return lock.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
