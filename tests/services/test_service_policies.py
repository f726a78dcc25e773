"""What is promised to whom, by which calendar (rule 10)."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, CrmError
from crm_tui.models import Ticket
from crm_tui.services import conversations, days_off, service_policies, tickets, upkeep
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import service_clocks
from tests.builders import FRIDAY_AT_TEN, a_colleague, a_company, a_person, a_ticket, dump

MONDAY = date(2026, 11, 23)
OFFICE = 1


def policy_of(desk: Desk, ticket: int) -> str:
    names = {row.id: row.name for row in service_clocks.policies(desk)}
    return names.get(Ticket.get_by_id(ticket).policy_id or 0, "")


def due(ticket: int):
    return Ticket.get_by_id(ticket).first_response_due


def at(day: int, hour: int):
    """An hour of a November day, in Budapest."""
    return FRIDAY_AT_TEN.replace(day=day, hour=hour)


@pytest.mark.parametrize(
    ("priority", "first", "solved"),
    [
        ("urgent", at(20, 11), at(23, 10)),
        ("high", at(20, 14), at(24, 10)),
        ("normal", at(23, 10), at(27, 10)),
        ("low", at(24, 10), at(27, 10) + timedelta(days=7)),
    ],
)
def test_the_defaults_promise_what_the_domain_says(desk: Desk, priority, first, solved):
    row = Ticket.get_by_id(a_ticket(desk, priority=priority))
    assert (row.first_response_due, row.resolution_due) == (first, solved)
    assert row.due_at == first


def test_the_first_policy_of_which_every_word_holds_is_the_tickets(desk: Desk):
    bakery = a_company(desk, industry="bakery")
    save = service_policies.save_policy
    save(desk, "Complaints", {"kind": "complaint", "first_response": 30})
    save(desk, "Orders of bakers", {"queue": "orders", "segment": "bakery", "first_response": 15})
    save(desk, "Last", {"position": 99, "first_response": 5})
    made = {
        "Orders of bakers": a_ticket(desk, bakery, queue="orders"),
        "Complaints": a_ticket(desk, bakery, kind="complaint"),
        "Normal": a_ticket(desk, a_company(desk, "Rival"), queue="orders"),
        "Low": a_ticket(desk, bakery, priority="low"),
    }
    assert [policy_of(desk, ticket) for ticket in made.values()] == list(made)
    tickets.change(desk, [made["Low"]], {"queue": "orders"})
    assert policy_of(desk, made["Low"]) == "Orders of bakers"
    tickets.change(desk, [made["Low"]], {"party": None})
    assert policy_of(desk, made["Low"]) == "Low"


def test_a_segment_holds_for_the_people_of_a_company_however_its_letters_are_written(desk: Desk):
    bank = a_company(desk, industry="Banking")
    person = a_person(desk, company=bank)
    baker = a_person(desk, "Bo", company=bank, industry="bakery")
    service_policies.save_policy(desk, "Banks", {"segment": "banking", "first_response": 10})
    made = [a_ticket(desk, party) for party in (bank, person, baker, None)]
    assert [policy_of(desk, one) for one in made] == ["Banks", "Banks", "Normal", "Normal"]


def test_a_new_promise_reckons_what_is_open_and_leaves_what_has_ended(desk: Desk):
    still, over = a_ticket(desk), a_ticket(desk)
    tickets.solve(desk, [over], "answered")
    before, read = dump(desk), Ticket.get_by_id(still).version
    service_policies.save_policy(desk, "Normal", {"first_response": 60})
    assert (due(still), due(over)) == (at(20, 11), at(23, 10))
    # Nobody's work on the ticket is overtaken by that.
    tickets.change(desk, [still], {"queue": "orders"}, version=read)
    undo(desk)
    undo(desk)
    assert dump(desk) == before


def test_without_a_policy_nothing_is_promised_and_nothing_runs(desk: Desk):
    for row in service_clocks.policies(desk):
        service_policies.remove_policy(desk, row.id)
    row = Ticket.get_by_id(a_ticket(desk))
    clocks = row.policy_id, row.first_response_due, row.resolution_due, row.due_at, row.warn_at
    assert clocks == (None,) * 5
    assert upkeep.check(desk) == []


@pytest.mark.parametrize("everybodys", [True, False])
def test_a_holiday_moves_what_is_due_and_taken_away_moves_it_back(desk: Desk, everybodys):
    ticket = a_ticket(desk)
    if everybodys:
        days_off.add(desk, MONDAY)
    else:
        assert service_policies.set_holiday(desk, OFFICE, MONDAY, "Feast")
        assert not service_policies.set_holiday(desk, OFFICE, MONDAY, "Feast")
    assert due(ticket) == at(24, 10)
    assert upkeep.check(desk) == []
    if everybodys:
        days_off.remove(desk, MONDAY)
    else:
        service_policies.set_holiday(desk, OFFICE, MONDAY, off=False)
    assert due(ticket) == at(23, 10)


def test_a_day_off_of_one_colleague_moves_nothing(desk: Desk):
    ticket = a_ticket(desk)
    days_off.add(desk, MONDAY, user=desk.user)
    assert due(ticket) == at(23, 10)


def test_a_calendar_may_not_keep_our_days_off(desk: Desk):
    ticket = a_ticket(desk)
    service_policies.save_calendar(desk, "Office hours", {"keeps_days_off": False})
    days_off.add(desk, MONDAY)
    assert due(ticket) == at(23, 10)


def test_a_calendar_of_another_zone_counts_by_its_own_wall(desk: Desk):
    """Ten in Budapest is four in the morning in New York: the day there begins at nine."""
    new_york = service_policies.save_calendar(
        desk, "New York", {"hours": "mon-fri 9-17", "zone": "America/New_York"}
    )
    service_policies.save_policy(desk, "Normal", {"calendar": new_york, "first_response": 60})
    assert due(a_ticket(desk)) == at(20, 16)


def test_the_firms_zone_is_kept_for_whoever_works_elsewhere(desk: Desk, clock: FixedClock):
    first = a_ticket(desk)
    assert service_clocks.calendars(desk)[0].zone == "Europe/Budapest"
    before = due(first)
    clock.zone = ZoneInfo("Asia/Tokyo")
    assert tickets.reckon_open(desk) == 0
    assert due(a_ticket(desk)) == before


def test_what_cannot_be_promised_is_refused(desk: Desk):
    before = dump(desk)
    for work in (
        lambda: service_policies.save_policy(desk, "  ", {}),
        lambda: service_policies.save_policy(desk, "X", {"kind": "joke"}),
        lambda: service_policies.save_policy(desk, "X", {"priority": "asap"}),
        lambda: service_policies.save_policy(desk, "X", {"colour": "red"}),
        lambda: service_policies.save_policy(desk, "X", {"first_response": 0}),
        lambda: service_policies.save_policy(desk, "X", {"resolution": 525_601}),
        lambda: service_policies.save_policy(desk, "X", {"warn_percent": 101}),
        lambda: service_policies.save_calendar(desk, "", {}),
        lambda: service_policies.save_calendar(desk, "X", {"hours": "whenever"}),
        lambda: service_policies.save_calendar(desk, "X", {"zone": "Mars/Base"}),
        lambda: service_policies.set_holiday(desk, 99, MONDAY),
    ):
        with pytest.raises(CrmError):
            work()
        assert dump(desk) == before


# Taken back, with others' work in between


def test_a_priority_taken_back_after_a_colleagues_answer_reckons_the_clocks_anew(
    desk: Desk, clock: FixedClock
):
    ticket, bob = a_ticket(desk, a_company(desk)), a_colleague(desk)
    clock.instant += timedelta(hours=1)
    tickets.change(desk, [ticket], {"priority": "urgent"})
    clock.instant += timedelta(hours=1)
    conversations.reply(bob, ticket, "We come.", state="waiting_inside")
    undo(desk)
    row = Ticket.get_by_id(ticket)
    assert (row.priority, row.first_response_due, row.due_at) == ("normal", at(23, 10), at(27, 10))
    assert upkeep.check(desk) == []
    redo(desk)
    assert Ticket.get_by_id(ticket).resolution_due == at(23, 10)
    assert upkeep.check(desk) == []


def test_an_answer_taken_back_after_a_holiday_was_noted_is_due_after_it(desk: Desk):
    ticket, bob = a_ticket(desk, a_company(desk)), a_colleague(desk)
    conversations.reply(desk, ticket, "We come.")
    days_off.add(bob, MONDAY)
    undo(desk)
    row = Ticket.get_by_id(ticket)
    assert (row.state, row.due_at) == ("new", at(24, 10))
    assert upkeep.check(desk) == []


def test_a_ticket_done_again_after_a_holiday_was_noted_is_due_after_it(desk: Desk):
    bob, ticket = a_colleague(desk), a_ticket(desk)
    undo(desk)
    days_off.add(bob, MONDAY)
    redo(desk)
    assert due(ticket) == at(24, 10)
    assert upkeep.check(desk) == []


def test_a_policy_taken_back_leaves_newer_tickets_to_the_next_one_that_holds(desk: Desk):
    bob = a_colleague(desk)
    service_policies.save_policy(desk, "Quick", {"first_response": 5})
    ticket = a_ticket(bob)
    assert policy_of(desk, ticket) == "Quick"
    undo(desk)
    assert (policy_of(desk, ticket), due(ticket)) == ("Normal", at(23, 10))
    assert upkeep.check(desk) == []


def test_a_state_that_was_left_and_entered_again_is_not_taken_back_from_under_it(desk: Desk):
    ticket, bob = a_ticket(desk), a_colleague(desk)
    tickets.set_state(desk, [ticket], "waiting_inside")
    tickets.set_state(bob, [ticket], "open")
    tickets.set_state(bob, [ticket], "waiting_inside")  # all within a second
    before = dump(desk)
    with pytest.raises(ConflictError, match="ticket T1 has been moved since"):
        undo(desk)
    assert dump(desk) == before


def test_check_finds_states_and_clocks_that_went_astray_and_repair_mends_them(desk: Desk):
    made = [a_ticket(desk) for _ in range(3)]
    tickets.solve(desk, made[2:], "answered")
    before = dump(desk)
    with desk.store.change_set(desk.user, "broke it"):
        desk.store.write("UPDATE ticket SET state = 'open' WHERE id = ?", (made[0],))
        desk.store.write("UPDATE ticket SET resolution_due = NULL WHERE id = ?", (made[1],))
        desk.store.write("UPDATE ticket SET due_at = opened_at WHERE id = ?", (made[2],))
    assert upkeep.check(desk) == [
        "1 tickets are in another state than their log says",
        "2 tickets show other clocks than their states give",
    ]
    upkeep.repair(desk)
    assert upkeep.check(desk) == []
    assert dump(desk) == before


def test_what_has_ended_keeps_what_it_was_promised_through_undo_and_redo(desk: Desk):
    ticket = a_ticket(desk)
    tickets.close(desk, [ticket], "answered")
    tickets.change(desk, [ticket], {"priority": "urgent"})
    service_policies.set_holiday(desk, OFFICE, date(2026, 11, 20))
    tickets.archive(desk, [ticket])
    before = dump(desk)
    for _ in range(4):
        undo(desk)
    for _ in range(4):
        redo(desk)
    assert dump(desk) == before
