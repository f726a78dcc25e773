"""Tasks in lists, and all about one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.views import workdays


class Work(NamedTuple):
    """A task in a list, with the party it is about and who does it.

    `due` is its stated day as it stands in the database, `day` the one it stands on for whoever
    looks at it.
    """

    id: int
    title: str
    due: str | None
    party: int | None
    party_name: str
    assignee: str
    kind: str
    priority: str
    state: str
    day: date | None
    start_at: datetime | None
    minutes: int | None
    side: str
    attempt: int
    repeats: str
    outcome: str
    result: str
    done_at: datetime | None


class WorkQuery(NamedTuple):
    """Which tasks a list shows; what is not said narrows nothing.

    `overdue`, `day` and `no_day` are seen from the viewer's today and zone (rule 18). Open tasks
    come with the next due first, `ended` ones with the newest first.
    """

    party: int | None = None
    user: int | None = None
    side: str = ""
    overdue: bool = False
    day: date | None = None
    no_day: bool = False
    unattached: bool = False
    ended: bool = False
    text: str = ""


class Follower(NamedTuple):
    """An open task that waits for another one; it gets its day so many `days` after that."""

    id: int
    title: str
    days: int


class Planned(NamedTuple):
    """A task was put on a day's sheet: when, and by whom."""

    day: date
    at: datetime
    user: str


class TaskCard(NamedTuple):
    """All about a task. `entry` is the timeline entry it came of, `done_entry` what it became."""

    id: int
    title: str
    kind: str
    note: str
    party: int | None
    party_name: str
    assignee: str
    side: str
    priority: str
    due: date | None
    start_at: datetime | None
    minutes: int | None
    state: str
    outcome: str
    result: str
    done_at: datetime | None
    planned_for: date | None
    planned_at: datetime | None
    planned_by: str
    repeats: str
    follows: int | None
    follows_title: str
    follows_after: int
    attempt: int
    proposal: str
    reason: str
    agreed_on: date | None
    entry: int | None
    done_entry: int | None
    created_at: datetime | None
    updated_at: datetime | None
    version: int
    day: date | None = None
    followers: tuple[Follower, ...] = ()
    plannings: tuple[Planned, ...] = ()


_LIST = """
SELECT k.id, k.title, k.due, k.party_id, coalesce(p.name, ''), coalesce(u.login, ''), k.kind,
  k.priority, k.state, k.start_at, k.minutes, k.side, k.attempt, k.repeats, k.outcome, k.result,
  k.done_at
FROM task k LEFT JOIN party p ON p.id = k.party_id LEFT JOIN "user" u ON u.id = k.assignee_id
WHERE {where} ORDER BY {order} LIMIT ?
"""
_NEXT_FIRST = "k.due IS NULL, k.due, k.start_at IS NULL, k.start_at, k.id"
_NEWEST_FIRST = "k.done_at DESC, k.id DESC"

_CARD = """
SELECT k.id, k.title, k.kind, k.note, k.party_id, coalesce(p.name, ''), coalesce(u.login, ''),
  k.side, k.priority, k.due, k.start_at, k.minutes, k.state, k.outcome, k.result, k.done_at,
  k.planned_for, k.planned_at, coalesce(b.login, ''), k.repeats, k.follows_id,
  coalesce(f.title, ''), k.follows_after, k.attempt, k.proposal, k.reason, k.agreed_on,
  k.entry_id, (SELECT min(e.id) FROM timeline_entry e WHERE e.task_id = k.id),
  k.created_at, k.updated_at, k.version
FROM task k LEFT JOIN party p ON p.id = k.party_id LEFT JOIN "user" u ON u.id = k.assignee_id
  LEFT JOIN "user" b ON b.id = k.planned_by_id LEFT JOIN task f ON f.id = k.follows_id
WHERE k.id = ?
"""
_DAYS = ("due", "planned_for", "agreed_on")
_INSTANTS = ("start_at", "done_at", "planned_at", "created_at", "updated_at")


def listed(desk: Desk, query: WorkQuery, limit: int) -> list[Work]:
    """The tasks that pass, in order, `limit` at most."""
    where, params = _where(desk, query)
    sql = _LIST.format(where=where, order=_NEWEST_FIRST if query.ended else _NEXT_FIRST)
    return [_work(desk, row) for row in desk.store.rows(sql, (*params, limit))]


def count(desk: Desk, query: WorkQuery) -> int:
    """How many tasks pass."""
    where, params = _where(desk, query)
    return int(desk.store.value(f"SELECT count(*) FROM task k WHERE {where}", params))


