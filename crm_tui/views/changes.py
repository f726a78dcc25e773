"""Who changed what, and when (rule 1; key `U`, `crm log-of-changes`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store import history
from crm_tui.store.desk import Desk


class ChangeSetRow(NamedTuple):
    """One change set; `undone` while an undo of it stands, `undoes` names the one it took back."""

    id: int
    at: datetime | None
    user: str
    label: str
    origin: str
    rows: int
    undoes: int | None
    undone: bool


class FieldChange(NamedTuple):
    """One field of one record, before and after; None where there was or is no record."""

    record: str
    row: int
    field: str
    before: str | None
    after: str | None


class Told(NamedTuple):
    """A change of one field as a person reads it: names stand where the row holds ids."""

    record: str
    row: int
    whose: str
    field: str
    before: str | None
    after: str | None


_LIST = """
SELECT s.id, s.at, coalesce(u.login, ''), s.label, s.origin,
  (SELECT count(*) FROM change c WHERE c.change_set_id = s.id), s.undoes_id
FROM change_set s LEFT JOIN "user" u ON u.id = s.user_id
"""
# What the ids in these columns stand for: the table, and the column that names a row.
_NAMED = {
    "party": "SELECT name FROM party WHERE id = ?",
    "user": 'SELECT login FROM "user" WHERE id = ?',
    "tag": "SELECT name FROM tag WHERE id = ?",
    "task": "SELECT title FROM task WHERE id = ?",
    "product": "SELECT name FROM product WHERE id = ?",
}
_POINTS_TO = {
    "party_id": "party",
    "other_id": "party",
    "parent_id": "party",
    "referred_by_id": "party",
    "supplier_id": "party",
    "owner_id": "user",
    "user_id": "user",
    "assignee_id": "user",
    "tag_id": "tag",
    "task_id": "task",
    "product_id": "product",
}
_OF_A_PARTY = (
    "contact_method", "assignment", "tagging", "timeline_entry", "task", "relationship",
    "opinion", "need",
)  # fmt: skip
_HIDDEN = ("version", "updated_at", "created_at", "sort_name", "reversed_digits", "id")


def change_sets(
    desk: Desk, *, limit: int = 100, before: int | None = None, party: int | None = None
) -> list[ChangeSetRow]:
    """The newest change sets, newest first; `party` keeps those that touched its own row."""
    where, params = "WHERE s.id < ?", [before or 1 << 62]
    if party is not None:
        where += (
            " AND s.id IN (SELECT c.change_set_id FROM change c"
            " WHERE c.record = 'party' AND c.\"row\" = ?)"
        )
        params.append(party)
    rows = desk.store.rows(f"{_LIST} {where} ORDER BY s.id DESC LIMIT ?", [*params, limit])
    return [
        ChangeSetRow._make(
            [row[0], moment(row[1]), *row[2:], history.is_undone(desk.store, row[0])]
        )
        for row in rows
    ]


def changed_fields(desk: Desk, change_set: int, limit: int = 200) -> list[FieldChange]:
    """What a change set did, field by field, up to `limit` rows."""
    found = []
    for record, row, before, after in desk.store.rows(
        'SELECT record, "row", before, after FROM change WHERE change_set_id = ?'
        " ORDER BY id LIMIT ?",
        (change_set, limit),
    ):
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        for field in [*old, *(name for name in new if name not in old)]:
            if field in _HIDDEN or (not old and new.get(field) in (None, "", 0, "{}")):
                continue
            found.append(FieldChange(record, row, field, _said(old, field), _said(new, field)))
    return found


def told(desk: Desk, changes: Sequence[FieldChange]) -> list[Told]:
    """The changes in names: whose record it is, and for each id what it stands for."""
    names: dict[tuple[str, int], str] = {}
    # A row that is gone tells here whose it was.
    parties = {
        (change.record, change.row): change.before or change.after
        for change in changes
        if change.field == "party_id"
    }

    def name(table: str, row: object) -> str:
        number = int(str(row))
        if (table, number) not in names:
            found = desk.store.value(_NAMED[table], (number,))
            names[table, number] = f"#{number}" if found is None else str(found)
        return names[table, number]

    def value(field: str, said: str | None) -> str | None:
        table = _POINTS_TO.get(field)
        return name(table, said) if table and said else said

    def whose(change: FieldChange) -> str:
        if change.record in _NAMED:
            return name(change.record, change.row)
        if change.record not in _OF_A_PARTY:
            return f"#{change.row}"
        party = parties.get((change.record, change.row)) or desk.store.value(
            f"SELECT party_id FROM {change.record} WHERE id = ?", (change.row,)
        )
        return f"#{change.row}" if party is None else name("party", party)

    return [
        Told(
            change.record,
            change.row,
            whose(change),
            change.field.removesuffix("_id"),
            value(change.field, change.before),
            value(change.field, change.after),
        )
        for change in changes
    ]


def _said(values: dict[str, object], field: str) -> str | None:
    value = values.get(field)
    return None if value is None else str(value)


def next_undo(desk: Desk) -> str:
    """What `u` would take back, in words; '' for nothing."""
    found = history.next_undo(desk.store, desk.user)
    return found[1] if found else ""


def next_redo(desk: Desk) -> str:
    """What redo would do again, in words; '' for nothing."""
    found = history.next_redo(desk.store, desk.user)
    return found[1] if found else ""
