"""The evening's planning from the keyboard: a key for each task, at the end tomorrow's sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.services import tasks
from crm_tui.tui import lookout
from tests import builders
from tests.neighbour import Neighbour
from tests.tui.office import MEDIUM, NARROW, Seat, a_seat
from tests.tui.working_day import MONDAY, fill_day, many_tasks, task, task_named

TUESDAY, NEXT_MONDAY = date(2026, 11, 24), date(2026, 11, 30)


@pytest.fixture
def day(desk):
    return fill_day(desk)


def evening(desk, folder, size=NARROW, **settings):
    """Sit down at the agenda."""
    return a_seat(desk, folder, size, place="agenda", **settings)


def titles(seat: Seat) -> list[str]:
    """What the walk still offers, in its order."""
    rows = seat.workspace.sheet.rows
    found = [rows.task(index) for index in range(rows.count)]
    return [row.title for row in found if row is not None]


def due(desk, number):
    return str(task(desk, number, "due"))


def proposed(seat: Seat):
    rows = seat.workspace.sheet.rows
    found = [rows.task(index) for index in range(rows.count)]
    return [row for row in found if row is not None and row.reason]


async def begin(seat: Seat) -> str:
    """Press P, and wait for what is proposed."""
    return await seat.press("P")


# The walk


async def test_the_walk_puts_what_has_no_day_of_its_own_on_one_by_a_key(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        # it offers what is overdue, due and has no day
        screen = await begin(seat)
        assert seat.status.startswith("PLAN")
        for heading in ("Overdue 1", "Due today 4", "No day 1"):
            assert heading in screen
        before = titles(seat)
        assert before[0] == "Send the offer"
        assert "Prepare the contract" not in before  # it has its day already
        # on a Friday tomorrow is Monday, and it is said
        assert "The next working day is Mon 23 Nov" in seat.status
        assert "Plan Mon 23 Nov" in screen.splitlines()[1]
        # one key puts a task on its day and the cursor on the next; undo brings it back; this week
        # is the emptiest day left of that week
        for key, day_put in (
            ("t", MONDAY), ("greater_than_sign", MONDAY), ("l", NEXT_MONDAY), ("f", TUESDAY)
        ):  # fmt: skip
            await seat.press("home", key)
            assert due(desk, day["offer"]) == str(day_put), key
            assert seat.workspace.sheet.row.title == before[1], key
            assert titles(seat) == before[1:], key
            await seat.press("u")
            assert titles(seat) == before, key
            assert due(desk, day["offer"]) == "2026-11-18", key
        # what is passed over stays
        await seat.press("home", "j", "t")
        assert titles(seat)[0] == "Send the offer"
        assert due(desk, day["offer"]) == "2026-11-18"


async def test_what_is_put_handed_over_dropped_or_done_leaves_the_walk(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        # the load of the day fills as tasks are put there, and undo brings them all back
        screen = await begin(seat)
        before = titles(seat)
        assert "15 min of 8 h" in screen.splitlines()[1]
        screen = await seat.press("t")
        assert "30 min of 8 h" in screen.splitlines()[1]
        screen = await seat.press("t")
        assert "15 min of 8 h" not in screen.splitlines()[1]
        assert len(titles(seat)) == len(before) - 2
        screen = await seat.press("u", "u")
        assert "15 min of 8 h" in screen.splitlines()[1]
        assert titles(seat) == before
        assert due(desk, day["offer"]) == "2026-11-18"
        # marked tasks are put together and taken back together
        await seat.press("home", "space", "space", "t")
        assert len(titles(seat)) == len(before) - 2
        assert due(desk, day["offer"]) == str(MONDAY)
        assert "marked" not in seat.status
        await seat.press("u")
        assert titles(seat) == before
        # a task is handed over, dropped and finished within the walk
        await seat.press("home")
        await seat.type("wbob", "enter")
        assert "Send the offer" not in titles(seat)
        first = seat.workspace.sheet.row.id
        await seat.type("Dnot needed", "enter")
        assert task(desk, first, "state") == "dropped"
        second = seat.workspace.sheet.row.id
        await seat.type("xdone now", "enter", "r")
        assert task(desk, second, "state") == "done"
        assert {first, second}.isdisjoint(
            {seat.workspace.sheet.row.id if seat.workspace.sheet.row else 0}
        )


async def test_30_tasks_are_planned_in_under_60_keys(desk, tmp_path):
    made = many_tasks(desk, 30)
    keys = ["P", *("t", "t", "f", "l", "t") * 6, "q"]
    async with evening(desk, tmp_path, MEDIUM) as seat:
        await seat.press(*keys)
    assert len(keys) < 60
    left = desk.store.value("SELECT count(*) FROM task WHERE due < ?", (str(MONDAY),))
    assert left == 0
    planned = desk.store.value("SELECT count(DISTINCT task_id) FROM planning WHERE day >= ?",
                               (str(MONDAY),))  # fmt: skip
    assert planned == len(made)


async def test_planning_nothing_says_that_nothing_is_left(desk, tmp_path):
    async with evening(desk, tmp_path) as seat:
        screen = await begin(seat)
        assert "All is planned" in screen
        for key in ("t", "f", "l", "s", "x", "D", "w", "space", "enter"):
            await seat.press(key)
            assert not seat.workspace.prompt.active, key
        await seat.press("t")
        assert "Nothing is left" in seat.status


# Its end


async def test_the_walk_goes_on_after_a_card_a_place_a_size_and_ends_with_its_day(
    desk, day, tmp_path
):
    async with evening(desk, tmp_path) as seat:
        # Enter shows the card, q comes back to the walk
        await begin(seat)
        screen = await seat.press("enter")
        assert "[timeline]" in screen
        await seat.press("q")
        assert seat.status.startswith("PLAN")
        assert titles(seat)[0] == "Send the offer"
        # it follows the size of the terminal
        for size in ((200, 50), (60, 15), (1, 1), (120, 35), (80, 24)):
            await seat.pilot.resize_terminal(*size)
            await seat.look()
        screen = await seat.press("t")
        assert "Plan Mon 23 Nov" in screen
        assert due(desk, day["offer"]) == str(MONDAY)
        # another place and back goes on with it
        left = titles(seat)
        await seat.press("1")
        assert seat.status.startswith("LIST")
        await seat.press("2")
        assert seat.status.startswith("PLAN")
        assert titles(seat) == left
        # the end, by q or escape, shows the sheet of the day that was planned
        for number, key in ((3, "q"), (4, "escape")):
            await seat.press("t")
            screen = await seat.press(key)
            assert f"Mon 23 Nov  {number} tasks" in screen.splitlines()[1]
            assert "'crm plan' prints" in seat.status
            assert seat.status.startswith("AGENDA")
            screen = await seat.press("2")
            assert "Today Fri 20 Nov" in screen
            await begin(seat)


# Proposals


@pytest.fixture
def birthday(desk, day):
    people = [builders.a_person(desk, name, company=day["rossi"]) for name in ("Béla", "Cili")]
    with desk.store.change_set(desk.user, "born"):
        for number, person in enumerate((day["anna"], *people)):
            born = f"1980-11-{24 + number}"
            desk.store.write("UPDATE party SET birthday = ? WHERE id = ?", (born, person))
    return day


async def test_a_proposal_says_why_is_accepted_by_one_key_or_silenced(desk, birthday, tmp_path):
    async with evening(desk, tmp_path, MEDIUM) as seat:
        screen = await begin(seat)
        assert "Proposed" in screen
        # only a proposal can be silenced
        await seat.press("s")
        assert "Only a proposal can be silenced" in seat.status
        # a verb on tasks says that a proposal is none yet
        before = builders.dump(desk)
        await seat.press("G")
        for keys in (["x"], ["d"], ["w"], ["p"], ["e"], ["D"], ["a", "f"]):
            await seat.press(*keys)
            assert not seat.workspace.prompt.active, keys
            assert "proposal" in seat.status, keys
        await seat.press("space", "k", "space", "d")
        assert not seat.workspace.prompt.active
        assert builders.changed_since(before, builders.dump(desk)) == {}
        # a silenced one is not there again
        number = len(proposed(seat))
        assert number
        await seat.press("escape")
        await begin(seat)
        await seat.press("G", "s")
        assert len(proposed(seat)) == number - 1
        await seat.press("q", "P")
        await seat.look()
        assert len(proposed(seat)) == number - 1
        # an accepted one is a task
        wish = next(row for row in proposed(seat) if "birthday" in row.reason)
        seat.workspace.sheet.list.move_to(seat.workspace.sheet.rows.index_of(wish.id))
        screen = await seat.look()
        assert "birthday on" in screen
        await seat.press("t")
        made = task_named(desk, wish.title)
        assert task(desk, made, "party_id", "proposal", "reason")[:2] == (
            birthday["anna"], "birthday",
        )  # fmt: skip
        assert wish.title not in titles(seat)


async def test_marks_stay_on_their_proposals_when_others_go(desk, birthday, tmp_path):
    with Neighbour(desk.store.engine.path, "bob") as bob:
        async with evening(desk, tmp_path, MEDIUM) as seat:
            await begin(seat)
            first, *_, last = proposed(seat)
            await seat.press("G", "space")
            bob.does(tasks.add, "Wish her well", party=first.party, proposal="birthday")
            seat.workspace.lookout.look()
            await seat.look()
            assert len(proposed(seat)) == 2
            assert marked(seat) == [last.title]


def marked(seat):
    rows = seat.workspace.sheet.rows
    found = [rows.task(index) for index in range(rows.count)]
    return [row.title for row in found if row and row.id in seat.workspace.sheet.list.marks]


# The clock and the others


async def test_the_walk_keeps_up_with_colleagues_and_the_day(
    desk, day, tmp_path, clock, monkeypatch
):
    monkeypatch.setattr(lookout, "LOOK_EVERY_S", 3600)  # nobody sees it before the key
    with Neighbour(desk.store.engine.path, "bob") as bob:
        async with evening(desk, tmp_path) as seat:
            # what a colleague finishes leaves the walk, and the cursor stays
            await begin(seat)
            await seat.press("j", "j")
            here = seat.workspace.sheet.row.title
            bob.does(tasks.finish, day["offer"], "done by me")
            seat.workspace.lookout.look()
            await seat.look()
            assert "Send the offer" not in titles(seat)
            assert seat.workspace.sheet.row.title == here
            # a task put on a day after a colleague finished it stays finished
            await seat.press("home")
            ended = seat.workspace.sheet.row.id
            number = len(titles(seat))
            bob.does(tasks.finish, ended, "done by me")
            await seat.press("t")
            assert task(desk, ended, "state", "due")[0] == "done"
            seat.workspace.lookout.look()
            await seat.look()
            assert len(titles(seat)) == number - 1
            # past midnight the keys mean the days of the new day
            clock.instant += timedelta(days=3)
            seat.workspace.lookout.tick()
            screen = await seat.look()
            assert "Plan Tomorrow Tue 24 Nov" in screen.splitlines()[1]
            await seat.press("j")
            put = seat.workspace.sheet.row.id
            await seat.press("t")
            assert due(desk, put) == str(TUESDAY)
