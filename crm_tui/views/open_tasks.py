"""What is still to be done about a deal or a ticket."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import workdays


class OpenTask(NamedTuple):
    """An open task about a deal or a ticket."""

    id: int
    title: str
    due: date | None
    assignee: str


def about(desk: Desk, record: Literal["deal", "ticket"], number: int) -> tuple[OpenTask, ...]:
    """The open tasks about a deal or a ticket, the next due first."""
    rows = desk.store.rows(
        "SELECT k.id, k.title, k.due, coalesce(u.login, '') FROM task k LEFT JOIN \"user\" u"
        f" ON u.id = k.assignee_id WHERE k.{record}_id = ? AND k.state IN ('open', 'doing')"
        " ORDER BY k.due IS NULL, k.due, k.id",
        (number,),
    )
    return tuple(
        OpenTask(row[0], row[1], workdays.as_day(row[2]) if row[2] else None, row[3])
        for row in rows
    )
