"""A report of a month, a customer or open deals never reads all deals there ever were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_tui.services.opening import Desk
from crm_tui.views import competitors, figures, flow, forecast, losses, won
from crm_tui.views.figures import Chosen
from tests.views.asked import plans

NOVEMBER = Chosen(since=date(2026, 11, 1), until=date(2026, 11, 30))

BOUNDED: dict[str, Callable[[Desk], Any]] = {
    "the forecast": lambda desk: forecast.forecast(desk, NOVEMBER),
    "what was won": lambda desk: won.won(desk, NOVEMBER, ["owner"]),
    "why we lost": lambda desk: losses.losses(desk, NOVEMBER, ["industry"]),
    "competitors": lambda desk: competitors.contests(desk, NOVEMBER),
    "a customer's trend": lambda desk: won.won(desk, Chosen(party=1), ["year"]),
    "a customer's circle": lambda desk: won.through(desk, 1),
    "old deals": lambda desk: (flow.ages(desk, Chosen()), flow.stale(desk, Chosen())),
}


@pytest.mark.parametrize("ask", BOUNDED.values(), ids=list(BOUNDED))
def test_deals_are_read_along_an_index(desk: Desk, ask: Callable[[Desk], Any]) -> None:
    steps = plans(desk, lambda: ask(desk))
    assert [step for step in steps if " d USING " in step]
    assert "SCAN d" not in steps


def test_closed_deals_of_a_month_are_found_by_their_day(desk: Desk) -> None:
    steps = plans(desk, lambda: won.won(desk, NOVEMBER, ["product"]))
    assert [
        step for step in steps if "deal_closed (state=? AND closed_on>? AND closed_on<?)" in step
    ]


def test_the_steps_of_deals_are_read_in_the_order_of_their_index(desk: Desk) -> None:
    for ask in (flow.conversion, flow.stays):
        steps = plans(desk, lambda ask=ask: ask(desk, Chosen()))
        assert "SCAN c USING INDEX stage_change_deal" in steps


def test_the_usual_currency_is_found_without_counting_where_the_firm_uses_its_own(
    desk: Desk,
) -> None:
    from crm_tui.services import deals

    deals.add(desk, "an oven", amount_minor=5)
    steps = plans(desk, lambda: figures.currencies(desk))
    assert not [step for step in steps if "TEMP B-TREE" in step]
