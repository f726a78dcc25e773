"""Records of delimited text, each with the physical line it begins on.

Python's `csv` does the reading, strictly; what it refuses is named with its line instead of
ending the import. Rows swallowed by a quote that was never closed are read again, so that one
slip costs one row. Memory stays bounded whatever the file holds.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TextIO

FIELD_LIMIT = 1_000_000
RECORD_LIMIT = 10_000_000


class Form(NamedTuple):
    """How cells are kept apart. `skip_space` drops blanks after a delimiter."""

    delimiter: str
    quote: str = '"'
    skip_space: bool = False


class Raw(NamedTuple):
    """One record as it stands in the file; `problem` says why it cannot be read, if so.

    `doubt` names what was read but looks wrong. An unreadable record has its raw text as only
    cell.
    """

    line: int
    cells: list[str]
    problem: str = ""
    doubt: str = ""


class _TooLongError(Exception):
    """A record outgrew `RECORD_LIMIT`."""


class _Lines:
    """The lines of a stream, counted, with those of the record being read at hand."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self._size = 0
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(RECORD_LIMIT)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if self._size >= RECORD_LIMIT:
            self._finish(line)
            raise _TooLongError
        self.record.append(line)
        return line

    def begin(self) -> int:
        """Starts a record; returns the number of its first line."""
        self.record = []
        self._size = 0
        return self.number + 1

    def retreat(self, lines: list[str]) -> None:
        """Puts the last lines back, to be read again."""
        self.number -= len(lines)
        self._again.extendleft(reversed(lines))

    def _finish(self, line: str) -> None:
        """Reads to the end of an overlong physical line without keeping it."""
        while len(line) >= RECORD_LIMIT and line[-1] not in "\r\n":
            line = self._stream.readline(RECORD_LIMIT)


def parse(stream: TextIO, form: Form, width: int = 0) -> Iterator[Raw]:
    """All records of the stream but those without any content.

    `width` is the number of cells a row should have (0: not known); it tells rows that an
    unclosed quote swallowed from text that merely runs over several lines.
    """
    csv.field_size_limit(FIELD_LIMIT)
    lines = _Lines(stream)
    reader = csv.reader(
        lines,
        delimiter=form.delimiter,
        quotechar=form.quote,
        skipinitialspace=form.skip_space,
        strict=True,
    )
    while True:
        first = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLongError) as error:
            yield _refusal(lines, form, width, first, error)
            continue
        text = "".join(cells)
        if not text or text.isspace():
            continue
        doubt = ""
        if form.quote in text and not _well_quoted("".join(lines.record), form):
            doubt = "a quote mark stands inside an unquoted cell; read as written"
        yield Raw(first, cells, "", doubt)


def _refusal(lines: _Lines, form: Form, width: int, first: int, error: Exception) -> Raw:
    swallowed = lines.record[1:]
    text = "".join(lines.record).rstrip("\r\n")
    if swallowed and all(_stands_alone(line, form, width) for line in swallowed):
        lines.retreat(swallowed)
        text = lines.record[0].rstrip("\r\n")
    return Raw(first, [text], _reason(error))


def _stands_alone(line: str, form: Form, width: int) -> bool:
    """Whether a line is a whole row by itself: then it was swallowed, not quoted."""
    if width < 2:
        return False
    try:
        cells = next(
            csv.reader([line], delimiter=form.delimiter, quotechar=form.quote, strict=True)
        )
    except csv.Error:
        return False
    return len(cells) == width


def _reason(error: Exception) -> str:
    if isinstance(error, _TooLongError):
        return f"the row is longer than {RECORD_LIMIT:,} characters; is a quote never closed?"
    said = str(error)
    if "field limit" in said:
        return f"a cell is longer than {FIELD_LIMIT:,} characters; is a quote never closed?"
    if "unexpected end" in said:
        return "a quote is opened and never closed"
    if "expected after" in said:
        return "a quote ends in the middle of a cell"
    return f"the row cannot be read ({said})"


def _well_quoted(text: str, form: Form) -> bool:
    quote, delimiter = re.escape(form.quote), re.escape(form.delimiter)
    space = " *+" if form.skip_space else ""
    quoted = f"{quote}(?:[^{quote}]|{quote}{quote})*+{quote}"
    cell = f"{space}(?:{quoted}|[^{quote}{delimiter}]*+)"
    return re.fullmatch(f"{cell}(?:{delimiter}{cell})*+[\r\n]*", text) is not None
