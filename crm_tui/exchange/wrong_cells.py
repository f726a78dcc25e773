"""Which cell of a row is meant by what is said against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crm_tui.exchange.mapping import Column
from crm_tui.text.say import quoted

_TOO_MANY: Final = "too many cells"
_TOO_FEW: Final = "too few cells"
_FILLED_BY: Final = (
    ("customer", ("party", "name", "party_id")),
    ("pipeline", ("pipeline",)),
    ("stage", ("stage",)),
    ("state", ("state",)),
    ("reason", ("lost_reason",)),
    ("key", ("company_id", "external_id", "product_id")),
    ("number", ("number",)),
    ("subject", ("title",)),
    ("title", ("title",)),
    ("name", ("name", "first_name", "last_name")),
    ("e-mail", ("email",)),
    ("day", ("closes", "ended", "due", "at", "issued")),
    ("time", ("opened", "closed")),
)
"""Words of refusals and the fields they speak of."""
_KEPT: Final = ("custom", "skip")


def wrong_cell(reason: str, columns: Sequence[Column], cells: Sequence[str]) -> int:
    """The place of the cell to look at first.

    The one that is quoted, else that of the column that is named, else of the field that is
    spoken of; where cells are too many or too few the last one, or the first that is lacking.
    """
    if _TOO_MANY in reason:
        return len(cells) - 1
    if _TOO_FEW in reason:
        return next((at for at in range(len(cells)) if not any(cells[at:])), len(cells) - 1)
    there = [at for at, cell in enumerate(cells) if cell.strip() and _is_quoted(cell, reason)]
    if there:
        return min(there, key=lambda at: _unlikely(columns[at], cells[at], reason))
    for one in columns:
        if _is_named(one, reason):
            return one.at
    why = reason.partition(";")[0]
    by_field = {one.target.field: one.at for one in reversed(columns)}
    meant = (
        (why.index(word), by_field[field])
        for word, fields in _FILLED_BY
        if word in why
        for field in fields
        if field in by_field
    )
    return min(meant, default=(0, 0))[1]


def _unlikely(column: Column, cell: str, reason: str) -> tuple[bool, bool, int]:
    """Of several cells with the same text the least is the most likely one."""
    return not _is_named(column, reason), column.target.field in _KEPT, -len(cell)


def _is_named(column: Column, reason: str) -> bool:
    name = column.name
    return reason.startswith(f"{name}:") or reason.endswith((f" of {name}", f" in {name}"))


def _is_quoted(cell: str, reason: str) -> bool:
    whole = " ".join(cell.split())
    return quoted(whole) in reason or f"'{whole}'" in reason or reason.startswith(f"{whole} is ")
