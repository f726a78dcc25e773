"""A task as whoever works on it needs it: what it says, whose it is, the line it could be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.taskline import TaskLine
from crm_tui.views import workdays


class Told(NamedTuple):
    """A task's title, its party, its version for `services.tasks.change`, and its line."""

    title: str
    party: int | None
    version: int
    line: TaskLine


def told(desk: Desk, task: int) -> Told:
    """What a task says. Raises NotFoundError for one that is gone."""
    row = desk.store.row(
        "SELECT k.title, k.party_id, k.version, k.kind, k.due, k.start_at, k.minutes, k.priority,"
        ' u.login, k.side, k.repeats FROM task k LEFT JOIN "user" u ON u.id = k.assignee_id'
        " WHERE k.id = ?",
        (task,),
    )
    if row is None:
        raise NotFoundError("This task is not there any more.")
    title, party, version, kind, due, start_at, minutes, priority, login, side, repeats = row
    start = moment(start_at)
    local = start.astimezone(desk.clock.zone) if start else None
    line = TaskLine(
        title=title,
        kind=kind,
        due=local.date() if local else workdays.as_day(due) if due else None,
        at=local.time() if local else None,
        minutes=minutes,
        priority=None if priority == "normal" else priority,
        assignee=None if login == desk.login else login,
        side=side,
        repeats=repeats,
        understood=(),
    )
    return Told(title, party, version, line)


def open_among(desk: Desk, tasks: Sequence[int]) -> list[int]:
    """Those of the tasks that have not ended, in their order."""
    found = desk.store.rows_by_id(
        "SELECT id FROM task WHERE state IN ('open', 'doing') AND id IN ({ids})", tasks
    )
    still = {row[0] for row in found}
    return [task for task in tasks if task in still]


def next_step(desk: Desk, party: int) -> int | None:
    """The open task of a party that comes first; None is a customer without a next step (S5)."""
    found = desk.store.value(
        "SELECT id FROM task WHERE party_id = ? AND state IN ('open', 'doing')"
        " ORDER BY due IS NULL, due, start_at, id LIMIT 1",
        (party,),
    )
    return None if found is None else int(found)


def entry_of(desk: Desk, task: int) -> int | None:
    """The entry of the timeline that a finished task became."""
    found = desk.store.value(
        "SELECT id FROM timeline_entry WHERE task_id = ? AND corrects_id IS NULL"
        " ORDER BY id LIMIT 1",
        (task,),
    )
    return None if found is None else int(found)
