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
from tests.tui.office import MEDIUM, a_seat


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


async def test_enter_claims_and_q_lets_go(desk, tickets, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        assert not on_it(desk, tickets["oil"])
        screen = await seat.press("enter")
        assert on_it(desk, tickets["oil"]) == "anna"
        assert "you since 10:00" in screen
        screen = await seat.press("q")
        assert not on_it(desk, tickets["oil"])
        assert "you since" not in screen


async def test_brackets_go_on_claiming_the_next_and_letting_go_of_the_one_before(
    desk, tickets, tmp_path
):
    order = page(desk, TicketQuery("all"), 0, 10)
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, order[0])
        await seat.press("enter", "right_square_bracket")
        assert (on_it(desk, order[0]), on_it(desk, order[1])) == ("", "anna")
        await seat.press("right_square_bracket", "right_square_bracket")
        assert [on_it(desk, one) for one in order[:4]] == ["", "", "", "anna"]
        await seat.press("left_square_bracket")
        assert [on_it(desk, one) for one in order[:4]] == ["", "", "anna", ""]
        assert seat.workspace.places.tickets.ticket.ticket == order[2]


async def test_pressed_fast_no_claim_is_left_behind(desk, tickets, tmp_path):
    order = page(desk, TicketQuery("all"), 0, 10)
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, order[0])
        await seat.type("", "enter")
        await seat.type("]]]]")
        held = [one for one in order if on_it(desk, one)]
        assert held == [order[4]]


async def test_another_on_it_is_said_and_enter_again_takes_it_over(desk, tickets, bob, tmp_path):
    bob.does(claims.claim, tickets["oil"])
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        screen = await triage.at(seat, tickets["oil"])
        assert "is on it since 10:00" in screen
        await seat.press("enter")
        assert "is on it since 10:00; Enter again takes it over" in seat.status
        assert seat.workspace.pane is seat.workspace.places.tickets.ticket
        assert on_it(desk, tickets["oil"]) == "Bob Stone"
        await seat.press("enter")
        assert on_it(desk, tickets["oil"]) == "anna"


async def test_enter_takes_nothing_over_once_the_cursor_went_on(desk, tickets, bob, tmp_path):
    bob.does(claims.claim, tickets["leak"])
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["leak"])
        await seat.press("enter", "G", "enter")
        assert on_it(desk, tickets["leak"]) == "Bob Stone"


async def test_going_back_lets_another_keep_the_ticket(desk, tickets, bob, tmp_path):
    bob.does(claims.claim, tickets["oil"])
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        await seat.press("enter", "q")
        assert on_it(desk, tickets["oil"]) == "Bob Stone"


async def test_a_colleagues_claim_shows_at_once_and_is_no_news(desk, tickets, bob, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        before = seat.status
        bob.does(claims.claim, tickets["friday"])
        seat.workspace.lookout.look()
        screen = await seat.look()
        line = next(number for number, line in enumerate(screen.splitlines()) if "T4 " in line[:8])
        assert "Bob Stone is on it since 10:00" in screen.splitlines()[line + 1]
        assert seat.status == before
        bob.does(claims.release, tickets["friday"])
        seat.workspace.lookout.look()
        assert "is on it" not in await seat.look()


async def test_whoever_is_taken_over_is_told(desk, tickets, bob, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        await seat.press("enter")
        bob.does(claims.claim, tickets["oil"], take_over=True)
        seat.workspace.lookout.look()
        await seat.look()
        assert "Bob Stone has taken T2 over" in seat.status
        await seat.press("q")
        assert on_it(desk, tickets["oil"]) == "Bob Stone"


async def test_whoever_works_holds_the_claim_and_whoever_is_away_loses_it(desk, tickets, tmp_path):
    clock = desk.clock
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        await seat.press("enter")
        for _ in range(5):
            clock.instant += timedelta(minutes=4)
            await seat.press("j")
            seat.workspace.lookout.tick()
            await seat.look()
        assert on_it(desk, tickets["oil"]) == "anna"
        seat.workspace.lookout.tick()
        await seat.look()
        for _ in range(3):
            clock.instant += timedelta(minutes=4)
            seat.workspace.lookout.tick()
            await seat.look()
        assert not on_it(desk, tickets["oil"])


async def test_the_end_of_the_program_lets_go(desk, tickets, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        await seat.press("enter")
        assert on_it(desk, tickets["oil"])
    assert not on_it(desk, tickets["oil"])


async def test_undo_never_meets_a_claim(desk, tickets, tmp_path):
    service.change(desk, [tickets["oil"]], {"priority": "high"})
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await triage.at(seat, tickets["oil"])
        await seat.press("enter", "u")
        assert "Taken back: " in seat.status
        assert on_it(desk, tickets["oil"]) == "anna"
        row = seat.workspace.places.tickets.ticket.row
        assert row.priority == "normal"


async def test_after_a_ticket_has_left_the_queue_the_next_is_the_one_that_came_after_it(
    desk, tickets, bob, tmp_path
):
    order = page(desk, TicketQuery("all"), 0, 10)
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await triage.at(seat, order[1])
        await seat.press("enter")
        bob.does(service.solve, [order[1]], "answered")
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.workspace.places.tickets.ticket.ticket == order[1]
        await seat.press("right_square_bracket")
        assert seat.workspace.places.tickets.ticket.ticket == order[2]
        assert on_it(desk, order[2]) == "anna"


def test_the_feed_tells_claims_from_changes(desk, tickets, bob):
    feed = ChangeFeed(desk.store)
    bob.does(claims.claim, tickets["oil"])
    seen = feed.look()
    assert seen is not None
    assert seen.only_claims
    bob.does(claims.release, tickets["oil"])
    bob.does(service.change, [tickets["oil"]], {"priority": "low"})
    seen = feed.look()
    assert seen is not None
    assert not seen.only_claims
