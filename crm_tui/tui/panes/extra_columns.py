"""How wide the columns are that a list shows beside its usual ones."""

from __future__ import annotations

from typing import Final

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.widgets.columns import Column
from crm_tui.views.list_columns import ListColumn

_WIDTHS: Final = {"number": 9, "money": 15, "day": 10, "yes_no": 3, "phone": 17}
_USUAL = 12
_LONGEST = 16


def wide(column: ListColumn, drop: int) -> Column:
    """A column as wide as what is of its kind, and as its title where that is not too long."""
    width = _WIDTHS.get(column.kind, _USUAL)
    title = display(column.title)
    return Column(
        title,
        max(width, min(cell_width(title), _LONGEST)),
        flex=0 if column.kind in _WIDTHS else 1,
        drop=drop,
        align=">" if column.kind in ("number", "money") else "<",
        named=column.sql is None,
    )
