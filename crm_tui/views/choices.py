"""Pick lists, users, tags, saved views and settings: what there is to choose from."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.store.desk import Desk


class ChoiceRow(NamedTuple):
    """One entry of a pick list; `key` picks it where one key does."""

    code: str
    label: str
    meaning: str
    key: str
    needs_note: bool
    needs_party: bool


class UserRow(NamedTuple):
    """A colleague."""

    id: int
    login: str
    name: str
    role: str
    is_management: bool
    active: bool


class ViewRow(NamedTuple):
    """A saved view; `query` holds the fields of `CustomerQuery` that differ from the plain list."""

    id: int
    name: str
    query: dict[str, Any]
    shared: bool


def choices(desk: Desk, name: str) -> list[ChoiceRow]:
    """The live entries of a pick list, in order."""
    rows = desk.store.rows(
        'SELECT code, label, meaning, "key", needs_note, needs_party FROM choice'
        " WHERE list = ? AND active = 1 ORDER BY position, id",
        (name,),
    )
    return [ChoiceRow._make([*row[:4], bool(row[4]), bool(row[5])]) for row in rows]


class Entry(NamedTuple):
    """One entry of a pick list with all that is kept of it, those out of use included."""

    list: str
    code: str
    label: str
    meaning: str
    key: str
    needs_note: bool
    needs_party: bool
    minutes: int | None
    active: bool


def entries(desk: Desk, name: str = "") -> list[Entry]:
    """Every entry of a pick list, or of all, in order.

    Raises NotFoundError for a list there is not.
    """
    where = "WHERE list = ?" if name else ""
    rows = desk.store.rows(
        'SELECT list, code, label, meaning, "key", needs_note, needs_party, minutes, active'
        f" FROM choice {where} ORDER BY list, position, id",
        (name,) if name else (),
    )
    if not rows:
        known = ", ".join(row[0] for row in desk.store.rows("SELECT DISTINCT list FROM choice"))
        raise NotFoundError(f"There is no pick list '{name}'.", f"There are: {known}.")
    return [
        Entry._make([*row[:5], bool(row[5]), bool(row[6]), row[7], bool(row[8])]) for row in rows
    ]


def refuse_unknown(desk: Desk, name: str, code: str) -> None:
    """Raise RuleError, with what there is, for a code that the pick list does not have.

    No code at all ('') is always allowed: nothing is compulsory.
    """
    known = [row[0] for row in desk.store.rows("SELECT code FROM choice WHERE list = ?", (name,))]
    if code and code not in known:
        raise RuleError(
            f"There is no {name.replace('_', ' ')} '{code}'.", f"One of: {', '.join(known)}."
        )


def labels(desk: Desk) -> dict[tuple[str, str], str]:
    """(list, code) to label, of every pick list, retired entries included."""
    return {
        (row[0], row[1]): row[2] for row in desk.store.rows("SELECT list, code, label FROM choice")
    }


def users(desk: Desk, *, active_only: bool = True) -> list[UserRow]:
    """The colleagues, by name."""
    where = "WHERE active = 1" if active_only else ""
    rows = desk.store.rows(
        f'SELECT id, login, name, role, is_management, active FROM "user" {where}'
        " ORDER BY name, login"
    )
    return [UserRow._make([*row[:4], bool(row[4]), bool(row[5])]) for row in rows]


def tags(desk: Desk) -> list[tuple[str, int]]:
    """(tag, how many parties carry it), the most used first."""
    rows = desk.store.rows(
        "SELECT t.name, count(g.id) AS n FROM tag t LEFT JOIN tagging g ON g.tag_id = t.id"
        " GROUP BY t.id, t.name ORDER BY n DESC, t.name"
    )
    return [(str(name), int(number)) for name, number in rows]


def saved_views(desk: Desk, place: str = "customers") -> list[ViewRow]:
    """The views of a place that everyone, or this user, has saved."""
    rows = desk.store.rows(
        "SELECT id, name, query, user_id FROM saved_view WHERE place = ?"
        " AND (user_id IS NULL OR user_id = ?) ORDER BY position, name",
        (place, desk.user),
    )
    return [ViewRow(row[0], row[1], json.loads(row[2]), row[3] is None) for row in rows]


def settings(desk: Desk) -> dict[str, str]:
    """The firm's settings that are kept in the database."""
    return dict(desk.store.rows("SELECT name, value FROM setting"))