def _where(desk: Desk, query: WorkQuery) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    lifts = frozenset[str]()

    def narrow(condition: str, *values: Any) -> None:
        parts.append(condition)
        params.extend(values)

    if query.text.strip():
        from crm_tui.views.filtering.compiling import found_by

        found = found_by(desk, "task", query.text)
        lifts = found.lifts
        narrow(f"({found.condition.where})", *found.condition.params)
    if "state" not in lifts:
        narrow("k.done_at IS NOT NULL" if query.ended else "k.state IN ('open', 'doing')")
    if query.party is not None:
        narrow("k.party_id = ?", query.party)
    if query.user is not None and "owner" not in lifts:
        narrow("k.assignee_id = ?", query.user)
    if query.side and "side" not in lifts:
        narrow("k.side = ?", query.side)
    if query.unattached:
        narrow("k.party_id IS NULL")
    if query.no_day:
        narrow("k.due IS NULL")
    if query.overdue:
        narrow(*_before(desk, desk.clock.today()))
    if query.day is not None:
        narrow(*_on(desk, query.day, "done_at" if query.ended else "start_at"))
    return " AND ".join(parts) or "1 = 1", params


def _before(desk: Desk, day: date) -> tuple[Any, ...]:
    """Tasks whose local day is before a day: the index narrows, the hour decides."""
    first, _ = workdays.bounds(day, desk.clock.zone)
    reach = (day + timedelta(2)).isoformat()
    return (
        "k.due <= ? AND CASE WHEN k.start_at IS NULL THEN k.due < ? ELSE k.start_at < ? END",
        reach, day.isoformat(), first,
    )  # fmt: skip


def _on(desk: Desk, day: date, instant: str) -> tuple[Any, ...]:
    first, following = workdays.bounds(day, desk.clock.zone)
    if instant == "done_at":
        return "k.done_at >= ? AND k.done_at < ?", first, following
    around = [(day + timedelta(step)).isoformat() for step in (-2, 2)]
    return (
        "k.due BETWEEN ? AND ? AND CASE WHEN k.start_at IS NULL THEN k.due = ?"
        " ELSE k.start_at >= ? AND k.start_at < ? END",
        *around, day.isoformat(), first, following,
    )  # fmt: skip


def _work(desk: Desk, row: Sequence[Any]) -> Work:
    start_at = moment(row[9])
    due = workdays.as_day(row[2]) if row[2] else None
    day = workdays.local_day(due, start_at, desk.clock.zone)
    return Work._make([*row[:9], day, start_at, *row[10:16], moment(row[16])])


def card(desk: Desk, task: int) -> TaskCard:
    """All about a task, open or ended. Raises NotFoundError where there is none."""
    row = desk.store.row(_CARD, (task,))
    if row is None:
        raise _gone(task)
    values = dict(zip(TaskCard._fields, row, strict=False))
    values |= {name: workdays.as_day(values[name]) for name in _DAYS if values[name]}
    values |= {name: moment(values[name]) for name in _INSTANTS}
    return TaskCard(
        **values,
        day=workdays.local_day(values["due"], values["start_at"], desk.clock.zone),
        followers=_followers(desk, task),
        plannings=_plannings(desk, task),
    )


def _followers(desk: Desk, task: int) -> tuple[Follower, ...]:
    rows = desk.store.rows(
        "SELECT id, title, follows_after FROM task WHERE follows_id = ?"
        " AND state IN ('open', 'doing') ORDER BY id",
        (task,),
    )
    return tuple(Follower._make(row) for row in rows)


def _plannings(desk: Desk, task: int) -> tuple[Planned, ...]:
    rows = desk.store.rows(
        "SELECT l.day, l.at, coalesce(u.login, '') FROM planning l"
        ' LEFT JOIN "user" u ON u.id = l.user_id WHERE l.task_id = ? ORDER BY l.id',
        (task,),
    )
    return tuple(
        Planned(workdays.as_day(day), at, user)
        for day, stored, user in rows
        if (at := moment(stored)) is not None
    )


def repeated(desk: Desk, ended: TaskCard) -> int | None:
    """The task that a repeating one left when it ended; None where it does not go on."""
    if not ended.repeats:
        return None
    found = desk.store.value(
        "SELECT max(id) FROM task WHERE id > ? AND title = ? AND repeats <> ''"
        " AND coalesce(party_id, 0) = ? AND state IN ('open', 'doing')",
        (ended.id, ended.title, ended.party or 0),
    )
    return None if found is None else int(found)


def must_exist(desk: Desk, task: int) -> None:
    """Raise NotFoundError where there is no such task, open or ended."""
    if desk.store.value("SELECT 1 FROM task WHERE id = ?", (task,)) is None:
        raise _gone(task)


def _gone(task: int) -> NotFoundError:
    return NotFoundError(f"There is no task {task}.", "'crm task list' shows them.")
