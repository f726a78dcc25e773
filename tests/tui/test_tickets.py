"""The tickets from the keyboard: the queue, its views, the conversation beside it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.services import conversations, saved_views
from crm_tui.services import tickets as service
from crm_tui.views.tickets import VIEWS, TicketQuery, page
from tests.naughty import CONTROLS, MARKUP
from tests.naughty import WIDE as WIDE_TEXTS
from tests.neighbour import Neighbour
from tests.snapshots import assert_looks_as_before
from tests.tui import triage
from tests.tui.office import MEDIUM, NARROW, WIDE, a_seat
from tests.tui.stage import until

SNAPSHOTS = Path(__file__).parent / "snapshots" / "tickets"
HOSTILE = (*CONTROLS, *MARKUP, *WIDE_TEXTS)
SIZES = {"80x24": NARROW, "120x35": MEDIUM, "200x50": WIDE, "60x15": (60, 15)}


@pytest.fixture
def tickets(desk, people):
    return triage.fill(desk, people)


@pytest.fixture
def bob(desk, tickets):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def state_of(desk, ticket):
    return desk.store.value("SELECT state FROM ticket WHERE id = ?", (ticket,))


def place_of(seat):
    return seat.workspace.places.tickets


def seat_text(seat):
    return "\n".join("".join(text for text, _tone in line) for line in place_of(seat).ticket.lines)


# What is seen


async def test_queue_ticket_and_clocks_look_as_before_and_tab_goes_on_to_the_customers_card(
    desk, tickets, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        for size, cells in SIZES.items():
            await seat.pilot.resize_terminal(*cells)
            queue = await triage.at(seat, tickets["oil"])
            assert_looks_as_before(SNAPSHOTS / f"queue-{size}.txt", queue)
            await triage.at(seat, tickets["leak"])
            assert_looks_as_before(SNAPSHOTS / f"ticket-{size}.txt", await seat.press("enter"))
            # tab goes on, and q back to the ticket and to the queue
            await seat.press("tab")
            assert seat.name == "Rossi Kft"
            assert seat.workspace.pane is seat.workspace.card
            await seat.press("q")
            assert seat.workspace.pane is place_of(seat).ticket
            await seat.press("q")
            assert seat.workspace.pane is seat.workspace.list
            assert seat.workspace.is_running
            if size in ("80x24", "120x35"):
                await triage.at(seat, tickets["bill"])
                assert_looks_as_before(SNAPSHOTS / f"clocks-{size}.txt", await seat.press("W"))
                await seat.press("q", "q")
                assert seat.workspace.pane is seat.workspace.list


async def test_at_80_columns_the_last_word_and_the_clocks_in_words_show_in_the_queue(
    desk, tickets, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        assert "4 Tickets 6 !2" in await seat.look()  # waits for one, runs out
        screen = await triage.at(seat, tickets["leak"])
        assert "!! late 20 h" in screen
        assert " ! answer due in 10 min" in screen
        assert "  answer due in 7 h" in screen
        assert "the pump you sold us leaks" in screen
        # verbs act on the customer of the ticket
        await triage.at(seat, tickets["oil"])
        place_of(seat).bring_customer()
        assert seat.name == "Müller GmbH"
        # a ticket takes all the room; what was quoted is folded until it is asked for
        await triage.at(seat, tickets["leak"])
        await seat.press("enter")
        assert "12 lines quoted" in seat_text(seat)
        assert not place_of(seat).pane.display
        await seat.press("G", "enter")
        assert "> line 12 of what we wrote before" in seat_text(seat)
        await seat.press("enter")
        assert "12 lines quoted" in seat_text(seat)
        assert "leak.jpg  123 kB" in seat_text(seat)
        assert "! not kept: too large" in seat_text(seat)
        # at 200 each line says what triage needs
        await seat.press("q")
        await seat.pilot.resize_terminal(*WIDE)
        screen = await seat.press("z")
        line = next(line for line in screen.splitlines() if "The pump leaks" in line)
        for said in ("T1", "Rossi Kft", "! complaint", "high", "new", "nobody's", "!! late"):
            assert said in line


async def test_in_ascii_the_tickets_draw_no_other_letters_of_their_own(desk, people, tmp_path):
    leak = service.add(
        desk, "The pump leaks in hall 3", party=people["rossi"], kind="complaint", channel="email",
        body="It leaks.", at=desk.clock.now() - timedelta(hours=30),
    )  # fmt: skip
    conversations.reply(desk, leak, "We come today.")
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets", ui__ascii=True) as seat:
        await triage.at(seat, leak)
        screen = await seat.press("enter")
        assert_looks_as_before(SNAPSHOTS / "ascii-120x35.txt", screen)
        assert screen.isascii()
        assert (await seat.press("W")).isascii()


async def test_empty_views_say_what_to_do_next(desk, people, tmp_path):
    jams = service.add(desk, "Jams", party=people["rossi"], assignee=desk.user)
    async with a_seat(desk, tmp_path) as seat:
        # the first time it opens on the first view that has tickets
        assert "[mine 1]" in await seat.press("4")
        await seat.press("h", "h", "1")
        assert "[running out 0]" in await seat.press("4")
        assert "l shows what is new and nobody's" in await seat.look()
        # where nothing is open
        service.solve(desk, [jams], "answered")
        assert "Nothing runs out." in await seat.press("ctrl+l", "l", "h")
        for _ in VIEWS:
            screen = await seat.press("l")
            assert "No ticket is chosen" in screen
        for keys in ("j", "G", "enter", "right_square_bracket", "W", "space"):
            await seat.press(keys)
        assert place_of(seat).list.source.count == 0


async def test_with_no_ticket_it_says_how_they_come_in_and_hostile_ones_stay_text(
    desk, people, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        assert "N adds one; 'crm ticket take' brings mail in." in await seat.look()
        # hostile text stays text
        for text in HOSTILE:
            if text.strip():
                service.add(desk, text, party=people["rossi"], body=text or "x")
        await seat.press("ctrl+l")
        await triage.at(seat, 1)
        for _ in range(len(HOSTILE)):
            screen = await seat.press("j")
            assert "\x1b" not in screen
        for _ in range(3):
            await seat.press("enter", "right_square_bracket")
        assert len(screen.splitlines()) == 24


# Views


async def test_h_and_l_go_through_the_views_and_v_chooses_one_by_one_key_or_from_all(
    desk, tickets, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        shown = place_of(seat).pane
        assert [shown.view.triage] == ["running"]
        seen = []
        for _ in VIEWS:
            await seat.press("l")
            seen.append(shown.view.triage)
        assert seen == ["unowned", "mine", "again", "complaints", "all", "running"]
        await seat.press("h")
        assert shown.view.triage == "all"
        # each view shows its count; the one shown is in brackets
        said = " · ".join(["running out 2", "[new 3]", "mine 3", "again 1", "complaints 1",
                           "all 7"])  # fmt: skip
        assert said in await seat.press("l", "l")
        screen = await seat.press("v")
        assert "new and nobody's" in screen
        await seat.press("c")
        assert shown.view.triage == "complaints"
        # those that ended are picked from the other views
        await seat.press("v", "v")
        await seat.type("ended solved", "enter")
        assert shown.ticket == tickets["spam"]
        assert "[solved 1]" in await seat.look()


async def test_a_saved_view_has_a_key_of_its_own_and_the_place_remembers_view_and_ticket(
    desk, tickets, tmp_path
):
    query = {"view": "nowhere", "sort": "luck", "owner": "bob", "state": "lost", "more": 1}
    saved_views.save(desk, "Odd", query, place="tickets")
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        shown = place_of(seat).pane
        # one that no longer fits shows what it can
        await seat.press("v", "1")
        assert shown.view.name == "Odd"
        assert shown.total == 7
        # one of one's own
        await triage.at(seat, tickets["oil"])
        await seat.press("slash")
        await seat.type("rossi", "enter")
        await seat.press("V")
        screen = await seat.type("Of Rossi", "enter")
        assert "[Of Rossi 2]" in screen
        await seat.press("v", "r")
        await seat.press("v", "2")
        assert shown.view.name == "Of Rossi"
        assert shown.total == 2
        # o sorts, and the cursor stays on its ticket
        await seat.press("v", "r")
        await triage.at(seat, tickets["oil"])
        screen = await seat.press("o", "n")
        assert shown.ticket == tickets["oil"]
        assert "by newest" in screen
        assert shown.rows.ticket(0).id == tickets["stranger"]
        # all is there again at the next start
        await triage.at(seat, tickets["friday"])
        await seat.press("o", "p")
    async with a_seat(desk, tmp_path, place="") as seat:
        assert place_of(seat).is_here
        assert place_of(seat).pane.ticket == tickets["friday"]
        assert place_of(seat).pane.view.query.sort == "priority"


# Searching


FOUND = {"T2": "oil", "leaks": "leak", "peking": None, "北京": "fault", "winter": "oil"}


async def test_search_finds_by_number_title_customer_and_what_was_said_and_escape_ends_it(
    desk, tickets, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, tickets["friday"])
        shown = place_of(seat).pane
        for typed, found in FOUND.items():
            await seat.press("slash")
            await seat.type(typed)
            if found is None:
                assert shown.total == 0
                assert "Nothing answers to that" in await seat.look()
            else:
                assert shown.ticket == tickets[found], typed
            await seat.press("escape")
            assert shown.ticket == tickets["friday"]
            assert shown.total == 7
        # words are found in a conversation
        await triage.at(seat, tickets["leak"])
        await seat.press("enter", "slash")
        await seat.type("nothing of it", "enter")
        assert "does not stand here" in seat.status


# The conversation


async def test_the_newest_word_comes_first_with_the_steps_between(desk, tickets, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["bill"])
        text = seat_text(seat)
        said = ["Ask accounting first.", "Thank you. Here is", "We look into it", "Wrong street."]
        places = [text.index(words) for words in said]
        assert places == sorted(places)
        assert "# for colleagues only" in text
        assert "! not sent: the mailbox is full" in text
        assert "waiting for customer, was new" in text
        # the head says sales chance and what else is open
        await triage.at(seat, tickets["leak"])
        text = seat_text(seat)
        for said in ("1 open deal", "The bill names the wrong", "Anna Rossi · +36 30 999 8877",
                     "#pump", "first line", "!! late"):  # fmt: skip
            assert said in text
        # enter on the customer opens their card beside
        screen = await seat.press("enter", "enter")
        assert seat.name == "Rossi Kft"
        assert "[timeline]" in screen
        assert "The pump leaks" in screen


async def test_many_tickets_and_a_long_conversation_are_read_page_by_page(desk, people, tmp_path):
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "much was said of many"):
        talk = service.add(desk, "A long story", party=people["rossi"], body="word 0")
        for number in range(1, 100):
            conversations.note_in(desk, talk, f"word {number}")
        for number in range(149):
            service.add(desk, f"Ticket {number:03}", at=now - timedelta(minutes=number))
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, talk)
        await seat.press("g")
        order = page(desk, TicketQuery("all"), 0, 200)
        assert place_of(seat).pane.ticket == order[0]
        await seat.press("G")
        assert place_of(seat).pane.ticket == order[-1]
        assert place_of(seat).pane.total == 150
        # a conversation
        await triage.at(seat, talk)
        await seat.press("enter")
        assert "word 99" in seat_text(seat)
        assert "word 50" not in seat_text(seat)
        for _ in range(60):
            place_of(seat).ticket.move_by(1)
        assert "word 50" in seat_text(seat)
        await seat.press("G")
        assert place_of(seat).ticket.entry_here.entry.body == "word 0"


async def test_a_zoom_and_a_resize_keep_the_ticket_under_the_cursor(desk, tickets, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        # marks gather tickets and leave with their view
        await triage.at(seat, tickets["leak"])
        await seat.press("g", "space", "space")
        assert len(seat.workspace.tickets_here()) == 2
        await seat.press("escape", "asterisk", "y")
        assert len(seat.workspace.tickets_here()) == 7
        await seat.press("h")
        assert len(seat.workspace.tickets_here()) == 1
        # a zoom of the queue
        for size in (NARROW, MEDIUM):
            await seat.pilot.resize_terminal(*size)
            await triage.at(seat, tickets["leak"])
            screen = await seat.press("z", "j", "j", "z")
            assert place_of(seat).ticket.ticket == place_of(seat).pane.ticket == tickets["oil"]
            assert "Which oil do we need" in screen
        # the customer's card follows the cursor of the queue beside it
        await triage.at(seat, tickets["leak"])
        await seat.press("enter", "tab", "tab")
        for size in (MEDIUM, WIDE):
            await seat.pilot.resize_terminal(*size)
            await triage.at(seat, tickets["leak"])
            assert seat.name == "Rossi Kft"
            await seat.press("j", "j")
            assert seat.name == "Müller GmbH"
        # a resize draws as many lines as fit
        for size, lines in (((140, 40), 2), ((60, 15), 2), ((150, 30), 2), (NARROW, 2)):
            await seat.pilot.resize_terminal(*size)
            await seat.look()
            assert place_of(seat).pane.ticket == tickets["oil"]
            assert place_of(seat).list.row_height == lines
            if size == (140, 40):
                await seat.press("z")
                assert place_of(seat).list.row_height == 1
                await seat.press("z")


# What others do


async def test_the_cursor_stays_on_its_ticket_when_others_come_and_go(desk, tickets, bob, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        # what was changed behind the card shows when one comes back
        await triage.at(seat, tickets["leak"])
        await seat.press("enter", "enter")
        assert "urgent" not in seat_text(seat)
        bob.does(service.change, [tickets["leak"]], {"priority": "urgent"})
        seat.workspace.lookout.look()
        await seat.press("q")
        assert "urgent" in seat_text(seat)
        # others come and go
        await seat.press("q")
        await triage.at(seat, tickets["oil"])
        bob.does(service.solve, [tickets["leak"]], "answered")
        bob.does(service.add, "It burns", priority="urgent")
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert place_of(seat).pane.ticket == tickets["oil"]
        assert "It burns" in screen
        assert "The pump leaks" not in screen
        # when a ticket leaves the view the next comes under the cursor
        order = page(desk, TicketQuery("all"), 0, 10)
        await triage.at(seat, order[2])
        bob.does(service.solve, [order[2], order[0]], "answered")
        seat.workspace.lookout.look()
        await seat.look()
        assert place_of(seat).pane.ticket == order[3]


# What time does


async def test_the_minute_says_the_clocks_anew_and_the_hour_closes_what_was_solved(
    desk, tickets, tmp_path, monkeypatch
):
    monkeypatch.setattr("crm_tui.tui.places.tickets.QUIET_S", 0.01)
    clock = desk.clock
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        screen = await triage.at(seat, tickets["fault"])
        assert "! answer due in 10 min" in screen
        clock.instant += timedelta(minutes=15)
        seat.workspace.lookout.tick()
        screen = await seat.look()
        assert "!! late 5 min" in screen
        assert "answer !! late 5 min" in seat_text(seat)
        # what is to be closed is looked for again an hour later, in other places too
        await seat.press("1")
        assert state_of(desk, tickets["spam"]) == "solved"
        clock.instant += timedelta(days=8)
        seat.workspace.lookout.tick()
        await until(seat.pilot, lambda: state_of(desk, tickets["spam"]) == "closed", "the closing")


async def test_what_was_solved_a_week_ago_is_closed_after_the_start_in_silence(
    desk, tickets, tmp_path, monkeypatch
):
    monkeypatch.setattr("crm_tui.tui.places.tickets.QUIET_S", 0.01)

    desk.clock.instant += timedelta(days=8)
    async with a_seat(desk, tmp_path, place="customers") as seat:
        await until(seat.pilot, lambda: state_of(desk, tickets["spam"]) == "closed", "the closing")
        assert "closed solved" not in await seat.look()
