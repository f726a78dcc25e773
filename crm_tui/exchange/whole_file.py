"""A file written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from crm_tui.errors import UsageError


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that only its owner may read; one of that name is replaced when it is whole.

    Raises UsageError, with the old file as it was, where it cannot be written.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "Name a file in it.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _refused(target, error) from error
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _refused(target: Path, error: OSError) -> UsageError:
    return UsageError(f"{target} cannot be written: {error.strerror}.", "Choose another place.")
