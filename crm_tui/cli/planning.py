"""`crm plan`: the next working day's sheet, and what is still to be put on one (S73)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from crm_tui.cli import meaning, planned_day, sheets
from crm_tui.cli.layout import counted, line_width
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.views import planning, proposals
from crm_tui.views import tasks as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.planning import Candidate
    from crm_tui.views.proposals import Proposal


def plan(session: Session, tasks: tuple[str, ...], day: str | None, *, walk: bool) -> None:
    """Show what there is to plan, put tasks on a day, or ask about one after the other."""
    desk = session.desk
    if walk and tasks:
        raise UsageError("A walk asks about every task by itself.", "Name tasks, or --walk.")
    if walk:
        from crm_tui.cli.walking import Walk

        Walk(session, planned_day.meant(desk, day)).go()
    elif tasks:
        _put(session, meaning.record_ids(tasks, "a task"), planned_day.meant(desk, day))
    else:
        _show(session, planned_day.meant(desk, day))


def _put(session: Session, tasks: list[int], day: date) -> None:
    from crm_tui.services import planning as services

    desk = session.desk
    for task in tasks:
        views.must_exist(desk, task)
    services.put(desk, tasks, day)
    if session.json:
        load = planning.load(desk, desk.user, day)
        session.answer(
            {
                "tasks": tasks,
                "day": day,
                "load_minutes": load.minutes,
                "capacity_minutes": load.capacity,
            }
        )
    else:
        session.tell([f"Planned {counted(len(tasks), 'task')} for {planned_day.full(desk, day)}"])


def _show(session: Session, day: date) -> None:
    desk = session.desk
    waiting = planned_day.left(desk, day)
    proposed = proposals.proposals(desk, desk.user)
    if session.json:
        tasks = [{"why": one.why, **one.row._asdict()} for one in waiting]
        session.answer(
            {**planned_day.value_of(desk, day), "candidates": tasks, "proposals": proposed}
        )
    else:
        session.tell(_lines(desk, day, waiting, proposed))


def _lines(
    desk: Desk, day: date, waiting: list[Candidate], proposed: list[Proposal]
) -> Iterator[str]:
    yield from planned_day.lines_of(desk, day)
    yield ""
    if not waiting and not proposed:
        yield "Nothing is left to plan."
        return
    yield f"Still to be planned: {len(waiting) + len(proposed)}"
    for why, group in groupby(waiting, key=lambda one: one.why):
        rows = [(sheets.when(desk, one.row), one.row) for one in group]
        yield ""
        yield f"{planned_day.WHYS.get(why, why)}: {len(rows)}"
        yield from sheets.entries(rows[: sheets.MOST], line_width())
        if len(rows) > sheets.MOST:
            yield f"  and {len(rows) - sheets.MOST:,} more (crm plan --walk)"
    if proposed:
        yield ""
        yield f"Proposed: {len(proposed)} (crm proposal accept NAME)"
        yield from sheets.proposal_lines(proposed, line_width())
    yield ""
    yield "'crm plan TASK...' puts tasks on this day, 'crm plan --walk' asks one by one."
