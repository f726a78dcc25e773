"""Figures as lists: each line with the records behind it, whatever they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, Protocol

from crm_tui.store.desk import Desk
from crm_tui.text.periods import Period
from crm_tui.tui.pipeline.amounts import fitted
from crm_tui.tui.widgets.columns import Column

MONEY: Final = 15
BAR: Final = 12
"""Cells of an amount and of a bar."""

Records = Literal["deals", "tickets"]


class Line(NamedTuple):
    """A line of a list of figures and the ids of the records that make it."""

    cells: tuple[str, ...]
    behind: tuple[int, ...]


class Figures(NamedTuple):
    """A list of figures under its title, and what is behind its lines."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    of: Records


class Kind(Protocol):
    """One such list there is: its name, what it shows, and how it is read."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def shows(self) -> str:
        """What it shows, in a few words."""

    def read(self, desk: Desk, period: Period | None, *, ascii_only: bool) -> Figures:
        """Its lines, within a period or of all time."""


def label(labels: Sequence[str]) -> str:
    """What a line is for, 'none' for nothing."""
    return ", ".join(one or "none" for one in labels)


def money(amount: int | None, currency: str) -> str:
    """An amount in the cells there are; '' for none."""
    return "" if amount is None else fitted(amount, currency, MONEY)
