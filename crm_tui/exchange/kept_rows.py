"""Rows of a file that is no delimited text, kept aside as rows that can be read again and again.

They stand in a temporary file without a name: nobody else can open it, and it is gone with the
process, however that ends. Memory stays flat whatever the number of rows.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import BinaryIO

from crm_tui.errors import UsageError
from crm_tui.exchange.parser import RECORD_LIMIT, Raw

KEPT_LIMIT = 1 << 30


class KeptRows:
    """Records, each written as its line, its problem, its doubt and its cells."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._file: BinaryIO = TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as we do
        self._size = 0

    def __del__(self) -> None:
        self._file.close()

    def write(self, written: bytes) -> None:
        """Keeps bytes in the form of `row`.

        Raises UsageError where it becomes too much, or where there is no room to keep it.
        """
        self._size += len(written)
        if self._size > KEPT_LIMIT:
            raise UsageError(
                f"{self._name} holds more than {KEPT_LIMIT >> 20} MB of text.",
                "Import it in several parts.",
            )
        try:
            self._file.write(written)
        except OSError as error:
            raise UsageError(
                f"The rows of {self._name} cannot be kept aside: {error.strerror}.",
                "Make room in the folder for temporary files (TMPDIR).",
            ) from error

    def raws(self) -> Iterator[Raw]:
        """All records, in order."""
        csv.field_size_limit(RECORD_LIMIT)
        raw = io.BufferedReader(_Again(self._file.fileno()), 1 << 16)
        with io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
            for line, problem, doubt, *cells in csv.reader(text):
                yield Raw(int(line), cells, problem, doubt)


def row(raw: Raw) -> bytes:
    """One record in the form that is kept."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([raw.line, raw.problem, raw.doubt, *raw.cells])
    return text.getvalue().encode("utf-8", "replace")


class _Again(io.RawIOBase):
    """An open file from its beginning, with a place of its own in it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = os.preadv(self._handle, [buffer], self._at)
        self._at += read
        return read
