"""The queue: its views in triage order, each line whole, each place the right one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.models import Ticket
from crm_tui.services import claims, conversations, tags, ticket_merging, tickets
from crm_tui.services.opening import Desk
from crm_tui.views.customer_tickets import complaints
from crm_tui.views.tickets import (
    SORTS,
    VIEWS,
    TicketQuery,
    all_ids,
    count,
    counts,
    named,
    open_complaints,
    page,
    place_of,
    rows,
    ticket_row,
)
from tests.builders import a_colleague, a_company, a_person, a_ticket
from tests.histories import a_fresh_desk, happens
from tests.ticket_histories import WORK


def queue(desk: Desk, view: str = "all", **more) -> list[int]:
    """The tickets of a view, in order, the count and every place told alike."""
    query = TicketQuery(view, **more)
    found = page(desk, query, 0, 100)
    assert found == all_ids(desk, query)
    assert count(desk, query) == len(found)
    assert [place_of(desk, query, ticket) for ticket in found] == list(range(len(found)))
    return found


def test_what_is_due_first_stands_first_and_what_is_paused_last(desk: Desk):
    low, urgent, paused, high = (
        a_ticket(desk, priority=priority) for priority in ("low", "urgent", "urgent", "high")
    )
    conversations.reply(desk, paused, "Is it well?")
    assert queue(desk) == [urgent, high, low, paused]


def test_running_out_are_those_of_which_one_is_warned(desk: Desk, clock: FixedClock):
    urgent = a_ticket(desk, priority="urgent")
    a_ticket(desk)
    clock.instant += timedelta(minutes=44)
    assert queue(desk, "running") == []
    clock.instant += timedelta(minutes=1)  # 75 % of an hour
    assert queue(desk, "running") == [urgent]
    tickets.solve(desk, [urgent], "answered")
    assert queue(desk, "running") == []


def test_each_view_has_its_own(desk: Desk):
    bob = a_colleague(desk)
    fresh = a_ticket(desk)
    mine = a_ticket(desk, assignee=desk.user)
    bobs = a_ticket(desk, assignee=bob.user, kind="complaint")
    later = a_ticket(desk, assignee=desk.user)
    tickets.change(desk, [later], {"wait_until": date(2026, 11, 21)})
    again = a_ticket(desk, assignee=desk.user)
    tickets.change(desk, [again], {"wait_until": date(2026, 11, 20)})
    waiting = a_ticket(desk, assignee=desk.user)
    tickets.set_state(desk, [waiting], "waiting_customer")
    found = {view: set(queue(desk, view)) for view in VIEWS}
    assert found == {
        "running": set(),
        "unowned": {fresh},
        "mine": {mine, again},
        "again": {again},
        "complaints": {bobs},
        "all": {fresh, mine, bobs, later, again, waiting},
    }
    assert counts(desk) == {view: len(inside) for view, inside in found.items()}
    assert queue(bob, "mine") == [bobs]


def test_what_is_archived_or_over_is_in_no_view(desk: Desk):
    put_away, solved, merged, left = (a_ticket(desk) for _ in range(4))
    tickets.archive(desk, [put_away])
    tickets.solve(desk, [solved], "answered")
    ticket_merging.merge(desk, left, [merged])
    assert {view: queue(desk, view) for view in ("all", "unowned")} == {
        "all": [left], "unowned": [left],
    }  # fmt: skip
    assert queue(desk, state="solved") == [solved]
    assert queue(desk, state="merged") == [merged]
    assert set(queue(desk, state="any")) == {solved, merged, left}


def test_the_last_ended_comes_first(desk: Desk, clock: FixedClock):
    made = [a_ticket(desk) for _ in range(3)]
    for ticket in (made[1], made[0], made[2]):
        clock.instant += timedelta(minutes=1)
        tickets.solve(desk, [ticket], "answered")
    assert queue(desk, state="solved") == [made[2], made[0], made[1]]


def test_a_queue_is_sifted_by_all_that_tickets_have(desk: Desk):
    bob, firm = a_colleague(desk), a_company(desk)
    person = a_person(desk, company=firm)
    wanted = a_ticket(
        desk, firm, contact=person, kind="question", priority="low", queue="orders",
        assignee=bob.user, body="where is the zebra",
    )  # fmt: skip
    tickets.tag(desk, [wanted], tags.parse("VIP"))
    other = a_ticket(desk, title="Something else")
    for sieve in (
        {"kind": "question"}, {"priority": "low"}, {"queue": "orders"}, {"owner": bob.user},
        {"party": firm}, {"party": person}, {"tag": "vip"}, {"text": "printer"},
        {"text": "zebra"}, {"text": "ross"}, {"text": "t1"}, {"ids": (wanted,)},
    ):  # fmt: skip
        assert queue(desk, **sieve) == [wanted], sieve
    assert queue(desk, owner=0) == [other]
    assert queue(desk, text="zebra else") == []
    assert place_of(desk, TicketQuery(kind="question"), other) is None


def test_a_line_says_who_what_and_by_when(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    ticket = a_ticket(desk, firm, contact=person, kind="complaint", assignee=desk.user)
    row = ticket_row(desk, ticket)
    assert (row.number, row.party_name, row.contact_name) == ("T1", "Rossi Kft", "Anna Rossi")
    assert (row.kind_label, row.is_complaint, row.owner) == ("complaint", True, "anna")
    assert row.clock(clock.now()) == "answer due in 4 h"
    assert row.clock(clock.now() + timedelta(hours=6)) == "late 2 h"
    conversations.reply(desk, ticket, "so")
    assert ticket_row(desk, ticket).clock(clock.now()) == "paused"
    with pytest.raises(NotFoundError):
        ticket_row(desk, 99)


def test_lines_come_in_the_order_asked_for_without_what_is_gone(desk: Desk):
    first, second = a_ticket(desk), a_ticket(desk)
    claims.claim(desk, first)
    found = rows(desk, [second, 99, first])
    assert [(row.id, row.claim is not None) for row in found] == [(second, False), (first, True)]


def test_a_ticket_is_meant_by_its_number_or_its_title(desk: Desk):
    jam = a_ticket(desk, title="Paper jam")
    a_ticket(desk, title="Paper out")
    for name in ("T1", "t1", "#1", "1", "paper jam", "PAPER J"):
        assert named(desk, name) == jam
    with pytest.raises(SeveralMatchError, match="2 tickets"):
        named(desk, "paper")
    for name in ("T9", "toner", "", "\x1b[2J"):
        with pytest.raises(NotFoundError):
            named(desk, name)


def test_customers_show_how_many_complaints_they_have_open(desk: Desk):
    first, second = a_company(desk), a_company(desk, "Bianchi Zrt")
    made = [a_ticket(desk, first, kind="complaint") for _ in range(3)]
    a_ticket(desk, second)
    tickets.solve(desk, made[:1], "answered")
    assert open_complaints(desk, [first, second]) == {first: 2}
    assert open_complaints(desk, []) == {}


def test_a_complaint_of_someone_there_is_one_of_the_company_and_the_other_way_round(desk: Desk):
    firm = a_company(desk)
    person, colleague = a_person(desk, company=firm), a_person(desk, "Bea Rossi", company=firm)
    own = a_ticket(desk, person, kind="complaint")
    said = a_ticket(desk, firm, kind="complaint", contact=person, priority="urgent")
    assert open_complaints(desk, [firm, person, colleague]) == {firm: 2, person: 2}
    assert [row.id for row in complaints(desk, firm)] == [said, own]
    assert [row.id for row in complaints(desk, person)] == [said, own]
    assert complaints(desk, colleague) == ()


STATES = ["", "any", "solved", "closed", "merged", "open"]


@settings(max_examples=25)
@given(st.lists(WORK, min_size=5, max_size=25))
def test_every_order_is_that_of_its_keys_and_every_place_the_one_in_it(acts):
    with a_fresh_desk() as desk:
        for act in acts:
            happens(desk, act)
        live = {row.id: row for row in Ticket.select().where(Ticket.archived_at.is_null())}
        for sort, state in product(SORTS, STATES):
            found = queue(desk, sort=sort, state=state)
            assert found == sorted(found, key=lambda ticket: _key(live[ticket], sort, state))
            if state not in ("", "any"):
                assert set(found) == {row.id for row in live.values() if row.state == state}


def _key(row: Ticket, sort: str, state: str) -> tuple:
    """Worked out without a query: what a ticket is ordered by."""
    due = (row.due_at.timestamp() if row.due_at else 1e12, row.id)
    last_in = row.last_in_at.timestamp() if row.last_in_at else -1e12
    return {
        "due": due if state not in ("solved", "closed", "merged")
        else (-row.state_since.timestamp(), -row.id),
        "newest": (-row.opened_at.timestamp(), -row.id),
        "oldest": (row.opened_at.timestamp(), row.id),
        "priority": (["urgent", "high", "normal", "low"].index(row.priority), *due),
        "said": (-last_in, -row.id),
    }[sort]  # fmt: skip
