"""Who sells sees what service knows: on the card, the call screen, the board, the sheet (S97)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.services import help_wanted, offers, tasks, tickets
from crm_tui.views import card as cards
from tests import builders
from tests.neighbour import Neighbour
from tests.tui.office import MEDIUM, NARROW, a_seat


@pytest.fixture
def complaint(desk, people):
    """Rossi complains since yesterday, and nobody has answered."""
    return tickets.add(
        desk, "Labels peel off", party=people["rossi"], contact=people["anna"], kind="complaint",
        body="They peel off in the cold.", at=desk.clock.now() - timedelta(hours=20),
    )  # fmt: skip


@pytest.fixture
def bob(desk, people):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


async def page(seat, name):
    """Turn the open card to a page."""
    while f"[{name}" not in await seat.look():
        await seat.press("l")
    return await seat.look()


async def test_the_peek_and_the_call_look_up_show_what_the_customer_asks(
    desk, people, complaint, tmp_path
):
    builders.a_deal(desk, people["rossi"], "Pumps for the hall")
    async with a_seat(desk, tmp_path, NARROW) as seat:
        # the peek: phone, deal, ticket and the last contacts
        seat.workspace.go_to_party(people["rossi"])
        screen = await seat.look()
        assert "! complaint T1" in screen
        assert "+36 1 234 5678" in screen
        assert "Pumps for the hall" in screen
        assert "asks  ! T1" in screen
        assert "They peel off in the" in screen
        # the look-up, and the screen of the call
        await seat.press("C")
        screen = await seat.type("1234 5678")
        assert "! complaint T1" in screen
        screen = await seat.press("enter")
        assert seat.workspace.on_call.party == people["rossi"]
        assert "! complaint T1" in screen
        assert "Labels peel off" in screen


async def test_enter_on_a_ticket_an_entry_or_a_deal_of_the_card_opens_it_in_its_place(
    desk, people, complaint, tmp_path, clock
):
    wish = tickets.add(desk, "They need another", party=people["Zalka Bt"])
    deal = offers.offer(desk, wish, "A second printer")
    async with a_seat(desk, tmp_path, MEDIUM, party=people["rossi"]) as seat:
        places, card = seat.workspace.places, seat.workspace.card
        # an entry of a conversation
        while not (row := card.entry_row(card.target.id)) or row.ticket is None:
            await seat.press("j")
        await seat.press("enter")
        assert places.tickets.ticket.ticket == complaint
        # a ticket, whose clocks go on in the open card
        await seat.press("1", "enter")
        assert seat.workspace.pane is card
        before = await page(seat, "tickets 1")
        assert "T1 Labels peel off" in before
        clock.instant += timedelta(hours=3)
        seat.workspace.lookout.tick()
        assert await seat.look() != before
        assert "late" in await seat.look()
        await seat.press("enter")
        assert places.tickets.is_here
        assert places.tickets.ticket.ticket == complaint
        # the deal that came of a ticket
        await seat.press("1")
        seat.workspace.go_to_party(people["Zalka Bt"])
        await seat.press("enter")
        assert "came of it: D1 A second printer, open" in await page(seat, "tickets")
        await seat.press("j", "enter")
        assert places.pipeline.deal.deal == deal
        assert "came of T2 They need another" in await seat.look()


async def test_the_board_marks_who_complains_and_the_deal_says_what_and_opens_it(
    desk, people, complaint, tmp_path
):
    deal = builders.a_deal(desk, people["rossi"], "Pumps for the hall")
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        assert "!compl." in await seat.look()
        seat.workspace.places.pipeline.show_deal(deal)
        assert "! open complaint T1" in await seat.look()
        while seat.workspace.deal.target.what != "ticket":
            await seat.press("j")
        await seat.press("enter")
        assert seat.workspace.places.tickets.ticket.ticket == complaint


async def test_a_complaint_that_a_colleague_records_is_said_and_stands_on_the_sheet(
    desk, people, bob, tmp_path
):
    builders.a_deal(desk, people["rossi"], "Pumps for the hall")

    async def so(use_case, *args, **named):
        bob.does(use_case, *args, **named)
        seat.workspace.lookout.look()
        return await seat.look()

    async with a_seat(desk, tmp_path, MEDIUM, place="agenda") as seat:
        assert "!compl." not in await seat.press("3")
        await seat.press("2")
        screen = await so(tickets.add, "Labels peel off", party=people["rossi"], kind="complaint")
        assert "complaint from Rossi Kft: Labels peel off (T1)" in seat.status
        assert "!high Rossi Kft compl" in screen
        while "complains" not in seat.workspace.sheet.row.title:
            await seat.press("j")
        assert "Rossi Kft complains: Labels peel off · complaint T1" in await seat.look()
        await seat.press("enter")
        assert seat.workspace.places.tickets.ticket.row.number == "T1"
        # the mark on the board comes and goes with the complaint
        assert "!compl." in await seat.press("3")
        assert "!compl." not in await so(tickets.solve, [1], "put_right")
        screen = await so(tickets.add, "It smells", party=people["rossi"], kind="complaint")
        assert "!compl." in screen


async def test_a_managers_sheet_of_requests_for_help_is_answered_by_x(desk, people, bob, tmp_path):
    rossi = people["rossi"]
    bob.does(help_wanted.ask, "May I give 5 %?", party=rossi)
    async with a_seat(desk, tmp_path, MEDIUM, place="agenda") as seat:
        screen = await seat.type("vhelp", "enter")
        assert "Help wanted" in screen
        assert "May I give 5 %?" in screen
        assert "Bob Stone needs help" in screen
        screen = await seat.type("xup to 3 %", "enter")
        assert "Finished task" in seat.status
        assert "May I give" not in "\n".join(screen.splitlines()[2:6])
        [entry] = [one for one in cards.timeline(desk, rossi) if "3 %" in one.result]
        assert entry.subject == "May I give 5 %?"
        # whoever asked is told the answer
        task = help_wanted.ask(desk, "May I give 9 %?", party=rossi, of=2)
        await seat.press("1")
        seat.workspace.go_to_party(rossi)
        await seat.press("enter")
        bob.does(tasks.finish, task, "up to 8 %")
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "Bob Stone answers your 'May I give 9 %?': up to 8 %" in seat.status
        assert "May I give 9 %?: up to 8 %" in screen


async def test_who_manages_nobody_is_offered_no_requests_for_help(desk, people, tmp_path):
    as_bob = desk._replace(user=2, login="bob", user_name="Bob Stone")
    async with a_seat(as_bob, tmp_path, MEDIUM, place="agenda") as seat:
        assert "Help wanted" not in await seat.press("v")
