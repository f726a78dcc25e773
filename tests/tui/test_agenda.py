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


async def test_the_first_screen_of_the_day_is_the_agenda_a_later_one_where_it_was_left(
    desk, day, tmp_path, clock
):
    # the first start of a day leads to the agenda, what is overdue on top
    async with a_seat(desk, tmp_path, place="") as seat:
        screen = await seat.look()
        assert seat.status.startswith("AGENDA")
        assert "Today Fri 20 Nov" in screen
        assert under_cursor(seat) == "Send the offer"
        assert seat.name == "Rossi Kft"
        await seat.press("1")
    # the second start opens where it was left
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("LIST")
    # another day begins with its agenda again
    clock.instant += timedelta(days=3)
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("AGENDA")
        assert "Today Mon 23 Nov" in await seat.look()


async def test_an_empty_database_opens_the_customers(desk, tmp_path):
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.status.startswith("LIST")
        screen = await seat.press("2")
        assert "t or N adds a task" in screen


async def test_the_sheet_looks_as_before_at_every_size(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        await seat.press("j")
        seen = {}
        for name, size in SIZES.items():
            await seat.pilot.resize_terminal(*size)
            seen[name] = await seat.look()
            assert_looks_as_before(SNAPSHOTS / "agenda" / f"sheet-{name}.txt", seen[name])
        # a task says with whom and which number to dial, and where it is wide how long
        line = next(one for one in seen["120x35"].splitlines() if "14:00+" in one)
        assert "!high Call Anna" in line
        assert "Rossi" in line
        assert "+36 1 234 5678" in line
        assert "2 overlap" in seen["120x35"]
        line = next(one for one in seen["200x50"].splitlines() if "14:00+" in one)
        assert " 20m " in line


async def test_the_sheet_without_box_characters_looks_as_before(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM, ui__ascii=True) as seat:
        screen = await seat.look()
        assert_looks_as_before(SNAPSHOTS / "agenda" / "sheet-ascii.txt", screen)
        ours = screen.replace("Müller", "")
        assert not [letter for letter in ours if "\u2000" <= letter < "\u2e00"]


async def test_the_card_is_of_the_task_under_the_cursor_and_of_nobody_else(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        # the card follows the cursor in the same step
        await go_to(seat, day["offer"])
        seat.workspace.sheet.list.move_by(1)
        assert seat.workspace.sheet.row.title == "Call Anna about the renewal"
        seat.workspace.sheet.list.move_by(1)
        assert seat.workspace.party == day["Müller GmbH"]
        # a task without a customer leaves no other customer's card
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


async def test_a_task_ends_with_an_outcome_and_leads_to_the_next_step(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        # Enter on what is no call opens the card
        await go_to(seat, day["contract"])
        screen = await seat.press("enter")
        assert "ON CALL" not in screen
        assert "[timeline]" in screen
        await seat.press("q")
        assert under_cursor(seat) == "Prepare the contract"
        assert seat.status.startswith("AGENDA")
        # an empty result is refused
        await go_to(seat, day["offer"])
        await seat.press("x", "enter", "enter")
        assert "needs its result" in seat.status
        assert task(desk, day["offer"], "state") == "open"
        # an outcome alone is one
        await seat.press("x", "enter", "r")
        assert task(desk, day["offer"], "state", "outcome") == ("done", "reached")
        assert not seat.workspace.prompt.active  # a next step stands there already
        # a next step is offered in the same breath
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
        # Enter passes the next step over
        await go_to(seat, step)
        await seat.type("xcalled", "enter", "r", "enter")
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
        screen = await seat.type("xthey renew", "enter", "r")
        (entry,) = entries(desk, day["rossi"])
        assert (entry.result, entry.minutes) == ("they renew", 7)
        assert "ON CALL" not in screen
        # finished from its card, it leaves that card there
        assert seat.name == "Rossi Kft"
        assert "they renew" in screen
        await seat.press("right_square_bracket")
        assert seat.workspace.party == seat.workspace.sheet.party


async def test_a_half_typed_text_is_offered_for_what_it_was_begun_for(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        # a given up result is for the same task only
        await go_to(seat, day["renewal"])
        await seat.type("xhalf an hour", "enter", "escape")
        await go_to(seat, day["visit"])
        await seat.press("x")
        assert "half an hour" not in seat.status
        await seat.press("escape")
        await go_to(seat, day["renewal"])
        await seat.press("x")
        assert "half an hour" in seat.status
        await seat.press("enter", "r")
        assert task(desk, day["renewal"], "result") == "half an hour"
        await go_to(seat, day["contract"])
        await seat.type("xhalf a result")
        seat.workspace.end(128 + signal.SIGHUP)
    async with sheet(desk, tmp_path) as seat:
        # a result comes back after the end for its own task
        assert "half a result" in seat.status
        assert under_cursor(seat) != "Prepare the contract"
        await seat.press("g")
        assert "Prepare the contract" in seat.status
        await seat.press("enter", "r")
        assert task(desk, day["contract"], "result") == "half a result"
        assert task(desk, day["offer"], "state") == "open"
        await go_to(seat, day["samples"])
        await seat.type("xarrived", "enter", "r")
        assert "next step with Zalka Bt" in seat.status
        await seat.type("call them")
        seat.workspace.end(128 + signal.SIGHUP)
    async with sheet(desk, tmp_path) as seat:
        # a next step comes back for its own customer
        await seat.press("g", "enter")
        assert task(desk, task_named(desk, "call them"), "party_id") == day["Zalka Bt"]


# Moved, handed over, dropped


async def test_tasks_are_moved_one_by_one_or_after_a_question_many_together(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        # marked tasks are moved after a question by one change
        before = builders.dump(desk)
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
        # a day on is the next working day, and the cursor goes on to what comes next
        await go_to(seat, day["renewal"])
        await seat.press("greater_than_sign")
        start = task_lines.told(desk, day["renewal"]).line
        assert (start.due, f"{start.at:%H:%M}") == (MONDAY, "14:00")
        assert under_cursor(seat) == "Show the new pump"
        # a day back is never yesterday
        await go_to(seat, day["renewal"])
        await seat.press("less_than_sign")
        await go_to(seat, day["renewal"])
        await seat.press("less_than_sign")
        assert task_lines.told(desk, day["renewal"]).line.due == TODAY
        # what is overdue comes to today first
        await go_to(seat, day["offer"])
        await seat.press("greater_than_sign")
        assert str(task(desk, day["offer"], "due")) == "2026-11-20"


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
        # on many marked tasks it asks first
        await go_to(seat, day["offer"])
        await seat.press("p", "u")
        await seat.press("home", "space", "space", "full_stop")
        assert "2 tasks?" in seat.status
        await seat.press("n")
        urgent = desk.store.value("SELECT count(*) FROM task WHERE priority = 'urgent'")
        assert urgent == 1
        # on one it does not
        await seat.press("escape")
        await go_to(seat, day["paper"])
        await seat.press("full_stop")
        assert task(desk, day["paper"], "priority") == "urgent"
        # a task moved by days keeps its own hour
        await go_to(seat, day["renewal"])
        await seat.type("d+4d", "enter")
        await go_to(seat, day["visit"])
        await seat.press("full_stop")
        assert task_lines.told(desk, day["visit"]).line.due == date(2026, 11, 24)
        assert f"{task_lines.told(desk, day['visit']).line.at:%H:%M}" == "14:10"
        # w gives a task to a colleague
        await go_to(seat, day["offer"])
        screen = await seat.type("wb", "tab", "enter")
        assert "Bob" in seat.status
        assert "Send the offer" not in "\n".join(screen.splitlines()[2:10])
        bob = desk.store.value("SELECT id FROM \"user\" WHERE login = 'bob'")
        assert task(desk, day["offer"], "assignee_id") == bob


# Added


async def test_a_task_is_typed_as_a_line_and_hangs_where_it_says(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        # what is understood of it shows while it is typed
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
        # it hangs on no customer, or on the one named before a colon
        await seat.type("Nwater the plants today", "enter")
        assert task(desk, task_named(desk, "water the plants"), "party_id") is None
        await seat.type("NZalka Bt: bring samples today", "enter")
        assert task(desk, task_named(desk, "bring samples"), "party_id") == day["Zalka Bt"]
        await seat.type("Nnote: nobody by that name today", "enter")
        made = task_named(desk, "note: nobody by that name")
        assert task(desk, made, "party_id") is None
        # from an entry of the timeline it keeps the entry
        await go_to(seat, day["offer"])
        await seat.press("tab")
        entry = seat.workspace.card.target.id
        await seat.type("tsend the list fri", "enter")
        assert task(desk, task_named(desk, "send the list"), "entry_id") == entry


async def test_a_task_is_edited_as_that_line_followed_by_another_and_done(desk, day, tmp_path):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        # e edits the task as the line it could have been typed in
        await go_to(seat, day["renewal"])
        await seat.press("e")
        assert "Call Anna about the renewal" in seat.status
        await seat.type(" 45m", "enter")
        assert task(desk, day["renewal"], "minutes", "priority", "kind") == (45, "high", "call")
        assert task_lines.told(desk, day["renewal"]).line.at == at(14).time()
        # x, an outcome key and a text end a task, and the timeline has it at once
        await go_to(seat, day["offer"])
        screen = await seat.type("xsent by mail", "enter", "r")
        assert task(desk, day["offer"], "state", "result", "outcome") == (
            "done", "sent by mail", "reached",
        )  # fmt: skip
        assert screen.count("sent by mail") >= 1
        assert [one.result for one in entries(desk, day["rossi"])] == ["sent by mail"]
        assert "Send the offer" not in "\n".join(screen.splitlines()[2:10])
        # a task that follows another gets its day when that one is done
        await go_to(seat, day["contract"])
        await seat.type("afget it signed", "enter")
        made = task_named(desk, "get it signed")
        assert task(desk, made, "follows_id", "due") == (day["contract"], None)
        await go_to(seat, day["contract"])
        await seat.type("xready", "enter", "r")
        await seat.press("escape")
        assert str(task(desk, made, "due")) >= "2026-11-20"


# Other days, other people, what is searched


async def test_brackets_turn_the_days_and_v_shows_other_agendas(desk, day, tmp_path):
    bob = builders.a_colleague(desk)
    builders.a_task(bob, day["Zalka Bt"], "Bob's visit", due=TODAY)
    async with sheet(desk, tmp_path) as seat:
        # brackets turn the days and come back
        screen = await seat.press(*["right_square_bracket"] * 3)
        assert "Mon 23 Nov" in screen.splitlines()[1]
        assert under_cursor(seat) == "Prepare the contract"
        screen = await seat.press(*["left_square_bracket"] * 3)
        assert "Today Fri 20 Nov" in screen
        # 2 comes back to today
        await seat.press("right_square_bracket", "right_square_bracket")
        screen = await seat.press("2")
        assert "Today Fri 20 Nov" in screen
        # v shows what hangs on nobody
        screen = await seat.type("vno cust", "enter")
        assert "Order paper" in screen
        assert "Send the offer" not in screen.splitlines()[2]
        # in the week brackets turn the weeks
        screen = await seat.type("vmy week", "enter")
        assert "Week from Mon 16 Nov" in screen
        screen = await seat.press("right_square_bracket")
        assert "Week from Mon 23 Nov" in screen
        assert "Prepare the contract" in screen
        # v shows a colleague's agenda, from which 2 comes back too
        screen = await seat.type("2vbob", "enter")
        assert "Bob Stone: Today Fri 20 Nov" in screen
        assert "Bob's visit" in screen
        screen = await seat.press("right_square_bracket")
        assert "Bob Stone: Tomorrow" in screen
        screen = await seat.press("2")
        assert "Bob Stone:" not in screen.splitlines()[1]
        # v shows the team's load, and Enter the agenda of who is chosen
        screen = await seat.type("vteam", "enter")
        assert "The team's load" in screen
        assert "Bob Stone" in screen
        screen = await seat.type("bob", "enter")
        assert "Bob's visit" in screen


async def test_search_narrows_while_typing_and_gives_the_sheet_back(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        # it narrows while it is typed, and escape brings sheet and cursor back
        await go_to(seat, day["paper"])
        screen = await seat.type("/contract")
        assert "1 found" in screen
        assert under_cursor(seat) == "Prepare the contract"
        screen = await seat.press("escape")
        assert "Today Fri 20 Nov" in screen
        assert under_cursor(seat) == "Order paper"
        # Enter keeps it, and escape or q clear it later
        for key in ("escape", "q"):
            await seat.type("/rossi", "enter")
            assert seat.workspace.sheet.searched == "rossi"
            screen = await seat.press(key)
            assert "Today Fri 20 Nov" in screen
            assert seat.workspace.return_code is None
        # one that finds nothing says so, and no key takes a task then
        screen = await seat.type("/zzzz")
        assert "Nothing answers to that" in screen
        await seat.press("enter", "x", "d", "greater_than_sign", "e", "D", "s", "p", "w")
        assert not seat.workspace.prompt.active
        assert "no open task here" in seat.status


# The others


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
        # a task of an archived customer is still there to be done
        await seat.press("escape")
        await go_to(seat, day["samples"])
        bob.does(parties.archive, [day["Zalka Bt"]])
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "Send samples" in screen
        await seat.type("xsent to the archive", "enter", "r")
        assert task(desk, day["samples"], "state") == "done"
        # a marked task that a colleague finishes is marked no more
        await seat.press("escape", "asterisk", "y")
        number = len(seat.workspace.sheet.list.marks)
        bob.does(tasks.finish, day["offer"], "done by me")
        seat.workspace.lookout.look()
        await seat.look()
        assert len(seat.workspace.sheet.list.marks) == number - 1
        await seat.type("d+3d", "enter", "y")
        assert task(desk, day["paper"], "due") in (MONDAY, "2026-11-23")


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
        # the card of a caller stays whatever colleagues do
        await seat.press("escape")
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


async def test_what_is_typed_over_a_colleagues_change_loses_neither_text(desk, day, tmp_path, bob):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        # a task is edited again over what they changed meanwhile
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
        # x on a task they ended changes nothing
        await go_to(seat, day["offer"])
        await seat.type("xthey want two")
        bob.does(tasks.finish, day["offer"], "sent")
        await seat.press("enter", "r")
        assert task(desk, day["offer"], "result") == "sent"
        assert len(entries(desk, day["rossi"])) == 1
        # and its text becomes a note
        assert "i on Rossi Kft has your text" in seat.status
        await seat.type(":go Rossi Kft", "enter")
        await seat.press("i", "enter")
        assert {one.body or one.result for one in entries(desk, day["rossi"])} == {
            "they want two", "sent",
        }  # fmt: skip


# Panes, sizes, the clock


async def test_tab_escape_zoom_and_the_places_leave_the_sheet_as_it_was(desk, day, tmp_path, clock):
    async with sheet(desk, tmp_path, MEDIUM) as seat:
        # tab goes to the card, q and escape come back
        for key in ("q", "escape"):
            await seat.press("tab")
            assert seat.status.startswith("CARD")
            await seat.press(key)
            assert seat.status.startswith("AGENDA")
        # zoom gives the sheet the screen and takes it back
        before = await seat.look()
        screen = await seat.press("z")
        assert "+36 1 234 5678 office" not in screen
        assert "Send samples" in screen
        assert await seat.press("z") == before
        # escape cancels search, then marks, then zoom, and stays
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
        # at midnight the sheet is another day's, the cursor where it was
        await go_to(seat, day["paper"])
        clock.instant += timedelta(days=3)
        seat.workspace.lookout.tick()
        screen = await seat.look()
        assert "Today Mon 23 Nov" in screen
        assert under_cursor(seat) == "Order paper"  # overdue now
        assert "Agenda 1 !5" in screen.splitlines()[0]


async def test_marks_and_a_text_stay_through_other_places_and_sizes(desk, day, tmp_path):
    async with sheet(desk, tmp_path) as seat:
        # marks stay through another place, which is as it was left
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
        # a resize at any moment loses nothing
        await seat.press("2", "escape")
        await go_to(seat, day["renewal"])
        await seat.press("space", "k")
        await seat.type("d+4")
        for size in ((200, 50), (61, 16), (48, 12), (1, 1), (120, 35), (80, 24)):
            await seat.pilot.resize_terminal(*size)
            await seat.pilot.pause()
        await seat.type("d")
        assert await seat.look()
        assert "+4d" in seat.status
        assert under_cursor(seat) == "Call Anna about the renewal"
        await seat.press("enter")
        assert task_lines.told(desk, day["renewal"]).line.due == date(2026, 11, 24)


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
