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


ONE_KEY = [
    (["p", "u"], "priority", "urgent"),
    (["p", "l"], "priority", "low"),
    (["K", "f"], "kind", "fault"),
    (["Q", "2"], "queue", "second_line"),
    (["w", "w"], "owner", "anna"),
    (["w", "b"], "owner", "bob"),
    (["s", "o"], "state", "open"),
    (["s", "c"], "state", "waiting_customer"),
    (["s", "i"], "state", "waiting_inside"),
    (["s", "x", "a", "enter"], "state", "closed"),
    ([*"dtomorrow", "enter"], "wait_until", "2026-11-21"),
]


@pytest.mark.parametrize("marked", [False, True])
async def test_closing_asks_for_the_reason_as_solving_does(desk, desk_of, tmp_path, marked):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        if marked:
            await seat.press("space", "space")
        await seat.press("s", "x")
        assert "closed: a answered" in seat.status
        await seat.press("a", "enter", *(["y"] if marked else []))
        ended = desk.store.rows("SELECT state, closing_reason FROM ticket WHERE resolved_at > ''")
        assert ended == [("closed", "answered")] * (2 if marked else 1)


async def test_nobody_is_asked_for_the_cause_of_spam(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("x", "s")
        assert row(desk, desk_of["invoice"]).state == "solved"


@pytest.mark.parametrize(("keys", "field", "value"), ONE_KEY)
async def test_a_key_and_a_letter_change_a_field(desk, desk_of, tmp_path, keys, field, value):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        before = getattr(row(desk, desk_of["invoice"]), field)
        await seat.press(*keys)
        assert getattr(row(desk, desk_of["invoice"]), field) == value
        await seat.press("u")
        assert getattr(row(desk, desk_of["invoice"]), field) == before
        assert "Taken back: " in seat.status


async def test_the_same_keys_work_inside_the_ticket(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        screen = await seat.press("enter", "p", "h", "w", "w")
        found = row(desk, desk_of["invoice"])
        assert (found.priority, found.owner) == ("high", "anna")
        assert "high" in screen


async def test_choices_stand_in_the_status_row_and_wait(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("s")
        assert "waiting for customer" in seat.status
        await seat.press("escape")
        assert row(desk, desk_of["invoice"]).state == "new"


async def test_nobody_takes_the_owner_away(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("w", "b")
        await seat.press("w", "minus")
        assert row(desk, desk_of["invoice"]).assignee is None


async def test_with_many_colleagues_one_is_named(desk, desk_of, tmp_path):
    for number in range(20):
        users.add(desk, f"agent{number}", f"Agent {number}")
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.type("w/agent17", "enter")
        assert row(desk, desk_of["invoice"]).owner == "agent17"


async def test_a_complaint_stays_high_at_least(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press("p", "l")
        assert "complaint" in seat.status
        assert row(desk, desk_of["leak"]).priority == "high"


async def test_a_day_that_is_none_and_one_that_has_passed_are_refused(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.type("dwhenever", "enter")
        assert "is no day" in seat.status
        await seat.type("d12 Nov 2026", "enter")
        assert "has passed" in seat.status
        await seat.type("d27 Nov", "enter")
        assert row(desk, desk_of["invoice"]).wait_until == str(date(2026, 11, 27))
        await seat.press("d", "enter")
        assert row(desk, desk_of["invoice"]).wait_until is None


async def test_tags_go_on_and_off(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.type("Thot vip", "enter")
        await seat.type("T-hot", "enter")
        assert ticket_card.ticket(desk, desk_of["invoice"]).tags == ("vip",)


async def test_thirty_marked_are_changed_by_one_yes_and_taken_back_by_one_key(desk, many, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("*", "y", "p", "u")
        assert "30 tickets?" in seat.status
        await seat.press("y")
        assert {row(desk, one).priority for one in many} == {"urgent"}
        assert not seat.workspace.list.marks
        await seat.press("u")
        assert {row(desk, one).priority for one in many} == {"normal"}


async def test_a_no_changes_none_and_leaves_the_marks(desk, many, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("space", "space", "p", "u", "n")
        assert {row(desk, one).priority for one in many} == {"normal"}
        assert len(seat.workspace.list.marks) == 2


async def test_a_dot_repeats_the_last_change_on_another_ticket(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("Q", "2")
        await at(seat, desk_of["idea"])
        await seat.press(".")
        assert row(desk, desk_of["idea"]).queue == "second_line"
        await at(seat, desk_of["unknown"])
        await seat.press("enter", ".")
        assert row(desk, desk_of["unknown"]).queue == "second_line"


async def test_when_a_ticket_leaves_the_view_the_next_comes_under_the_cursor(desk, many, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view new and nobody's", "enter")
        pane = seat.workspace.places.tickets.pane
        await seat.press("j", "j")
        for _ in range(5):
            ids = views.all_ids(desk, pane.shown)
            here = ids.index(pane.ticket)
            await seat.press("w", "w")
            assert pane.ticket == ids[here + 1]


async def test_an_ended_ticket_is_opened_by_its_state(desk, desk_of, tmp_path):
    tickets.solve(desk, [desk_of["invoice"]], "answered")
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        seat.workspace.open_ticket(desk_of["invoice"])
        await seat.look()
        await seat.press("s", "o")
        found = row(desk, desk_of["invoice"])
        assert (found.state, found.closing_reason) == ("open", "")


async def test_archive_asks_and_takes_the_ticket_out_of_all_views(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("D", "n")
        assert views.count(desk, views.TicketQuery()) == 5
        await seat.press("D", "y")
        assert views.count(desk, views.TicketQuery()) == 4


async def test_number_and_link_are_copied(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("y", "t")
        assert "'T3': sent to terminal clipboard" in seat.status
        await seat.press("y", "l")
        assert "crm open T3" in seat.status
        await at(seat, desk_of["leak"])
        await seat.press("y", "p")
        assert "+36 1 234 5678" in seat.status


# Macros


async def test_a_macro_takes_its_steps_in_one_change(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("M", "m")
        found = row(desk, desk_of["invoice"])
        assert (found.owner, found.state) == ("anna", "open")
        await seat.press("u")
        found = row(desk, desk_of["invoice"])
        assert (found.owner, found.state) == ("", "new")


async def test_a_macro_that_goes_on_claims_and_shows_the_next_ticket(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        ids = views.all_ids(desk, seat.workspace.places.tickets.pane.shown)
        after = ids[ids.index(desk_of["invoice"]) + 1]
        await seat.press("M", "2")
        assert row(desk, desk_of["invoice"]).queue == "second_line"
        assert seat.workspace.places.tickets.ticket.ticket == after
        assert views.claims(desk, [after])[after].user == desk.user


async def test_a_macro_without_a_key_gets_one(desk, desk_of, tmp_path):
    snippets.save_macro(desk, "Zap", [("priority", "urgent")], then="stay")
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("M", "z")
        assert row(desk, desk_of["invoice"]).priority == "urgent"


async def test_a_macros_steps_are_all_taken_or_none(desk, desk_of, tmp_path):
    snippets.save_macro(desk, "Zap", [("kind", "complaint"), ("priority", "low")])
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("M", "z")
        assert "high at least" in seat.status
        assert row(desk, desk_of["invoice"]).kind != "complaint"


# Fields


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        (["t", "ctrl+u", *"Better"], "title", "Better"),
        (["c", "ctrl+u", *"Rossi Kft"], "party_name", "Rossi Kft"),
        (["c", "ctrl+u"], "party", None),
        (["p", *"Anna Rossi"], "contact_name", "Anna Rossi"),
        (["h", *"phone"], "channel", "phone"),
    ],
)
async def test_e_changes_a_field(desk, desk_of, tmp_path, keys, field, value):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("e", *keys, "enter")
        assert getattr(row(desk, desk_of["invoice"]), field) == value


async def test_a_field_changed_by_another_meanwhile_is_a_conflict(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.type("et")
        tickets.change(desk, [desk_of["invoice"]], {"priority": "urgent"})
        await seat.type(" now", "enter")
        assert "meanwhile" in seat.status
        assert row(desk, desk_of["invoice"]).title == "Copy of the invoice"


# Merging


async def test_likely_duplicates_are_offered_and_merged_into_the_present(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        screen = await seat.press("m")
        assert "Pump leaks oil" in screen
        assert "the same customer" in screen
        await seat.press("enter")
        assert "T1 stays" in seat.status
        await seat.press("y")
        assert row(desk, desk_of["leak2"]).state == "merged"
        bodies = [one.entry.body for one in ticket_card.conversation(desk, desk_of["leak"])]
        assert "Oil on the floor." in bodies
        await seat.press("u")
        assert row(desk, desk_of["leak2"]).state == "new"
        assert len(ticket_card.conversation(desk, desk_of["leak2"])) == 1


async def test_the_other_way_the_other_one_stays_and_is_shown(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.press("enter", "m", "enter", "o")
        assert row(desk, desk_of["leak"]).state == "merged"
        assert seat.workspace.places.tickets.ticket.ticket == desk_of["leak2"]


async def test_a_typed_number_is_merged_too(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        await seat.type("mT4", "enter")
        await seat.press("y")
        assert row(desk, desk_of["idea"]).state == "merged"


async def test_the_marked_are_merged_into_the_one_under_the_cursor(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        chosen = [desk_of["leak"], desk_of["leak2"], desk_of["invoice"]]
        seat.workspace.list.set_marks(chosen)
        await seat.press("m")
        assert "into T1, which stays?" in seat.status
        await seat.press("y")
        assert [row(desk, one).state for one in chosen] == ["new", "merged", "merged"]
        assert not seat.workspace.list.marks
        await seat.press("u")
        assert [row(desk, one).state for one in chosen] == ["new"] * 3


# Claims do not get in the way


async def test_a_ticket_another_is_on_can_be_changed_all_the_same(desk, desk_of, tmp_path):
    bob = desk._replace(user=2, login="bob", user_name="Bob Stone")
    claims.claim(bob, desk_of["invoice"])
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        await seat.press("p", "u")
        assert row(desk, desk_of["invoice"]).priority == "urgent"


async def test_without_a_ticket_the_keys_say_so(desk, people, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        for key in ("p", "K", "Q", "w", "s", "d", "T", "x", "r", "m", "M", "R", "e", "D"):
            await seat.press(key)
            assert "No ticket is chosen" in seat.status, key


async def test_hostile_text_is_harmless_in_every_question(desk, people, tmp_path):
    party = builders.a_company(desk, "[/b] x")
    ticket = tickets.add(desk, "[@click=app.quit]x[/]", party=party)
    snippets.save_macro(desk, "[red]m[/]", [("owner", "me")])
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await at(seat, ticket)
        for key in ("w", "s", "x", "m", "M", "R", "e", "T", "d", "r"):
            await seat.press(key)
            await seat.press("escape")
        assert "[@click=app.quit]x[/]" in seen(seat.workspace)
