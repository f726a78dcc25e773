"""Triage by single keys: on the ticket under the cursor, on the open one, on the marked."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.services import claims, snippets, tickets, users
from crm_tui.views import ticket_card
from crm_tui.views import tickets as views
from tests import builders
from tests.tui.actions.counter import at, row
from tests.tui.office import MEDIUM, a_seat
from tests.tui.stage import seen


@pytest.fixture
def many(desk, people):
    return [tickets.add(desk, f"Question {number}", party=people["rossi"]) for number in range(30)]


def is_now(desk, ticket, field):
    return getattr(row(desk, ticket), field)


def both(desk, ticket, *fields):
    found = row(desk, ticket)
    return tuple(getattr(found, field) for field in fields)


ONE_KEY = [
    ("pu", "priority", "urgent"),
    ("pl", "priority", "low"),
    ("Kf", "kind", "fault"),
    ("Q2", "queue", "second_line"),
    ("ww", "owner", "anna"),
    ("wb", "owner", "bob"),
    ("so", "state", "open"),
    ("sc", "state", "waiting_customer"),
    ("si", "state", "waiting_inside"),
    ("sxa\r", "state", "closed"),
    ("dtomorrow\r", "wait_until", "2026-11-21"),
]


async def test_a_key_and_a_letter_change_a_field_and_u_takes_it_back(desk, desk_of, tmp_path):
    invoice, idea = desk_of["invoice"], desk_of["idea"]
    claims.claim(desk._replace(user=2, login="bob", user_name="Bob Stone"), idea)
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        for keys, field, value in ONE_KEY:
            await at(seat, invoice)
            before = is_now(desk, invoice, field)
            await seat.type(keys.rstrip("\r"), *["enter"] * keys.count("\r"))
            assert is_now(desk, invoice, field) == value, keys
            assert "Taken back: " not in seat.status, keys
            await seat.press("u")
            assert is_now(desk, invoice, field) == before, keys
            assert "Taken back: " in seat.status, keys
        # choices stand in the status row and wait
        await at(seat, invoice)
        await seat.press("s")
        assert "waiting for customer" in seat.status
        await seat.press("escape")
        assert is_now(desk, invoice, "state") == "new"
        # a ticket another is on can be changed all the same
        await at(seat, idea)
        await seat.press("p", "u")
        assert is_now(desk, idea, "priority") == "urgent"
        # the same keys work inside the ticket
        await at(seat, invoice)
        screen = await seat.press("enter", "p", "h", "w", "w")
        assert both(desk, invoice, "priority", "owner") == ("high", "anna")
        assert "high" in screen


async def test_closing_asks_for_the_reason_as_solving_does_of_one_and_of_the_marked(
    desk, desk_of, tmp_path
):
    invoice = desk_of["invoice"]

    def ended():
        return desk.store.rows("SELECT state, closing_reason FROM ticket WHERE resolved_at > ''")

    async with a_seat(desk, tmp_path, place="tickets") as seat:
        for count, marks, yes in ((1, (), ()), (2, ("space", "space"), ("y",))):
            await at(seat, invoice)
            await seat.press(*marks, "s", "x")
            assert "closed: a answered" in seat.status
            await seat.press("a", "enter", *yes)
            assert ended() == [("closed", "answered")] * count
            await seat.press("u")
            assert ended() == []
        # nobody is asked for the cause of spam
        await at(seat, invoice)
        await seat.press("x", "s")
        assert is_now(desk, invoice, "state") == "solved"
        # an ended ticket is opened by its state
        seat.workspace.open_ticket(invoice)
        await seat.look()
        await seat.press("s", "o")
        assert both(desk, invoice, "state", "closing_reason") == ("open", "")
        # to archive asks and takes the ticket out of all views
        await seat.press("q")
        await at(seat, invoice)
        await seat.press("D", "n")
        assert views.count(desk, views.TicketQuery()) == 5
        await seat.press("D", "y")
        assert views.count(desk, views.TicketQuery()) == 4


async def test_owners_days_and_tags_are_given_refused_and_taken_away(desk, desk_of, tmp_path):
    invoice = desk_of["invoice"]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, invoice)
        # nobody takes the owner away
        await seat.press("w", "b")
        assert is_now(desk, invoice, "owner") == "bob"
        await seat.press("w", "minus")
        assert is_now(desk, invoice, "assignee") is None
        # a day that is none and one that has passed are refused
        await seat.type("dwhenever", "enter")
        assert "is no day" in seat.status
        await seat.type("d12 Nov 2026", "enter")
        assert "has passed" in seat.status
        await seat.type("d27 Nov", "enter")
        assert is_now(desk, invoice, "wait_until") == str(date(2026, 11, 27))
        await seat.press("d", "enter")
        assert is_now(desk, invoice, "wait_until") is None
        # tags go on and off
        await seat.type("Thot vip", "enter")
        await seat.type("T-hot", "enter")
        assert ticket_card.ticket(desk, invoice).tags == ("vip",)
        # with many colleagues one is named
        for number in range(20):
            users.add(desk, f"agent{number}", f"Agent {number}")
        await seat.type("w/agent17", "enter")
        assert is_now(desk, invoice, "owner") == "agent17"
        # a complaint stays high at least
        await at(seat, desk_of["leak"])
        await seat.press("p", "l")
        assert "complaint" in seat.status
        assert is_now(desk, desk_of["leak"], "priority") == "high"


async def test_a_dot_repeats_the_last_change_and_y_copies_number_link_and_phone(
    desk, desk_of, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("Q", "2")
        await at(seat, desk_of["idea"])
        await seat.press(".")
        assert is_now(desk, desk_of["idea"], "queue") == "second_line"
        await at(seat, desk_of["invoice"])
        await seat.press("y", "t")
        assert "'T3': sent to terminal clipboard" in seat.status
        await seat.press("y", "l")
        assert "crm open T3" in seat.status
        await at(seat, desk_of["leak"])
        await seat.press("y", "p")
        assert "+36 1 234 5678" in seat.status
        # the dot works inside a ticket too
        await at(seat, desk_of["unknown"])
        await seat.press("enter", ".")
        assert is_now(desk, desk_of["unknown"], "queue") == "second_line"


async def test_thirty_marked_are_changed_by_one_yes_and_taken_back_by_one_key(desk, many, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        # a no changes none and leaves the marks
        await seat.type(":view all open", "enter")
        await seat.press("space", "space", "p", "u", "n")
        assert {is_now(desk, one, "priority") for one in many} == {"normal"}
        assert len(seat.workspace.list.marks) == 2

        await seat.press("escape", "*", "y", "p", "u")
        assert "30 tickets?" in seat.status
        await seat.press("y")
        assert {is_now(desk, one, "priority") for one in many} == {"urgent"}
        assert not seat.workspace.list.marks
        await seat.press("u")
        assert {is_now(desk, one, "priority") for one in many} == {"normal"}
        # when a ticket leaves the view the next comes under the cursor
        await seat.type(":view new and nobody's", "enter")
        pane = seat.workspace.places.tickets.pane
        await seat.press("g", "j", "j")
        for _ in range(5):
            ids = views.all_ids(desk, pane.shown)
            here = ids.index(pane.ticket)
            await seat.press("w", "w")
            assert pane.ticket == ids[here + 1]


# Macros


async def test_a_macro_takes_all_of_its_steps_in_one_change_or_none(desk, desk_of, tmp_path):
    invoice = desk_of["invoice"]
    snippets.save_macro(desk, "Zap", [("priority", "urgent")], then="stay")
    snippets.save_macro(desk, "Wrong", [("kind", "complaint"), ("priority", "low")])
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, invoice)
        await seat.press("M", "m")
        assert both(desk, invoice, "owner", "state") == ("anna", "open")
        await seat.press("u")
        assert both(desk, invoice, "owner", "state") == ("", "new")
        # all or none
        await at(seat, invoice)
        await seat.press("M", "w")
        assert "high at least" in seat.status
        assert is_now(desk, invoice, "kind") != "complaint"
        # one without a key of its own gets one
        await seat.press("M", "z")
        assert is_now(desk, invoice, "priority") == "urgent"
        # one that goes on claims and shows the next ticket
        await at(seat, invoice)
        ids = views.all_ids(desk, seat.workspace.places.tickets.pane.shown)
        after = ids[ids.index(invoice) + 1]
        await seat.press("M", "2")
        assert is_now(desk, invoice, "queue") == "second_line"
        assert seat.workspace.places.tickets.ticket.ticket == after
        assert views.claims(desk, [after])[after].user == desk.user


# Fields


FIELDS = [
    ("t", "Better", "title", "Better"),
    ("c", "Rossi Kft", "party_name", "Rossi Kft"),
    ("c", "", "party", None),
    ("p", "Anna Rossi", "contact_name", "Anna Rossi"),
    ("h", "phone", "channel", "phone"),
]


async def test_e_changes_a_field_unless_another_has_meanwhile(desk, desk_of, tmp_path):
    invoice = desk_of["invoice"]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        for key, text, field, value in FIELDS:
            await at(seat, invoice)
            assert is_now(desk, invoice, field) != value, field
            await seat.press("e", key, *(["ctrl+u"] if key in "tc" else []))
            await seat.type(text, "enter")
            assert is_now(desk, invoice, field) == value, field
            await seat.press("u")
        # a field changed by another meanwhile is a conflict
        await at(seat, invoice)
        await seat.type("et")
        tickets.change(desk, [invoice], {"priority": "urgent"})
        await seat.type(" now", "enter")
        assert "meanwhile" in seat.status
        assert is_now(desk, invoice, "title") == "Copy of the invoice"


# Merging


async def test_likely_duplicates_are_offered_and_merged_into_the_present(desk, desk_of, tmp_path):
    leak, leak2 = desk_of["leak"], desk_of["leak2"]
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, leak)
        screen = await seat.press("m")
        assert "Pump leaks oil" in screen
        assert "the same customer" in screen
        await seat.press("enter")
        assert "T1 stays" in seat.status
        await seat.press("y")
        assert is_now(desk, leak2, "state") == "merged"
        bodies = [one.entry.body for one in ticket_card.conversation(desk, leak)]
        assert "Oil on the floor." in bodies
        await seat.press("u")
        assert is_now(desk, leak2, "state") == "new"
        assert len(ticket_card.conversation(desk, leak2)) == 1
        # the other way the other one stays and is shown
        await at(seat, leak)
        await seat.press("enter", "m", "enter", "o")
        assert is_now(desk, leak, "state") == "merged"
        assert seat.workspace.places.tickets.ticket.ticket == leak2


async def test_a_typed_number_and_the_marked_are_merged_into_the_one_under_the_cursor(
    desk, desk_of, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        chosen = [desk_of["leak"], desk_of["leak2"], desk_of["invoice"]]
        seat.workspace.list.set_marks(chosen)
        await seat.press("m")
        assert "into T1, which stays?" in seat.status
        await seat.press("y")
        assert [is_now(desk, one, "state") for one in chosen] == ["new", "merged", "merged"]
        assert not seat.workspace.list.marks
        await seat.press("u")
        assert [is_now(desk, one, "state") for one in chosen] == ["new"] * 3
        # a typed number is merged too
        await at(seat, desk_of["leak"])
        await seat.type("mT4", "enter")
        await seat.press("y")
        assert is_now(desk, desk_of["idea"], "state") == "merged"


# Nothing does harm


async def test_without_a_ticket_the_keys_say_so_and_hostile_text_is_harmless_in_each_question(
    desk, people, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        for key in ("p", "K", "Q", "w", "s", "d", "T", "x", "r", "m", "M", "R", "e", "D"):
            await seat.press("escape")
            assert "No ticket is chosen" not in seat.status, key
            await seat.press(key)
            assert "No ticket is chosen" in seat.status, key
        party = builders.a_company(desk, "[/b] x")
        ticket = tickets.add(desk, "[@click=app.quit]x[/]", party=party)
        snippets.save_macro(desk, "[red]m[/]", [("owner", "me")])
        await at(seat, ticket)
        for key in ("w", "s", "x", "m", "M", "R", "e", "T", "d", "r"):
            await seat.press(key)
            await seat.press("escape")
        assert "[@click=app.quit]x[/]" in seen(seat.workspace)
