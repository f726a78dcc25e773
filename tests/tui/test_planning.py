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


async def test_the_walk_offers_what_is_overdue_due_and_has_no_day(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        screen = await begin(seat)
        assert seat.status.startswith("PLAN")
        for heading in ("Overdue 1", "Due today 4", "No day 1"):
            assert heading in screen
        assert titles(seat)[0] == "Send the offer"
        assert "Prepare the contract" not in titles(seat)  # it has its day already


async def test_on_a_friday_tomorrow_is_monday_and_it_is_said(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        screen = await begin(seat)
        assert "The next working day is Mon 23 Nov" in seat.status
        assert "Plan Mon 23 Nov" in screen.splitlines()[1]
        await seat.press("t")
        assert due(desk, day["offer"]) == str(MONDAY)


@pytest.mark.parametrize(
    ("key", "day_put"), [("t", MONDAY), ("greater_than_sign", MONDAY), ("l", NEXT_MONDAY)]
)
async def test_one_key_puts_a_task_on_its_day_and_the_cursor_on_the_next(
    desk, day, tmp_path, key, day_put
):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        after = titles(seat)[1]
        await seat.press(key)
        assert due(desk, day["offer"]) == str(day_put)
        assert seat.workspace.sheet.row.title == after
        assert "Send the offer" not in titles(seat)


async def test_this_week_is_the_emptiest_day_left_of_that_week(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        await seat.press("f")
        assert due(desk, day["offer"]) == str(TUESDAY)


async def test_the_load_of_the_day_fills_as_tasks_are_put_there(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        screen = await begin(seat)
        assert "15 min of 8 h" in screen.splitlines()[1]
        screen = await seat.press("t")
        assert "30 min of 8 h" in screen.splitlines()[1]
        screen = await seat.press("t")
        assert "15 min of 8 h" not in screen.splitlines()[1]
        screen = await seat.press("u", "u")
        assert "15 min of 8 h" in screen.splitlines()[1]


async def test_30_tasks_are_planned_in_under_60_keys(desk, tmp_path):
    made = many_tasks(desk, 30)
    keys = ["P", *("t", "t", "f", "l", "t") * 6, "q"]
    async with evening(desk, tmp_path, MEDIUM) as seat:
        for key in keys:
            await seat.press(key)
    assert len(keys) < 60
    left = desk.store.value("SELECT count(*) FROM task WHERE due < ?", (str(MONDAY),))
    assert left == 0
    planned = desk.store.value("SELECT count(DISTINCT task_id) FROM planning WHERE day >= ?",
                               (str(MONDAY),))  # fmt: skip
    assert planned == len(made)


async def test_undo_brings_a_task_back_into_the_walk(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        before = titles(seat)
        await seat.press("t", "l")
        assert len(titles(seat)) == len(before) - 2
        await seat.press("u", "u")
        assert titles(seat) == before
        assert due(desk, day["offer"]) == "2026-11-18"


async def test_marked_tasks_are_put_together_and_taken_back_together(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        before = titles(seat)
        await seat.press("space", "space", "t")
        assert len(titles(seat)) == len(before) - 2
        assert due(desk, day["offer"]) == str(MONDAY)
        assert "marked" not in seat.status
        await seat.press("u")
        assert titles(seat) == before


async def test_what_is_passed_over_stays(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        await seat.press("j", "t")
        assert titles(seat)[0] == "Send the offer"
        assert due(desk, day["offer"]) == "2026-11-18"


async def test_a_task_is_handed_over_dropped_and_finished_within_the_walk(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
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


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_the_end_shows_the_sheet_of_the_day_that_was_planned(desk, day, tmp_path, key):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        await seat.press("t", "t")
        screen = await seat.press(key)
        assert "Mon 23 Nov  3 tasks" in screen.splitlines()[1]
        assert "'crm plan' prints" in seat.status
        assert seat.status.startswith("AGENDA")
        screen = await seat.press("2")
        assert "Today Fri 20 Nov" in screen


async def test_another_place_and_back_goes_on_with_the_walk(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        await seat.press("t")
        left = titles(seat)
        await seat.press("1")
        assert seat.status.startswith("LIST")
        await seat.press("2")
        assert seat.status.startswith("PLAN")
        assert titles(seat) == left


async def test_enter_shows_the_card_and_q_comes_back_to_the_walk(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        screen = await seat.press("enter")
        assert "[timeline]" in screen
        await seat.press("q")
        assert seat.status.startswith("PLAN")
        assert titles(seat)[0] == "Send the offer"


# Proposals


@pytest.fixture
def birthday(desk, day):
    people = [builders.a_person(desk, name, company=day["rossi"]) for name in ("Béla", "Cili")]
    with desk.store.change_set(desk.user, "born"):
        for number, person in enumerate((day["anna"], *people)):
            born = f"1980-11-{24 + number}"
            desk.store.write("UPDATE party SET birthday = ? WHERE id = ?", (born, person))
    return day


async def test_a_proposal_says_why_and_is_accepted_by_one_key(desk, birthday, tmp_path):
    async with evening(desk, tmp_path, MEDIUM) as seat:
        screen = await begin(seat)
        assert "Proposed" in screen
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


async def test_a_silenced_proposal_is_not_there_again(desk, birthday, tmp_path):
    async with evening(desk, tmp_path, MEDIUM) as seat:
        await begin(seat)
        number = len(proposed(seat))
        assert number
        await seat.press("G", "s")
        assert len(proposed(seat)) == number - 1
        await seat.press("q", "P")
        await seat.look()
        assert len(proposed(seat)) == number - 1


async def test_only_a_proposal_can_be_silenced(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        await seat.press("s")
        assert "Only a proposal can be silenced" in seat.status


async def test_a_verb_on_tasks_says_that_a_proposal_is_none_yet(desk, birthday, tmp_path):
    async with evening(desk, tmp_path, MEDIUM) as seat:
        await begin(seat)
        before = builders.dump(desk)
        await seat.press("G")
        for keys in (["x"], ["d"], ["w"], ["p"], ["e"], ["D"], ["a", "f"]):
            await seat.press(*keys)
            assert not seat.workspace.prompt.active, keys
            assert "proposal" in seat.status, keys
        await seat.press("space", "k", "space", "d")
        assert not seat.workspace.prompt.active
        assert builders.changed_since(before, builders.dump(desk)) == {}


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


async def test_past_midnight_the_keys_mean_the_days_of_the_new_day(desk, day, tmp_path, clock):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        clock.instant += timedelta(days=3)
        seat.workspace.lookout.tick()
        screen = await seat.look()
        assert "Plan Tomorrow Tue 24 Nov" in screen.splitlines()[1]
        await seat.press("t")
        assert due(desk, day["offer"]) == str(TUESDAY)


async def test_what_a_colleague_finishes_leaves_the_walk_and_the_cursor_stays(desk, day, tmp_path):
    with Neighbour(desk.store.engine.path, "bob") as bob:
        async with evening(desk, tmp_path) as seat:
            await begin(seat)
            await seat.press("j", "j")
            here = seat.workspace.sheet.row.title
            bob.does(tasks.finish, day["offer"], "done by me")
            seat.workspace.lookout.look()
            await seat.look()
            assert "Send the offer" not in titles(seat)
            assert seat.workspace.sheet.row.title == here


async def test_a_task_put_on_a_day_after_a_colleague_finished_it_is_refused_in_words(
    desk, day, tmp_path, monkeypatch
):
    monkeypatch.setattr(lookout, "LOOK_EVERY_S", 3600)  # nobody sees it before the key
    with Neighbour(desk.store.engine.path, "bob") as bob:
        async with evening(desk, tmp_path) as seat:
            await begin(seat)
            number = len(titles(seat))
            bob.does(tasks.finish, day["offer"], "done by me")
            await seat.press("t")
            assert task(desk, day["offer"], "state", "due")[0] == "done"
            seat.workspace.lookout.look()
            await seat.look()
            assert len(titles(seat)) == number - 1


async def test_the_walk_follows_the_size_of_the_terminal(desk, day, tmp_path):
    async with evening(desk, tmp_path) as seat:
        await begin(seat)
        for size in ((200, 50), (60, 15), (1, 1), (120, 35), (80, 24)):
            await seat.pilot.resize_terminal(*size)
            await seat.look()
        screen = await seat.press("t")
        assert "Plan Mon 23 Nov" in screen
        assert due(desk, day["offer"]) == str(MONDAY)
