"""A request closed by a further offer (S106, S107)."""

from __future__ import annotations

import pytest

from crm_tui.errors import RuleError
from crm_tui.models import Choice, Deal, Ticket
from crm_tui.services import offers, ticket_merging, tickets
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import ticket_card
from tests.builders import a_company, a_person, a_ticket, dump, labels


def test_an_offer_closes_the_ticket_and_both_know_each_other(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm, contact=a_person(desk, company=firm))
    before = dump(desk)
    deal = offers.offer(desk, ticket, "A new printer", note="old one", amount_minor=500_000)
    row, made = Ticket.get_by_id(ticket), Deal.get_by_id(deal)
    assert (row.state, row.closing_reason, row.offer_deal_id) == ("solved", "offer", deal)
    assert (made.ticket_id, made.party_id, made.contact_id) == (ticket, firm, row.contact_id)
    assert ticket_card.ticket(desk, ticket).offer == (deal, made.number, "A new printer")
    assert labels(desk)[-1] == "closed T1 by an offer: A new printer"
    after = dump(desk)
    undo(desk)
    assert dump(desk) == before
    redo(desk)
    assert dump(desk) == after


@pytest.mark.parametrize("state", ["solved", "closed", "merged"])
def test_what_has_ended_is_closed_by_no_offer(desk: Desk, state):
    ticket = a_ticket(desk, a_company(desk))
    if state == "merged":
        ticket_merging.merge(desk, a_ticket(desk), [ticket])
    else:
        tickets.solve(desk, [ticket], "answered")
        tickets.set_state(desk, [ticket], state) if state == "closed" else None
    before = dump(desk)
    with pytest.raises(RuleError):
        offers.offer(desk, ticket, "A new printer")
    assert dump(desk) == before


def test_an_offer_without_a_title_or_a_reason_leaves_nothing_half_made(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    before = dump(desk)
    with pytest.raises(RuleError, match="title"):
        offers.offer(desk, ticket, " ")
    assert dump(desk) == before
    with desk.store.change_set(desk.user, "no offers"):
        Choice.update(active=False).where(Choice.meaning == "offer").execute()
    before = dump(desk)
    with pytest.raises(RuleError, match="No closing reason means an offer"):
        offers.offer(desk, ticket, "A new printer")
    assert dump(desk) == before
