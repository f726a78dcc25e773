"""What a colleague has to do: overdue, today, and the days after."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.customers import moment


class AgendaRow(NamedTuple):
    """An open task with its day, and the party it is about."""

    id: int
    title: str
    kind: str
    priority: str
    due: date
    start_at: datetime | None
    party: int | None
    party_name: str


def due(desk: Desk, user: int, until: date, limit: int = 50) -> list[AgendaRow]:
    """The user's open tasks due up to a day, the longest overdue first."""
    rows = desk.store.rows(
        "SELECT k.id, k.title, k.kind, k.priority, k.due, k.start_at, k.party_id,"
        " coalesce(p.name, '') FROM task k LEFT JOIN party p ON p.id = k.party_id"
        " WHERE k.assignee_id = ? AND k.state IN ('open', 'doing') AND k.due <= ?"
        " ORDER BY k.due, k.start_at, k.id LIMIT ?",
        (user, until.isoformat(), limit),
    )
    return [
        AgendaRow._make([*row[:4], _day(row[4]), moment(row[5]), row[6], row[7]]) for row in rows
    ]


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
