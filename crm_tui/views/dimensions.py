"""What figures are told apart by: stretches of days, records, words of pick lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.store.desk import Desk
from crm_tui.views import choices

Key = int | str | None
"""What the records of a figure have in common: an id, a word, a stretch of days; None: nothing."""

TIMES = ("month", "quarter", "year")
"""The stretches of days, the shortest first."""

CUSTOMERS = "SELECT id, name FROM party WHERE id IN ({ids})"
USERS = 'SELECT id, login FROM "user" WHERE id IN ({ids})'
PRODUCTS = "SELECT id, name FROM product WHERE id IN ({ids})"
TAGS = "SELECT id, name FROM tag WHERE id IN ({ids})"


class Dimension(NamedTuple):
    """Its column, what is joined for it, and what names its keys: a query or a pick list."""

    column: str
    join: str = ""
    names: str = ""
    choice: str = ""


def refuse_unknown(what: str, known: Iterable[str], by: Sequence[str]) -> None:
    """Raise UsageError, naming what there is, for what `what` are not told apart by."""
    if unknown := set(by) - set(known):
        there = ", ".join(known)
        raise UsageError(f"{what} are not told apart by {min(unknown)}.", f"By one of: {there}.")


def stretch(day: date | str | None, unit: str) -> str | None:
    """The month ('2026-11'), quarter ('2026-Q4') or year of a day; None for no day."""
    if day is None:
        return None
    said = str(day)
    if unit == "quarter":
        return f"{said[:4]}-Q{(int(said[5:7]) + 2) // 3}"
    return said[:4] if unit == "year" else said[:7]


def keys(by: Sequence[str], values: Sequence[Any]) -> tuple[Key, ...]:
    """The keys in the values of the columns: days become stretches, empty words nothing."""
    return tuple(
        stretch(value, name) if name in TIMES else (value if value != "" else None)
        for name, value in zip(by, values, strict=True)
    )


def names(
    desk: Desk, known: Mapping[str, Dimension], by: Sequence[str], keys: Sequence[tuple[Key, ...]]
) -> dict[tuple[Key, ...], tuple[str, ...]]:
    """What sets of keys are called, '' where there is none."""
    said: list[dict[Key, str]] = []
    labels = choices.labels(desk) if any(known[name].choice for name in by) else {}
    for place, name in enumerate(by):
        wanted = {one[place] for one in keys} - {None}
        if sql := known[name].names:
            numbers = sorted(int(one) for one in wanted if one is not None)
            said.append({row[0]: row[1] for row in desk.store.rows_by_id(sql, numbers)})
        else:
            said.append({
                one: labels.get((known[name].choice, str(one)), str(one)) for one in wanted
            })  # fmt: skip
    return {
        one: tuple(words.get(key, "") for words, key in zip(said, one, strict=True)) for one in keys
    }
