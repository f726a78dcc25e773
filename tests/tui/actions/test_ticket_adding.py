"""Tickets from anywhere, and what hangs on one: notes, tasks, calls, a call for help."""

from __future__ import annotations

from datetime import date

from crm_tui.services import ticket_merging, tickets, users
from crm_tui.views import card as cards
from crm_tui.views import help_wanted, ticket_card
from crm_tui.views import tickets as views
from tests.tui import market
from tests.tui.actions.counter import at, row
from tests.tui.office import MEDIUM, a_seat
from tests.tui.stage import seen


def newest(desk):
    number = desk.store.value("SELECT max(id) FROM ticket")
    return ticket_card.ticket(desk, number)


# New tickets


async def test_a_line_makes_a_ticket_of_the_customer_and_says_what_it_understood(
    desk, people, tmp_path
):
    async with a_seat(desk, tmp_path, party=people["rossi"]) as seat:
        await seat.press("a", "s", "n")
        screen = await seat.type("complaint the pump leaks !urgent #pump @bob")
        for words in ("the pump leaks", "kind complaint", "priority urgent", "for @bob", "#pump"):
            assert words in screen
        await seat.press("enter")
        view = newest(desk)
        found = view.row
        assert (found.title, found.kind, found.priority, found.owner, found.party) == (
            "the pump leaks", "complaint", "urgent", "bob", people["rossi"],
        )  # fmt: skip
        assert view.tags == ("pump",)
        await seat.press("u")
        assert views.count(desk, views.TicketQuery()) == 0
        # an unknown colleague leaves the line to be mended
        await seat.press("a", "s", "n")
        await seat.type("leaks @nobody", "enter")
        assert "leaks @nobody" in seat.status
        assert views.count(desk, views.TicketQuery()) == 0
        await seat.press("escape")
        # where nobody can be asked for help the text stays
        await seat.press("a", "h")
        await seat.type("a word from you", "enter")
        assert "nobody to ask" in seat.status
        await seat.press("a", "h")
        assert "a word from you" in seat.status


async def test_every_place_adds_a_ticket_and_asks_for_help_for_what_one_is_at(
    desk, people, desk_of, tmp_path
):
    market.fill(desk, people)
    users.add(desk, "eve", "Eve Boss", role="manager")
    columns = {"customers": "party", "agenda": "", "pipeline": "deal", "tickets": "ticket"}
    async with a_seat(desk, tmp_path, MEDIUM, place="customers") as seat:
        for number, (place, column) in enumerate(columns.items(), 1):
            await seat.press(str(number))
            assert seat.workspace.place.sign.name == place
            if place == "tickets":
                await at(seat, desk_of["invoice"])
            # a ticket of its customer
            seat.workspace.place.bring_customer()
            await seat.look()
            party = seat.workspace.party
            await seat.press("a", "s")
            await seat.type(f"from the {place}", "enter")
            assert newest(desk).row.title == f"from the {place}"
            assert newest(desk).row.party == party
            # a call for help
            if column:
                await seat.press("a", "h")
                await seat.type(f"a word on this {column}", "enter")
                (asked,) = (one for one in help_wanted.open_requests(desk)
                            if one.text == f"a word on this {column}")  # fmt: skip
                assert asked.asked == "eve"
                assert getattr(asked, column)
                assert "Eve Boss is asked" in seat.status


async def test_a_call_that_ends_in_a_complaint_offers_its_ticket_filled_in(desk, people, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=people["rossi"]) as seat:
        # on an entry the ticket is that entry's
        target = seat.workspace.card.target
        while target is None or target.what not in ("entry", "log"):
            await seat.press("j")
            target = seat.workspace.card.target
        await seat.press("a", "s")
        assert "spoke about delivery" in seat.status
        await seat.press("e", "enter")
        found = newest(desk)
        said = ticket_card.conversation(desk, found.row.id)
        assert [one.entry.id for one in said] == [target.id]
        assert found.row.channel == "phone"
        # escape leaves the complaint as a call alone
        await seat.type("cthe belt slips", "enter", "m", "escape")
        assert views.count(desk, views.TicketQuery()) == 1
        assert cards.timeline(desk, people["rossi"])[0].outcome == "complaint"
        assert cards.timeline(desk, people["rossi"])[0].body == "the belt slips"
        # the offer
        await seat.type("cthe pump leaks again", "enter", "m")
        assert "complaint the pump leaks again" in seat.status
        await seat.press("enter")
        found = newest(desk)
        assert (found.row.title, found.row.kind) == ("the pump leaks again", "complaint")
        (said,) = ticket_card.conversation(desk, found.row.id)
        assert said.entry.outcome == "complaint"


