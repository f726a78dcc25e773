"""A file written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crm_tui.errors import UsageError

DATABASE = b"SQLite format 3\x00"
"""How the file of a database begins (SQLite file format, 1.3)."""


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that only its owner may read; one of that name is replaced when it is whole.

    Raises UsageError, with the old file as it was, where it cannot be written.
    """
    with whole_file(target) as stream:
        stream.write(data)


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file to write that only its owner may read; it takes its name when it is whole.

    One of that name is replaced then, and stays as it was where anything goes wrong before.
    Raises UsageError where it cannot be written, for instance as the disk is full, and for a
    database, which a slip of the fingers must not replace.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "Name a file in it.")
    refuse_database(target)
    if target.exists() and not target.is_file():  # a device or a pipe must not be replaced
        raise UsageError(f"{target} is no plain file.", "Name another one.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise refused(target, error) from error
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as error:
        raise refused(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


def refuse_database(target: Path) -> None:
    """Raises UsageError where there is a database: no other file is ever written over one."""
    if not target.is_file():
        return
    try:
        with target.open("rb") as stream:
            is_database = stream.read(len(DATABASE)) == DATABASE
    except OSError:
        return
    if is_database:
        raise UsageError(f"{target} is a database.", "Name another file: that one stays.")


def refused(target: Path, error: OSError) -> UsageError:
    """Why a file cannot be written."""
    return UsageError(f"{target} cannot be written: {error.strerror}.", "Choose another place.")
