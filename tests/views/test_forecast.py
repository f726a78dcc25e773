"""The forecast is what is open, won and aimed at; a stage is worth what experience says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.services import deals, targets
from crm_tui.services.opening import Desk
from crm_tui.views import forecast
from crm_tui.views.figures import Chosen
from tests.deal_histories import HISTORIES, Act, a_lived_desk
from tests.plain_deals import (
    CHOSEN,
    by_hand,
    chosen_deals,
    lived,
    table,
)


@lived
@given(HISTORIES, CHOSEN, st.sampled_from(["month", "quarter", "year"]), st.booleans())
def test_the_forecast_is_what_is_open_won_and_aimed_at(
    acts: list[Act], chosen: Chosen, unit: str, by_owner: bool
) -> None:
    by = [unit, "owner"] if by_owner else [unit]
    dated = chosen._replace(dated=True)
    with a_lived_desk(acts) as desk:
        found = forecast.forecast(desk, chosen, by)
        rows = {(one.keys, one.currency): one for one in found.rows}
        coming = by_hand(desk, dated, by)
        done = by_hand(desk, dated._replace(state="won"), by)
        aims = targets_by_hand(desk, chosen, by)
        assert set(rows) == {*coming, *done, *aims}
        for which, one in rows.items():
            assert [*one[3:7]] == coming.get(which, [0, 0, 0, 0])
            number, amount, _, without = done.get(which, [0, 0, 0, 0])
            assert (one.won, one.won_minor, one.won_without_amount) == (number, amount, without)
            assert one.target_minor == aims.get(which)
            if one.target_minor is not None:
                assert one.missing_minor == max(0, one.target_minor - amount)
        undated = chosen._replace(since=None, until=None, dated=False)
        assert {(one.keys, one.currency): list(one[3:]) for one in found.undated} == by_hand(
            desk, undated, []
        )
        gone_by = chosen._replace(since=None, until=desk.clock.today() - timedelta(1))
        assert found.overdue == sum(1 for _ in chosen_deals(desk, gone_by))
        for which, (still, ended) in forecast.deals(desk, chosen, by).items():
            assert (len(still), len(ended)) == (rows[which].deals, rows[which].won)


def targets_by_hand(desk: Desk, chosen: Chosen, by: list[str]) -> dict[Any, int]:
    if chosen.pipeline is not None:
        return {}
    sums: dict[Any, int] = defaultdict(int)
    there = table(desk, "target")
    for one in there:
        month = date.fromisoformat(one["month"])
        end = (month + timedelta(31)).replace(day=1) - timedelta(1)
        if (chosen.since and month < chosen.since) or (chosen.until and end > chosen.until):
            continue
        firm = any(
            other["user_id"] is None
            and (other["month"], other["currency"]) == (one["month"], one["currency"])
            for other in there
        )
        if "owner" in by or chosen.owner is not None:
            if one["user_id"] is None or chosen.owner not in (None, one["user_id"]):
                continue
        elif firm and one["user_id"] is not None:
            continue
        quarter = f"{month.year}-Q{(month.month + 2) // 3}"
        words = {"month": str(month)[:7], "quarter": quarter, "year": str(month.year),
                 "owner": one["user_id"]}  # fmt: skip
        sums[tuple(words[name] for name in by), one["currency"]] += one["amount_minor"]
    return dict(sums)


@lived
@given(HISTORIES, CHOSEN)
def test_each_stage_has_its_deals_and_what_experience_says(acts: list[Act], chosen: Chosen) -> None:
    with a_lived_desk(acts) as desk:
        found = {(one.stage_id, one.currency): one for one in forecast.by_stage(desk, chosen)}
        everywhere = Chosen("open", chosen.pipeline, chosen.owner)
        expected: dict[Any, list[int]] = {}
        for state in ("open", "won", "lost"):
            some = (everywhere if state == "open" else chosen)._replace(state=state)
            for ((stage,), currency), row in by_hand(desk, some, ["stage"]).items():
                expected[stage, currency] = row
        for which, one in found.items():
            number, amount, weighted, without = expected.pop(which, [0, 0, 0, 0])
            likely = {"open": weighted, "won": amount, "lost": 0}[one.kind]
            assert (one.deals, one.amount_minor, one.weighted_minor, one.without_amount) == (
                number, amount, likely, without,
            )  # fmt: skip
        assert expected == {}
        for lesson in forecast.learned(desk, chosen.pipeline, chosen.owner):
            assert (lesson.cases, lesson.won) == passed_by_hand(desk, lesson.stage, chosen)


def passed_by_hand(desk: Desk, stage: int, chosen: Chosen) -> tuple[int, int]:
    stood = {one["deal_id"] for one in table(desk, "stage_change") if one["to_id"] == stage}
    ended = [
        deal["state"]
        for deal in table(desk, "deal")
        if deal["id"] in stood
        and deal["state"] != "open"
        and deal["archived_at"] is None
        and chosen.pipeline in (None, deal["pipeline_id"])
        and chosen.owner in (None, deal["owner_id"] or 0)
    ]
    return len(ended), ended.count("won")


def test_a_forecast_lets_no_later_deal_in(desk: Desk) -> None:
    deals.add(desk, "far", amount_minor=100, expected_close=date(2031, 1, 1))
    deals.add(desk, "near", amount_minor=7, expected_close=date(2026, 12, 20))
    found = forecast.forecast(desk, Chosen(since=date(2026, 11, 20), until=date(2026, 12, 20)))
    assert [(one.keys, one.amount_minor) for one in found.rows] == [(("2026-12",), 7)]


def test_experience_counts_from_twenty_closed_deals_on(desk: Desk) -> None:
    for number in range(20):
        deal = deals.add(desk, f"deal {number}")
        assert forecast.learned(desk)[0].learned is None
        deals.win(desk, deal) if number < 13 else deals.lose(desk, deal, "price")
    lead, *others = forecast.learned(desk)
    assert (lead.probability, lead.cases, lead.won, lead.learned) == (10, 20, 13, 65)
    assert all(one.learned is None for one in others)


def test_the_target_of_the_firm_stands_before_those_of_its_colleagues(desk: Desk) -> None:
    november = date(2026, 11, 1)
    targets.set_month(desk, november, 300, user=desk.user)
    [row] = forecast.forecast(desk, Chosen()).rows
    assert row.target_minor == 300
    targets.set_month(desk, november, 1000)
    [row] = forecast.forecast(desk, Chosen()).rows
    assert (row.target_minor, row.missing_minor) == (1000, 1000)
    [own] = forecast.forecast(desk, Chosen(), ("month", "owner")).rows
    assert (own.labels, own.target_minor) == (("2026-11", "anna"), 300)