async def test_n_asks_for_whom_and_enter_skips_it(desk, people, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.press("N")
        await seat.type("Zalka", "tab", "enter")
        await seat.type("request an offer", "enter")
        assert newest(desk).row.party_name == "Zalka Bt"
        await seat.press("N", "enter")
        await seat.type("nobody knows who", "enter")
        assert newest(desk).row.party is None
        assert "Added T2" in seat.status


# What hangs on a ticket


async def test_notes_tasks_and_calls_hang_on_the_ticket_one_is_at(desk, desk_of, tmp_path):
    leak, leak2 = desk_of["leak"], desk_of["leak2"]

    def bodies(ticket):
        return [one.entry.body for one in ticket_card.conversation(desk, ticket)]

    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, leak)
        before = bodies(leak), bodies(leak2)
        # i notes for colleagues alone
        await seat.type("iask the plant first", "enter")
        said = ticket_card.conversation(desk, leak)[0].entry
        assert (said.body, said.internal) == ("ask the plant first", True)
        assert row(desk, leak).first_responded_at is None
        await seat.press("u")
        assert bodies(leak) == before[0]
        # on the marked it is one change
        await at(seat, leak)
        seat.workspace.list.set_marks([leak, leak2])
        await seat.type("isame batch", "enter", "y")
        assert (bodies(leak)[0], bodies(leak2)[0]) == ("same batch", "same batch")
        await seat.press("u")
        assert (bodies(leak), bodies(leak2)) == before
        # t adds a task
        seat.workspace.list.set_marks([])
        await at(seat, leak)
        await seat.press("enter")
        await seat.type("tsend a fitter tomorrow @bob", "enter")
        (task,) = ticket_card.ticket(desk, leak).tasks
        assert task[1:] == ("send a fitter", date(2026, 11, 21), "bob")
        assert "send a fitter" in seen(seat.workspace)


async def test_a_call_to_the_customer_stops_the_clock_of_the_answer(desk, desk_of, tmp_path):
    leak = desk_of["leak"]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, leak)
        await seat.type("cwe come tomorrow", "enter", "r")
        said = ticket_card.conversation(desk, leak)[0].entry
        assert (said.kind, said.body) == ("call", "we come tomorrow")
        found = row(desk, leak)
        assert found.first_responded_at is not None
        assert (found.state, found.owner) == ("open", "anna")
        await seat.press("u")
        found = row(desk, leak)
        assert (found.state, found.first_responded_at) == ("new", None)
        assert len(ticket_card.conversation(desk, leak)) == 1
        # one that reached nobody stops none
        await at(seat, leak)
        await seat.type("c", "enter", "n")
        found = row(desk, leak)
        assert found.first_responded_at is None
        assert found.state == "new"
        assert len(ticket_card.conversation(desk, leak)) == 2
        # a ticket that was merged takes neither a note nor a change
        ticket_merging.merge(desk, desk_of["idea"], [desk_of["leak2"]])
        seat.workspace.open_ticket(desk_of["leak2"])
        await seat.look()
        await seat.type("inothing", "enter")
        assert "merged" in seat.status
        await seat.press("p", "u")
        assert tickets.rows_of([desk_of["leak2"]])[0].state == "merged"
        assert row(desk, desk_of["leak2"]).priority == "normal"


async def test_a_note_that_was_typed_when_all_ended_is_offered_for_its_ticket(
    desk, desk_of, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["idea"])
        await seat.type("inot lost")
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("g")
        assert "note on T4" in seat.status
        await seat.press("enter")
        assert ticket_card.conversation(desk, desk_of["idea"])[0].entry.body == "not lost"
