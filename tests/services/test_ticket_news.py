"""Who is told of a complaint, and who is asked for help (S27, S38, S97, S105)."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import RuleError
from crm_tui.models import Task, Ticket
from crm_tui.services import accounts, deals, help_wanted, tasks, ticket_merging, tickets, users
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card
from crm_tui.views.help_wanted import open_requests
from tests.builders import a_colleague, a_company, a_deal, a_person, a_ticket, dump

BODY = "It jams again."


def told(ticket: int) -> list[tuple[str, str]]:
    """Who is told of a ticket, and what."""
    rows = Task.select().where(Task.ticket == ticket, Task.kind == "ticket_work").order_by(Task.id)
    return [(row.assignee.login, row.title) for row in rows]


def test_a_complaint_is_put_on_the_sheet_of_those_who_sell_to_the_customer(desk: Desk):
    bob, cili, dora = (a_colleague(desk, login) for login in ("bob", "cili", "dora"))
    firm = a_company(desk)
    accounts.hand_over(desk, [firm], bob.user)
    first, second = a_deal(cili, firm), a_deal(cili, firm)
    a_deal(bob, firm)
    deals.win(dora, a_deal(dora, firm))  # that one is over
    ticket = a_ticket(desk, firm, kind="complaint", body=BODY)
    said = "Rossi Kft complains: The printer jams"
    assert sorted(told(ticket)) == [("bob", said), ("cili", said)]
    task = Task.get(Task.assignee == cili.user)
    assert (task.deal_id, task.due, task.priority) == (first, date(2026, 11, 20), "high")
    assert second != first
    tickets.change(desk, [ticket], {"priority": "urgent"})
    tickets.change(desk, [ticket], {"kind": "request"})
    tickets.change(desk, [ticket], {"kind": "complaint"})
    assert len(told(ticket)) == 2  # once is enough


def test_nobody_is_told_of_what_they_took_in_themselves(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    a_deal(desk, firm)
    assert told(a_ticket(desk, firm, kind="complaint")) == []
    assert [login for login, _ in told(a_ticket(bob, firm, kind="complaint"))] == ["anna"]


@pytest.mark.parametrize("kind", ["request", "suggestion", "question", "order", "fault"])
def test_what_is_no_complaint_is_told_to_nobody_until_it_becomes_one(desk: Desk, kind):
    bob = a_colleague(desk)
    firm = a_company(desk)
    ticket = a_ticket(bob, firm, kind=kind)
    assert told(ticket) == []
    before = dump(desk)
    tickets.change(bob, [ticket], {"kind": "complaint"})
    assert [login for login, _ in told(ticket)] == ["anna"]
    undo(bob)
    assert dump(desk) == before


def test_a_complaint_of_nobody_is_told_when_its_customer_is_found(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    ticket = a_ticket(bob, kind="complaint")
    assert told(ticket) == []
    tickets.change(bob, [ticket], {"party": firm})
    assert [login for login, _ in told(ticket)] == ["anna"]


def test_a_complaint_of_a_person_is_told_to_those_who_sell_to_their_company(desk: Desk):
    bob, cili, dora = (a_colleague(desk, login) for login in ("bob", "cili", "dora"))
    firm = a_company(bob)
    person = a_person(cili, company=firm)
    deal = a_deal(bob, firm)
    a_deal(dora, a_company(dora, "Elsewhere"))
    ticket = a_ticket(desk, person, kind="complaint")
    assert told(ticket) == [
        ("bob", "Anna Rossi complains: The printer jams"),
        ("cili", "Anna Rossi complains: The printer jams"),
    ]
    assert Task.get(Task.assignee == bob.user).deal_id == deal


def test_a_complaint_is_told_to_those_who_sell_to_the_person_who_said_it(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    deal = a_deal(bob, person)
    ticket = a_ticket(desk, firm, kind="complaint")
    assert told(ticket) == []
    tickets.change(desk, [ticket], {"contact": person})
    assert [login for login, _ in told(ticket)] == ["bob"]
    assert Task.get(Task.assignee == bob.user).deal_id == deal


def test_work_on_a_ticket_does_not_hide_from_its_owner_that_it_became_a_complaint(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(bob)
    ticket = a_ticket(desk, firm)
    tasks.add(desk, "Look for the part", party=firm, ticket=ticket, assignee=bob.user)
    tickets.change(desk, [ticket], {"kind": "complaint"})
    assert [login for login, _ in told(ticket)] == ["bob"]


def test_a_complaint_that_has_its_customer_by_a_merge_is_told_then(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(bob)
    complaint, other = a_ticket(desk, kind="complaint"), a_ticket(desk, firm)
    before = dump(desk)
    ticket_merging.merge(desk, complaint, [other])
    assert [login for login, _ in told(complaint)] == ["bob"]
    undo(desk)
    assert dump(desk) == before


def test_help_is_asked_of_a_manager_and_the_answer_stays_with_the_customer(desk: Desk):
    """S38."""
    users.add(desk, "mara", role="manager")
    firm = a_company(desk)
    ticket = a_ticket(desk, firm)
    task = help_wanted.ask(desk, "May I give 10 %?", party=firm, ticket=ticket)
    row = Task.get_by_id(task)
    assert (row.assignee.login, row.priority, row.due) == ("mara", "high", date(2026, 11, 20))
    [request] = open_requests(desk)
    assert (request.text, request.party_name, request.ticket) == (
        "May I give 10 %?",
        "Rossi Kft",
        "T1",
    )
    assert (request.asked, request.reason) == ("mara", "anna needs help")
    tasks.finish(desk, task, "yes, once")
    assert open_requests(desk) == []
    assert card.timeline(desk, firm)[0].result == "yes, once"
    assert Ticket.get_by_id(ticket).state == "new"


def test_help_is_asked_of_the_one_who_is_named(desk: Desk):
    users.add(desk, "mara", role="manager")
    bob = a_colleague(desk)
    row = Task.get_by_id(help_wanted.ask(desk, "How?", party=a_company(desk), of=bob.user))
    assert row.assignee_id == bob.user


def test_help_is_not_asked_for_nothing_nor_of_nobody(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    before = dump(desk)
    with pytest.raises(RuleError, match="What do you need"):
        help_wanted.ask(bob, " \x00", party=firm)
    with pytest.raises(RuleError, match="nobody to ask"):
        help_wanted.ask(desk, "How?", party=firm)
    assert dump(desk) == before
