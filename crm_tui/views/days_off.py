"""The days on which nobody works, and those of a colleague alone."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.workdays import as_day


class DayOffRow(NamedTuple):
    """A day off; `login` is '' where it is everybody's."""

    day: date
    login: str
    name: str


def listing(desk: Desk, since: date, user: int | None = None) -> list[DayOffRow]:
    """The days off from a day on, the next first: everybody's, or all that hold for a colleague."""
    rows = desk.store.rows(
        "SELECT o.day, coalesce(u.login, ''), o.name FROM day_off o"
        ' LEFT JOIN "user" u ON u.id = o.user_id WHERE o.day >= ?'
        " AND (? IS NULL OR o.user_id IS NULL OR o.user_id = ?) ORDER BY o.day, o.user_id",
        (since.isoformat(), user, user),
    )
    return [DayOffRow(as_day(row[0]), row[1], row[2]) for row in rows]
