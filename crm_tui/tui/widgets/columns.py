"""The columns of a list and what becomes of them when the terminal is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

GAP = 2


class Column(NamedTuple):
    """A column of a list.

    `width` is its width in cells, or for a flexible column the least it can live with;
    `flex` its share of the room left over (0: fixed). When there is too little room the
    column with the greatest `drop` is lost first; one with 0 never is. The title of a `named`
    one was given by people: it is never put into other words.
    """

    title: str
    width: int
    flex: int = 0
    drop: int = 0
    align: Literal["<", ">"] = "<"
    named: bool = False


class Slot(NamedTuple):
    """Where a column that is shown stands: its number in the row and its width in cells."""

    column: int
    width: int


def arrange(columns: Sequence[Column], width: int) -> tuple[Slot, ...]:
    """The columns that fit into `width` cells, in their order, gaps of two cells between them.

    Columns that are never lost are made narrower from the right where even they do not fit.
    """
    shown = list(range(len(columns)))
    while _needed(columns, shown) > width:
        losable = [number for number in shown if columns[number].drop]
        if not losable:
            break
        shown.remove(max(losable, key=lambda number: (columns[number].drop, number)))
    spare = max(0, width - _needed(columns, shown))
    shares = sum(columns[number].flex for number in shown)
    slots: list[Slot] = []
    left = width
    for number in shown:
        own = columns[number].width
        if flex := columns[number].flex:
            extra = spare * flex // shares
            spare, shares, own = spare - extra, shares - flex, own + extra
        own = min(own, left)
        if own <= 0:
            break
        slots.append(Slot(number, own))
        left -= own + GAP
    # A gap for which no column followed is left over.
    flexible = [place for place, slot in enumerate(slots) if columns[slot.column].flex]
    if flexible and left + GAP > 0:
        last = slots[flexible[-1]]
        slots[flexible[-1]] = last._replace(width=last.width + left + GAP)
    return tuple(slots)


def _needed(columns: Sequence[Column], shown: list[int]) -> int:
    return sum(columns[number].width for number in shown) + GAP * max(0, len(shown) - 1)
