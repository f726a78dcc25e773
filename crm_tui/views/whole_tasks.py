"""Tasks with all that is known of them, as files hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.own_keys import KEY_SOURCE, uid_sql
from crm_tui.views.whole_records import Asked, Cell, Field, Kind, Records, day, ids, instant, pages

__all__ = ["KEY_SOURCE", "WholeTask", "own_key", "task_of_own_key", "whole_tasks"]

_OWN_KEY = re.compile(r"crm-([1-9]\d{0,17})-(\d{8}T\d{6}Z)@crm-tui")


class WholeTask(NamedTuple):
    """A task in words that other programs and databases understand.

    `uid` is its key in calendars: the one it came with, else one that stays the same for ever;
    `follows` is that of the task it still waits for.
    """

    id: int
    uid: str
    title: str
    kind: str
    kind_label: str
    note: str
    party: int | None
    party_name: str
    party_uid: str
    party_phone: str
    party_email: str
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
    repeats: str
    follows: str
    follows_after: int
    attempt: int
    agreed_on: date | None
    created_at: datetime
    updated_at: datetime


_METHOD = """coalesce((SELECT m.value FROM contact_method m WHERE m.party_id = p.id
    AND m.kind = '{kind}' ORDER BY m.is_primary DESC, m.id LIMIT 1), '')"""
_KEY = """(SELECT x.value FROM external_id x WHERE x.record = 'task' AND x."row" = {task}
    AND x.source = 'uid' ORDER BY x.id LIMIT 1)"""
_QUERY = f"""
SELECT k.id, {_KEY.format(task="k.id")}, k.title, k.kind, coalesce(c.label, k.kind), k.note,
  p.id, coalesce(p.name, ''), coalesce({uid_sql("party", "p")}, ''),
  {_METHOD.format(kind="phone")}, {_METHOD.format(kind="email")},
  coalesce(u.login, ''), k.side, k.priority, k.due, k.start_at, k.minutes, k.state, k.outcome,
  k.result, k.done_at, k.repeats, {_KEY.format(task="f.id")}, k.follows_after, k.attempt,
  k.agreed_on, k.created_at, k.updated_at, f.id, f.created_at
FROM task k
  LEFT JOIN party p ON p.id = k.party_id
  LEFT JOIN "user" u ON u.id = k.assignee_id
  LEFT JOIN task f ON f.id = k.follows_id
  LEFT JOIN choice c ON c.list = 'task_kind' AND c.code = k.kind
WHERE k.id IN ({{ids}})
"""

TASKS = Kind(
    "tasks",
    "task",
    "k",
    'LEFT JOIN party p ON p.id = k.party_id LEFT JOIN "user" u ON u.id = k.assignee_id',
    (
        Field("title", "k.title"),
        Field("customer", "p.name"),
        Field("assignee", "u.login"),
        Field("kind", "k.kind"),
        Field("side", "k.side"),
        Field("priority", "k.priority"),
        Field("due", "k.due", "day"),
        Field("start", "k.start_at", "instant"),
        Field("minutes", "k.minutes", "number"),
        Field("status", "k.state"),
        Field("done at", "k.done_at", "instant"),
        Field("created", "k.created_at", "instant"),
        Field("modified", "k.updated_at", "instant"),
    ),
    live="k.archived_at IS NULL",
)
"""What tasks can be sorted by; `cells` tells the rest."""

COLUMNS = (
    "uid", "title", "customer", "customer uid", "customer email", "assignee", "kind", "side",
    "priority", "due", "start", "minutes", "status", "done at", "outcome", "result", "note",
    "repeats", "follows", "days after", "attempt", "agreed on", "created", "modified",
)  # fmt: skip


def asked_tasks(
    *,
    user: int | None = None,
    party: int | None = None,
    ended: bool = False,
    archived: bool = False,
) -> Asked:
    """A colleague's tasks or everyone's, a customer's or all.

    Those that are done or dropped come only where `ended` is said.
    """
    where: list[str] = []
    params: list[int] = []
    for column, wanted in (("assignee_id", user), ("party_id", party)):
        if wanted is not None:
            where.append(f"k.{column} = ?")
            params.append(wanted)
    if not ended:
        where.append("k.state IN ('open', 'doing')")
    return Asked(tuple(where), tuple(params), archived)


def whole_tasks(desk: Desk, asked: Asked) -> Iterator[WholeTask]:
    """The tasks that are asked for. Raises UsageError for an order there is not."""
    return _read(desk, ids(desk, TASKS, asked))


def task_records(desk: Desk, asked: Asked) -> Records:
    """The tasks that are asked for, as cells. Raises UsageError for an order there is not."""
    numbers = ids(desk, TASKS, asked)
    return Records(COLUMNS, len(numbers), map(_cells, _read(desk, numbers)))


def _read(desk: Desk, numbers: Sequence[int]) -> Iterator[WholeTask]:
    for page in pages(numbers):
        found = {row[0]: row for row in desk.store.rows_by_id(_QUERY, page)}
        yield from (_whole(found[number]) for number in page if number in found)


def _cells(task: WholeTask) -> list[Cell]:
    return [
        task.uid,
        task.title,
        task.party_name,
        task.party_uid,
        task.party_email,
        task.assignee,
        task.kind,
        task.side,
        task.priority,
        task.due,
        task.start_at,
        task.minutes or None,
        task.state,
        task.done_at,
        task.outcome,
        task.result,
        task.note,
        task.repeats,
        task.follows,
        task.follows_after or None,
        task.attempt,
        task.agreed_on,
        task.created_at,
        task.updated_at,
    ]


def own_key(task: int, created_at: datetime) -> str:
    """The key of a task that was made here: moved, changed or merged, it stays the same."""
    return f"crm-{task}-{created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}@crm-tui"


def task_of_own_key(desk: Desk, key: str) -> int | None:
    """The task of this database that `own_key` gave a key to."""
    told = _OWN_KEY.fullmatch(key)
    if told is None:
        return None
    created_at = desk.store.value("SELECT created_at FROM task WHERE id = ?", (int(told[1]),))
    same = created_at is not None and own_key(int(told[1]), _moment(created_at)) == key
    return int(told[1]) if same else None


def _whole(row: tuple[object, ...]) -> WholeTask:
    values = dict(zip(WholeTask._fields, row, strict=False))
    for name in ("start_at", "done_at", "created_at", "updated_at"):
        values[name] = instant(values[name])
    for name in ("due", "agreed_on"):
        values[name] = day(values[name])
    values["uid"] = values["uid"] or own_key(values["id"], values["created_at"])  # type: ignore[arg-type]
    follower, begun = row[-2], row[-1]
    waits = values["due"] is None and values["state"] in ("open", "doing")
    if follower is None or not waits:
        values["follows"], values["follows_after"] = "", 0
    elif not values["follows"]:
        values["follows"] = own_key(int(str(follower)), _moment(begun))
    return WholeTask(**values)  # type: ignore[arg-type]


def _moment(value: object) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=UTC)
