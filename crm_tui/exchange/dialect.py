"""How a file keeps its cells apart, and where its header stands.

The delimiter is the one of comma, semicolon, tab and bar that gives the most rows of one width;
`csv.Sniffer` is not asked, as it takes letters for delimiters.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.fields import is_known
from crm_tui.exchange.parser import FIELD_LIMIT, Form, Raw

SAMPLE_CHARACTERS = 1 << 16
COLUMNS = 1000
"""A table has at most so many; more are no table, whatever keeps its cells apart."""
SAMPLE_RECORDS = 200
TITLE_ROWS = 30
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ONE_COLUMN = "\x1f"

_NUMBER_OR_DATE = re.compile(r"\s*[-+(]?[\d\s.,:/()$€£%+T-]*\d[\d\s.,:/()$€£%+Z-]*\s*")
_ADDRESS = re.compile(r"\s*(?:[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+|www\.\S+)\s*", re.IGNORECASE)


class Header(NamedTuple):
    """Where the names of the columns stand; `line` is 0 where the file has none."""

    line: int
    cells: list[str]
    titles: tuple[str, ...] = ()


def find_form(sample: str) -> Form:
    """The delimiter, quote mark and spacing of a text, from its beginning.

    `sample` is at most `SAMPLE_CHARACTERS` long; a last line cut short does no harm.
    """
    lines = StringIO(sample, newline="").readlines()
    if len(sample) >= SAMPLE_CHARACTERS and len(lines) > 1:
        lines = lines[:-1]
    ranked = sorted(_fitness(lines, delimiter) for delimiter in DELIMITERS)
    share, _, _, delimiter = ranked[-1]
    if share < 0.5:
        return Form(ONE_COLUMN)
    return Form(delimiter, _quote_mark(sample, delimiter), _spaced(sample, delimiter))


def said_form(sample: str, delimiter: str) -> Form:
    """The form with the delimiter the user said, by sign or by name (`tab`).

    Raises UsageError where it is no delimiter the program knows.
    """
    signs = {title: sign for sign, title in DELIMITERS.items()}
    sign = signs.get(delimiter, delimiter)
    if sign not in DELIMITERS:
        known = ", ".join(signs)
        raise UsageError(f"'{delimiter}' is no delimiter.", f"Say one of: {known}.")
    return Form(sign, _quote_mark(sample, sign), _spaced(sample, sign))


def find_header(records: Sequence[Raw]) -> Header:
    """The header among the first records: the first that is about as wide and as full as a row.

    What stands above it are titles. A first row of e-mail addresses, numbers or dates is data:
    then there is no header.
    """
    width = _usual_width([len(record.cells) for record in records])[0]
    for position, record in enumerate(records[:TITLE_ROWS]):
        filled = sum(1 for cell in record.cells if cell.strip())
        half_empty = width > 1 and filled * 2 <= width
        if record.problem or len(record.cells) < width or half_empty:
            continue
        if _is_data(record.cells[:COLUMNS]):
            break
        titles = [cell.strip() for above in records[:position] for cell in above.cells]
        return Header(record.line, record.cells, tuple(title for title in titles if title))
    return Header(0, [""] * width)


def said_header(records: Sequence[Raw], line: int) -> Header:
    """The header on the line the user said; on line 0 there is none.

    Raises UsageError where no row that can be read begins on that line among the first ones.
    """
    if line == 0:
        width = _usual_width([len(record.cells) for record in records])[0]
        return Header(0, [""] * width)
    above: list[str] = []
    for record in records:
        if record.line == line and not record.problem:
            return Header(line, record.cells, tuple(above))
        above += [cell.strip() for cell in record.cells if cell.strip()]
    lines = ", ".join(str(record.line) for record in records[:5] if not record.problem)
    raise UsageError(
        f"No row that could be a header begins on line {line}.",
        f"The first rows begin on the lines {lines}; 0 says that there is no header.",
    )


def _fitness(lines: list[str], delimiter: str) -> tuple[float, int, int, str]:
    """How well a delimiter splits the lines: share of rows of the usual width, that width."""
    widths = [len(cells) for cells in islice(_loose(lines, delimiter), SAMPLE_RECORDS)]
    width, rows = _usual_width([width for width in widths if width > 1])
    share = rows / len(widths) if widths else 0.0
    return share, width, int(delimiter != ","), delimiter


def _loose(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if any(cells):
                yield cells
    except csv.Error:
        return


def _usual_width(widths: list[int]) -> tuple[int, int]:
    """The commonest width and how often it occurs; among equals the first to occur."""
    counted = Counter(widths).most_common(1)
    return counted[0] if counted else (0, 0)


def _quote_mark(sample: str, delimiter: str) -> str:
    edge = f"[\r\n{re.escape(delimiter)}]"
    found = {
        mark: len(re.findall(f"(?:\\A|{edge}){mark}[^{mark}\r\n]*{mark}(?={edge}|\\Z)", sample))
        for mark in ('"', "'")
    }
    rows = sample.count("\n") + 1
    return "'" if found['"'] == 0 and found["'"] > max(1, rows // 2) else '"'


def _spaced(sample: str, delimiter: str) -> bool:
    if delimiter == "\t":
        return False
    spaced = sample.count(delimiter + " ")
    return spaced * 5 > sample.count(delimiter) * 4 or f'{delimiter} "' in sample


def _is_data(cells: list[str]) -> bool:
    if any(is_known(cell) for cell in cells):
        return False
    return any(_NUMBER_OR_DATE.fullmatch(cell) or _ADDRESS.fullmatch(cell) for cell in cells)
