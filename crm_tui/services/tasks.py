"""Tasks: the follow-ups and next steps of the card."""

from __future__ import annotations

from datetime import date, datetime

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Task
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import choices


def add(
    desk: Desk,
    title: str,
    *,
    party: int | None = None,
    due: date | None = None,
    start_at: datetime | None = None,
    minutes: int | None = None,
    assignee: int | None = None,
    kind: str = "other",
    priority: str = "normal",
    side: str = "us",
) -> int:
    """Add a task, for whoever adds it unless said otherwise; the new id.

    Raises RuleError for an empty title.
    """
    title = clean(title)
    if not title:
        raise RuleError("A task needs a title.", "Say in a few words what is to be done.")
    now = desk.clock.now()
    with desk.store.change_set(desk.user, f"added task: {title}", origin=desk.origin):
        made = Task.create(
            title=title, party=party, due=due, start_at=start_at, minutes=minutes,
            assignee=assignee or desk.user, kind=kind, priority=priority, side=side,
            created_at=now, updated_at=now,
        )  # fmt: skip
    return int(made.id)


def finish(desk: Desk, task: int, result: str = "", outcome: str = "") -> int | None:
    """End a task with its result; the id of the timeline entry it became.

    Exactly one entry is written; finishing again changes nothing and gives None (rule 3).
    Raises RuleError for an empty result without an outcome, and for an unknown outcome.
    """
    from crm_tui.services import timeline

    title = desk.store.value("SELECT title FROM task WHERE id = ?", (task,))
    result = clean(result, multiline=True)
    now = desk.clock.now()
    with desk.store.change_set(desk.user, f"finished task: {title}", origin=desk.origin):
        row = Task.get_or_none(Task.id == task)
        if row is None:
            raise NotFoundError("This task is not there any more.")
        if row.state in ("done", "dropped"):
            return None
        if not result and not outcome:
            raise RuleError("What came of it? A finished task needs its result.")
        choices.refuse_unknown(desk, "outcome", outcome)
        Task.update(
            state="done", result=result, outcome=outcome, done_at=now, updated_at=now,
            version=Task.version + 1,
        ).where(Task.id == task).execute()  # fmt: skip
        entry: int = timeline.finished_task(desk, row, result, outcome)
    return entry


def drop(desk: Desk, task: int, why: str = "") -> None:
    """End a task that will not be done; the reason is kept as its result."""
    with desk.store.change_set(desk.user, "dropped a task", origin=desk.origin):
        Task.update(
            state="dropped", result=clean(why, multiline=True), done_at=desk.clock.now(),
            updated_at=desk.clock.now(), version=Task.version + 1,
        ).where(Task.id == task, Task.state.in_(["open", "doing"])).execute()  # fmt: skip


def move(desk: Desk, task: int, due: date | None) -> None:
    """Give a task another day."""
    with desk.store.change_set(desk.user, "moved a task", origin=desk.origin):
        Task.update(
            due=due, start_at=None, updated_at=desk.clock.now(), version=Task.version + 1
        ).where(Task.id == task).execute()


def assign(desk: Desk, task: int, user: int) -> None:
    """Give a task to a colleague."""
    with desk.store.change_set(desk.user, "gave a task to a colleague", origin=desk.origin):
        Task.update(assignee=user, updated_at=desk.clock.now(), version=Task.version + 1).where(
            Task.id == task
        ).execute()
