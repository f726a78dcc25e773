"""Where the bytes of an import come from; it can be read more than once."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_tui.errors import NotFoundError, UsageError


class Source(NamedTuple):
    """A named run of bytes; `open` starts at its beginning each time."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def stem(self) -> str:
        """The file's name without folder and ending, often the kind of its rows."""
        return Path(self.name).stem


def file_source(path: Path) -> Source:
    """The source of a file.

    Raises NotFoundError where it is not there, UsageError where it is no plain file (a pipe
    cannot be read twice) or may not be read.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise NotFoundError(
            f"There is no file {path}.", "Check the path; it is read from the current folder."
        ) from error
    if not stat.S_ISREG(mode):
        raise UsageError(f"{path} is not a plain file.", "Save the data to a file first.")

    def opened() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read: {error.strerror}.", "Check its permissions."
            ) from error

    return Source(str(path), opened)
