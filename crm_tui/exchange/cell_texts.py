"""Cells as text, the way an import reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from crm_tui.views.whole_records import Cell


def cell_text(cell: Cell) -> str:
    """Instants in UTC with Z, days plain, figures without exponent, yes and no."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
