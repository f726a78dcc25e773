"""A customer's card knows what they ask of the service, and what came of it (S97, S105)."""

from __future__ import annotations

from crm_tui.services import offers, tickets
from crm_tui.services.opening import Desk
from crm_tui.views import board, callers, card, customer_tickets
from crm_tui.views import deals as lists
from tests.builders import a_company, a_deal, a_person, a_ticket
from tests.views.asked import plans, questions


def test_the_open_ones_come_first_the_most_pressing_on_top(desk: Desk):
    firm = a_company(desk)
    low = a_ticket(desk, firm, "Which ribbon?", priority="low")
    peels = a_ticket(desk, firm, "Labels peel off", kind="complaint")
    over = a_ticket(desk, firm, "Where is the bill?")
    tickets.solve(desk, [over], "answered", cause="billing")
    found = customer_tickets.of_customer(desk, firm)
    assert [row.id for row in found.open] == [peels, low]
    assert [row.id for row in found.complaints] == [peels]
    assert [row.id for row in found.ended] == [over]
    assert found.endings[over][:3] == ("answered", "", "the bill")
    assert found.now == desk.clock.now()


def test_a_ticket_closed_by_an_offer_names_the_deal_and_the_deal_the_ticket(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm, "They need a second printer")
    deal = offers.offer(desk, ticket, "Printer for hall 2")
    ending = customer_tickets.of_customer(desk, firm).endings[ticket]
    assert (ending.deal, ending.deal_title, ending.deal_state) == (
        deal, "Printer for hall 2", "open",
    )  # fmt: skip
    assert lists.deal(desk, deal).came_of == (ticket, "T1", "They need a second printer")


def test_somebody_at_the_customers_sees_the_tickets_they_asked_themselves(desk: Desk):
    firm, person = a_company(desk), a_person(desk)
    ticket = a_ticket(desk, firm, contact=person)
    assert [row.id for row in customer_tickets.of_customer(desk, person).open] == [ticket]


def test_a_company_shows_and_the_caller_hears_what_its_people_ask(desk: Desk):
    firm, elsewhere = a_company(desk), a_company(desk, "Bianchi Bt")
    person = a_person(desk, company=firm)
    ticket = a_ticket(desk, person, kind="complaint")
    assert [row.id for row in customer_tickets.of_customer(desk, firm).complaints] == [ticket]
    assert [row.id for row in callers.caller(desk, firm).open_tickets] == [ticket]
    assert customer_tickets.of_customer(desk, elsewhere).open == ()


def test_an_entry_of_a_conversation_names_its_ticket(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm, body="They peel off")
    [entry] = card.timeline(desk, firm)
    assert (entry.ticket, entry.ticket_number) == (ticket, "T1")


def test_each_open_deal_of_who_complains_is_marked(desk: Desk):
    firm, other = a_company(desk), a_company(desk, "Bianchi Bt")
    deals = [a_deal(desk, firm), a_deal(desk, firm), a_deal(desk, other), a_deal(desk)]
    for nth in range(2):
        a_ticket(desk, firm, f"Labels peel off {nth}", kind="complaint")
    a_ticket(desk, other)
    assert [card.complaints for card in board.cards(desk, deals)] == [2, 2, 0, 0]
    assert [row.number for row in lists.deal(desk, deals[0]).complaints] == ["T1", "T2"]
    assert lists.deal(desk, deals[2]).complaints == ()


def test_a_deal_that_has_ended_is_not_marked(desk: Desk):
    from crm_tui.services import deals

    firm = a_company(desk)
    deal = a_deal(desk, firm)
    a_ticket(desk, firm, kind="complaint")
    deals.win(desk, deal)
    assert board.cards(desk, [deal])[0].complaints == 0


def test_a_complaint_that_is_put_right_marks_nothing(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm)
    ticket = a_ticket(desk, firm, kind="complaint")
    tickets.solve(desk, [ticket], "put_right")
    assert board.cards(desk, [deal])[0].complaints == 0


def test_complaints_of_a_page_of_deals_are_one_question_along_an_index(desk: Desk):
    deals = [a_deal(desk, a_company(desk, f"Firm {nth}")) for nth in range(5)]
    asked = questions(desk, lambda: board.cards(desk, deals))
    assert len([one for one in asked if "FROM ticket t" in one.sql]) == 1
    steps = plans(desk, lambda: board.cards(desk, deals), "ticket")
    assert any("ticket_party" in step for step in steps)


def test_the_tickets_of_a_card_are_found_along_indexes(desk: Desk):
    firm = a_company(desk)
    a_ticket(desk, firm)
    steps = plans(desk, lambda: customer_tickets.of_customer(desk, firm), "ticket")
    assert not [step for step in steps if step.startswith("SCAN t")]
