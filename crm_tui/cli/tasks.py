"""`crm task`: added, finished, dropped, moved, listed."""

from __future__ import annotations

from typing import Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, say_date
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.services import tasks
from crm_tui.views import naming
from crm_tui.views import tasks as views

USUAL = 100


def add(
    session: Session,
    party: str,
    text: tuple[str, ...],
    *,
    due: str | None,
    assignee: str | None,
    kind: str | None,
    priority: str | None,
) -> None:
    """Add a task for a customer."""
    desk = session.desk
    made = tasks.add(
        desk,
        " ".join(text),
        party=naming.party(desk, party),
        due=meaning.day(desk, due) if due else None,
        assignee=naming.user(desk, assignee) if assignee else None,
        kind=meaning.choice(desk, "task_kind", kind) if kind else "other",
        priority=priority or "normal",
    )
    _answer(session, made, f"Task {made} added.")


def done(session: Session, task: str, result: tuple[str, ...], outcome: str | None) -> None:
    """Finish a task with its result (rule 3)."""
    number = meaning.record_id(task, "a task")
    code = meaning.choice(session.desk, "outcome", outcome) if outcome else ""
    entry = tasks.finish(session.desk, number, " ".join(result), code)
    said = f"entry {entry} tells of it" if entry else "it was finished before"
    _answer(session, number, f"Task {number} is done; {said}.", entry=entry)


def drop(session: Session, task: str, why: tuple[str, ...]) -> None:
    """End a task that will not be done."""
    number = _existing(session, task)
    tasks.drop(session.desk, number, " ".join(why))
    _answer(session, number, f"Task {number} is dropped.")


def move(session: Session, task: str, day: str | None, assignee: str | None) -> None:
    """Give a task another day, another colleague, or both."""
    desk = session.desk
    if not day and not assignee:
        raise UsageError("Where to?", "A day, or --to and a login.")
    number = _existing(session, task)
    due = meaning.day(desk, day) if day else None
    user = naming.user(desk, assignee) if assignee else None
    with desk.store.change_set(desk.user, "moved a task", origin=desk.origin):
        if due:
            tasks.move(desk, number, due)
        if user:
            tasks.assign(desk, number, user)
    _answer(session, number, f"Task {number} is moved.")


def listing(session: Session, party: str | None, assignee: str | None, limit: int | None) -> None:
    """Show open tasks, the next due first."""
    desk = session.desk
    everyone = assignee == "everyone" or (party is not None and assignee is None)
    rows = views.open_work(
        desk,
        party=naming.party(desk, party) if party else None,
        user=None if everyone else naming.user(desk, assignee) if assignee else desk.user,
        limit=USUAL if limit is None else limit,
    )
    if session.json:
        session.answer(rows)
    else:
        session.tell(
            columns(
                (str(row.id), say_date(desk, row.due), row.title, row.party_name, row.assignee)
                for row in rows
            )
        )


def _existing(session: Session, task: str) -> int:
    number = meaning.record_id(task, "a task")
    views.must_exist(session.desk, number)
    return number


def _answer(session: Session, task: int, sentence: str, **more: Any) -> None:
    if session.json:
        session.answer({"task": task, **more})
    else:
        session.tell([sentence])
