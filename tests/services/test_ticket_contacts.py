"""A call or a visit on a ticket counts as what it was: their word, or our answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import conversations, ticket_contacts, ticket_merging, tickets, undo
from crm_tui.views import tickets as views
from tests import builders


@pytest.fixture
def party(desk):
    return builders.a_company(desk, "Rossi Kft")


@pytest.fixture
def ticket(desk, party):
    return tickets.add(desk, "The pump leaks", party=party)


def row(desk, ticket):
    return views.ticket_row(desk, ticket)


@pytest.mark.parametrize("outcome", ["reached", ""])
def test_our_call_that_reached_somebody_is_an_answer(desk, ticket, outcome):
    ticket_contacts.note(desk, ticket, "out", outcome)
    found = row(desk, ticket)
    assert found.first_responded_at == desk.clock.now()
    assert (found.state, found.assignee) == ("open", desk.user)


def test_our_call_that_reached_nobody_is_none(desk, ticket):
    before = row(desk, ticket)
    ticket_contacts.note(desk, ticket, "out", "no_answer")
    found = row(desk, ticket)
    assert (found.first_responded_at, found.state) == (None, "new")
    assert found.first_response_due == before.first_response_due


def test_an_owner_and_a_first_answer_stay_as_they_are(desk, ticket):
    bob = builders.a_colleague(desk, "bob").user
    tickets.change(desk, [ticket], {"assignee": bob})
    conversations.reply(desk, ticket, "We look into it.")
    first = row(desk, ticket).first_responded_at
    desk.clock.instant += timedelta(minutes=5)
    ticket_contacts.note(desk, ticket, "out", "reached")
    found = row(desk, ticket)
    assert (found.first_responded_at, found.assignee) == (first, bob)
    assert found.state == "waiting_customer"


def test_their_call_ends_the_waiting_for_them(desk, ticket):
    conversations.reply(desk, ticket, "Which pump?")
    tickets.change(desk, [ticket], {"wait_until": desk.clock.today()})
    ticket_contacts.note(desk, ticket, "in", "reached")
    found = row(desk, ticket)
    assert (found.state, found.wait_until) == ("open", None)
    assert found.last_in_at == desk.clock.now()


@pytest.mark.parametrize("state", ["solved", "closed"])
def test_their_call_reopens_what_had_ended(desk, ticket, state):
    tickets.solve(desk, [ticket], "answered")
    if state == "closed":
        tickets.set_state(desk, [ticket], "closed")
    ticket_contacts.note(desk, ticket, "in", "")
    found = row(desk, ticket)
    assert (found.state, found.closing_reason, found.resolved_at) == ("open", "", None)


def test_it_is_taken_back_as_one(desk, ticket):
    tickets.solve(desk, [ticket], "answered")
    before = row(desk, ticket)
    ticket_contacts.note(desk, ticket, "in", "")
    undo.undo(desk)
    found = row(desk, ticket)
    assert found._replace(version=0) == before._replace(version=0)


def test_a_merged_one_and_one_that_is_gone_are_refused(desk, party, ticket):
    other = tickets.add(desk, "Pump leaks", party=party)
    ticket_merging.merge(desk, ticket, [other])
    with pytest.raises(RuleError):
        ticket_contacts.note(desk, other, "in", "")
    with pytest.raises(NotFoundError):
        ticket_contacts.note(desk, 99, "in", "")
