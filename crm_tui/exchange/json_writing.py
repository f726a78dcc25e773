"""Records written as JSON: objects by column name, in an array or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from crm_tui.exchange.cell_texts import cell_text
from crm_tui.exchange.formulas import doubled
from crm_tui.views.whole_records import Cell, Records


def write_json(
    stream: BinaryIO, records: Records, *, lines: bool = False, raw: bool = False
) -> Iterator[int]:
    """Write the records, saying how many are written: an array, or with `lines` JSON lines.

    Nothing in JSON is a formula; only what looks like a guarded one is guarded once more, so that
    it comes back as it is.
    """
    encode = json.JSONEncoder(ensure_ascii=False).encode
    begin, between, end = (b"", b"\n", b"\n") if lines else (b"[\n", b",\n", b"\n]\n")
    stream.write(begin)
    count = 0
    for count, row in enumerate(records.rows, 1):
        told = {
            name: _value(cell, raw=raw) for name, cell in zip(records.columns, row, strict=True)
        }
        text = encode(told)
        stream.write((between if count > 1 else b"") + text.encode("utf-8", "replace"))
        yield count
    if count or not lines:
        stream.write(end)


def _value(cell: Cell, *, raw: bool) -> Any:
    if isinstance(cell, str):
        return cell if raw else doubled(cell)
    if isinstance(cell, Decimal):  # below 10 ** 15 minor units a float is written as it was
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell_text(cell) if isinstance(cell, date) else cell
