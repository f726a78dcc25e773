"""Records written as an Excel workbook of one sheet; no text in it runs as a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from crm_tui.errors import UsageError
from crm_tui.exchange.cell_texts import cell_text
from crm_tui.exchange.formulas import doubled
from crm_tui.views.whole_records import Cell, Records

MOST_ROWS = 1_048_575
"""Rows below the header (ECMA-376; Excel opens no more)."""
LONGEST = 32_767
"""Signs in a cell; Excel opens no more."""
_EXACT = 10**15
_FIRST_DAY = date(1900, 3, 1)
"""Days before are another day in every program: 1900 was no leap year but to Excel."""


def write_xlsx(
    stream: BinaryIO,
    records: Records,
    *,
    title: str,
    raw: bool = False,
    cut: Callable[[], object] = lambda: None,
) -> Iterator[int]:
    """Write the records, saying how many are written; `cut` hears of each text that is too long.

    Raises UsageError where there are more than a sheet has rows.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    if records.total > MOST_ROWS:
        raise UsageError(
            f"{records.total:,} rows are more than a sheet of a workbook has.",
            "Write them as CSV, or fewer of them with --filter.",
        )
    book = Workbook(_Target(stream), {"constant_memory": True, "strings_to_urls": False})
    try:
        sheet = book.add_worksheet(title[:31])
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(records.columns):
            sheet.write_string(0, at, _fitting(name, raw=raw, cut=cut), bold)
        for count, row in enumerate(records.rows, 1):
            for at, cell in enumerate(row):
                _write(sheet, count, at, cell, days, raw=raw, cut=cut)
            yield count
    finally:
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None


class _Target:
    """Where the archive goes. After a write that failed it takes everything and keeps nothing.

    An archive that was given up is closed once more when its memory is freed, and Python reports
    what fails then past all who could say it in a sentence.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._is_broken = False

    def write(self, data: bytes) -> int:
        return self._asked(lambda: self._stream.write(data))

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._asked(lambda: self._stream.seek(offset, whence))

    def tell(self) -> int:
        return self._asked(self._stream.tell)

    def flush(self) -> None:
        self._asked(lambda: self._stream.flush() or 0)

    def _asked(self, do: Callable[[], int]) -> int:
        if self._is_broken:
            return 0
        try:
            return do()
        except OSError:
            self._is_broken = True
            raise


def _write(
    sheet: Any, row: int, at: int, cell: Cell, days: Any, *, raw: bool, cut: Callable[[], object]
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, at, cell_text(cell))
    elif isinstance(cell, str):
        sheet.write_string(row, at, _fitting(cell, raw=raw, cut=cut))
    elif isinstance(cell, datetime) or (isinstance(cell, date) and cell < _FIRST_DAY):
        sheet.write_string(row, at, cell_text(cell))  # a sheet knows no time zones
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, datetime(cell.year, cell.month, cell.day), days)
    elif isinstance(cell, (int, Decimal)) and -_EXACT < cell < _EXACT:
        sheet.write_number(row, at, cell)
    else:
        sheet.write_string(row, at, cell_text(cell))


def _fitting(text: str, *, raw: bool, cut: Callable[[], object]) -> str:
    fit = text if raw else doubled(text)
    if len(fit) <= LONGEST:
        return fit
    cut()
    return fit[:LONGEST]
