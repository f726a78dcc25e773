"""A file as a table: a header and rows, each row with the line it stands on.

Opening a table reads its beginning and finds out how it is written; the rows are read again
every time they are asked for, so a table of any size costs no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.dialect import (
    COLUMNS,
    DELIMITERS,
    SAMPLE_CHARACTERS,
    SAMPLE_RECORDS,
    Header,
    find_form,
    find_header,
    said_form,
    said_header,
)
from crm_tui.exchange.encoding import UTF_8, Encoding, find_encoding, named_encoding, open_text
from crm_tui.exchange.parser import Form, Raw, parse
from crm_tui.exchange.source import Source, file_source
from crm_tui.text.emails import looks_like_email
from crm_tui.text.safe import clean

NULL = "NULL"
AGAIN = "the header stands here again"


class Row(NamedTuple):
    """A row with as many cells as the table has columns, or a `problem` and the raw cells."""

    line: int
    cells: list[str]
    problem: str = ""
    doubt: str = ""


class Said(NamedTuple):
    """What the user says about a file instead of having it found; empty: find it.

    `dates` is dmy, mdy or ymd, `decimal` the mark before a fraction, `phone_country` the country
    of telephone numbers that name none and stand in rows without a country. `header` is the line
    of the column names, 0 where the file has none. `sheet` is one of a spreadsheet's.
    """

    encoding: str = ""
    delimiter: str = ""
    dates: str = ""
    decimal: str = ""
    phone_country: str = ""
    header: int | None = None
    sheet: str = ""


class Found(NamedTuple):
    """How a file is written, for the user to see before anything is taken over.

    `instead` says it of a file that is no delimited text; `named` is what its rows are called
    there, `mark` what stands before the fraction of its numbers.
    """

    header: Header
    null_text: bool
    encoding: Encoding = UTF_8
    form: Form = Form(",")
    said: Said = Said()
    instead: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    mark: str = ""

    def sentences(self) -> list[str]:
        """One line for each thing that was found."""
        said = list(self.instead) or self._of_text()
        line = self.header.line
        if line or not any(self.header.cells):
            header = f"Header: line {line}" if line else "No header"
            said.append(header + as_said(self.said.header is not None))
        if self.header.titles:
            said.append(f"Above it: {' · '.join(self.header.titles)}")
        if self.null_text:
            said.append("NULL stands for an empty cell")
        return said

    def _of_text(self) -> list[str]:
        encoding, note = self.encoding, as_said(bool(self.said.encoding))
        if encoding.note:
            note = f" ({encoding.note})"
        elif encoding.guessed:
            note = " (a guess)"
        title = DELIMITERS.get(self.form.delimiter)
        cells = f"Cells kept apart by: {title}" if title else "One column"
        return [
            f"Encoding: {encoding.title}{note}",
            cells + as_said(bool(self.said.delimiter)),
        ]


class Table:
    """A file of rows with its columns. Names are unique: a second `Phone` is `Phone (2)`.

    `raws` gives its records again and again, the header among them, where the file is no
    delimited text.
    """

    def __init__(
        self,
        source: Source,
        found: Found,
        sample: Sequence[Raw],
        raws: Callable[[], Iterator[Raw]] | None = None,
    ) -> None:
        self.source = source
        self.found = found
        self._raws = raws or self._parsed
        names = [" ".join(clean(name).split()) for name in found.header.cells]
        self._least = max((at for at, name in enumerate(names, 1) if name), default=len(names))
        self._width = len(names)
        self.sample: tuple[Row, ...] = tuple(
            row
            for row in (self._row(raw) for raw in sample if raw.line > found.header.line)
            if not row.problem
        )
        self.columns = _unique(self._named(at, name) for at, name in enumerate(names))

    @property
    def again(self) -> list[int]:
        """The lines among the first on which the header stands again: it is several tables."""
        return [row.line for row in islice(self.rows(), SAMPLE_RECORDS) if row.problem == AGAIN]

    @property
    def titles(self) -> tuple[str, ...]:
        """What the rows are called in the file, and what stands above them."""
        return (*self.found.named, *self.found.header.titles)

    def rows(self) -> Iterator[Row]:
        """All rows in the order of the file; one that cannot be read says so in `problem`."""
        for raw in self._raws():
            if raw.line > self.found.header.line:
                yield self._row(raw)

    def mended(self, rows: Mapping[int, Sequence[str]]) -> Table:
        """The same table with some rows, by their lines, as they were written anew by hand."""
        if not rows:
            return self
        raws, other = self._raws, copy(self)

        def written_anew() -> Iterator[Raw]:
            for raw in raws():
                yield Raw(raw.line, list(rows[raw.line])) if raw.line in rows else raw

        other._raws = written_anew
        return other

    def column(self, index: int) -> Iterator[str]:
        """The cells of one column that are not empty, of all rows that can be read."""
        for row in self.rows():
            if not row.problem and row.cells[index].strip():
                yield row.cells[index].strip()

    def _parsed(self) -> Iterator[Raw]:
        with open_text(self.source, self.found.encoding) as text:
            yield from parse(text, self.found.form, self._width)

    def _row(self, raw: Raw) -> Row:
        cells, width = raw.cells, self._width
        if raw.problem:
            return Row(*raw)
        if cells == self.found.header.cells and self.found.header.line:
            return Row(raw.line, cells, AGAIN)
        if self.found.encoding.damaged and any("\ufffd" in cell for cell in cells):
            return Row(raw.line, cells, f"the row holds bytes that are not {self._encoding}")
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if self._least <= len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        if len(cells) != width:
            return Row(raw.line, raw.cells, _width_problem(len(cells), width))
        if self.found.null_text:
            cells = ["" if cell == NULL else cell for cell in cells]
        return Row(raw.line, cells, "", raw.doubt)

    @property
    def _encoding(self) -> str:
        return self.found.encoding.title

    def _named(self, index: int, name: str) -> str:
        if name:
            return name
        values = [row.cells[index] for row in self.sample if row.cells[index].strip()]
        addresses = sum(1 for value in values if looks_like_email(value))
        return "E-mail" if values and addresses * 10 > len(values) * 9 else f"Column {index + 1}"


def open_table(source: Source | Path, said: Said | None = None) -> Table:
    """The table in a file; what `said` leaves open is found out.

    Raises UsageError where the file is no text, is empty or has no rows a table could be made of;
    NotFoundError where it is not there.
    """
    if isinstance(source, Path):
        source = file_source(source)
    said = said or Said()
    encoding = named_encoding(source, said.encoding) if said.encoding else find_encoding(source)
    with open_text(source, encoding) as text:
        beginning = text.read(SAMPLE_CHARACTERS)
    form = said_form(beginning, said.delimiter) if said.delimiter else find_form(beginning)
    with open_text(source, encoding) as text:
        sample = list(islice(parse(text, form), SAMPLE_RECORDS))
    if not sample:
        raise UsageError(f"{source.name} is empty.", "There is nothing to import.")
    header = find_header(sample) if said.header is None else said_header(sample, said.header)
    if not header.cells:
        raise UsageError(
            f"{source.name} has no row that can be read: line {sample[0].line}: "
            f"{sample[0].problem}.",
            "Mend that line and try again.",
        )
    if (width := len(header.cells)) > COLUMNS:
        raise UsageError(
            f"{source.name} is {width:,} columns wide; more than {COLUMNS:,} is no table.",
            "Take the columns you need into a file of their own, or say by --delimiter what keeps"
            " cells apart.",
        )
    null_text = writes_null(sample, header)
    return Table(source, Found(header, null_text, encoding, form, said), sample)


def writes_null(sample: Sequence[Raw], header: Header) -> bool:
    """Whether `NULL` means empty: the file writes it and leaves no cell truly empty."""
    rows = [raw.cells for raw in sample if raw.line > header.line and not raw.problem]
    written = any(NULL in cells for cells in rows)
    return written and not any("" in cells for cells in rows)


def as_said(said: bool) -> str:
    """What follows something that the user said instead of having it found."""
    return " (said)" if said else ""


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    given: dict[str, None] = {}
    for name in names:
        number, unique = 1, name
        while unique in given:
            number += 1
            unique = f"{name} ({number})"
        given[unique] = None
    return tuple(given)


def _width_problem(cells: int, width: int) -> str:
    more = "too many" if cells > width else "too few"
    count = f"{cells} cell" if cells == 1 else f"{cells} cells"
    return f"{more} cells: {count} where the header has {width}; is a delimiter not quoted?"
