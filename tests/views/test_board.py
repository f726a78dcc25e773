"""The board says what a plain count of the deals says, and reads it along its indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.models import Deal, LineItem, Party, Stage
from crm_tui.services import deals, pipelines, tasks
from crm_tui.services.opening import Desk
from crm_tui.text.fold import words
from crm_tui.views import board
from crm_tui.views import deals as lists
from crm_tui.views.board import BoardQuery, Sum
from tests.builders import a_colleague, a_company, a_deal, a_person, a_task
from tests.histories import a_fresh_desk
from tests.services.test_pipelines import SERVICE
from tests.views.asked import plans

TODAY = date(2026, 11, 20)
LEAD, QUALIFIED, NEED, OFFER, NEGOTIATION = range(1, 6)


# Cards


def test_a_card_says_whose_it_is_what_it_brings_and_what_comes_next(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm, amount_minor=289_000, expected_close=TODAY + timedelta(9))
    a_task(desk, firm, "Ask about the invoice", due=TODAY)
    tasks.add(desk, "Send the offer", deal=deal, party=firm, due=TODAY + timedelta(3))
    [card] = board.cards(desk, [deal])
    assert (card.number, card.title, card.party, card.party_name) == ("D1", "A printer", firm,
                                                                      "Rossi Kft")  # fmt: skip
    assert (card.amount_minor, card.currency, card.owner) == (289_000, "HUF", "anna")
    assert (card.probability, card.own_probability) == (10, False)
    assert (card.stage_name, card.days, card.stale) == ("Lead", 0, False)
    assert (card.next_step, card.next_due) == ("Send the offer", "2026-11-23")
    assert card.expected_close == TODAY + timedelta(9)


def test_the_next_step_is_the_deals_own_else_the_customers(desk: Desk):
    firm = a_company(desk)
    one, other = a_deal(desk, firm), a_deal(desk, firm)
    nobodys = a_deal(desk)
    task = tasks.add(desk, "Send the offer", deal=one, party=firm)
    shown = board.cards(desk, [one, other, nobodys])
    assert [(card.next_step, card.next_due) for card in shown] == [
        ("Send the offer", ""), ("", None), ("", None),
    ]  # fmt: skip
    a_task(desk, firm, "Visit them", due=TODAY)
    tasks.finish(desk, task, "sent")
    assert [card.next_step for card in board.cards(desk, [one, other, nobodys])] == [
        "Visit them", "Visit them", "",
    ]  # fmt: skip


def test_a_deal_is_stale_on_the_day_after_its_stage_lets_it_stand(desk: Desk, clock: FixedClock):
    lead, offer = a_deal(desk), a_deal(desk, stage=OFFER)
    for days, stale in ((10, (False, False)), (1, (False, True)), (3, (False, True)),
                        (1, (True, True))):  # fmt: skip
        clock.instant += timedelta(days=days)
        assert tuple(card.stale for card in board.cards(desk, [lead, offer])) == stale
    assert [card.days for card in board.cards(desk, [lead, offer])] == [15, 15]
    deals.move(desk, lead, OFFER)
    deals.win(desk, offer)
    assert [card.stale for card in board.cards(desk, [lead, offer])] == [False, False]


def test_cards_come_as_asked_for_without_those_that_are_gone(desk: Desk):
    three = [a_deal(desk, title=f"deal {nth}") for nth in range(3)]
    asked = [three[2], 99, three[0], three[1]]
    assert [card.id for card in board.cards(desk, asked)] == [three[2], three[0], three[1]]
    assert board.cards(desk, []) == []


# Columns and their pages


def test_sums_stand_by_currency_and_unknown_amounts_add_nothing(desk: Desk):
    for amount, currency in ((1_000, "EUR"), (50, "HUF"), (None, ""), (149, "EUR"), (None, "EUR")):
        a_deal(desk, amount_minor=amount, currency=currency)
    [lead, *others] = board.columns(desk, BoardQuery())
    assert lead.deals == 5
    assert lead.sums == (Sum("EUR", 1_149, 100 + 15), Sum("HUF", 50, 5))
    assert [column.stage.name for column in others] == [
        "Qualified", "Need agreed", "Offer", "Negotiation",
    ]  # fmt: skip
    assert all((column.deals, column.sums) == (0, ()) for column in others)


def test_a_column_is_in_the_order_of_its_expected_end_those_without_one_last(desk: Desk):
    never = a_deal(desk)
    late, soon = (a_deal(desk, expected_close=TODAY + timedelta(days)) for days in (30, 3))
    gone = a_deal(desk, expected_close=TODAY - timedelta(3))
    also = a_deal(desk, expected_close=TODAY + timedelta(3))
    order = [gone, soon, also, late, never]
    assert board.page(desk, BoardQuery(), LEAD, 0, 10) == order
    assert [board.page(desk, BoardQuery(), LEAD, at, 2) for at in (0, 2, 4, 5)] == [
        order[:2], order[2:4], order[4:], [],
    ]  # fmt: skip
    for place, deal in enumerate(order):
        assert board.place_of(desk, BoardQuery(), deal) == (LEAD, place)


# Beside a plain recomputation

_DAYS = st.one_of(st.none(), st.integers(-40, 40).map(lambda days: TODAY + timedelta(days)))
_DEALS = st.fixed_dictionaries({
    "stage": st.sampled_from([1, 2, 3, 4, 5, 8, 9]),
    "party": st.sampled_from([None, 1, 2, 3]),
    "owner": st.sampled_from([None, 1, 2]),
    "title": st.sampled_from(["A printer", "Labels for Rossi", "Printing press", "Seals"]),
    "amount_minor": st.sampled_from([None, 0, 1, 50, 149, 12_345, 10**12]),
    "currency": st.sampled_from(["", "EUR", "HUF", "JPY"]),
    "probability": st.sampled_from([None, None, 0, 33, 100]),
    "expected_close": _DAYS,
    "source": st.sampled_from(["", "web", "event"]),
    "note": st.sampled_from(["", "for the bakery"]),
})  # fmt: skip
_AFTERWARDS = st.tuples(
    _DEALS, st.sampled_from([(), (1,), (2,), (1, 2)]),
    st.sampled_from(["", "", "", "win", "archive"]),
)  # fmt: skip
_QUERIES = st.builds(
    BoardQuery,
    pipeline=st.sampled_from([1, 1, 2]),
    owner=st.sampled_from([None, None, 0, 1, 2]),
    product=st.sampled_from([None, None, 1, 2]),
    source=st.sampled_from(["", "", "web"]),
    since=_DAYS,
    until=_DAYS,
    text=st.sampled_from(["", "", "print", "rossi", "labels rossi", "bakery", "d2", "nobody"]),
    sort=st.sampled_from(board.SORTS),
)


def _shown(row: Deal, query: BoardQuery) -> bool:
    close, products = row.expected_close, {
        line.product_id for line in LineItem.select().where(LineItem.deal == row.id)
    }  # fmt: skip
    return (
        (row.state, row.archived_at, row.pipeline_id) == ("open", None, query.pipeline)
        and (query.owner is None or (row.owner_id or 0) == query.owner)
        and (query.product is None or query.product in products)
        and (not query.source or row.source == query.source)
        and (query.since is None or (close is not None and close >= query.since))
        and (query.until is None or (close is not None and close <= query.until))
        and (not query.text or _speaks_of(row, query.text))
    )


def _speaks_of(row: Deal, text: str) -> bool:
    party = Party.get_or_none(Party.id == row.party_id)
    firm = "Rossi Kft" if party is not None and party.name == "Anna Rossi" else ""
    known = [words(f"{row.number} {row.title} {row.note}")]
    if party is not None:
        known.append(words(f"{party.name} {firm}"))
    return any(
        all(any(word.startswith(typed) for word in there) for typed in words(text))
        for there in known
    )


def _chance(row: Deal) -> int:
    own = row.probability
    return Stage.get_by_id(row.stage_id).probability if own is None else own


def _order(row: Deal, sort: str) -> Any:
    last = date(9999, 1, 1)
    return {
        "close": (row.expected_close or last, row.id),
        "amount": (-1 if row.amount_minor is None else 0, -(row.amount_minor or 0), row.id)
        if row.amount_minor is not None else (1, 0, row.id),
        "stage": (row.stage_since, row.id),
        "newest": (-row.id,),
    }[sort]  # fmt: skip


@settings(max_examples=40)
@given(st.lists(_AFTERWARDS, max_size=10), st.lists(_QUERIES, min_size=1, max_size=4))
def test_columns_pages_and_places_equal_a_plain_recomputation(made, queries):
    with a_fresh_desk() as desk:
        a_colleague(desk)
        pipelines.add(desk, "Service contracts", SERVICE)
        with desk.store.change_set(desk.user, "goods"):
            desk.store.write(
                "INSERT INTO product (id, created_at, updated_at, name) VALUES"
                " (1, '2026-01-01', '2026-01-01', 'P'), (2, '2026-01-01', '2026-01-01', 'Q')"
            )
            for values, products, afterwards in made:
                deal = deals.add(desk, **values)
                deals.set_lines(desk, deal, [{"product": product} for product in products])
                if afterwards:
                    {"win": deals.win, "archive": deals.archive}[afterwards](desk, deal)
        for query in queries:
            _compare(desk, query)


def _compare(desk: Desk, query: BoardQuery) -> None:
    rows = [row for row in Deal.select() if _shown(row, query)]
    assert sorted(board.all_ids(desk, query)) == sorted(row.id for row in rows)
    for column in board.columns(desk, query):
        inside = [row for row in rows if row.stage_id == column.stage.id]
        known = [row for row in inside if row.amount_minor is not None]
        assert column.deals == len(inside)
        assert column.sums == tuple(
            Sum(
                currency,
                sum(row.amount_minor for row in known if row.currency == currency),
                sum(_weighted(row) for row in known if row.currency == currency),
            )
            for currency in sorted({row.currency for row in known})
        )
        order = [row.id for row in sorted(inside, key=lambda row: _order(row, query.sort))]
        assert board.page(desk, query, column.stage.id, 0, 100) == order
        assert board.page(desk, query, column.stage.id, 1, 2) == order[1:3]
        for place, deal in enumerate(order):
            assert board.place_of(desk, query, deal) == (column.stage.id, place)
        for card, deal in zip(board.cards(desk, order), order, strict=True):
            row = Deal.get_by_id(deal)
            assert (card.id, card.probability) == (deal, _chance(row))
            assert (card.amount_minor, card.currency) == (row.amount_minor, row.currency)
    for row in Deal.select():
        if not _shown(row, query):
            assert board.place_of(desk, query, row.id) is None


def _weighted(row: Deal) -> int:
    return int(Fraction(row.amount_minor * _chance(row), 100) + Fraction(1, 2))


# Along the indexes


def test_the_sums_of_a_board_are_added_up_along_their_index(desk: Desk):
    steps = plans(desk, lambda: board.columns(desk, BoardQuery()), "deal")
    [step] = [step for step in steps if step.split()[1] == "d"]
    assert step.endswith("INDEX deal_sums (pipeline_id=?)")


def test_a_page_of_a_column_is_read_in_order_and_no_further_than_its_end(desk: Desk):
    steps = plans(desk, lambda: board.page(desk, BoardQuery(), LEAD, 40, 40), "deal")
    assert steps == ["SEARCH d USING INDEX deal_column (stage_id=?)"]


QUESTIONS: dict[str, Callable[[Desk], Any]] = {
    "sums": lambda desk: board.columns(desk, BoardQuery()),
    "one's own sums": lambda desk: board.columns(desk, BoardQuery(owner=1)),
    "sums of a period": lambda desk: board.columns(desk, BoardQuery(since=TODAY, until=TODAY)),
    "sums of a product": lambda desk: board.columns(desk, BoardQuery(product=1)),
    "a search": lambda desk: board.columns(desk, BoardQuery(text="printer")),
    "a page": lambda desk: board.page(desk, BoardQuery(), LEAD, 0, 40),
    "a page of one's own": lambda desk: board.page(desk, BoardQuery(owner=1), LEAD, 0, 40),
    "a place": lambda desk: board.place_of(desk, BoardQuery(), 1),
    "cards": lambda desk: board.cards(desk, [1, 2]),
    "a deal": lambda desk: lists.deal(desk, 1),
    "a customer's deals": lambda desk: lists.of_party(desk, 1),
    "a customer's credits": lambda desk: lists.credited_to(desk, 1),
    "a deal by its name": lambda desk: lists.named(desk, "A printer"),
    "a deal by its number": lambda desk: lists.named(desk, "D1"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_of_the_board_reads_a_table_from_end_to_end(desk: Desk, question: str):
    a_deal(desk, a_person(desk, company=a_company(desk)))
    steps = plans(desk, lambda: QUESTIONS[question](desk), "deal")
    assert steps
    walked = [
        step for step in steps
        if step.startswith("SCAN") and "VIRTUAL TABLE" not in step
        and step.split()[1] not in ("ranked", "(subquery-3)")  # of one column's deals
    ]  # fmt: skip
    assert walked == []
