"""Who is on a ticket now, so that nobody begins it twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError
from crm_tui.services import claims, tickets
from crm_tui.services.claims import LASTS
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views.tickets import TicketQuery, ticket_row
from tests.builders import a_colleague, a_ticket, dump

ALL = TicketQuery()


def whose(desk: Desk, ticket: int) -> str | None:
    """Who is on a ticket, as every desk shows it."""
    claim = ticket_row(desk, ticket).claim
    return claim.name if claim else None


def test_a_claim_stands_for_everyone_and_is_not_broken_by_another(desk: Desk, clock: FixedClock):
    ticket, bob = a_ticket(desk), a_colleague(desk)
    mine = claims.claim(desk, ticket)
    assert (mine.name, mine.since, mine.until) == ("anna", clock.now(), clock.now() + LASTS)
    assert claims.claim(bob, ticket) == mine
    assert whose(bob, ticket) == "anna"


def test_a_claim_ends_by_the_clock_alone(desk: Desk, clock: FixedClock):
    ticket, bob = a_ticket(desk), a_colleague(desk)
    claims.claim(desk, ticket)
    clock.instant += LASTS - timedelta(seconds=1)
    assert whose(bob, ticket) == "anna"
    clock.instant += timedelta(seconds=1)
    assert whose(bob, ticket) is None
    assert claims.claim(bob, ticket).name == "bob"


def test_a_claim_that_is_over_does_not_stay_as_a_row(desk: Desk, clock: FixedClock):
    left, here = a_ticket(desk), a_ticket(desk)
    claims.claim(desk, left)
    clock.instant += LASTS
    claims.claim(desk, here)
    assert desk.store.rows("SELECT ticket_id FROM claim") == [(here,)]


def test_whoever_goes_on_renews_the_claim_in_its_second_half(desk: Desk, clock: FixedClock):
    ticket = a_ticket(desk)
    first = claims.claim(desk, ticket)
    before = dump(desk)
    clock.instant += LASTS / 2 - timedelta(seconds=1)
    assert claims.claim(desk, ticket) == first
    assert dump(desk) == before  # nothing is written meanwhile
    clock.instant += timedelta(seconds=1)
    renewed = claims.claim(desk, ticket)
    assert (renewed.since, renewed.until) == (first.since, clock.now() + LASTS)


def test_a_claim_can_be_taken_over_and_is_given_up_by_its_owner_alone(desk: Desk):
    ticket, bob = a_ticket(desk), a_colleague(desk)
    claims.claim(desk, ticket)
    assert claims.claim(bob, ticket, take_over=True).name == "bob"
    claims.release(desk, ticket)
    assert whose(desk, ticket) == "bob"
    claims.release(bob, ticket)
    assert whose(desk, ticket) is None


def test_a_claim_is_nothing_that_undo_meets(desk: Desk):
    ticket = a_ticket(desk)
    tickets.change(desk, [ticket], {"queue": "orders"})
    claims.claim(desk, ticket)
    assert undo(desk).label == "queue orders: T1 The printer jams"
    assert undo(desk).label == "added ticket: The printer jams"  # though somebody was on it
    with pytest.raises(NotFoundError):
        claims.claim(desk, ticket)


def test_each_gets_the_first_ticket_that_nobody_else_is_on(desk: Desk, clock: FixedClock):
    bob, cili = a_colleague(desk), a_colleague(desk, "cili")
    first, second = a_ticket(desk), a_ticket(desk)
    assert claims.claim_first(desk, ALL) == first
    assert claims.claim_first(desk, ALL) == first  # still on it
    assert claims.claim_first(bob, ALL) == second
    assert claims.claim_first(cili, ALL) is None
    claims.release(desk, first)
    assert claims.claim_first(cili, ALL) == first
    clock.instant += LASTS
    assert claims.claim_first(bob, ALL) == first


def test_the_next_one_is_the_first_free_one_below_and_then_from_the_top(desk: Desk):
    bob = a_colleague(desk)
    made = [a_ticket(desk) for _ in range(4)]
    claims.claim(bob, made[2])
    assert claims.claim_first(desk, ALL, after=made[1]) == made[3]
    assert claims.claim_first(desk, ALL, after=made[3]) == made[0]
    tickets.solve(desk, [made[0]], "answered")
    assert claims.claim_first(desk, ALL, after=made[0]) == made[1]  # one that left the queue
