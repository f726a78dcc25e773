"""The agenda from the keyboard: the day's sheet, what is done with its tasks, what others do."""

from __future__ import annotations

import signal
from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.services import parties, tasks
from crm_tui.views import card as cards
from crm_tui.views import task_lines
from tests import builders
from tests.neighbour import Neighbour
from tests.snapshots import assert_looks_as_before
from tests.tui.office import MEDIUM, NARROW, WIDE, Seat, a_seat
from tests.tui.working_day import MONDAY, TODAY, at, fill_day, task, task_named

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = {"80x24": NARROW, "120x35": MEDIUM, "200x50": WIDE}


@pytest.fixture
def day(desk):
    return fill_day(desk)


@pytest.fixture
def bob(desk, day):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def sheet(desk, folder, size=NARROW, **settings):
    """Sit down at the agenda."""
    return a_seat(desk, folder, size, place="agenda", **settings)


async def go_to(seat: Seat, number: int) -> str:
    """Move the cursor to a task, as with j, wherever it stands."""
    rows = seat.workspace.sheet.rows
    index = next(one for one in range(rows.count) if rows.row(one).key == number)
    seat.workspace.sheet.list.move_to(index)
    return await seat.look()


def under_cursor(seat: Seat) -> str:
    row = seat.workspace.sheet.row
    return row.title if row else ""


def entries(desk, party):
    return [entry for entry in cards.timeline(desk, party) if not entry.body.startswith("spoke")]


# The first screen of the day


async def test_the_first_screen_of_the_day_is_the_agenda(desk, day, tmp_path):
    async with a_seat(desk, tmp_path, place="") as seat:
        screen = await seat.look()
        assert seat.status.startswith("AGENDA")
        assert "Today Fri 20 Nov" in screen
        assert under_cursor(seat) == "Send the offer"  # overdue comes on top
        assert seat.name == "Rossi Kft"


async def test_the_second_start_of_the_day_opens_where_it_was_left(desk, day, tmp_path, clock):
    async with a_seat(desk, tmp_path, place="") as seat:
        await seat.press("1")
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("LIST")
    clock.instant += timedelta(days=3)
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("AGENDA")
        assert "Today Mon 23 Nov" in await seat.look()


async def test_an_empty_database_opens_the_customers(desk, tmp_path):
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("LIST")
        screen = await seat.press("2")
        assert "t or N adds a task" in screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_sheet_looks_as_before(desk, day, tmp_path, size):
    async with sheet(desk, tmp_path, SIZES[size]) as seat:
        assert_looks_as_before(SNAPSHOTS / "agenda" / f"sheet-{size}.txt", await seat.press("j"))


async def test_the_sheet_without_box_characters_looks_as_before(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM, ui__ascii=True) as seat:
        screen = await seat.look()
        assert_looks_as_before(SNAPSHOTS / "agenda" / "sheet-ascii.txt", screen)
        ours = screen.replace("Müller", "")
        assert not [letter for letter in ours if "\u2000" <= letter < "\u2e00"]


