"""Who is on a ticket: said at once on every screen, held while one works, let go after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.services import claims
from crm_tui.services import tickets as service
from crm_tui.store.feed import ChangeFeed
from crm_tui.views.tickets import TicketQuery, page
from crm_tui.views.tickets import claims as standing
from tests.neighbour import Neighbour
from tests.tui import office, triage
from tests.tui.office import MEDIUM, NARROW, a_seat


@pytest.fixture
def tickets(desk):
    return triage.fill(desk, office.fill(desk))


@pytest.fixture
def bob(desk, tickets):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def on_it(desk, ticket):
    """Who is on a ticket, by login; '' for nobody."""
    claim = standing(desk, [ticket]).get(ticket)
    return "" if claim is None else claim.name


async def test_enter_claims_and_q_brackets_and_the_end_of_the_program_let_go(
    desk, tickets, tmp_path
):
    order = page(desk, TicketQuery("all"), 0, 10)
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        assert not on_it(desk, tickets["oil"])
        screen = await seat.press("enter")
        assert on_it(desk, tickets["oil"]) == "anna"
        assert "you since 10:00" in screen
        screen = await seat.press("q")
        assert not on_it(desk, tickets["oil"])
        assert "you since" not in screen
        # brackets go on claiming the next and letting go of the one before
        await seat.pilot.resize_terminal(*NARROW)
        await triage.at(seat, order[0])
        await seat.press("enter", "right_square_bracket")
        assert (on_it(desk, order[0]), on_it(desk, order[1])) == ("", "anna")
        await seat.press("right_square_bracket", "right_square_bracket")
        assert [on_it(desk, one) for one in order[:4]] == ["", "", "", "anna"]
        await seat.press("left_square_bracket")
        assert [on_it(desk, one) for one in order[:4]] == ["", "", "anna", ""]
        assert seat.workspace.places.tickets.ticket.ticket == order[2]
        # pressed fast no claim is left behind
        await seat.press("q")
        await triage.at(seat, order[0])
        await seat.type("", "enter")
        await seat.type("]]]]")
        assert [one for one in order if on_it(desk, one)] == [order[4]]
    assert [one for one in order if on_it(desk, one)] == []


async def test_another_on_it_is_said_and_enter_again_takes_it_over(desk, tickets, bob, tmp_path):
    leak, oil = tickets["leak"], tickets["oil"]
    for one in (leak, oil):
        bob.does(claims.claim, one)
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        # enter takes nothing over once the cursor went on
        await triage.at(seat, leak)
        await seat.press("enter", "G", "enter")
        assert on_it(desk, leak) == "Bob Stone"
        # going back lets another keep the ticket
        await seat.press("q")
        await seat.pilot.resize_terminal(*NARROW)
        await triage.at(seat, oil)
        await seat.press("enter", "q")
        assert on_it(desk, oil) == "Bob Stone"
        # enter again takes it over
        await seat.pilot.resize_terminal(*MEDIUM)
        screen = await triage.at(seat, oil)
        assert "is on it since 10:00" in screen
        assert "Enter again" not in seat.status
        await seat.press("enter")
        assert "is on it since 10:00; Enter again takes it over" in seat.status
        assert seat.workspace.pane is seat.workspace.places.tickets.ticket
        assert on_it(desk, oil) == "Bob Stone"
        await seat.press("enter")
        assert on_it(desk, oil) == "anna"
        # whoever is taken over is told
        bob.does(claims.claim, oil, take_over=True)
        seat.workspace.lookout.look()
        await seat.look()
        assert "Bob Stone has taken T2 over" in seat.status
        await seat.press("q")
        assert on_it(desk, oil) == "Bob Stone"


async def test_a_colleagues_claim_shows_at_once_and_is_no_news(desk, tickets, bob, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        before, feed = seat.status, ChangeFeed(desk.store)
        bob.does(claims.claim, tickets["friday"])
        seat.workspace.lookout.look()
        screen = await seat.look()
        line = next(number for number, line in enumerate(screen.splitlines()) if "T4 " in line[:8])
        assert "Bob Stone is on it since 10:00" in screen.splitlines()[line + 1]
        assert seat.status == before
        told = feed.look()
        assert told is not None
        assert told.only_claims
        bob.does(claims.release, tickets["friday"])
        seat.workspace.lookout.look()
        assert "is on it" not in await seat.look()
        # a change is news
        bob.does(service.change, [tickets["oil"]], {"priority": "low"})
        told = feed.look()
        assert told is not None
        assert not told.only_claims
        # after a ticket has left the queue the next is the one that came after it
        await seat.pilot.resize_terminal(*NARROW)
        order = page(desk, TicketQuery("all"), 0, 10)
        await triage.at(seat, order[1])
        await seat.press("enter")
        bob.does(service.solve, [order[1]], "answered")
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.workspace.places.tickets.ticket.ticket == order[1]
        await seat.press("right_square_bracket")
        assert seat.workspace.places.tickets.ticket.ticket == order[2]
        assert on_it(desk, order[2]) == "anna"


async def test_whoever_works_holds_the_claim_and_whoever_is_away_loses_it(desk, tickets, tmp_path):
    clock, oil = desk.clock, tickets["oil"]
    service.change(desk, [oil], {"priority": "high"})
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, oil)
        # undo never meets a claim
        await seat.press("enter", "u")
        assert "Taken back: " in seat.status
        assert on_it(desk, oil) == "anna"
        assert seat.workspace.places.tickets.ticket.row.priority == "normal"
        # whoever works
        for _ in range(5):
            clock.instant += timedelta(minutes=4)
            await seat.press("j")
            seat.workspace.lookout.tick()
            await seat.look()
        assert on_it(desk, oil) == "anna"
        # whoever is away
        seat.workspace.lookout.tick()
        await seat.look()
        for _ in range(3):
            clock.instant += timedelta(minutes=4)
            seat.workspace.lookout.tick()
            await seat.look()
        assert not on_it(desk, oil)
