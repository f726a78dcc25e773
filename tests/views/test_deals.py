"""A deal as its card shows it, and lists of deals by what they are asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.models import Deal, Task
from crm_tui.services import deals, tasks
from crm_tui.services.opening import Desk
from crm_tui.views import deals as views
from crm_tui.views.board import Sum
from crm_tui.views.deals import DealQuery
from tests.builders import a_colleague, a_company, a_deal, a_person, a_task

TODAY = date(2026, 11, 20)
LEAD, QUALIFIED, NEED, OFFER = range(1, 5)


def listed(desk: Desk, **query: object) -> list[int]:
    return [card.id for card in views.listed(desk, DealQuery(**query))]  # type: ignore[arg-type]


def totals(desk: Desk, **query: object) -> views.Totals:
    return views.totals(desk, DealQuery(**query))  # type: ignore[arg-type]


def test_a_deal_is_shown_whole(desk: Desk):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    rival = a_company(desk, "Etikon AG")
    deal = a_deal(desk, firm, contact=person, source="web", note="a note", amount_minor=5_000)
    deals.set_lines(desk, deal, [{"text": "labels", "quantity_milli": 2_500, "price_minor": 100}])
    task = tasks.add(desk, "Send the offer", party=firm, deal=deal, due=TODAY)
    deals.lose(desk, deal, "competitor", lost_to=rival, note="Ten days.")
    shown = views.deal(desk, deal)
    assert (shown.pipeline, shown.contact_name, shown.source) == ("Sales", "Anna Rossi", "web")
    assert (shown.note, shown.opened_on) == ("a note", TODAY)
    assert (shown.lost_reason, shown.lost_to_name, shown.lost_note) == (
        "competitor", "Etikon AG", "Ten days.",
    )  # fmt: skip
    assert [(line.name, line.quantity_milli, line.price_minor) for line in shown.lines] == [
        ("labels", 2_500, 100)
    ]
    assert [(line.id, line.due, line.assignee) for line in shown.tasks] == [(task, TODAY, "anna")]
    assert shown.card.amount_minor == 250
    ending = views.endings(desk, [deal])[deal]
    assert (ending.gain, ending.reason_label) == ("", "chose a competitor")
    assert (ending.lost_to_name, ending.note) == ("Etikon AG", "Ten days.")
    with pytest.raises(NotFoundError):
        views.deal(desk, 99)


def test_a_customers_open_deals_come_first_then_those_ended_last(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    first, second = (a_deal(desk, firm) for _ in range(2))
    deals.win(desk, first)
    clock.instant += timedelta(days=1)
    deals.lose(desk, second, "price")
    never = a_deal(desk, firm)
    late = a_deal(desk, firm, expected_close=TODAY + timedelta(9), contact=person)
    soon = a_deal(desk, firm, expected_close=TODAY)
    assert [card.id for card in views.of_party(desk, firm)] == [soon, late, never, second, first]
    assert [card.id for card in views.of_party(desk, person)] == [late]


def test_bounds_are_of_the_expected_end_and_of_the_closing_day_both_included(desk: Desk):
    for days in (1, 2, 3):
        day = TODAY - timedelta(days)
        deals.win(desk, a_deal(desk, expected_close=TODAY), on=day)
        a_deal(desk, expected_close=day)
    a_deal(desk)
    since, until = TODAY - timedelta(2), TODAY - timedelta(1)
    won = {row.id for row in Deal.select() if row.closed_on and since <= row.closed_on <= until}
    still = {row.id for row in Deal.select() if row.expected_close in (since, until)}
    assert set(listed(desk, state="won", since=since, until=until)) == won
    assert set(listed(desk, since=since, until=until)) == still
    assert set(listed(desk, state="", since=since, until=until)) == won | still
    assert len(won) == len(still) == 2


def test_lists_are_of_an_owner_nobody_a_stage_and_a_customer(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    mine, theirs = a_deal(desk, firm), a_deal(bob, stage=OFFER)
    nobodys = a_deal(desk, owner=None)
    assert listed(desk) == [mine, theirs, nobodys]
    assert listed(desk, owner=desk.user) == [mine]
    assert listed(desk, owner=bob.user) == [theirs]
    assert listed(desk, owner=0) == [nobodys]
    assert listed(desk, stage=OFFER) == [theirs]
    assert listed(desk, party=firm) == [mine]
    assert listed(desk, pipeline=2) == []
    assert listed(desk, state="won") == []


def test_stale_ones_and_those_without_a_next_step_are_found(desk: Desk, clock: FixedClock):
    firm, other = a_company(desk), a_company(desk, "Bianchi Zrt")
    old = a_deal(desk, firm)
    clock.instant += timedelta(days=15)
    own, shared, none, gone = (a_deal(desk, one) for one in (other, firm, other, None))
    assert listed(desk, stale=True) == [old]
    tasks.add(desk, "Send the offer", party=other, deal=own)
    assert listed(desk, no_step=True) == [old, shared, none, gone]
    task = a_task(desk, firm)
    assert listed(desk, no_step=True) == [none, gone]
    tasks.finish(desk, task, "done")
    assert listed(desk, no_step=True) == [old, shared, none, gone]
    assert listed(desk, stale=True, no_step=True) == [old]
    deals.win(desk, old)
    assert listed(desk, stale=True) == []
    for card in views.listed(desk, DealQuery(state="")):
        assert (card.next_due is None) == (not _tasks(card.id))


def _tasks(deal: int) -> list[int]:
    own = Task.select().where(Task.deal == deal, Task.state == "open")
    party = Deal.get_by_id(deal).party_id
    theirs = Task.select().where(
        Task.party == party, Task.deal.is_null(), Task.state == "open"
    ) if party else []  # fmt: skip
    return [task.id for task in (*own, *theirs)]


def test_totals_keep_currencies_apart_and_weigh_by_how_it_stands(desk: Desk):
    a_deal(desk, amount_minor=1_005, currency="EUR")
    a_deal(desk, amount_minor=1_000, currency="EUR", probability=0)
    a_deal(desk, amount_minor=7, currency="HUF")
    a_deal(desk)
    deals.win(desk, a_deal(desk, amount_minor=300, currency="EUR", probability=10))
    deals.lose(desk, a_deal(desk, amount_minor=400, currency="EUR"), "price")
    assert totals(desk) == (4, 1, (Sum("EUR", 2_005, 101), Sum("HUF", 7, 1)))
    assert totals(desk, state="won") == (1, 0, (Sum("EUR", 300, 300),))
    assert totals(desk, state="lost") == (1, 0, (Sum("EUR", 400, 0),))
    assert totals(desk, state="").sums[0] == Sum("EUR", 2_705, 401)


def test_a_deal_is_meant_by_id_number_or_title(desk: Desk):
    first, second = a_deal(desk, title="A printer"), a_deal(desk, title="Printer heads")
    assert [views.named(desk, typed) for typed in (str(first), f"#{first}", "d1", " D1 ")] == [
        first
    ] * 4
    assert views.named(desk, "printer h") == second
    assert views.named(desk, "a PRINTER") == first
    for typed in ("", "#9", "D9", "99", "²", "seals"):
        with pytest.raises(NotFoundError):
            views.named(desk, typed)
    a_deal(desk, title="Printer ribbons")
    with pytest.raises(SeveralMatchError, match="means 2 deals"):
        views.named(desk, "printer")
