"""The queue is read from its indexes alone, however many tickets there are or were."""

from __future__ import annotations

import pytest

from crm_tui.services.opening import Desk
from crm_tui.views import ticket_card, tickets
from crm_tui.views.tickets import VIEWS, TicketQuery
from tests.builders import a_ticket
from tests.views.asked import plans

VIEWED = {view: TicketQuery(view) for view in VIEWS}
SIFTED = {
    **VIEWED,
    "a kind": TicketQuery(kind="question"),
    "a queue": TicketQuery(queue="orders"),
    "a priority": TicketQuery(priority="urgent"),
    "an owner": TicketQuery(owner=3),
    "nobody's": TicketQuery(owner=0),
    "a state": TicketQuery(state="waiting_inside"),
    "solved": TicketQuery(state="solved"),
    "closed": TicketQuery(state="closed"),
    "closed by an agent": TicketQuery(state="closed", owner=3),
    "newest": TicketQuery(sort="newest"),
    "by priority": TicketQuery(sort="priority"),
    "last said": TicketQuery(sort="said"),
}
UNSORTED = [*VIEWED.values(), SIFTED["a queue"], SIFTED["a state"], SIFTED["closed"]]


def told(desk: Desk, ask) -> list[str]:
    return [step for step in plans(desk, ask) if " t " in f"{step} "]


@pytest.mark.parametrize("query", SIFTED.values(), ids=list(SIFTED))
def test_no_queue_is_read_ticket_by_ticket(desk: Desk, query):
    ticket = a_ticket(desk)
    for ask in (
        lambda: tickets.page(desk, query, 0, 50),
        lambda: tickets.count(desk, query),
        lambda: tickets.all_ids(desk, query),
        lambda: tickets.place_of(desk, query, ticket),
    ):
        steps = told(desk, ask)
        assert all("INDEX ticket_" in step or "PRIMARY KEY" in step for step in steps), steps


@pytest.mark.parametrize("name", ["all", "a queue", "a priority", "a state", "closed"])
def test_counting_and_sifting_read_no_ticket_at_all(desk: Desk, name):
    query = SIFTED[name]
    for ask in (
        lambda: tickets.count(desk, query),
        lambda: tickets.page(desk, query, 0, 50),
    ):
        assert all("COVERING INDEX ticket_" in step for step in told(desk, ask))


@pytest.mark.parametrize("view", ["all", "unowned"])
def test_a_page_comes_in_the_order_of_its_index(desk: Desk, view):
    steps = plans(desk, lambda: tickets.page(desk, VIEWED[view], 0, 50))
    assert not [step for step in steps if "TEMP B-TREE" in step]


def test_lines_and_a_card_are_looked_up_one_by_one(desk: Desk):
    ticket = a_ticket(desk)
    for ask in (
        lambda: tickets.rows(desk, [ticket]),
        lambda: ticket_card.conversation(desk, ticket),
        lambda: tickets.of_party(desk, 1),
    ):
        assert not [step for step in plans(desk, ask) if step in ("SCAN t", "SCAN e", "SCAN c")]
