"""Tasks written as a table that spreadsheets open, and that comes back whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO

from crm_tui.exchange.formulas import guarded
from crm_tui.views.whole_tasks import WholeTask

COLUMNS = (
    "uid", "title", "customer", "customer email", "assignee", "kind", "side", "priority", "due",
    "start", "minutes", "status", "done at", "outcome", "result", "note", "repeats", "follows",
    "days after", "attempt", "agreed on", "created", "modified",
)  # fmt: skip


def table(tasks: Iterable[WholeTask]) -> tuple[bytes, int]:
    """The CSV file of the tasks, and how many they are; text that looks like a formula is inert.

    Instants are in UTC with Z, days plain.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    count = 0
    for task in tasks:
        writer.writerow([guarded(cell) for cell in _cells(task)])
        count += 1
    return text.getvalue().encode("utf-8", "replace"), count


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
        _moment(task.start_at),
        str(task.minutes or ""),
        task.state,
        _moment(task.done_at),
        task.outcome,
        task.result,
        task.note,
        task.repeats,
        task.follows,
        str(task.follows_after or ""),
        str(task.attempt),
        task.agreed_on.isoformat() if task.agreed_on else "",
        _moment(task.created_at),
        _moment(task.updated_at),
    ]


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
