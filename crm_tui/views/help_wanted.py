"""Requests for help that nobody has answered yet (S38)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.store.desk import Desk

IS_HELP = "k.kind IN (SELECT code FROM choice WHERE list = 'task_kind' AND meaning = 'help')"
"""Tasks that ask for help."""


class HelpRow(NamedTuple):
    """An open request: the task it is, what is needed, on what, who asks whom, and since when."""

    task: int
    text: str
    party: int | None
    party_name: str
    deal: str
    ticket: str
    reason: str
    asked: str
    day: str


def open_requests(desk: Desk, limit: int = 200) -> list[HelpRow]:
    """What is asked and not answered, the oldest first."""
    rows = desk.store.rows(
        "SELECT k.id, k.title, k.party_id, coalesce(p.name, ''), coalesce(d.number, ''),"
        " coalesce(t.number, ''), k.reason, coalesce(u.login, ''), substr(k.created_at, 1, 10)"
        " FROM task k LEFT JOIN party p ON p.id = k.party_id LEFT JOIN deal d ON d.id = k.deal_id"
        ' LEFT JOIN ticket t ON t.id = k.ticket_id LEFT JOIN "user" u ON u.id = k.assignee_id'
        f" WHERE k.state IN ('open', 'doing') AND {IS_HELP} ORDER BY k.created_at, k.id LIMIT ?",
        (limit,),
    )
    return [HelpRow._make(row) for row in rows]


def are_requests(desk: Desk, tasks: Sequence[int]) -> bool:
    """Whether all of these tasks ask for help: their result is an answer."""
    found = desk.store.rows_by_id(f"SELECT k.id FROM task k WHERE {IS_HELP} AND k.id IN ({{ids}})",
                                  tasks)  # fmt: skip
    return len(found) == len(set(tasks)) > 0


def whom_to_ask(desk: Desk) -> int | None:
    """The colleague who is asked where none is named: one of the management, not oneself."""
    found = desk.store.value(
        'SELECT id FROM "user" WHERE active = 1 AND id <> ?'
        " AND (is_management = 1 OR role IN ('manager', 'admin'))"
        " ORDER BY is_management DESC, role = 'manager' DESC, id LIMIT 1",
        (desk.user,),
    )
    return None if found is None else int(found)
