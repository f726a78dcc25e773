"""The agenda: a day sheet with ten thousand tasks beside one with ten, finishing, the walk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from crm_tui.services import planning as plans
from crm_tui.services import tasks
from crm_tui.store.desk import Desk
from crm_tui.views import agenda, planning
from tests.perf import agenda_screen
from tests.perf.desk import at_desk
from tests.perf.measure import Line, line, quantile, repeated, timed

PAGE = 40
FEW = 10
ROUNDS = 60
OPEN = "state IN ('open', 'doing')"


def measure(path: Path, size: str) -> Iterator[Line]:
    """The day of whoever has every open task, beside the day of whoever has ten of them."""
    many, few = (path.with_name(f"{path.stem}.{name}.db") for name in ("many", "few"))
    number = crowded(path, many)
    thinned(path, few)
    with at_desk(few) as desk:
        ten = {what: repeated(ask, ROUNDS) for what, ask in _questions(desk)}
    with at_desk(path) as desk:
        own = desk.store.value(
            f"SELECT count(*) FROM task WHERE assignee_id = ? AND {OPEN}", (desk.user,)
        )
        for what, ask in _questions(desk):
            told = repeated(ask, ROUNDS)
            yield line(f"{what}, {own} of {number:,} tasks one's own", size, told)
            floor = quantile(ten[what], 0.5)
            yield line("the same, times that of ten", size, [v / floor for v in told], "1.5 x", "x")
    with at_desk(many) as desk:
        for what, ask in _questions(desk):
            told = repeated(ask, ROUNDS)
            yield line(f"{what}, {FEW} tasks", size, ten[what])
            yield line(f"{what}, {number:,} tasks, all one's own", size, told)
        yield from _work(desk, size)
    yield from agenda_screen.measure(few, many, size)
    few.unlink()
    many.unlink()


def crowded(path: Path, copy: Path) -> int:
    """Make a copy in which the measuring colleague has all open tasks; how many."""
    shutil.copy(path, copy)
    return _change(copy, "UPDATE task SET assignee_id = :user")


def thinned(path: Path, copy: Path) -> int:
    """Make a copy in which the measuring colleague has ten open tasks, spread as all of them."""
    shutil.copy(path, copy)
    return _change(
        copy,
        f"UPDATE task SET assignee_id = CASE WHEN id IN (SELECT id FROM task WHERE {OPEN}"
        f" ORDER BY id LIMIT {FEW}) THEN :user ELSE :user + 1 END",
    )


def _change(copy: Path, sql: str) -> int:
    with at_desk(copy) as desk:
        statement = sql.replace(":user", str(desk.user))
        with desk.store.change_set(desk.user, "gave tasks for the measurement"):
            desk.store.write(statement)
        return int(desk.store.value(
            f"SELECT count(*) FROM task WHERE assignee_id = ? AND {OPEN}", (desk.user,)
        ))  # fmt: skip


def first_screen(desk: Desk) -> list[agenda.SheetRow]:
    """What stands on the screen when the agenda opens: all headings, the first page of lines."""
    sheet = agenda.day_sheet(desk, desk.user)
    shown: list[int] = []
    for section in sheet.sections:
        if len(shown) < PAGE:
            shown += agenda.ids(desk, sheet, section, 0, PAGE - len(shown))
    return agenda.rows(desk, shown, sheet.overlapping)


def _questions(desk: Desk) -> list[tuple[str, object]]:
    return [
        ("the day sheet with its first lines", lambda: first_screen(desk)),
        ("its headings alone", lambda: agenda.day_sheet(desk, desk.user)),
        ("the week", lambda: agenda.week_sheet(desk, desk.user)),
        ("the counts of the top row", lambda: agenda.counts(desk, desk.user)),
    ]  # fmt: skip


def _work(desk: Desk, size: str) -> Iterator[Line]:
    sheet = agenda.day_sheet(desk, desk.user)
    section = next(part for part in sheet.sections if part.key == "overdue")
    late = agenda.ids(desk, sheet, section, 0, 400)
    finished = [timed(lambda task=task: _finish(desk, task)) for task in late[:100]]
    yield line("finishing a task and the sheet anew", size, finished, "p95 50 ms")
    yield line("the evening's walk, first look", size,
               repeated(lambda: planning.candidates(desk, desk.user), 10))  # fmt: skip
    whens = cycle(planning.WHENS)
    walked = [timed(lambda task=task: _plan(desk, task, next(whens))) for task in late[100:200]]
    yield line("a key of the walk: put, and the load anew", size, walked, "p95 50 ms")
    for typed in ("offer", "samples anna"):
        searched = [timed(lambda text=typed[:end]: _search(desk, text))
                    for end in range(1, len(typed) + 1)]  # fmt: skip
        yield line(f"a key of a search of the agenda ('{typed}')", size, searched)


def _finish(desk: Desk, task: int) -> None:
    tasks.finish(desk, task, "They take it.", "reached")
    first_screen(desk)


def _plan(desk: Desk, task: int, when: str) -> None:
    day = planning.day_for(desk, when)
    plans.put(desk, [task], day)
    planning.load(desk, desk.user, day)


def _search(desk: Desk, text: str) -> list[agenda.SheetRow]:
    sheet = agenda.search_sheet(desk, desk.user, text)
    return agenda.rows(desk, agenda.ids(desk, sheet, sheet.sections[0], 0, PAGE))
