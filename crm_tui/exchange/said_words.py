"""Words of our own files that many kinds have: yes and no, what is archived, other keys."""

from __future__ import annotations

from datetime import date, datetime

from crm_tui.exchange.cells import Cells
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.fold import fold

_YES = frozenset(["yes", "y", "true", "1", "x", "ja", "oui", "si"])
_NO = frozenset(["no", "n", "false", "0", "nein", "non"])

Archived = date | datetime | bool | None
"""When something was put away; True where only that is known."""


def flag(word: str) -> bool | None:
    """What yes or no is said; None for any other word."""
    said = fold(word)
    return True if said in _YES else False if said in _NO else None


def flag_of(cells: Cells, field: str, custom: dict[str, str]) -> bool | None:
    """What yes or no a cell says; any other word is kept as it is."""
    if not (word := cells.first(field)):
        return None
    said = flag(word)
    if said is None:
        custom[cells.name_of(field)] = word
    return said


def archived_of(cells: Cells, custom: dict[str, str]) -> Archived:
    """When a record was put away; what cannot be read is kept as it is."""
    if not (word := cells.first("archived")):
        return None
    said = flag(word)
    if said is not None:
        return said
    found = parse_date_as(word, None)
    if found is None:
        custom[cells.name_of("archived")] = word
    return found


def other_keys(cells: Cells) -> tuple[tuple[str, str], ...]:
    """The keys of other systems as a cell lists them: 'customerid=12; dealid=7'."""
    parts = (part.strip().partition("=") for part in cells.first("keys").split("; "))
    return tuple((source, value) for source, _, value in parts if source and value)
