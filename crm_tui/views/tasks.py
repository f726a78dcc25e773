"""What is still to be done, a customer's or a colleague's."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk


class Work(NamedTuple):
    """An open task with the party it is about and who does it."""

    id: int
    title: str
    due: str | None
    party: int | None
    party_name: str
    assignee: str
    kind: str
    priority: str
    state: str


_OPEN = """
SELECT k.id, k.title, k.due, k.party_id, coalesce(p.name, ''), coalesce(u.login, ''), k.kind,
  k.priority, k.state
FROM task k LEFT JOIN party p ON p.id = k.party_id LEFT JOIN "user" u ON u.id = k.assignee_id
WHERE k.state IN ('open', 'doing') {narrow} ORDER BY k.due IS NULL, k.due, k.id LIMIT ?
"""


def open_work(
    desk: Desk, *, party: int | None = None, user: int | None = None, limit: int = 100
) -> list[Work]:
    """Open tasks of a party, of a colleague, or of everyone, the next due first."""
    narrow, params = "", []
    for column, wanted in (("party_id", party), ("assignee_id", user)):
        if wanted is not None:
            narrow += f" AND k.{column} = ?"
            params.append(wanted)
    rows = desk.store.rows(_OPEN.format(narrow=narrow), [*params, limit])
    return [Work(*row) for row in rows]


def must_exist(desk: Desk, task: int) -> None:
    """Raise NotFoundError where there is no such task, open or ended."""
    if desk.store.value("SELECT 1 FROM task WHERE id = ?", (task,)) is None:
        raise NotFoundError(f"There is no task {task}.", "'crm task list' shows them.")
