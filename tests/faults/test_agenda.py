"""kill -9 while a task is finished: all that follows of it is there, or nothing is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_tui.services import tasks, upkeep
from tests import builders
from tests.builders import a_desk
from tests.faults import work
from tests.faults.crowd import Speaker, child
from tests.terminal import Terminal, python


@pytest.fixture
def agenda(made: Path) -> dict[str, int]:
    """A repeating task and one that follows it."""
    with a_desk(made) as desk:
        party = desk.store.value("SELECT id FROM party")
        first = builders.a_task(
            desk, party, "Count the stock", due=date(2026, 11, 20), repeats="FREQ=WEEKLY;BYDAY=FR"
        )
        after = builders.a_task(desk, party, "Order what lacks", follows=first)
    return {"party": party, "first": first, "after": after}


def dies_finishing(speaker: Speaker, path: Path, task: int, at: int) -> None:
    """Finish a task and be killed just before a statement, or before it can say so if `at` is 0."""
    del speaker
    with a_desk(path) as desk:
        desk.store.engine._connection().set_trace_callback(work.Death(at))
        tasks.finish(desk, task, "counted", "reached")
        work.Death(1)("")


def state_of(desk: Any, agenda: dict[str, int]) -> tuple[Any, ...]:
    """The task's state, its entries, tasks of its name, and whether what follows has its day."""
    return (
        builders.column(desk, "state", "task", agenda["first"]),
        desk.store.value(
            "SELECT count(*) FROM timeline_entry WHERE task_id = ?", (agenda["first"],)
        ),
        desk.store.value("SELECT count(*) FROM task WHERE title = 'Count the stock'"),
        builders.column(desk, "due", "task", agenda["after"]) is not None,
    )


UNTOUCHED = ("open", 0, 1, False)
FINISHED = ("done", 1, 2, True)


@pytest.mark.parametrize("at", [1, 2, 4, 7, 11, 16, 22, 29, 0])
def test_a_finish_is_there_whole_or_not_at_all(made, agenda, at):
    with child(dies_finishing, made, agenda["first"], at) as dying:
        dying.wait_for_death()
    with a_desk(made) as desk:
        assert state_of(desk, agenda) == (UNTOUCHED if at else FINISHED)
        assert upkeep.check(desk) == []
        tasks.finish(desk, agenda["first"], "counted", "reached")
        assert state_of(desk, agenda) == FINISHED


def test_a_result_typed_when_the_terminal_vanished_is_offered_for_its_task_again(
    made, agenda, empty_home, tmp_path
):
    words = ("-m", "crm_tui", "--db", str(made), "--as", "anna", "open", "agenda")
    environ = {"HOME": str(empty_home), "XDG_STATE_HOME": str(tmp_path / "state")}
    with Terminal(python(*words), environ=environ) as terminal:
        terminal.wait_for("Count the stock")
        terminal.send("/stock\r")
        terminal.wait_for("1 found")
        terminal.send("xforty boxes")
        terminal.wait_for("forty boxes")
        terminal.hang_up()
        terminal.wait_exit()
    with Terminal(python(*words), environ=environ) as terminal:
        terminal.wait_for("forty boxes")
        terminal.send("g")
        terminal.wait_for("result of 'Count the stock'")
        terminal.send("\rr")
        terminal.wait_for("Finished task")
    with a_desk(made) as desk:
        assert builders.column(desk, "result", "task", agenda["first"]) == "forty boxes"
