"""Rows of a file that is no delimited text, kept aside as rows that can be read again and again.

They stand in a temporary file without a name: nobody else can open it, and it is gone with the
process, however that ends. Memory stays flat whatever the number of rows.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import BinaryIO

from crm_tui.errors import UsageError
from crm_tui.exchange.parser import FIELD_LIMIT, Raw

KEPT_LIMIT = 1 << 30
_ENOUGH = 1 << 16


class KeptRows:
    """Records, each written as its line, its problem, its doubt and its cells."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._file: BinaryIO = TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as we do
        self._size = 0

    def __del__(self) -> None:
        self._file.close()

    def keep(self, raws: Iterable[Raw]) -> None:
        """Keeps records, no cell longer than `FIELD_LIMIT`; raises as `write` does."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        for raw in raws:
            writer.writerow([raw.line, raw.problem, raw.doubt, *raw.cells])
            if text.tell() > _ENOUGH:
                self.write(text.getvalue().encode("utf-8", "replace"))
                text.seek(0)
                text.truncate()
        self.write(text.getvalue().encode("utf-8", "replace"))

    def write(self, written: bytes) -> None:
        """Keeps bytes: lines of CSV with the parts of a record.

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

    def raws(self, width: int = 0) -> Iterator[Raw]:
        """All records, in order; those that can be read with at least `width` cells."""
        csv.field_size_limit(FIELD_LIMIT)
        raw = io.BufferedReader(_Again(self._file.fileno()), 1 << 16)
        with io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
            for line, problem, doubt, *cells in csv.reader(text):
                missing = 0 if problem else width - len(cells)
                yield Raw(int(line), cells + [""] * missing, problem, doubt)


class _Again(io.RawIOBase):
    """An open file from its beginning, with a place of its own in it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = os.pread(self._handle, len(buffer), self._at)
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)
