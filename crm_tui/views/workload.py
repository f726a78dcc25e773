"""How much a team has to do, and how full its next days are (S72)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import colleagues, workdays
from crm_tui.views.agenda import USUAL_MINUTES
from crm_tui.views.workdays import as_day

DAYS = 5
"""Working days after today that are shown."""


class DayLoad(NamedTuple):
    """A colleague's tasks of a day, in minutes against their working minutes."""

    day: date
    tasks: int
    minutes: int
    capacity: int


class Workload(NamedTuple):
    """What a colleague has to do: `ahead` are the firm's next working days.

    `no_day` are open tasks without a day that wait for no other one; `open` is all of them.
    """

    user: int
    login: str
    name: str
    overdue: int
    today: DayLoad
    ahead: tuple[DayLoad, ...]
    no_day: int
    open: int


_OURS = "k.side = 'us' AND k.state IN ('open', 'doing')"
_COUNTS = f"""
SELECT k.assignee_id, count(*),
  count(CASE WHEN k.due IS NULL AND k.follows_id IS NULL THEN 1 END),
  count(CASE WHEN k.due > ? THEN NULL WHEN k.start_at IS NULL AND k.due < ? THEN 1
    WHEN k.start_at < ? THEN 1 END)
FROM task k WHERE {_OURS} AND k.assignee_id IS NOT NULL GROUP BY k.assignee_id
"""
_MINUTES = f"""
SELECT k.assignee_id, d.day, count(*), sum(coalesce(k.minutes, c.minutes, {USUAL_MINUTES}))
FROM d CROSS JOIN "user" u CROSS JOIN task k
  LEFT JOIN choice c ON c.list = 'task_kind' AND c.code = k.kind
WHERE u.active = 1 AND k.assignee_id = u.id AND {_OURS} AND k.due BETWEEN d.before AND d.after
  AND CASE WHEN k.start_at IS NULL THEN k.due = d.day
    ELSE k.start_at >= d.first AND k.start_at < d.following END
GROUP BY k.assignee_id, d.day
"""


def team(desk: Desk) -> list[Workload]:
    """The load of every active colleague, by name; days are the viewer's.

    The days after today are those on which the firm works, the same for all: who is off on one
    has no capacity there.
    """
    people = colleagues.listing(desk, active_only=True)
    firm, hours = colleagues.working_days(desk, people)
    today = desk.clock.today()
    days = [today]
    for _ in range(DAYS):
        days.append(firm.after(days[-1]))
    counts = _counts(desk, today)
    minutes = _minutes(desk, days)
    found = []
    for one in people:
        total, no_day, overdue = counts.get(one.id, (0, 0, 0))
        now, *ahead = (
            DayLoad(day, *minutes.get((one.id, day), (0, 0)), hours[one.id].minutes(day))
            for day in days
        )
        found.append(
            Workload(one.id, one.login, one.name, overdue, now, tuple(ahead), no_day, total)
        )
    return found


def _counts(desk: Desk, today: date) -> dict[int, tuple[int, int, int]]:
    """All open tasks, those without a day and those overdue, by colleague."""
    first, _ = workdays.bounds(today, desk.clock.zone)
    tomorrow = (today + timedelta(1)).isoformat()
    rows = desk.store.rows(_COUNTS, (tomorrow, today.isoformat(), first))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _minutes(desk: Desk, days: list[date]) -> dict[tuple[int, date], tuple[int, int]]:
    """How many tasks a colleague has on a day, and their minutes."""
    params: list[Any] = []
    for day in days:
        around = (day - timedelta(2), day + timedelta(2))  # UTC+14 to UTC-12
        params += [day.isoformat(), *(one.isoformat() for one in around)]
        params += workdays.bounds(day, desk.clock.zone)
    marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(days))
    rows = desk.store.rows(
        f"WITH d (day, before, after, first, following) AS (VALUES {marks}) {_MINUTES}", params
    )
    return {(row[0], as_day(row[1])): (row[2], row[3]) for row in rows}
