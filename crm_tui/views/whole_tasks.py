"""Tasks with all that is known of them, as files hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk

KEY_SOURCE = "uid"
"""Where keys of calendar records come from, among the keys of other systems."""

PAGE = 500

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
  p.id, coalesce(p.name, ''), {_METHOD.format(kind="phone")}, {_METHOD.format(kind="email")},
  coalesce(u.login, ''), k.side, k.priority, k.due, k.start_at, k.minutes, k.state, k.outcome,
  k.result, k.done_at, k.repeats, {_KEY.format(task="f.id")}, k.follows_after, k.attempt,
  k.agreed_on, k.created_at, k.updated_at, f.id, f.created_at
FROM task k
  LEFT JOIN party p ON p.id = k.party_id
  LEFT JOIN "user" u ON u.id = k.assignee_id
  LEFT JOIN task f ON f.id = k.follows_id
  LEFT JOIN choice c ON c.list = 'task_kind' AND c.code = k.kind
WHERE k.id > ? {{narrow}} ORDER BY k.id LIMIT {PAGE}
"""


def whole_tasks(
    desk: Desk, *, user: int | None = None, party: int | None = None, ended: bool = False
) -> Iterator[WholeTask]:
    """A colleague's tasks or everyone's, a party's or all, the oldest first, a page at a time.

    Those that are done or dropped come only where `ended` is said.
    """
    narrow, params = "", []
    for column, wanted in (("assignee_id", user), ("party_id", party)):
        if wanted is not None:
            narrow += f" AND k.{column} = ?"
            params.append(wanted)
    if not ended:
        narrow += " AND k.state IN ('open', 'doing')"
    after = 0
    while rows := desk.store.rows(_QUERY.format(narrow=narrow), [after, *params]):
        for row in rows:
            yield _whole(row)
        after = rows[-1][0]


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
        values[name] = _moment(values[name]) if values[name] else None
    for name in ("due", "agreed_on"):
        values[name] = _day(values[name]) if values[name] else None
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


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
