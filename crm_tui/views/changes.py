"""Who changed what, and when (rule 1; key `U`, `crm log-of-changes`)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from crm_tui.store import history
from crm_tui.store.desk import Desk
from crm_tui.views.customers import moment


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


_LIST = """
SELECT s.id, s.at, coalesce(u.login, ''), s.label, s.origin,
  (SELECT count(*) FROM change c WHERE c.change_set_id = s.id), s.undoes_id
FROM change_set s LEFT JOIN "user" u ON u.id = s.user_id
"""
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