async def test_a_task_says_with_whom_how_long_and_which_number_to_dial(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        screen = await seat.look()
        line = next(one for one in screen.splitlines() if "14:00+" in one)
        assert "!high Call Anna" in line
        assert "Rossi" in line
        assert "+36 1 234 5678" in line
        assert "2 overlap" in screen
        await seat.pilot.resize_terminal(*WIDE)
        line = next(one for one in (await seat.look()).splitlines() if "14:00+" in one)
        assert " 20m " in line


async def test_the_card_follows_the_cursor_in_the_same_step(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        seat.workspace.sheet.list.move_by(1)
        assert seat.workspace.sheet.row.title == "Call Anna about the renewal"
        seat.workspace.sheet.list.move_by(1)
        assert seat.workspace.party == day["Müller GmbH"]


async def test_a_task_without_a_customer_leaves_no_other_customers_card(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        screen = await go_to(seat, day["paper"])
        assert under_cursor(seat) == "Order paper"
        assert seat.workspace.party is None
        assert "Rossi Kft · company" not in screen
        before = builders.dump(desk)
        for keys in (["enter"], ["c"], ["i"], ["T"], ["a", "v"], ["y", "p"]):
            await seat.press(*keys)
            assert not seat.workspace.prompt.active, keys
        assert builders.changed_since(before, builders.dump(desk)) == {}


# Done


async def test_x_an_outcome_key_and_a_text_end_a_task_and_the_timeline_has_it_at_once(
    desk, day, tmp_path
):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["offer"])
        screen = await seat.type("xsent by mail", "enter", "r")
        assert task(desk, day["offer"], "state", "result", "outcome") == (
            "done", "sent by mail", "reached",
        )  # fmt: skip
        assert screen.count("sent by mail") >= 1
        assert [one.result for one in entries(desk, day["rossi"])] == ["sent by mail"]
        assert "Send the offer" not in "\n".join(screen.splitlines()[2:10])


async def test_an_empty_result_is_refused_and_an_outcome_alone_is_one(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.press("x", "enter", "enter")
        assert "needs its result" in seat.status
        assert task(desk, day["offer"], "state") == "open"  # nothing is done
        await seat.press("x", "enter", "r")
        assert task(desk, day["offer"], "state", "outcome") == ("done", "reached")
        assert not seat.workspace.prompt.active  # a next step stands there already


async def test_x_again_on_a_finished_task_changes_nothing(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.type("xmine")
        bob.does(tasks.finish, day["offer"], "theirs")
        await seat.press("enter", "r")
        assert task(desk, day["offer"], "result") == "theirs"
        assert len(entries(desk, day["rossi"])) == 1


async def test_a_next_step_is_offered_in_the_same_breath(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["samples"])
        await seat.type("xarrived", "enter", "r")
        assert "next step with Zalka Bt" in seat.status
        screen = await seat.type("call about them tue 10:00")
        assert "Tue 24 Nov 10:00" in screen.splitlines()[-1]
        await seat.press("enter")
        step = task_named(desk, "call about them")
        party, entry = task(desk, step, "party_id", "entry_id")
        assert party == day["Zalka Bt"]
        assert entry == task_lines.entry_of(desk, day["samples"])


async def test_enter_passes_the_next_step_over(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["samples"])
        await seat.type("xarrived", "enter", "r", "enter")
        assert not seat.workspace.prompt.active
        assert cards.open_tasks(desk, day["Zalka Bt"]) == ()


async def test_a_call_that_reached_nobody_comes_back_by_itself(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        screen = await seat.press("x", "enter", "n")
        assert not seat.workspace.prompt.active
        assert "comes back" in seat.status
        again = task_named(desk, "Call Anna about the renewal")
        assert again != day["renewal"]
        assert task(desk, again, "attempt", "state") == (2, "open")
        assert "2nd try" in screen or "2nd try" in await go_to(seat, again)


async def test_enter_on_a_call_starts_it_and_x_has_its_minutes(desk, day, tmp_path, clock):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("enter")
        assert "ON CALL" in seat.status
        assert "Calling Rossi Kft" in seat.status
        clock.instant += timedelta(minutes=6, seconds=1)
        await seat.type("xthey renew", "enter", "r")
        (entry,) = entries(desk, day["rossi"])
        assert (entry.result, entry.minutes) == ("they renew", 7)
        assert "ON CALL" not in await seat.look()


async def test_enter_on_what_is_no_call_opens_the_card(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["contract"])
        screen = await seat.press("enter")
        assert "ON CALL" not in screen
        assert "[timeline]" in screen
        screen = await seat.press("q")
        assert under_cursor(seat) == "Prepare the contract"
        assert seat.status.startswith("AGENDA")


async def test_a_text_for_a_result_is_offered_again_for_the_same_task_only(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.type("xhalf a result", "enter", "escape")
        await go_to(seat, day["renewal"])
        await seat.press("x")
        assert "half a result" not in seat.status
        await seat.press("escape")
        await go_to(seat, day["offer"])
        await seat.press("x")
        assert "half a result" in seat.status


async def test_a_half_typed_result_comes_back_after_the_end_for_its_own_task(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["contract"])
        await seat.type("xhalf a result")
        seat.workspace.end(128 + signal.SIGHUP)
    async with sheet(desk, tmp_path) as seat:
        assert "half a result" in seat.status
        assert under_cursor(seat) != "Prepare the contract"
        await seat.press("g")
        assert "Prepare the contract" in seat.status
        await seat.press("enter", "r")
        assert task(desk, day["contract"], "result") == "half a result"
        assert task(desk, day["offer"], "state") == "open"


# Moved, handed over, dropped


async def test_a_day_on_is_the_next_working_day_and_a_day_back_never_yesterday(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("greater_than_sign")
        start = task_lines.told(desk, day["renewal"]).line
        assert (start.due, f"{start.at:%H:%M}") == (MONDAY, "14:00")
        assert under_cursor(seat) == "Show the new pump"  # the cursor goes on to what comes next
        await go_to(seat, day["renewal"])
        await seat.press("less_than_sign")
        await go_to(seat, day["renewal"])
        await seat.press("less_than_sign")
        assert task_lines.told(desk, day["renewal"]).line.due == TODAY


async def test_what_is_overdue_comes_to_today_first(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.press("greater_than_sign")
        assert str(task(desk, day["offer"], "due")) == "2026-11-20"


async def test_marked_tasks_are_moved_after_a_question_by_one_change(desk, day, tmp_path):
    before = builders.dump(desk)
    async with sheet(desk, tmp_path) as seat:
        await seat.press("home", "space", "space")
        assert "2 marked" in seat.status
        await seat.type("dmon", "enter")
        assert "2 tasks?" in seat.status
        await seat.press("enter", "d")
        assert "2 tasks?" in seat.status
        await seat.press("y")
        assert "marked" not in seat.status
        moved = desk.store.value("SELECT count(*) FROM task WHERE due = '2026-11-23'")
        assert moved == 3
        await seat.press("u")
        assert "Taken back" in seat.status
        assert builders.changed_since(before, builders.dump(desk)) == {}


async def test_a_refused_change_of_many_changes_none_and_keeps_the_marks_of_the_others(
    desk, day, tmp_path, bob
):
    async with sheet(desk, tmp_path) as seat:
        await seat.press("home", "space", "space")
        marked = set(seat.workspace.sheet.list.marks)
        assert day["offer"] in marked
        await seat.type("dmon", "enter")
        bob.does(tasks.finish, day["offer"], "done by me")
        await seat.press("y")
        assert "ended" in seat.status
        moved = desk.store.value("SELECT count(*) FROM task WHERE due = '2026-11-23'")
        assert moved == 1
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.workspace.sheet.list.marks == marked - {day["offer"]}


async def test_w_gives_a_task_to_a_colleague(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        screen = await seat.type("wb", "tab", "enter")
        assert "Bob" in seat.status
        assert "Send the offer" not in "\n".join(screen.splitlines()[2:10])
        bob = desk.store.value("SELECT id FROM \"user\" WHERE login = 'bob'")
        assert task(desk, day["offer"], "assignee_id") == bob


async def test_w_p_s_and_d_refuse_nobody_say_priority_say_begun_and_drop_with_a_reason_only(
    desk, day, tmp_path
):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["offer"])
        # nobody by that name gets a task
        await seat.type("wzz", "enter")
        assert "no colleague" in seat.status
        assert task(desk, day["offer"], "assignee_id") == desk.user
        # p says how much it matters
        screen = await seat.press("p", "u")
        assert task(desk, day["offer"], "priority") == "urgent"
        assert "!urgent Send" in screen
        # it is dropped with its reason only
        await seat.press("D", "enter")
        assert "Why is it dropped?" in seat.status
        assert task(desk, day["offer"], "state") == "open"
        # s says that it is being done now
        screen = await seat.press("s")
        assert task(desk, day["offer"], "state") == "doing"
        assert "being done" in screen
        await seat.type("Dthey went elsewhere", "enter")
        assert task(desk, day["offer"], "state", "result") == ("dropped", "they went elsewhere")


async def test_repeat_makes_the_last_change_on_another_task(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.press("p", "u")
        await go_to(seat, day["paper"])
        await seat.press("full_stop")
        assert task(desk, day["paper"], "priority") == "urgent"
        await go_to(seat, day["renewal"])
        await seat.type("d+4d", "enter")
        await go_to(seat, day["visit"])
        await seat.press("full_stop")
        assert task_lines.told(desk, day["visit"]).line.due == date(2026, 11, 24)
        assert f"{task_lines.told(desk, day['visit']).line.at:%H:%M}" == "14:10"


async def test_repeat_on_many_marked_tasks_asks_first(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.press("p", "u")
        await seat.press("home", "space", "space", "full_stop")
        assert "2 tasks?" in seat.status
        await seat.press("n")
        urgent = desk.store.value("SELECT count(*) FROM task WHERE priority = 'urgent'")
        assert urgent == 1


# Added


async def test_what_is_understood_of_a_task_shows_while_it_is_typed(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["offer"])
        screen = await seat.type("tcall Anna tue 10:00 20m !high @bob every week")
        row = screen.splitlines()[-1]
        for said in ("call Anna", "Tue 24 Nov 10:00", "20", "high", "bob", "week"):
            assert said in row
        await seat.press("enter")
        made = task_named(desk, "call Anna")
        assert task(desk, made, "party_id", "minutes", "priority", "repeats") == (
            day["rossi"], 20, "high", "FREQ=WEEKLY",
        )  # fmt: skip


async def test_a_task_from_an_entry_of_the_timeline_keeps_the_entry(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["offer"])
        await seat.press("tab")
        entry = seat.workspace.card.target.id
        await seat.type("tsend the list fri", "enter")
        assert task(desk, task_named(desk, "send the list"), "entry_id") == entry


async def test_a_task_hangs_on_no_customer_or_the_one_named_before_a_colon(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await seat.type("Nwater the plants today", "enter")
        assert task(desk, task_named(desk, "water the plants"), "party_id") is None
        await seat.type("NZalka Bt: bring samples today", "enter")
        assert task(desk, task_named(desk, "bring samples"), "party_id") == day["Zalka Bt"]
        await seat.type("Nnote: nobody by that name today", "enter")
        made = task_named(desk, "note: nobody by that name")
        assert task(desk, made, "party_id") is None


async def test_a_task_that_follows_another_gets_its_day_when_that_one_is_done(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["contract"])
        await seat.type("afget it signed", "enter")
        made = task_named(desk, "get it signed")
        assert task(desk, made, "follows_id", "due") == (day["contract"], None)
        await go_to(seat, day["contract"])
        await seat.type("xready", "enter", "r")
        await seat.press("escape")
        assert str(task(desk, made, "due")) >= "2026-11-20"


async def test_e_edits_the_task_as_the_line_it_could_have_been_typed_in(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("e")
        assert "Call Anna about the renewal" in seat.status
        await seat.type(" 45m", "enter")
        assert task(desk, day["renewal"], "minutes", "priority", "kind") == (45, "high", "call")
        assert task_lines.told(desk, day["renewal"]).line.at == at(14).time()


async def test_editing_over_a_colleagues_change_loses_neither_text(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["contract"])
        await seat.press("e")
        bob.does(tasks.prioritise, day["contract"], "urgent")
        await seat.type(" 45m", "enter")
        assert "changed this task meanwhile" in seat.status
        assert task(desk, day["contract"], "minutes", "priority") == (None, "urgent")
        seat.workspace.lookout.look()
        await seat.look()
        await seat.press("e")
        screen = await seat.look()
        assert "45m" in screen.splitlines()[-2]
        assert "!urgent Prepare" in screen
        await seat.press("enter")
        assert task(desk, day["contract"], "minutes") == 45


# Other days, other people


async def test_brackets_turn_the_days_and_come_back(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        screen = await seat.press(*["right_square_bracket"] * 3)
        assert "Mon 23 Nov" in screen.splitlines()[1]
        assert under_cursor(seat) == "Prepare the contract"
        screen = await seat.press(*["left_square_bracket"] * 3)
        assert "Today Fri 20 Nov" in screen


async def test_brackets_turn_the_weeks_in_the_week(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        screen = await seat.type("vmy week", "enter")
        assert "Week from Mon 16 Nov" in screen
        screen = await seat.press("right_square_bracket")
        assert "Week from Mon 23 Nov" in screen
        assert "Prepare the contract" in screen


async def test_2_comes_back_to_today_and_v_shows_what_hangs_on_nobody(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await seat.press("right_square_bracket", "right_square_bracket")
        screen = await seat.press("2")
        assert "Today Fri 20 Nov" in screen
        screen = await seat.type("vno cust", "enter")
        assert "Order paper" in screen
        assert "Send the offer" not in screen.splitlines()[2]


async def test_v_shows_a_colleagues_agenda(desk, day, tmp_path):
    bob = builders.a_colleague(desk)
    builders.a_task(bob, day["Zalka Bt"], "Bob's visit", due=TODAY)
    async with sheet(desk, tmp_path) as seat:
        screen = await seat.type("vbob", "enter")
        assert "Bob Stone: Today Fri 20 Nov" in screen
        assert "Bob's visit" in screen
        screen = await seat.press("right_square_bracket")
        assert "Bob Stone: Tomorrow" in screen
        screen = await seat.press("2")
        assert "Bob Stone:" not in screen.splitlines()[1]


async def test_v_shows_the_teams_load_and_enter_the_agenda_of_who_is_chosen(desk, day, tmp_path):
    bob = builders.a_colleague(desk)
    builders.a_task(bob, day["Zalka Bt"], "Bob's visit", due=TODAY)
    async with sheet(desk, tmp_path) as seat:
        screen = await seat.type("vteam", "enter")
        assert "The team's load" in screen
        assert "Bob Stone" in screen
        screen = await seat.type("bob", "enter")
        assert "Bob's visit" in screen


# Searching


async def test_search_narrows_while_typing_and_escape_brings_the_sheet_back(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["paper"])
        screen = await seat.type("/contract")
        assert "1 found" in screen
        assert under_cursor(seat) == "Prepare the contract"
        screen = await seat.press("escape")
        assert "Today Fri 20 Nov" in screen
        assert under_cursor(seat) == "Order paper"


async def test_enter_keeps_a_search_and_escape_or_q_clear_it_later(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        for key in ("escape", "q"):
            await seat.type("/rossi", "enter")
            assert seat.workspace.sheet.searched == "rossi"
            screen = await seat.press(key)
            assert "Today Fri 20 Nov" in screen
            assert seat.workspace.return_code is None


async def test_a_search_that_finds_nothing_says_so(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        screen = await seat.type("/zzzz")
        assert "Nothing answers to that" in screen
        await seat.press("enter", "x", "d", "greater_than_sign", "e", "D", "s", "p", "w")
        assert not seat.workspace.prompt.active
        assert "no open task here" in seat.status


# The clock and the others


async def test_at_midnight_the_sheet_is_another_days(desk, day, tmp_path, clock):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["paper"])
        clock.instant += timedelta(days=3)
        seat.workspace.lookout.tick()
        screen = await seat.look()
        assert "Today Mon 23 Nov" in screen
        assert under_cursor(seat) == "Order paper"  # overdue now
        assert "Agenda 1 !5" in screen.splitlines()[0]


async def test_what_a_colleague_does_appears_and_cursor_and_marks_stay(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("space", "k")
        assert under_cursor(seat) == "Call Anna about the renewal"
        bob.does(tasks.add, "Sign here", party=day["rossi"], due=TODAY, assignee=desk.user)
        bob.does(tasks.move, day["offer"], MONDAY)
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "Sign here" in screen
        assert under_cursor(seat) == "Call Anna about the renewal"
        assert seat.workspace.sheet.list.marks == {day["renewal"]}


async def test_a_marked_task_that_a_colleague_finishes_is_marked_no_more(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path) as seat:
        await seat.press("asterisk", "y")
        number = len(seat.workspace.sheet.list.marks)
        bob.does(tasks.finish, day["offer"], "done by me")
        seat.workspace.lookout.look()
        await seat.look()
        assert len(seat.workspace.sheet.list.marks) == number - 1
        await seat.type("d+3d", "enter", "y")
        assert task(desk, day["paper"], "due") in (MONDAY, "2026-11-23")


async def test_a_task_of_a_merged_customer_shows_whose_it_is_now(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await go_to(seat, day["samples"])
        bob.does(parties.archive, [day["Zalka Bt"]])
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "Send samples" in screen
        await seat.type("xsent to the archive", "enter", "r")
        assert task(desk, day["samples"], "state") == "done"


# On the phone


async def test_the_card_of_a_caller_stays_whatever_colleagues_do(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["visit"])
        await seat.type("C9998877", "enter")
        assert seat.name == "Anna Rossi"
        bob.does(tasks.finish, day["visit"], "done by me")
        bob.does(tasks.add, "Sign here", party=day["rossi"], due=TODAY, assignee=desk.user)
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.name == "Anna Rossi"
        await seat.type("cshe agrees", "enter", "r")
        assert [one.body for one in entries(desk, day["anna"])] == ["she agrees"]
        assert seat.name == "Anna Rossi"


async def test_a_task_finished_from_its_card_leaves_that_card_there(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("enter")
        screen = await seat.type("xthey renew", "enter", "r")
        assert seat.name == "Rossi Kft"
        assert "they renew" in screen
        await seat.press("right_square_bracket")
        assert seat.workspace.party == seat.workspace.sheet.party


async def test_a_text_for_a_task_that_a_colleague_ended_becomes_a_note(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["offer"])
        await seat.type("xthey want two")
        bob.does(tasks.finish, day["offer"], "sent")
        await seat.press("enter", "r")
        assert "i on Rossi Kft has your text" in seat.status
        await seat.type(":go Rossi Kft", "enter")
        await seat.press("i", "enter")
        assert {one.body or one.result for one in entries(desk, day["rossi"])} == {
            "they want two", "sent",
        }  # fmt: skip


async def test_a_next_step_that_was_half_typed_is_for_its_own_customer(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["samples"])
        await seat.type("xarrived", "enter", "r")
        assert "next step with Zalka Bt" in seat.status
        await seat.type("call them")
        seat.workspace.end(128 + signal.SIGHUP)
    async with sheet(desk, tmp_path) as seat:
        await seat.press("g", "enter")
        assert task(desk, task_named(desk, "call them"), "party_id") == day["Zalka Bt"]


# Panes, sizes


async def test_tab_goes_to_the_card_and_q_and_escape_come_back(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        for key in ("q", "escape"):
            await seat.press("tab")
            assert seat.status.startswith("CARD")
            await seat.press(key)
            assert seat.status.startswith("AGENDA")


async def test_escape_cancels_search_then_marks_then_zoom_and_stays(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        await seat.press("z", "space")
        await seat.type("/rossi", "enter")
        await seat.press("escape")
        assert not seat.workspace.sheet.searched
        assert seat.workspace.sheet.list.marks
        await seat.press("escape")
        assert not seat.workspace.sheet.list.marks
        assert seat.workspace.layout.zoomed
        await seat.press("escape")
        assert not seat.workspace.layout.zoomed
        await seat.press("escape", "escape")
        assert seat.workspace.return_code is None


async def test_zoom_gives_the_sheet_the_screen_and_takes_it_back(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        before = await seat.look()
        screen = await seat.press("z")
        assert "+36 1 234 5678 office" not in screen
        assert "Send samples" in screen
        assert await seat.press("z") == before


async def test_marks_stay_through_another_place_which_is_as_it_was_left(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await seat.press("home", "space")
        await seat.press("1")
        assert "marked" not in seat.status
        await seat.press("2")
        assert "1 marked" in seat.status
        await go_to(seat, day["paper"])
        await seat.press("1", "G")
        there = seat.name
        await seat.press("2")
        assert under_cursor(seat) == "Order paper"
        await seat.press("1")
        assert seat.name == there


async def test_a_resize_at_any_moment_loses_nothing(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await go_to(seat, day["renewal"])
        await seat.press("space", "k")
        await seat.type("d+4")
        for size in ((200, 50), (61, 16), (48, 12), (1, 1), (120, 35), (80, 24)):
            await seat.pilot.resize_terminal(*size)
            await seat.pilot.pause()
        await seat.type("d")
        screen = await seat.look()
        assert "+4d" in seat.status
        assert under_cursor(seat) == "Call Anna about the renewal"
        await seat.press("enter")
        assert task_lines.told(desk, day["renewal"]).line.due == date(2026, 11, 24)
        assert screen


async def test_the_smallest_terminals_show_what_and_when_and_smaller_ones_what_they_need(
    desk, day, tmp_path
):
    async with sheet(desk, tmp_path, (60, 15)) as seat:
        for size in ((60, 15), (61, 16), (70, 20)):
            await seat.pilot.resize_terminal(*size)
            screen = await seat.look()
            assert "Send the o" in screen, size
            assert "!Wed 18 Nov" in screen, size
        await seat.pilot.resize_terminal(48, 12)
        assert "needs 60x15, now 48x12" in await seat.look()
        await seat.press("j", "x", "escape", "P", "q", "v", "escape")
        assert seat.workspace.return_code is None
