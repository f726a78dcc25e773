"""Ends of tickets: solved with a reason and a cause, closed by an offer, rated."""

from __future__ import annotations

import pytest

from crm_tui.services import tickets
from crm_tui.views import deals as deal_views
from crm_tui.views import ticket_card
from crm_tui.views import tickets as views
from tests.tui.actions.counter import at, row
from tests.tui.office import MEDIUM, a_seat


def ending(desk, ticket):
    return desk.store.row(
        "SELECT state, closing_reason, closing_note, cause FROM ticket WHERE id = ?", (ticket,)
    )


async def test_x_solves_with_a_reason_and_a_cause_by_a_key_each(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("x", "a")
        assert "because of" in seat.status
        await seat.press("b")
        assert ending(desk, desk_of["invoice"]) == ("solved", "answered", "", "billing")
        await seat.press("u")
        assert ending(desk, desk_of["invoice"]) == ("new", "", "", "")


async def test_enter_leaves_the_cause_open(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("x", "a", "enter")
        assert ending(desk, desk_of["invoice"]) == ("solved", "answered", "", "")


async def test_a_reason_that_needs_a_note_asks_it_until_it_is_given(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("s", "s", "n", "enter")
        assert "needs a note" in seat.status
        await seat.type("older than ten years", "enter")
        await seat.press("enter")
        assert ending(desk, desk_of["invoice"]) == (
            "solved", "not_possible", "older than ten years", "",
        )  # fmt: skip


async def test_thirty_are_solved_by_one_yes_and_taken_back_by_one_key(desk, people, tmp_path):
    many = [tickets.add(desk, f"Question {n}", party=people["rossi"]) for n in range(30)]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("*", "y", "x", "s", "enter", "y")
        assert {row(desk, one).state for one in many} == {"solved"}
        await seat.press("u")
        assert {row(desk, one).state for one in many} == {"new"}


async def test_capital_x_solves_and_goes_on_to_the_next(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        place = seat.workspace.places.tickets
        ids = views.all_ids(desk, place.pane.shown)
        after = ids[ids.index(desk_of["invoice"]) + 1]
        await seat.press("enter", "X", "a", "enter")
        assert row(desk, desk_of["invoice"]).state == "solved"
        assert place.ticket.ticket == after
        assert views.claims(desk, [*ids]).keys() == {after}


async def test_an_ended_ticket_is_opened_again_by_x_after_a_question(desk, desk_of, tmp_path):
    tickets.solve(desk, [desk_of["invoice"]], "answered")
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        seat.workspace.open_ticket(desk_of["invoice"])
        await seat.look()
        await seat.press("x")
        assert "open it again?" in seat.status
        await seat.press("y")
        assert row(desk, desk_of["invoice"]).state == "open"


@pytest.mark.parametrize("keys", [("x", "o"), ("enter", "o")])
async def test_an_offer_makes_a_deal_linked_both_ways(desk, desk_of, tmp_path, keys):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press(*keys)
        await seat.type("new pump 12k 15 Dec", "enter")
        assert "How content are they?" in seat.status
        await seat.press("n")
        view = ticket_card.ticket(desk, desk_of["leak"])
        assert view.row.state == "solved"
        deal, _number, title = view.offer
        assert title == "new pump"
        card = deal_views.deal(desk, deal).card
        assert (card.party_name, card.amount_minor) == ("Rossi Kft", 1_200_000)
        assert desk.store.value("SELECT ticket_id FROM deal WHERE id = ?", (deal,)) == view.row.id
        await seat.press("u")
        assert row(desk, desk_of["leak"]).state == "new"
        assert ticket_card.ticket(desk, desk_of["leak"]).offer is None


async def test_after_an_offer_the_customer_is_asked_for_a_rating(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press("x", "o")
        await seat.type("new pump 12k", "enter")
        await seat.press("a")
        assert "R keeps it" in seat.status
        asked = desk.store.value(
            "SELECT rating_asked_at FROM ticket WHERE id = ?", (desk_of["leak"],)
        )
        assert asked is not None


async def test_an_offer_is_one_tickets(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("space", "space", "x", "o")
        assert "take the marks away" in seat.status


async def test_a_rating_is_kept_with_their_words(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press("R", "4")
        await seat.type("quick, but dear", "enter")
        assert row(desk, desk_of["leak"]).rating == 4
        assert ticket_card.ticket(desk, desk_of["leak"]).rating_words == "quick, but dear"


async def test_ask_them_stands_beside_the_numbers(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press("R", "a")
        assert "R keeps it" in seat.status
        assert row(desk, desk_of["leak"]).rating is None
