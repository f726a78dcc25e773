"""What became of the records that came in, and what the user should know about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from crm_tui.services.intake.records import Record

Numbered = tuple[int, Record]
"""A record and the line of the file it begins on."""


class Remark(NamedTuple):
    """Something about a line: why it was refused, or what about it is doubtful."""

    line: int
    reason: str


class Options(NamedTuple):
    """How records are taken in.

    `source` names the system their keys come from and `company_source` that of the keys of
    companies they refer to, `product_source` that of the keys of products; `customers` tells a
    list of customers from one of people; with `update` a matched record takes over what is new,
    with `trial` nothing is written. `values` are the user's word on what the file's own words
    mean: (field, word of the file, meaning).
    """

    label: str
    source: str = ""
    company_source: str = ""
    product_source: str = ""
    customers: bool = True
    update: bool = False
    trial: bool = False
    values: tuple[tuple[str, str, str], ...] = ()

    def told(self, field: str) -> dict[str, str]:
        """What the user said that words of the file mean, for one field."""
        return {word: meant for name, word, meant in self.values if name == field}


class TakenIn(NamedTuple):
    """What an import did; `change_set` is None for a trial or where nothing changed."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    change_set: int | None


class Tally:
    """Counts as records are taken in."""

    def __init__(self) -> None:
        self.created = self.updated = self.unchanged = 0
        self.rejected: list[Remark] = []
        self.warnings: list[Remark] = []
        self._repeated: dict[str, list[int]] = {}

    def reject(self, line: int, reason: str) -> None:
        """Note that a record was refused."""
        self.rejected.append(Remark(line, reason))

    def warn(self, line: int, reason: str) -> None:
        """Note a doubt about a record that was taken."""
        self.warnings.append(Remark(line, reason))

    def warn_once(self, line: int, reason: str) -> None:
        """Note a doubt that many lines share: it is said once, with how many lines it is about."""
        self._repeated.setdefault(reason, []).append(line)

    def finished(self, change_set: int | None) -> TakenIn:
        """The result, remarks in the order of lines."""
        for reason, lines in self._repeated.items():
            others = len(lines) - 1
            more = f" (and {others:,} more line{'s' if others > 1 else ''})" if others else ""
            self.warn(lines[0], reason + more)
        return TakenIn(
            self.created,
            self.updated,
            self.unchanged,
            tuple(sorted(self.rejected)),
            tuple(sorted(self.warnings)),
            change_set,
        )


class Intake(Protocol):
    """Takes one kind of records in, a batch at a time."""

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Do what needs no lock: normal forms, folded names."""
        ...

    def take(self, *, write: bool) -> None:
        """Match the prepared batch and, with `write`, write it; inside a transaction then."""
        ...

    def close(self, *, write: bool) -> None:
        """What can be done only when every record is there: references between them."""
        ...


Progress = Callable[[int], None]
"""Hears how many records are done."""
