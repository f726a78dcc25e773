"""Tables written as CSV files that spreadsheets open, and that come back whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO

from crm_tui.exchange.formulas import guarded


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[bytes, int]:
    """The file, and how many rows it has; text that looks like a formula is inert."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        count += 1
    return text.getvalue().encode("utf-8", "replace"), count


def instant(moment: datetime | None) -> str:
    """An instant in UTC with Z, '' where there is none."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
