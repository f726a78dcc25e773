"""Whatever is done with tickets in whatever order, their clocks and states are as their log says.

Rules 1 and 10.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.services import tickets, upkeep
from crm_tui.services.opening import Desk
from crm_tui.text.ticket_clock import ENDED, RUNNING
from crm_tui.views import service_clocks
from crm_tui.views.service_clocks import ServiceClocks
from tests.builders import a_colleague, a_ticket, dump, furnished, index, index_made_anew
from tests.histories import (
    all_the_way_back_and_forth,
    begin,
    happens,
    rows_that_are_there,
    rows_told_by_the_journal,
)
from tests.ticket_histories import RULES, STEPS, WORK


def _furnish(desk: Desk) -> None:
    """Two agents and three tickets, the calendar's zone settled."""
    begin(desk)
    a_colleague(desk)
    for party in (1, 2, None):
        a_ticket(desk, party)


a_service_desk = furnished(_furnish)


def agents(desk: Desk) -> dict[str, Desk]:
    return {"anna": desk, "bob": a_colleague(desk)}


def states_and_clocks(desk: Desk) -> list[tuple]:
    return desk.store.rows(
        "SELECT id, state, state_since, first_response_due, resolution_due, due_at, warn_at"
        " FROM ticket ORDER BY id"
    )


@settings(max_examples=25)
@given(st.lists(STEPS, max_size=20))
def test_states_clocks_and_index_always_are_what_the_log_says(steps):
    with a_service_desk() as desk:
        people = agents(desk)
        for login, act in steps:
            before = dump(desk)
            if not happens(people[login], act):
                assert dump(desk) == before
            assert upkeep.check(desk) == []
        nothing_runs_on_what_has_ended_and_resolution_waits_for_the_customer()
        recomputing_from_the_state_changes_gives_the_stored_instants(desk)
        assert index(desk) == index_made_anew(desk)
        assert rows_told_by_the_journal(desk) == rows_that_are_there(desk)
        upkeep.repair(desk)
        assert upkeep.check(desk) == []


@settings(max_examples=25)
@given(st.lists(st.one_of(WORK, WORK, RULES), max_size=12))
def test_all_taken_back_is_the_start_and_all_done_again_is_the_end(changes):
    with a_service_desk() as desk:
        bob = agents(desk)["bob"]
        all_the_way_back_and_forth(bob, changes)


def nothing_runs_on_what_has_ended_and_resolution_waits_for_the_customer() -> None:
    for row in tickets.Ticket.select():
        answer_runs = row.state not in ENDED and row.first_responded_at is None
        running = [
            due
            for due, runs in (
                (row.first_response_due, answer_runs),
                (row.resolution_due, row.state in RUNNING),
            )
            if runs and due is not None
        ]
        assert row.due_at == min(running, default=None)
        assert (row.warn_at is None) == (not running)
        assert row.warn_at is None or row.warn_at <= row.due_at
        assert (row.merged_into_id is not None) == (row.state == "merged")
        assert row.state not in ("solved", "closed") or row.resolved_at is not None
        assert row.state in ENDED or row.resolved_at is None


def recomputing_from_the_state_changes_gives_the_stored_instants(desk: Desk) -> None:
    """Rule 10; worked out ticket by ticket, without what stored them."""
    clocks = ServiceClocks(desk)
    for row in tickets.Ticket.select().where(tickets.Ticket.state.not_in(ENDED)):
        log = service_clocks.steps(desk, [row.id])[row.id]
        assert (log[0].at, log[-1].state) == (row.opened_at, row.state)
        read = clocks.read(row.policy_id, log, row.first_responded_at)
        stored = row.first_response_due, row.resolution_due, row.due_at, row.warn_at
        assert read == stored
