"""The plan on a card at the workspace: what is under the cursor is agreed, moved, done (S6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.services import tasks
from crm_tui.views import card as cards
from crm_tui.views import shared_plan
from tests import builders
from tests.tui.office import MEDIUM, NARROW, a_seat, fill

WEDNESDAY, FRIDAY = date(2026, 11, 18), date(2026, 11, 20)


@pytest.fixture
def rossi(desk):
    """Rossi's plan: ours is late since Wednesday, theirs since Thursday, a review to come."""
    party = fill(desk)["rossi"]
    builders.a_task(desk, party, "Approve it", side="them", due=date(2026, 11, 19))
    builders.a_task(desk, party, "See how it went", kind="review", due=date(2026, 12, 1))
    tasks.finish(desk, builders.a_task(desk, party, "Ask Anna"), "likes it")
    return party


async def to_the_tasks(seat):
    """Open the card's page of tasks."""
    await seat.press("enter")
    while "[tasks" not in await seat.look():
        await seat.press("l")
    return await seat.look()


def open_ones(desk, party):
    return {row.title: row for row in shared_plan.plan(desk, party).open}


async def test_both_sides_stand_on_one_page_where_what_ended_is_only_looked_at(
    desk, rossi, tmp_path
):
    async with a_seat(desk, tmp_path, NARROW, party=rossi) as seat:
        # what they owe shows on the card's first page
        assert "they    ! overdue yesterday Approve it" in await seat.look()
        # both sides stand on the page of tasks, narrow or wide
        await to_the_tasks(seat)
        for size in (NARROW, MEDIUM):
            await seat.pilot.resize_terminal(*size)
            screen = await seat.look()
            for said in ("we: 2 open, 1 overdue · they: 1 open, 1 overdue", "review Tue 1 Dec"):
                assert said in screen, size
            assert "! overdue yesterday they: Approve it" in screen, size
            assert "done today 10:00 Ask Anna (anna) · likes it" in screen, size
        # Enter on what is no call names the keys that help
        await seat.press("enter")
        assert "x finishes this task, e changes it" in seat.status
        # a task that has ended is only looked at
        await seat.press("G", "enter")
        assert "This task has ended" in seat.status
        await seat.press("x")
        assert "There is no open task here" in seat.status
        await seat.press("escape", "k", "G")
        assert "There is no open task here" not in seat.status
        await seat.type(":agreed", "enter")
        assert "There is no open task here" in seat.status


async def test_the_task_under_the_cursor_is_agreed_on_moved_and_done(desk, rossi, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=rossi) as seat:
        await to_the_tasks(seat)
        # what is no day of the past is refused
        for said, answer in (
            ("someday", "'someday' is no day."), ("tomorrow", "is still to come")
        ):  # fmt: skip
            await seat.type(f":agreed {said}", "enter")
            assert answer in seat.status
            assert [row.agreed_on for row in open_ones(desk, rossi).values()] == [None] * 3
        # it is agreed on today or on a day of the past, and undo takes it back
        await seat.press("j")
        screen = await seat.type(":agreed", "enter")
        assert "agreed today" in screen
        assert "Agreed on today: Approve it" in seat.status
        await seat.type(":agreed wed", "enter")
        assert open_ones(desk, rossi)["Approve it"].agreed_on == WEDNESDAY
        assert "agreed today" in await seat.press("u")
        await seat.type(":agreed none", "enter")
        assert [row.agreed_on for row in open_ones(desk, rossi).values()] == [None] * 3
        # it is moved, and done
        await seat.press("greater_than_sign")
        assert open_ones(desk, rossi)["Approve it"].day == FRIDAY
        screen = await seat.type("xcame by mail", "enter", "enter")
        assert "Approve it" not in open_ones(desk, rossi)
        assert "done today 10:00 they: Approve it · came by mail" in screen


async def test_enter_on_a_call_starts_it_and_its_result_ends_it(desk, rossi, tmp_path, clock):
    builders.a_task(desk, rossi, "Ask about the ink", kind="call", due=date(2026, 11, 17))
    async with a_seat(desk, tmp_path, MEDIUM, party=rossi) as seat:
        await to_the_tasks(seat)
        await seat.press("enter")
        assert "Calling Rossi Kft +36 1 234 5678" in seat.status
        await seat.press("enter")
        assert "x finishes this task" in seat.status
        clock.instant += timedelta(minutes=4)
        await seat.type("xtwo litres", "enter", "r")
        assert "Ask about the ink" not in open_ones(desk, rossi)
        assert cards.timeline(desk, rossi, limit=1)[0].minutes == 4
