"""A deal is carried from the first guess to its very end, each step dated (rules 5 to 8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, CrmError, NotFoundError, RuleError
from crm_tui.models import Credit, Deal, DealPerson, LineItem, Stage, StageChange, TimelineEntry
from crm_tui.services import deals, pipelines, tasks, timeline, together, upkeep
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import board, card
from crm_tui.views import deals as views
from tests.builders import (
    a_colleague,
    a_company,
    a_deal,
    a_person,
    dump,
    index,
    index_made_anew,
    labels,
)
from tests.services.test_pipelines import SERVICE

LEAD, QUALIFIED, NEED, OFFER, NEGOTIATION, WON, LOST = range(1, 8)
TODAY = date(2026, 11, 20)


def row(deal: int) -> Deal:
    return Deal.get_by_id(deal)


def steps(deal: int) -> list[StageChange]:
    found = StageChange.select().where(StageChange.deal == deal)
    return list(found.order_by(StageChange.at, StageChange.id))


def chance(desk: Desk, deal: int) -> int:
    return board.cards(desk, [deal])[0].probability


def told(deal: int) -> list[str]:
    """What the timeline tells of a deal, oldest first."""
    found = TimelineEntry.select().where(TimelineEntry.deal == deal)
    return [entry.subject for entry in found.order_by(TimelineEntry.id)]


# Begun


def test_a_deal_begins_in_the_first_stage_for_whoever_supposes_it(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm, "  A printer\x1b[2J ", amount_minor=289_000)
    made = row(deal)
    assert (made.title, made.number) == ("A printer[2J", "D1")
    assert (made.stage_id, made.state, made.stage_since) == (LEAD, "open", TODAY)
    assert (made.owner_id, made.opened_on, made.party_id) == (desk.user, TODAY, firm)
    assert (made.amount_minor, made.currency, made.probability) == (289_000, "HUF", None)
    [begun] = steps(deal)
    assert (begun.from_id, begun.to_id, begun.probability) == (None, LEAD, 10)
    assert told(deal) == ["deal D1 begun: A printer[2J"]
    assert labels(desk)[-1] == "added deal: A printer[2J"


def test_a_deal_begins_where_it_is_said_to_and_can_be_without_a_customer(desk: Desk):
    contract = pipelines.add(desk, "Service contracts", SERVICE)
    first = a_deal(desk, pipeline=contract)
    later = a_deal(desk, stage=OFFER, owner=None, opened_on=None)
    assert row(first).pipeline_id == contract
    assert Stage.get_by_id(row(first).stage_id).name == "Due"
    assert (row(later).stage_id, row(later).owner_id, row(later).opened_on) == (OFFER, None, None)
    assert steps(later)[0].probability == 60
    assert not TimelineEntry.select().exists()


@pytest.mark.parametrize("wrong", [
    {"title": " "}, {"amount_minor": -1}, {"probability": 101}, {"probability": -1},
    {"currency": "EURO"}, {"currency": "12"}, {"stage": WON}, {"stage": LOST}, {"stage": 99},
    {"pipeline": 99},
])  # fmt: skip
def test_what_a_deal_cannot_have_is_refused_and_leaves_nothing(desk: Desk, wrong: dict[str, Any]):
    before = dump(desk)
    with pytest.raises((RuleError, NotFoundError)):
        deals.add(desk, **{"title": "A printer", **wrong})
    assert dump(desk) == before


@pytest.mark.parametrize("link", ["party", "contact", "owner", "goal"])
def test_a_deal_with_what_is_not_there_is_refused_in_words(desk: Desk, link: str):
    before = dump(desk)
    with pytest.raises(CrmError):
        a_deal(desk, **{link: 999})
    assert dump(desk) == before


def test_an_unknown_amount_stays_unknown_and_is_not_nothing(desk: Desk):
    unknown, nothing = a_deal(desk), a_deal(desk, amount_minor=0)
    assert [row(unknown).amount_minor, row(unknown).currency] == [None, ""]
    assert [row(nothing).amount_minor, row(nothing).currency] == [0, "HUF"]
    [lead] = [one for one in board.columns(desk, board.BoardQuery()) if one.deals]
    assert lead.deals == 2
    assert lead.sums == (board.Sum("HUF", 0, 0),)


def test_no_deal_has_the_number_of_another_one_that_was_taken_back(desk: Desk):
    bob = a_colleague(desk)
    first = a_deal(desk)
    undo(desk)
    second = a_deal(bob)
    redo(desk)
    assert {row(first).number, row(second).number} == {"D1", "D2"}
    with desk.store.change_set(desk.user, "numbered otherwise"):
        Deal.update(number="D3").where(Deal.id == first).execute()
    assert row(a_deal(desk)).number == "D4"


# Changed


def test_its_fields_are_changed_and_each_text_is_made_safe(desk: Desk):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    deal = a_deal(desk)
    deals.edit(desk, deal, {
        "party": firm, "contact": person, "title": "Two\x07 printers", "amount_minor": 5_000,
        "currency": "eur", "expected_close": date(2026, 12, 1), "source": "web", "note": "a\nb",
    })  # fmt: skip
    now = row(deal)
    assert (now.party_id, now.contact_id, now.title) == (firm, person, "Two printers")
    assert (now.amount_minor, now.currency, now.note) == (5_000, "EUR", "a\nb")
    deals.edit(desk, deal, {"amount_minor": 6_000})
    deals.edit(desk, deal, {"amount_minor": 7_000, "currency": ""})
    assert (row(deal).amount_minor, row(deal).currency) == (7_000, "EUR")
    deals.edit(desk, deal, {"amount_minor": None})
    assert row(deal).amount_minor is None


def test_a_field_it_does_not_have_is_refused(desk: Desk):
    deal = a_deal(desk)
    for field in ("stage", "state", "closed_on", "number"):
        with pytest.raises(RuleError, match=f"no field {field}"):
            deals.edit(desk, deal, {field: 1})
    with pytest.raises(RuleError):
        deals.edit(desk, deal, {"title": "\x00"})
    with pytest.raises(NotFoundError):
        deals.edit(desk, 99, {"title": "x"})


def test_of_two_people_on_one_deal_the_second_learns_of_the_first(desk: Desk):
    bob = a_colleague(desk)
    deal = a_deal(desk)
    seen = board.cards(desk, [deal])[0].version
    deals.move(bob, deal, QUALIFIED)
    with pytest.raises(ConflictError, match="D1"):
        deals.edit(desk, deal, {"title": "Mine"}, version=seen)
    assert row(deal).title == "A printer"
    deals.edit(desk, deal, {"title": "Mine"}, version=board.cards(desk, [deal])[0].version)
    assert (row(deal).title, row(deal).stage_id) == ("Mine", QUALIFIED)


# Moved


def test_each_step_is_dated_and_stands_in_the_customers_timeline(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    deal = a_deal(desk, firm)
    clock.instant += timedelta(days=3)
    moved = deals.move(desk, deal, NEED)
    clock.instant += timedelta(days=2)
    back = deals.step(desk, deal, -1)
    assert moved == (deal, "Lead", "Need agreed", False, 10, 40)
    assert back == (deal, "Need agreed", "Qualified", True, 40, 25)
    assert [(one.day, one.from_id, one.to_id, one.back, one.probability)
            for one in steps(deal)] == [
        (TODAY, None, LEAD, False, 10),
        (TODAY + timedelta(3), LEAD, NEED, False, 40),
        (TODAY + timedelta(5), NEED, QUALIFIED, True, 25),
    ]  # fmt: skip
    assert told(deal)[1:] == [
        "deal D1: Lead → Need agreed", "deal D1: Need agreed → Qualified (back)",
    ]  # fmt: skip
    shown = [entry.subject for entry in card.timeline(desk, firm)]
    assert set(told(deal)) <= set(shown)
    assert [(one.before, one.after, one.days) for one in views.deal(desk, deal).steps] == [
        ("", "Lead", None), ("Lead", "Need agreed", 3), ("Need agreed", "Qualified", 2),
    ]  # fmt: skip
    assert row(deal).stage_since == TODAY + timedelta(5)


def test_there_is_no_step_beyond_the_ends_nor_to_where_it_stands(desk: Desk):
    deal = a_deal(desk)
    before = dump(desk)
    assert deals.step(desk, deal, -1) is None
    assert deals.move(desk, deal, LEAD) is None
    assert dump(desk) == before
    assert deals.step(desk, deal, 99) == (deal, "Lead", "Negotiation", False, 10, 80)
    assert deals.step(desk, deal, 1) is None


def test_winning_and_losing_are_no_moves_nor_is_another_pipeline(desk: Desk):
    pipelines.add(desk, "Service contracts", SERVICE)
    deal = a_deal(desk)
    due = Stage.get(Stage.name == "Due").id
    before = dump(desk)
    for stage in (WON, LOST, due, 99):
        with pytest.raises((RuleError, NotFoundError)):
            deals.move(desk, deal, stage)
    assert dump(desk) == before


def test_many_are_moved_as_one_and_taken_back_as_one(desk: Desk):
    three = [a_deal(desk, title=f"deal {nth}") for nth in range(3)]
    before = dump(desk)
    together.each(desk, three, "moved 3 deals to Offer", lambda one: deals.move(desk, one, OFFER))
    assert labels(desk)[-1] == "moved 3 deals to Offer"
    assert {row(deal).stage_id for deal in three} == {OFFER}
    undo(desk)
    assert dump(desk) == before


def test_where_one_of_many_cannot_be_moved_none_is(desk: Desk):
    fine, ended = a_deal(desk), a_deal(desk)
    deals.win(desk, ended)
    before = dump(desk)
    with pytest.raises(RuleError, match="D2"):
        together.each(desk, [fine, ended], "moved", lambda one: deals.move(desk, one, OFFER))
    assert dump(desk) == before


# Its chance (rule 6)


def test_an_own_probability_counts_nought_too(desk: Desk):
    deal = a_deal(desk, amount_minor=1_000, probability=0)
    assert chance(desk, deal) == 0
    assert board.columns(desk, board.BoardQuery())[0].sums == (board.Sum("HUF", 1_000, 0),)
    deals.edit(desk, deal, {"probability": None})
    assert chance(desk, deal) == 10


@pytest.mark.parametrize(
    ("here", "own", "there", "keep", "after", "own_after"),
    [
        (LEAD, None, QUALIFIED, False, 25, None),
        (LEAD, 15, QUALIFIED, False, 25, None),  # dropped
        (LEAD, 30, QUALIFIED, True, 30, 30),  # confirmed
        (LEAD, 30, QUALIFIED, False, 30, 30),  # dropping it would lower it
        (LEAD, 0, QUALIFIED, False, 25, None),
        (LEAD, 0, QUALIFIED, True, 0, 0),
        (OFFER, 5, NEGOTIATION, True, 5, 5),
        (OFFER, 100, NEGOTIATION, False, 100, 100),
        (OFFER, None, NEED, False, 40, None),
        (OFFER, 90, NEED, False, 40, None),
        (OFFER, 90, NEED, True, 90, 90),
        (OFFER, 20, NEED, False, 20, 20),  # dropping it would raise it
        (OFFER, 0, LEAD, False, 0, 0),
    ],
)
def test_forward_never_lowers_back_never_raises(
    desk: Desk, here, own, there, keep, after, own_after
):
    deal = a_deal(desk, stage=here, probability=own)
    moved = deals.move(desk, deal, there, keep_probability=keep)
    assert moved is not None
    assert (moved.back, moved.probability) == (there < here, after)
    assert (chance(desk, deal), row(deal).probability) == (after, own_after)
    assert (steps(deal)[-1].probability, steps(deal)[-1].back) == (after, there < here)


# Closed (rule 7)


def test_a_won_deal_says_what_they_gain_and_is_certain(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm, amount_minor=1_000, probability=35)
    deals.win(desk, deal, gain="Two hours a day\nless", on=TODAY - timedelta(2))
    now = row(deal)
    assert (now.state, now.stage_id, now.gain) == ("won", WON, "Two hours a day\nless")
    assert (now.closed_on, now.stage_since) == (TODAY - timedelta(2), TODAY)
    assert chance(desk, deal) == steps(deal)[-1].probability == 100
    assert told(deal)[-1] == "deal D1 won: A printer"
    assert all(not one.deals for one in board.columns(desk, board.BoardQuery()))
    with pytest.raises(RuleError, match="no chance left"):
        deals.edit(desk, deal, {"probability": 30})


def test_lost_needs_its_reason_and_what_the_reason_asks_for(desk: Desk):
    deal = a_deal(desk, a_company(desk))
    rival = a_company(desk, "Etikon AG", is_competitor=True)
    before = dump(desk)
    for reason, note in (("", ""), ("bored", ""), ("competitor", ""), ("competitor", "cheaper"),
                         ("other", ""), ("other", " \x1b ")):  # fmt: skip
        with pytest.raises(RuleError):
            deals.lose(desk, deal, reason, note=note)
    assert dump(desk) == before
    deals.lose(desk, deal, "competitor", lost_to=rival, note="Ten days.")
    now = row(deal)
    assert (now.state, now.lost_reason, now.lost_to_id) == ("lost", "competitor", rival)
    assert (now.lost_note, now.closed_on, now.stage_id) == ("Ten days.", TODAY, LOST)
    entry = TimelineEntry.select().order_by(TimelineEntry.id.desc()).get()
    assert entry.subject == "deal D1 lost: A printer"
    assert entry.body == "chose a competitor: Etikon AG. Ten days."
    assert labels(desk)[-1] == "lost: A printer (chose a competitor)"
    assert chance(desk, deal) == 0


def test_a_closed_deal_is_not_moved_nor_closed_once_more(desk: Desk):
    deal = a_deal(desk)
    deals.win(desk, deal)
    before = dump(desk)
    for again in (
        lambda: deals.move(desk, deal, OFFER),
        lambda: deals.step(desk, deal, 1),
        lambda: deals.win(desk, deal),
        lambda: deals.lose(desk, deal, "price"),
    ):
        with pytest.raises(RuleError, match="is won"):
            again()
    assert dump(desk) == before


def test_no_deal_is_closed_on_a_day_to_come(desk: Desk):
    deal = a_deal(desk)
    with pytest.raises(RuleError, match="has come"):
        deals.win(desk, deal, on=TODAY + timedelta(1))
    with pytest.raises(RuleError, match="has come"):
        deals.lose(desk, deal, "price", on=TODAY + timedelta(1))
    assert row(deal).state == "open"


def test_reopening_clears_how_it_ended_and_keeps_the_steps(desk: Desk, clock: FixedClock):
    rival = a_company(desk, "Etikon AG")
    deal = a_deal(desk, a_company(desk), stage=OFFER, probability=70)
    deals.lose(desk, deal, "competitor", lost_to=rival, note="Ten days.")
    kept = [one.id for one in steps(deal)]
    clock.instant += timedelta(days=9)
    deals.reopen(desk, deal)
    now = row(deal)
    assert (now.state, now.stage_id, now.stage_since) == ("open", OFFER, TODAY + timedelta(9))
    assert (now.closed_on, now.lost_reason, now.lost_to_id, now.lost_note) == (None, "", None, "")
    assert now.probability is None
    assert [one.id for one in steps(deal)][:-1] == kept
    assert steps(deal)[-1].back
    assert told(deal)[-1] == "deal D1 reopened: Lost → Offer"
    with pytest.raises(RuleError, match="is open"):
        deals.reopen(desk, deal)


def test_it_is_reopened_where_one_says_but_in_no_end(desk: Desk):
    deal = a_deal(desk, stage=OFFER)
    deals.win(desk, deal)
    for stage in (WON, LOST):
        with pytest.raises(RuleError):
            deals.reopen(desk, deal, stage)
    deals.reopen(desk, deal, QUALIFIED)
    assert row(deal).stage_id == QUALIFIED


# What belongs to it


def test_its_amount_is_the_sum_of_its_lines_where_all_have_a_price(desk: Desk):
    deal = a_deal(desk, amount_minor=1, currency="EUR")
    deals.set_lines(desk, deal, [
        {"text": "labels", "quantity_milli": 1_500, "price_minor": 333},
        {"text": "rebate", "price_minor": -100},
    ])  # fmt: skip
    assert (row(deal).amount_minor, row(deal).currency) == (500 - 100, "EUR")
    deals.set_lines(desk, deal, [{"text": "labels", "price_minor": 5}, {"text": "free?"}])
    assert row(deal).amount_minor == 400
    assert [line.text for line in LineItem.select()] == ["labels", "free?"]
    deals.set_lines(desk, deal, [])
    assert (LineItem.select().count(), row(deal).amount_minor) == (0, 400)


@pytest.mark.parametrize("line", [
    {}, {"text": " "}, {"text": "x", "quantity_milli": 0}, {"text": "x", "quantity_milli": -5},
    {"text": "x", "price_minor": -1}, {"product": 99},
])  # fmt: skip
def test_a_line_that_makes_no_sense_leaves_the_others(desk: Desk, line: dict[str, Any]):
    deal = a_deal(desk)
    deals.set_lines(desk, deal, [{"text": "labels", "price_minor": 5}])
    before = dump(desk)
    with pytest.raises(CrmError):
        deals.set_lines(desk, deal, [line])
    assert dump(desk) == before


def test_who_decides_and_who_helped_is_kept(desk: Desk):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    deal = a_deal(desk, firm)
    deals.set_part(desk, deal, person, "advises")
    deals.set_part(desk, deal, person, "decides")
    assert [(one.party_id, one.part) for one in DealPerson.select()] == [(person, "decides")]
    theirs = deals.add_credit(desk, deal, party=person, how="spoke for us", share=60)
    deals.add_credit(desk, deal, user=desk.user, share=40)
    shown = views.deal(desk, deal)
    assert [(one.name, one.part) for one in shown.people] == [("Anna Rossi", "decides")]
    assert [(one.name, one.how, one.share) for one in shown.credits] == [
        ("Anna Rossi", "spoke for us", 60), ("anna", "", 40),
    ]  # fmt: skip
    assert [one.deal for one in views.credited_to(desk, person)] == [deal]
    with pytest.raises(RuleError, match="Only 0 %"):
        deals.add_credit(desk, deal, party=firm, share=1)
    deals.remove_credit(desk, theirs)
    deals.add_credit(desk, deal, party=firm, share=60)
    with pytest.raises(NotFoundError):
        deals.remove_credit(desk, theirs)
    deals.set_part(desk, deal, person, " ")
    assert not DealPerson.select().exists()


@pytest.mark.parametrize("wrong", [
    {}, {"party": 1, "user": 1}, {"user": 1, "share": 101}, {"user": 1, "share": -1},
])  # fmt: skip
def test_a_credit_is_one_persons_and_between_nought_and_all(desk: Desk, wrong: dict[str, Any]):
    a_company(desk)
    deal = a_deal(desk)
    with pytest.raises(RuleError):
        deals.add_credit(desk, deal, **wrong)
    assert not Credit.select().exists()


def test_an_archived_deal_is_on_no_board_nor_in_a_sum_but_still_there(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm, amount_minor=1_000)
    deals.archive(desk, deal)
    assert all(not one.deals for one in board.columns(desk, board.BoardQuery()))
    assert board.page(desk, board.BoardQuery(), LEAD, 0, 10) == []
    assert views.of_party(desk, firm) == []
    assert views.totals(desk, views.DealQuery()).deals == 0
    assert views.deal(desk, deal).card.id == deal
    undo(desk)
    assert board.page(desk, board.BoardQuery(), LEAD, 0, 10) == [deal]


def test_a_deal_is_found_by_number_title_and_note_after_each_change(desk: Desk):
    deal = a_deal(desk, a_company(desk), "Čokoládové etikety")
    deals.edit(desk, deal, {"note": "wash-off"})
    engine = desk.store.engine
    for words in (["cokol"], ["d1"], ["wash"]):
        assert engine.find_deals(words, 5) == [deal]
    deals.edit(desk, deal, {"title": "Seals"})
    assert engine.find_deals(["cokol"], 5) == []
    deals.win(desk, deal)
    assert engine.find_deals(["seals"], 5) == [deal]
    assert index(desk) == index_made_anew(desk)


# Taken back


def _lines(desk: Desk, deal: int) -> None:
    deals.set_lines(desk, deal, [{"text": "labels", "price_minor": 5}])


USE_CASES = {
    "add": lambda desk, deal: a_deal(desk, row(deal).party_id, "Another"),
    "edit": lambda desk, deal: deals.edit(
        desk, deal, {"title": "Two", "probability": 0, "amount_minor": None, "party": None}
    ),
    "move": lambda desk, deal: deals.move(desk, deal, OFFER),
    "move back": lambda desk, deal: deals.step(desk, deal, -1),
    "win": lambda desk, deal: deals.win(desk, deal, gain="time"),
    "lose": lambda desk, deal: deals.lose(desk, deal, "other", note="moved away"),
    "reopen": lambda desk, deal: together.each(
        desk, [deal, deal], "won and reopened", lambda one: _toggle(desk, one)
    ),
    "lines": _lines,
    "part": lambda desk, deal: deals.set_part(desk, deal, row(deal).party_id, "decides"),
    "credit": lambda desk, deal: deals.add_credit(desk, deal, user=desk.user, share=10),
    "archive": deals.archive,
}


def _toggle(desk: Desk, deal: int) -> None:
    if row(deal).state == "open":
        deals.win(desk, deal)
    else:
        deals.reopen(desk, deal)


@pytest.mark.parametrize("use_case", USE_CASES.values(), ids=USE_CASES)
def test_after_undo_the_data_compare_equal_and_after_redo_they_are_back(desk: Desk, use_case):
    deal = a_deal(desk, a_company(desk), stage=QUALIFIED, amount_minor=7, probability=50)
    before, before_index = dump(desk), index(desk)
    use_case(desk, deal)
    after, after_index = dump(desk), index(desk)
    assert after != before
    undo(desk)
    assert (dump(desk), index(desk)) == (before, before_index)
    redo(desk)
    assert (dump(desk), index(desk)) == (after, after_index)


def test_a_move_is_not_taken_back_where_a_colleague_has_moved_the_deal_on(desk: Desk):
    bob = a_colleague(desk)
    deal = a_deal(desk)
    deals.move(desk, deal, QUALIFIED)
    deals.move(bob, deal, NEED)
    before = dump(desk)
    with pytest.raises(ConflictError):
        undo(desk)
    deals.move(bob, deal, QUALIFIED)  # there and back: it looks as before and is not
    again = dump(desk)
    with pytest.raises(ConflictError, match="D1 has been moved since"):
        undo(desk)
    assert dump(desk) == again != before


def test_a_move_is_not_done_again_where_a_colleague_has_moved_the_deal_meanwhile(desk: Desk):
    bob = a_colleague(desk)
    deal = a_deal(desk)
    deals.move(desk, deal, QUALIFIED)
    undo(desk)
    deals.move(bob, deal, NEED)
    deals.move(bob, deal, LEAD)
    before = dump(desk)
    with pytest.raises(ConflictError):
        redo(desk)
    assert dump(desk) == before


def test_a_change_of_words_is_taken_back_although_the_deal_has_been_moved(desk: Desk):
    bob = a_colleague(desk)
    deal = a_deal(desk)
    deals.edit(desk, deal, {"title": "Two printers"})
    deals.move(bob, deal, OFFER)
    undo(desk)
    assert (row(deal).title, row(deal).stage_id) == ("A printer", OFFER)


def test_the_check_finds_a_deal_that_stands_where_no_step_led(desk: Desk):
    deal = a_deal(desk)
    assert upkeep.check(desk) == []
    with desk.store.change_set(desk.user, "moved past the log"):
        desk.store.write("UPDATE deal SET stage_id = 3 WHERE id = ?", (deal,))
    assert upkeep.check(desk) == ["1 deals stand in another stage than their log says"]


def test_what_is_logged_planned_and_corrected_about_a_deal_belongs_to_it(desk: Desk):
    firm = a_company(desk)
    deal = a_deal(desk, firm)
    logged = timeline.log(desk, firm, "They want red.", kind="call", deal=deal, follow_up="ask")
    assert logged.task is not None
    corrected = timeline.correct(desk, logged.entry, "They want blue.")
    done = tasks.finish(desk, logged.task, "asked")
    for entry in (logged.entry, corrected, done):
        assert TimelineEntry.get_by_id(entry).deal_id == deal
