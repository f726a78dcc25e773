"""Planning: tasks put on a day's sheet, the evening before (S73)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm_tui.errors import RuleError
from crm_tui.services import tasks
from crm_tui.store.desk import Desk
from crm_tui.text.say import say_day


def put(desk: Desk, chosen: Sequence[int], day: date) -> None:
    """Put tasks on a day's sheet; their hour stays. Who did it and when is kept.

    Raises RuleError for a day that is over, and for a task that has ended.
    """
    today = desk.clock.today()
    if day < today:
        raise RuleError("Nothing can be planned for a day that is over.")
    number = f"{len(chosen)} tasks" if len(chosen) > 1 else "a task"
    label = f"planned {number} for {say_day(day, today)}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        for task in chosen:
            tasks.move(desk, task, day)
