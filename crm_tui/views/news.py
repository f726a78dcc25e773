"""What colleagues did that somebody is told of by name: a complaint, an answer they asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crm_tui.store.desk import Desk
from crm_tui.views import help_wanted, tickets

_ASKER = (
    "SELECT s.user_id FROM change f JOIN change_set s ON s.id = f.change_set_id"
    " WHERE f.record = 'task' AND f.\"row\" = k.id AND f.before IS NULL ORDER BY f.id LIMIT 1"
)


def for_user(desk: Desk, change_sets: Sequence[int]) -> list[str]:
    """What these change sets hold for the user, a sentence each, the newest last.

    That is each complaint that stands on their sheet since, and each answer to a request for
    help of theirs (S27, S38, S97).
    """
    if not change_sets:
        return []
    return [*_complaints(desk, change_sets), *_answers(desk, change_sets)]


def _complaints(desk: Desk, sets: Sequence[int]) -> list[str]:
    kinds = tickets.complaint_kinds(desk)
    rows = desk.store.rows(
        "SELECT DISTINCT t.number, t.title, coalesce(p.name, '') FROM change c"
        ' JOIN task k ON k.id = c."row" JOIN ticket t ON t.id = k.ticket_id'
        " LEFT JOIN party p ON p.id = t.party_id"
        f" WHERE c.change_set_id IN ({_marks(sets)}) AND c.record = 'task' AND c.before IS NULL"
        f" AND k.assignee_id = ? AND t.kind IN ({_marks(kinds)}) AND {tickets.OPEN} ORDER BY t.id",
        (*sets, desk.user, *kinds),
    )
    return [f"complaint from {name}: {title} ({number})" for number, title, name in rows]


def _answers(desk: Desk, sets: Sequence[int]) -> list[str]:
    rows = desk.store.rows(
        "SELECT c.after, coalesce(u.name, ''), k.result, k.title FROM change c"
        ' JOIN task k ON k.id = c."row" JOIN change_set s ON s.id = c.change_set_id'
        ' LEFT JOIN "user" u ON u.id = s.user_id'
        f" WHERE c.change_set_id IN ({_marks(sets)}) AND c.record = 'task'"
        f" AND c.before IS NOT NULL AND c.after IS NOT NULL AND k.state = 'done'"
        f" AND {help_wanted.IS_HELP} AND ({_ASKER}) = ? ORDER BY c.id",
        (*sets, desk.user),
    )
    return [
        f"{name} answers your '{title}': {result}"
        for after, name, result, title in rows
        if json.loads(after).get("state") == "done"
    ]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
