"""Words of a file for records that are not here: made where the user says so, else noted once.

Nobody is invented in silence: what was not asked about is noted with what becomes of it, so that
the next run can be told otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any, Literal

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.tally import LEAVE, MAKE, Becomes, Options, Tally, Unknown
from crm_tui.store.desk import Desk
from crm_tui.text.emails import looks_like_email
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

Table = Literal["user", "product", "party"]

MAKEABLE: dict[str, Table] = {
    "owner": "user",
    "user": "user",
    "assignee": "user",
    "company": "party",
    "parent": "party",
    "party": "party",
    "product": "product",
}
"""Fields whose records can be made from a name alone, and what they are."""

LIKE = 80
"""Of a hundred: how alike two names must be for one to be offered for the other."""
_FIRST = 3
_CANDIDATES = 500
_MOST_SOUGHT = 300


class References:
    """The user's word on records of one field that are not here, by the words of the file."""

    def __init__(
        self, desk: Desk, options: Options, tally: Tally, inserts: Inserts, field: str
    ) -> None:
        self._desk = desk
        self._tally = tally
        self._inserts = inserts
        self._field = field
        self._to_make = options.answered(field, MAKE)
        self._to_leave = options.answered(field, LEAVE)
        self._made: dict[str, int] = {}
        self._noted: set[str] = set()

    def make(self, word: str, kind: str = "company") -> int | None:
        """The record of that name, made now or before; None unless the user said it is made."""
        if not self._to_make:
            return None
        folded = fold(word)
        if folded in self._to_make and folded not in self._made:
            self._made[folded] = self._insert(clean(word), kind)
        return self._made.get(folded)

    def leaves(self, word: str) -> bool:
        """Whether the user said that the row is to do without it."""
        return bool(self._to_leave) and fold(word) in self._to_leave

    def missing(self, line: int, word: str, becomes: Becomes) -> bool:
        """Note a word that means nothing here; whether that is news to the user."""
        if fold(word) in self._to_make | self._to_leave:
            return False
        self._noted.add(fold(word))
        self._tally.unknown(line, self._field, clean(word), becomes)
        return True

    def meet(self, line: int, word: str) -> None:
        """Count a further row that names what was noted, though it has been made by now."""
        if self._noted and fold(word) in self._noted:
            self._tally.unknown(line, self._field, clean(word), "made")

    def _insert(self, name: str, kind: str) -> int:
        table = MAKEABLE[self._field]
        now = instant_text(self._desk.clock.now())
        values: dict[str, Any] = {"name": name}
        if table == "party":
            values |= {"kind": kind, "sort_name": fold(name), "lifecycle": "prospect"}
            values["is_customer"] = self._field == "party"
        elif table == "user":
            values |= {"login": self._login(name), "role": "agent"}
            values["email"] = name if looks_like_email(name) else ""
        return self._inserts.add(table, created_at=now, updated_at=now, **values)

    def _login(self, name: str) -> str:
        taken = {fold(row[0]) for row in self._desk.store.rows('SELECT login FROM "user"')}
        return free_login(name.partition("@")[0], taken | {*self._made})


def free_login(name: str, taken: Container[str]) -> str:
    """`Anna Snelling` logs in as `anna.snelling`, the next of that name as `...2`."""
    stem = ".".join(re.findall(r"[^\W_]+", fold(name))) or "colleague"
    login, number = stem, 2
    while login in taken:
        login, number = f"{stem}{number}", number + 1
    return login


def with_nearest(desk: Desk, unknown: Sequence[Unknown]) -> tuple[Unknown, ...]:
    """The unknown words, the commonest with what there is of nearly the same name."""
    commonest = sorted(unknown, key=lambda one: -one.rows)[:_MOST_SOUGHT]
    near = {(one.field, one.word): _nearest(desk, one) for one in commonest}
    return tuple(one._replace(near=near.get((one.field, one.word), "")) for one in unknown)


def _nearest(desk: Desk, unknown: Unknown) -> str:
    from rapidfuzz import fuzz, process

    names = {fold(name): name for name in _names(desk, unknown)}
    found = process.extractOne(
        fold(unknown.word), names.keys(), scorer=fuzz.ratio, score_cutoff=LIKE
    )
    return names[found[0]] if found else ""


def _names(desk: Desk, unknown: Unknown) -> list[str]:
    """The names among which the nearest is sought: all, of customers those that begin alike."""
    table = MAKEABLE.get(unknown.field)
    if table == "user":
        return [
            said
            for row in desk.store.rows('SELECT name, login, email FROM "user"')
            for said in row
            if said
        ]
    if table == "product":
        return [row[0] for row in desk.store.rows("SELECT name FROM product")]
    if table == "party":
        begins = fold(unknown.word)[:_FIRST]
        return [
            row[0]
            for row in desk.store.rows(
                "SELECT name FROM party WHERE archived_at IS NULL AND sort_name >= ?"
                " AND sort_name < ? LIMIT ?",
                (begins, begins + "\U0010ffff", _CANDIDATES),
            )
        ]
    if unknown.field == "stage":
        return [row[0] for row in desk.store.rows("SELECT name FROM stage")]
    return []
