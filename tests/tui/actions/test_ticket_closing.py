"""Ends of tickets: solved with a reason and a cause, closed by an offer, rated."""

from __future__ import annotations

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
    invoice = desk_of["invoice"]
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, invoice)
        await seat.press("x", "a")
        assert "because of" in seat.status
        await seat.press("b")
        assert ending(desk, invoice) == ("solved", "answered", "", "billing")
        await seat.press("u")
        assert ending(desk, invoice) == ("new", "", "", "")
        # enter leaves the cause open
        await at(seat, invoice)
        await seat.press("x", "a", "enter")
        assert ending(desk, invoice) == ("solved", "answered", "", "")
        # an ended ticket is opened again by x after a question
        seat.workspace.open_ticket(invoice)
        await seat.look()
        await seat.press("x")
        assert "open it again?" in seat.status
        await seat.press("y")
        assert row(desk, invoice).state == "open"
        # a reason that needs a note asks it until it is given
        await seat.press("q")
        await at(seat, invoice)
        await seat.press("s", "s", "n", "enter")
        assert "needs a note" in seat.status
        await seat.type("older than ten years", "enter")
        await seat.press("enter")
        assert ending(desk, invoice) == ("solved", "not_possible", "older than ten years", "")
        # capital X solves and goes on to the next
        await at(seat, desk_of["leak"])
        place = seat.workspace.places.tickets
        ids = views.all_ids(desk, place.pane.shown)
        after = ids[ids.index(desk_of["leak"]) + 1]
        await seat.press("enter", "X", "a", "enter")
        assert row(desk, desk_of["leak"]).state == "solved"
        assert place.ticket.ticket == after
        assert views.claims(desk, [*ids]).keys() == {after}


async def test_thirty_are_solved_by_one_yes_and_taken_back_by_one_key(desk, people, tmp_path):
    many = [tickets.add(desk, f"Question {n}", party=people["rossi"]) for n in range(30)]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("*", "y", "x", "s", "enter", "y")
        assert {row(desk, one).state for one in many} == {"solved"}
        await seat.press("u")
        assert {row(desk, one).state for one in many} == {"new"}
        # an offer is one ticket's
        await seat.press("space", "space", "x", "o")
        assert "take the marks away" in seat.status


async def test_an_offer_makes_a_deal_linked_both_ways_and_a_rating_is_asked_for_and_kept(
    desk, desk_of, tmp_path
):
    leak, leak2 = desk_of["leak"], desk_of["leak2"]

    def asked():
        return desk.store.value("SELECT rating_asked_at FROM ticket WHERE id = ?", (leak,))

    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        for keys in (("x", "o"), ("enter", "o")):
            await at(seat, leak)
            await seat.press(*keys)
            await seat.type("new pump 12k 15 Dec", "enter")
            assert "How content are they?" in seat.status
            await seat.press("n")
            view = ticket_card.ticket(desk, leak)
            assert view.row.state == "solved"
            deal, _number, title = view.offer
            assert title == "new pump"
            card = deal_views.deal(desk, deal).card
            assert (card.party_name, card.amount_minor) == ("Rossi Kft", 1_200_000)
            of = desk.store.value("SELECT ticket_id FROM deal WHERE id = ?", (deal,))
            assert of == view.row.id
            await seat.press("u")
            assert row(desk, leak).state == "new"
            assert ticket_card.ticket(desk, leak).offer is None
        # after an offer the customer is asked for a rating
        await at(seat, leak)
        await seat.press("x", "o")
        await seat.type("new pump 12k", "enter")
        assert asked() is None
        await seat.press("a")
        assert "R keeps it" in seat.status
        assert asked() is not None
        # a rating is kept with their words; to ask them stands beside the numbers
        await seat.press("q")
        await at(seat, leak2)
        await seat.press("R", "a")
        assert "asked about T2; R keeps it" in seat.status
        assert row(desk, leak2).rating is None
        await seat.press("R", "4")
        await seat.type("quick, but dear", "enter")
        assert row(desk, leak2).rating == 4
        assert ticket_card.ticket(desk, leak2).rating_words == "quick, but dear"
