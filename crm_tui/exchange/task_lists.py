"""Tasks written as a table that spreadsheets open, and that comes back whole."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.exchange.csv_writing import csv_file, instant
from crm_tui.views.whole_tasks import WholeTask

COLUMNS = (
    "uid", "title", "customer", "customer email", "assignee", "kind", "side", "priority", "due",
    "start", "minutes", "status", "done at", "outcome", "result", "note", "repeats", "follows",
    "days after", "attempt", "agreed on", "created", "modified",
)  # fmt: skip


def table(tasks: Iterable[WholeTask]) -> tuple[bytes, int]:
    """The CSV file of the tasks, and how many they are; instants are in UTC with Z, days plain."""
    return csv_file(COLUMNS, map(_cells, tasks))


def _cells(task: WholeTask) -> list[str]:
    return [
        task.uid,
        task.title,
        task.party_name,
        task.party_email,
        task.assignee,
        task.kind,
        task.side,
        task.priority,
        task.due.isoformat() if task.due else "",
        instant(task.start_at),
        str(task.minutes or ""),
        task.state,
        instant(task.done_at),
        task.outcome,
        task.result,
        task.note,
        task.repeats,
        task.follows,
        str(task.follows_after or ""),
        str(task.attempt),
        task.agreed_on.isoformat() if task.agreed_on else "",
        instant(task.created_at),
        instant(task.updated_at),
    ]
