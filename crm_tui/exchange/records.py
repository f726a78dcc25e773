"""What became of a row of a file."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.services.intake.records import (
    Contact,
    InteractionRecord,
    Method,
    PartyRecord,
    ProductRecord,
    Record,
    UserRecord,
)

__all__ = [
    "Contact",
    "InteractionRecord",
    "Method",
    "PartyRecord",
    "ProductRecord",
    "Reading",
    "Record",
    "UserRecord",
]


class Reading(NamedTuple):
    """What became of one row: a record, or the reason why there is none (`problem`).

    `doubts` name what was taken but may be wrong. `cells` are the row as it stands in the file.
    """

    line: int
    cells: list[str]
    record: Record | None
    problem: str = ""
    doubts: tuple[str, ...] = ()
