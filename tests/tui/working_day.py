"""A working day in the small office: something overdue, calls by the hour, what has no hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from crm_tui.services.opening import Desk
from tests import builders
from tests.tui.office import fill

TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An hour of a day in Budapest."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=builders.BUDAPEST)


@builders.filled_once
def fill_day(desk: Desk) -> dict[str, int]:
    """Fill the office and the agenda of today; the ids of customers and tasks by a short name."""
    found = fill(desk)
    rossi, muller = found["rossi"], found["Müller GmbH"]
    found["offer"] = task_named(desk, "Send the offer")
    found["back"] = task_named(desk, "Call back")
    found["renewal"] = builders.a_task(
        desk, rossi, "Call Anna about the renewal", start_at=at(14), minutes=20, kind="call",
        priority="high",
    )  # fmt: skip
    found["visit"] = builders.a_task(
        desk, muller, "Show the new pump", start_at=at(14, 10), minutes=60, kind="visit"
    )
    found["paper"] = builders.a_task(desk, None, "Order paper", due=TODAY)
    found["contract"] = builders.a_task(desk, rossi, "Prepare the contract", due=MONDAY)
    found["samples"] = builders.a_task(desk, found["Zalka Bt"], "Send samples")
    return found


def many_tasks(desk: Desk, count: int, **more: Any) -> list[int]:
    """So many overdue tasks with a customer each; their ids."""
    made = []
    with desk.store.change_set(desk.user, "many tasks"):
        for number in range(count):
            party = builders.a_company(desk, f"Firm {number:02}", phones=[f"+36 1 300 {number:04}"])
            due = TODAY - timedelta(days=1 + number % 5)
            made.append(builders.a_task(desk, party, f"Task {number:02}", due=due, **more))
    return made


def task_named(desk: Desk, title: str) -> int:
    """The newest task with this title."""
    found = desk.store.value("SELECT max(id) FROM task WHERE title = ?", (title,))
    assert found is not None, title
    return int(found)


def task(desk: Desk, number: int, *columns: str) -> Any:
    """What stands in some columns of a task."""
    rows = desk.store.rows(f"SELECT {', '.join(columns)} FROM task WHERE id = ?", (number,))
    return rows[0] if len(columns) > 1 else rows[0][0]
