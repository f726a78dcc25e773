"""What we have to do with a customer and what they have to do, with the days of both (S6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.views import workdays

LATELY = 5
"""So many of the tasks that ended last are shown below those that are open."""

REVIEW = "review"
"""The kind of task on whose day both sides look at the plan again."""

_OPEN = ("open", "doing")


class TaskRow(NamedTuple):
    """A task of the party's, open or ended; `side` is `us` or `them`.

    `day` is the local day it stands on for whoever looks at it, `due` the stated one. `follows`
    is the task it waits for and `follows_title` that one's title, both empty once that has ended.
    `entry` is the timeline entry it came of; `entry_at`, `entry_way` (its channel, or its kind
    where it has none) and `entry_text` tell of it, empty where it has been taken back. `ticket`
    is the one it is about.
    """

    id: int
    kind: str
    title: str
    side: str
    priority: str
    due: date | None
    start_at: datetime | None
    minutes: int | None
    state: str
    assignee: str
    outcome: str
    result: str
    done_at: datetime | None
    note: str
    repeats: str
    attempt: int
    agreed_on: date | None
    follows: int | None
    follows_title: str
    follows_after: int
    planned_for: date | None
    planned_at: datetime | None
    planned_by: str
    proposal: str
    reason: str
    entry: int | None
    entry_at: datetime | None
    entry_way: str
    entry_text: str
    day: date | None
    ticket: int | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether it is still open after its day."""
        return self.state in _OPEN and self.day is not None and self.day < today


class Plan(NamedTuple):
    """The open tasks, the next due first, and those that ended last, the newest first."""

    open: tuple[TaskRow, ...]
    ended: tuple[TaskRow, ...]


class SideCount(NamedTuple):
    """How many tasks a side has open, and how many of them are overdue."""

    side: str
    open: int
    overdue: int


_DAYS = ("due", "agreed_on", "planned_for")
_INSTANTS = ("start_at", "done_at", "planned_at", "entry_at")
_READ = (*TaskRow._fields[:-2], "ticket")
_PLAN = """
SELECT k.id, k.kind, k.title, k.side, k.priority, k.due, k.start_at, k.minutes, k.state,
  coalesce(u.login, ''), k.outcome, k.result, k.done_at, k.note, k.repeats, k.attempt,
  k.agreed_on, f.id, coalesce(f.title, ''), k.follows_after, k.planned_for, k.planned_at,
  coalesce(b.login, ''), k.proposal, k.reason, k.entry_id, e.at,
  coalesce(nullif(e.channel, ''), e.kind, ''), coalesce(nullif(e.subject, ''), e.body, ''),
  k.ticket_id
FROM task k LEFT JOIN "user" u ON u.id = k.assignee_id LEFT JOIN "user" b ON b.id = k.planned_by_id
  LEFT JOIN task f ON f.id = k.follows_id AND f.state IN ('open', 'doing')
  LEFT JOIN timeline_entry e ON e.id = k.entry_id
WHERE k.id IN (
  SELECT id FROM task WHERE party_id = ? AND state IN ('open', 'doing')
  UNION ALL SELECT id FROM (
    SELECT id FROM task WHERE party_id = ? AND state IN ('done', 'dropped')
    ORDER BY done_at DESC, id DESC LIMIT ?) AS lately)
ORDER BY k.done_at DESC, k.due IS NULL, k.due, k.start_at, k.id
"""


def plan(desk: Desk, party: int) -> Plan:
    """What is to be done with the party by both sides, and what was done of late; one query."""
    rows = [_row(desk, row) for row in desk.store.rows(_PLAN, (party, party, LATELY))]
    return Plan(
        tuple(row for row in rows if row.state in _OPEN),
        tuple(row for row in rows if row.state not in _OPEN),
    )


def sides(tasks: Iterable[TaskRow], today: date) -> tuple[SideCount, ...]:
    """What each side has open and overdue, ours first; theirs is left out where it has nothing."""
    of_each: dict[str, list[TaskRow]] = {"us": [], "them": []}
    for task in tasks:
        of_each[task.side].append(task)
    return tuple(
        SideCount(side, len(found), sum(task.is_overdue(today) for task in found))
        for side, found in of_each.items()
        if found or (side == "us" and of_each["them"])
    )


def next_review(tasks: Iterable[TaskRow]) -> date | None:
    """The next day on which the plan is looked at again; None where none is set."""
    return min((task.day for task in tasks if task.kind == REVIEW and task.day), default=None)


def _row(desk: Desk, row: Sequence[Any]) -> TaskRow:
    values = dict(zip(_READ, row, strict=True))
    values |= {name: workdays.as_day(values[name]) for name in _DAYS if values[name]}
    values |= {name: moment(values[name]) for name in _INSTANTS}
    day = workdays.local_day(values["due"], values["start_at"], desk.clock.zone)
    return TaskRow(**values, day=day)
