"""What became of the records that came in, and what the user should know about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, Protocol

from crm_tui.services.intake.prepared import ReadyParty
from crm_tui.services.intake.records import Record
from crm_tui.text.fold import fold

MAKE, LEAVE = "+", "-"
"""What is said of a word instead of a meaning: that its record is made, or is left out."""

MOST_UNKNOWN = 5_000
MOST_CHANGES = 10_000
"""So many are kept to be looked at; the others are counted."""

Numbered = tuple[int, Record | ReadyParty]
"""A record and the line of the file it begins on."""


class Remark(NamedTuple):
    """Something about a line: why it was refused, or what about it is doubtful."""

    line: int
    reason: str


Becomes = Literal["made", "left", "refused"]
"""What happens with a word for a record that is not here: its record is made, the word is kept
beside the row, which is taken without it, or the row is refused.
"""


class Unknown(NamedTuple):
    """A word of the file for a record that is not here: in how many rows, on which line first.

    `becomes` says what happens with it unless the user says otherwise; `near` is what there is
    of nearly the same name.
    """

    field: str
    word: str
    rows: int
    line: int
    becomes: Becomes
    near: str = ""


class Changed(NamedTuple):
    """A field of a record that is here, as it is and as the file says it.

    `taken` tells whether the file's is taken over; else it is as `update` would have it.
    """

    line: int
    record: str
    field: str
    old: str
    new: str
    taken: bool


class Options(NamedTuple):
    """How records are taken in.

    `source` names the system their keys come from and `company_source` that of the keys of
    companies they refer to, `product_source` that of the keys of products; `customers` tells a
    list of customers from one of people; with `update` a matched record takes over what is new,
    with `trial` nothing is written. `values` are the user's word on what the file's own words
    mean: (field, word of the file, meaning, `MAKE` or `LEAVE`). With `revive` an archived record
    that a row is about comes back. `parts` are the kinds of an import of several, with their own.
    """

    label: str
    source: str = ""
    company_source: str = ""
    product_source: str = ""
    customers: bool = True
    update: bool = False
    trial: bool = False
    values: tuple[tuple[str, str, str], ...] = ()
    revive: bool = False
    parts: tuple[tuple[str, Options], ...] = ()

    def reviving(self, revive: bool) -> Options:
        """The same with this word on archived records, in each part of the file."""
        parts = tuple((kind, own.reviving(revive)) for kind, own in self.parts)
        return self._replace(revive=revive, parts=parts)

    def told(self, field: str) -> dict[str, str]:
        """What the user said that words of the file mean, for one field."""
        return {
            word: meant
            for name, word, meant in self.values
            if name == field and meant not in (MAKE, LEAVE)
        }

    def answered(self, field: str, answer: str) -> frozenset[str]:
        """The folded words of a field of which the user said that they are made, or left out."""
        return frozenset(
            fold(word) for name, word, meant in self.values if name == field and meant == answer
        )


class TakenIn(NamedTuple):
    """What an import did; `change_set` is None for a trial or where nothing changed."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    change_set: int | None
    unknown: tuple[Unknown, ...] = ()
    changes: tuple[Changed, ...] = ()
    more_changes: int = 0
    parts: tuple[Remark, ...] = ()


class Tally:
    """Counts as records are taken in."""

    def __init__(self) -> None:
        self.asks = True
        """Whether names of what is not here are noted, for the user to say what becomes of them."""
        self.created = self.updated = self.unchanged = 0
        self._unknown: dict[tuple[str, str], Unknown] = {}
        self._changes: list[Changed] = []
        self._more_changes = 0
        self.rejected: list[Remark] = []
        self.warnings: list[Remark] = []
        self._repeated: dict[str, list[int]] = {}
        self._parts: list[Remark] = []

    def known(self, *, changed: bool) -> None:
        """Count a record that was here, with something new or without."""
        if changed:
            self.updated += 1
        else:
            self.unchanged += 1

    def again(self, line: int, reason: str) -> None:
        """Count a record that this import has taken in already, and say so."""
        self.warn(line, reason)
        self.unchanged += 1

    def reject(self, line: int, reason: str) -> None:
        """Note that a record was refused."""
        self.rejected.append(Remark(line, reason))

    def warn(self, line: int, reason: str) -> None:
        """Note a doubt about a record that was taken."""
        self.warnings.append(Remark(line, reason))

    def warn_once(self, line: int, reason: str) -> None:
        """Note a doubt that many lines share: it is said once, with how many lines it is about."""
        self._repeated.setdefault(reason, []).append(line)

    def part(self, line: int, outcome: str) -> None:
        """Note what came of a part of an import of several, by the line it begins on."""
        self._parts.append(Remark(line, outcome))

    def unknown(self, line: int, field: str, word: str, becomes: Becomes) -> None:
        """Note that a record is named that is not here, to be asked about once for all rows."""
        key = field, fold(word)
        before = self._unknown.get(key)
        if not self.asks:
            return
        if before is not None:
            self._unknown[key] = before._replace(rows=before.rows + 1)
        elif len(self._unknown) < MOST_UNKNOWN:
            self._unknown[key] = Unknown(field, word, 1, line, becomes)

    def changed(
        self, line: int, record: str, field: str, old: object, new: object, *, taken: bool
    ) -> None:
        """Note that the file says a field of a record otherwise than it is here."""
        if len(self._changes) < MOST_CHANGES:
            before, after = ("" if value is None else str(value) for value in (old, new))
            self._changes.append(Changed(line, record, field, before, after, taken))
        else:
            self._more_changes += 1

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
            tuple(sorted(self._unknown.values(), key=_by_weight)),
            tuple(self._changes),
            self._more_changes,
            tuple(self._parts),
        )


def _by_weight(one: Unknown) -> tuple[int, str, int, str]:
    """First what costs rows, last what is made anyway; the commonest first."""
    return ("refused", "left", "made").index(one.becomes), one.field, -one.rows, one.word


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
