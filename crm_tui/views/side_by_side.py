"""Two customers field by field: what both tell, what only one does, where they differ (rule 11)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold

TEXTS = (
    "wants", "likes", "motives", "worries", "decides_how", "spoken_to_how", "not_buying_note",
)  # fmt: skip
"""Long texts of a customer: where both have one, both stay unless one is chosen."""

CHOSEN = ("lifecycle", "relationship", "wanted", "channel", "source", "not_buying")
FLAGS = ("is_customer", "is_supplier", "is_competitor", "is_partner")
"""What a firm can be several of at once: what either is, the one that stays is."""

PEOPLE = ("parent", "referred_by", "owner")
PLAIN = (
    "name", *CHOSEN, "industry", "size", "city", "region", "country", "language", "zone",
    "birthday",
)  # fmt: skip
CUSTOM = "custom."
"""Before the name of an own field."""

_PLACE = ("region", "country")
_COLUMNS = (
    "id", "kind", "name", "version", "archived_at", "merged_into_id", "parent_id",
    "referred_by_id", "owner_id", "custom", *FLAGS, *PLAIN[1:], *TEXTS,
)  # fmt: skip


class Pair(NamedTuple):
    """One field of two customers; values as stored, and in words.

    `state` is `same`, `differs`, or whose alone it is: `keep`, `lose`. `usual` is what stays
    unless something else is chosen: `keep`, `lose` or `both`; `both` only where `joins`.
    """

    field: str
    label: str
    keep: Any
    lose: Any
    keep_words: str
    lose_words: str
    state: str
    usual: str
    joins: bool


class Compared(NamedTuple):
    """Two customers side by side; `versions` tell whether they are still as they were seen."""

    keep: int
    lose: int
    keep_name: str
    lose_name: str
    versions: tuple[int, int]
    pairs: tuple[Pair, ...]

    @property
    def conflicts(self) -> tuple[Pair, ...]:
        """The fields that both tell and tell differently."""
        return tuple(pair for pair in self.pairs if pair.state == "differs")


def compare(desk: Desk, keep: int, lose: int) -> Compared:
    """The fields that one of the two tells at least, in the order of the card.

    Raises NotFoundError where one of them is not there.
    """
    one, other = _row(desk, keep), _row(desk, lose)
    words = _Words(desk)
    pairs = [_pair(words, name, one, other) for name in (*PLAIN, *PEOPLE, *TEXTS)]
    mine, theirs = json.loads(one["custom"]), json.loads(other["custom"])
    pairs += [_own(words, name, mine, theirs) for name in dict.fromkeys([*mine, *theirs])]
    told = tuple(pair for pair in _with_one_place(pairs) if pair is not None)
    return Compared(
        keep, lose, one["name"], other["name"], (one["version"], other["version"]), told
    )


def _row(desk: Desk, party: int) -> dict[str, Any]:
    found = desk.store.row(f"SELECT {', '.join(_COLUMNS)} FROM party WHERE id = ?", (party,))
    if found is None:
        raise NotFoundError(f"There is no customer #{party}.")
    return dict(zip(_COLUMNS, found, strict=True))


class _Words:
    """How values are said: labels of pick lists, names of people, own fields."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._labels: Mapping[tuple[str, str], str] = {
            (row[0], row[1]): row[2]
            for row in desk.store.rows("SELECT list, code, label FROM choice")
        }
        self.own = {
            row[0]: (row[1], row[2])
            for row in desk.store.rows(
                "SELECT code, label, kind FROM custom_field WHERE record = 'party'"
            )
        }

    def say(self, field: str, value: Any) -> str:
        if not value:
            return ""
        if field == "owner":
            return str(self._desk.store.value('SELECT login FROM "user" WHERE id = ?', (value,)))
        if field in PEOPLE:
            return str(self._desk.store.value("SELECT name FROM party WHERE id = ?", (value,)))
        return self._labels.get((field, str(value)), str(value))


def _pair(
    words: _Words, name: str, one: Mapping[str, Any], other: Mapping[str, Any]
) -> Pair | None:
    column = f"{name}_id" if name in PEOPLE else name
    keep, lose = _told(name, one[column]), _told(name, other[column])
    if name in ("parent", "referred_by"):  # neither is a part of itself, or its own referrer
        keep, lose = (
            None if value in (one["id"], other["id"]) else value for value in (keep, lose)
        )
    label = "part of" if name == "parent" else name.replace("_", " ")
    said = words.say(name, keep), words.say(name, lose)
    return _compared(name, label, keep, lose, said, joins=name in TEXTS)


def _told(name: str, value: Any) -> Any:
    return None if value in ("", None) or (name, value) == ("relationship", "unknown") else value


def _own(
    words: _Words, name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Pair | None:
    label, kind = words.own.get(name, (name, ""))
    keep, lose = mine.get(name) or None, theirs.get(name) or None
    said = str(keep or ""), str(lose or "")
    return _compared(f"{CUSTOM}{name}", label, keep, lose, said, joins=kind == "long_text")


def _compared(
    field: str, label: str, keep: Any, lose: Any, said: tuple[str, str], *, joins: bool
) -> Pair | None:
    if keep is None and lose is None:
        return None
    if keep is None or lose is None:
        state = usual = "keep" if lose is None else "lose"
    elif keep == lose or (isinstance(keep, str) and fold(keep) == fold(str(lose))):
        state, usual = "same", "keep"
    else:
        state, usual = "differs", "both" if joins else "keep"
    return Pair(field, label, keep, lose, *said, state, usual, joins)


def _with_one_place(pairs: list[Pair | None]) -> list[Pair | None]:
    """The region and country of another city do not complete the place of this one."""
    cities = next((pair for pair in pairs if pair and pair.field == "city"), None)
    if cities is None or cities.state != "differs":
        return pairs
    return [
        pair._replace(state="differs", usual="keep")
        if pair and pair.field in _PLACE and pair.state == "lose"
        else pair
        for pair in pairs
    ]


class Hanging(NamedTuple):
    """What hangs on a customer and goes along when they are merged."""

    reach: tuple[str, ...]
    tags: tuple[str, ...]
    last_contact_at: datetime | None
    entries: int
    tasks: int
    deals: int
    tickets: int


def hanging(desk: Desk, party: int) -> Hanging:
    """What hangs on a customer, as far as it tells who they are."""
    rows = desk.store.rows
    last, *counts = desk.store.row(
        "SELECT p.last_contact_at,"
        " (SELECT count(*) FROM timeline_entry WHERE party_id = p.id),"
        " (SELECT count(*) FROM task WHERE party_id = p.id AND state IN ('open', 'doing')),"
        " (SELECT count(*) FROM deal WHERE party_id = p.id),"
        " (SELECT count(*) FROM ticket WHERE party_id = p.id) FROM party p WHERE p.id = ?",
        (party,),
    )
    return Hanging(
        tuple(
            " ".join(row[0].split())
            for row in rows(
                "SELECT value FROM contact_method WHERE party_id = ? ORDER BY kind = 'post', kind,"
                " is_primary DESC, id",
                (party,),
            )
        ),
        tuple(
            row[0]
            for row in rows(
                "SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.party_id = ?"
                " ORDER BY t.folded",
                (party,),
            )
        ),
        moment(last),
        *counts,
    )
