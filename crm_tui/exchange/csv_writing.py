"""Records written as CSV that spreadsheets open, and that comes back whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from crm_tui.exchange.cell_texts import cell_text
from crm_tui.exchange.formulas import guarded
from crm_tui.views.whole_records import Cell, Records


def write_csv(stream: BinaryIO, records: Records, *, raw: bool = False) -> Iterator[int]:
    """Write the records, saying how many are written; what looks like a formula is inert.

    Figures are no text and need no guard. With `raw` nothing is guarded.
    """
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text)
    safe = (lambda cell: cell) if raw else guarded

    def written(cell: Cell) -> str:
        return safe(cell) if isinstance(cell, str) else cell_text(cell)

    writer.writerow(map(safe, records.columns))
    for count, row in enumerate(records.rows, 1):
        writer.writerow(map(written, row))
        yield count
    text.flush()
    text.detach()
