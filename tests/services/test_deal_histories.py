"""Whatever is done with deals in whatever order, rules 5 to 8 hold after each of it."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.errors import CrmError
from crm_tui.models import Deal, Stage, StageChange
from crm_tui.services import deals, pipelines
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import board
from tests.builders import a_colleague, a_deal, dump
from tests.histories import a_fresh_desk
from tests.services.test_pipelines import SERVICE

CHANCES = st.sampled_from([None, 0, 1, 10, 33, 60, 99, 100])
AMOUNTS = st.sampled_from([None, 0, 1, 50, 149, 333, 12_345])
ACTS = st.tuples(
    st.integers(0, 2),  # which deal
    st.booleans(),  # whose hands
    st.integers(0, 2),  # days that pass before
    st.one_of(
        st.tuples(st.just("move"), st.integers(1, 11), st.booleans()),
        st.tuples(st.just("move"), st.integers(1, 11), st.booleans()),
        st.tuples(st.just("step"), st.sampled_from([-2, -1, 1, 2])),
        st.tuples(st.just("guess"), CHANCES, AMOUNTS),
        st.tuples(st.sampled_from(["win", "lose", "reopen", "archive", "undo", "redo"])),
    ),
)


def _do(desk: Desk, deal: int, what: str, *values: Any) -> object:
    match what:
        case "move":
            return deals.move(desk, deal, values[0], keep_probability=values[1])
        case "step":
            return deals.step(desk, deal, values[0])
        case "guess":
            return deals.edit(desk, deal, {"probability": values[0], "amount_minor": values[1]})
        case "lose":
            return deals.lose(desk, deal, "price")
        case "undo" | "redo":
            return {"undo": undo, "redo": redo}[what](desk)
    return getattr(deals, what)(desk, deal)


def _newest(deal: int) -> StageChange:
    found = StageChange.select().where(StageChange.deal == deal)
    return found.order_by(StageChange.at.desc(), StageChange.id.desc()).first()


def _chance(row: Deal) -> int:
    """Worked out without a query of the program's own."""
    set_for_stage = Stage.get_by_id(row.stage_id).probability
    return set_for_stage if row.probability is None else row.probability


def _check_step(before: Deal, after: Deal, moved: deals.Moved) -> None:
    """Rule 6."""
    here, there = Stage.get_by_id(before.stage_id), Stage.get_by_id(after.stage_id)
    assert here.pipeline_id == there.pipeline_id
    assert moved.back == (there.position < here.position)
    assert (moved.probability_before, moved.probability) == (_chance(before), _chance(after))
    if moved.back:
        assert moved.probability <= moved.probability_before
        assert before.probability is not None or moved.probability < moved.probability_before
    else:
        assert moved.probability >= moved.probability_before
    newest = _newest(after.id)
    assert (newest.back, newest.probability) == (moved.back, moved.probability)


def _check_deal(row: Deal) -> None:
    """The stored columns repeat the newest step, and an ending is whole or not there (rule 7)."""
    newest, stage = _newest(row.id), Stage.get_by_id(row.stage_id)
    assert (row.stage_id, row.state, row.stage_since) == (newest.to_id, stage.kind, newest.day)
    assert row.pipeline_id == stage.pipeline_id
    assert (row.closed_on is None) == (row.state == "open")
    assert bool(row.lost_reason) == (row.state == "lost")
    assert row.state == "open" or row.probability is None


def _check_sums(desk: Desk) -> None:
    """Rule 8: each product rounded half up by itself, a currency apart from the others."""
    for pipeline in (1, 2):
        for column in board.columns(desk, board.BoardQuery(pipeline=pipeline)):
            inside = [
                row for row in Deal.select()
                if row.stage_id == column.stage.id and row.archived_at is None
            ]  # fmt: skip
            known = [row for row in inside if row.amount_minor is not None]
            assert column.deals == len(inside)
            assert column.sums == tuple(
                board.Sum(
                    currency,
                    sum(row.amount_minor for row in known if row.currency == currency),
                    sum(_weighted(row) for row in known if row.currency == currency),
                )
                for currency in sorted({row.currency for row in known})
            )


def _weighted(row: Deal) -> int:
    return int(Fraction(row.amount_minor * _chance(row), 100) + Fraction(1, 2))


@settings(max_examples=30)
@given(st.lists(ACTS, max_size=25))
def test_the_rules_of_deals_hold_after_every_act(acts):
    with a_fresh_desk() as desk:
        pipelines.add(desk, "Service contracts", SERVICE)
        clock = desk.clock
        assert isinstance(clock, FixedClock)
        bob = a_colleague(desk)
        party = desk.store.value("SELECT min(id) FROM party")
        three = [
            a_deal(desk, party, amount_minor=250),
            a_deal(desk, amount_minor=77, currency="EUR", probability=0),
            a_deal(bob, party, pipeline=2),
        ]
        for which, is_bob, days, act in acts:
            clock.instant += timedelta(days=days, minutes=1)
            before, rows = Deal.get_or_none(Deal.id == three[which]), dump(desk)
            try:
                done = _do(bob if is_bob else desk, three[which], *act)
            except CrmError:
                assert dump(desk) == rows
                continue
            if isinstance(done, deals.Moved):
                _check_step(before, Deal.get_by_id(three[which]), done)
            for row in Deal.select():
                _check_deal(row)
        _check_sums(desk)
