"""Every figure is what one gets by adding up the rows by hand, deal by deal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.services import deals
from crm_tui.services.opening import Desk
from crm_tui.views import figures
from crm_tui.views.figures import Chosen
from tests.deal_histories import HISTORIES, Act, a_lived_desk
from tests.plain_deals import (
    BYS,
    CHOSEN,
    by_hand,
    chosen_deals,
    lived,
)


@lived
@given(HISTORIES, CHOSEN, BYS, st.sampled_from(["open", "won", "lost"]))
def test_figures_are_the_sums_of_their_deals(
    acts: list[Act], chosen: Chosen, by: list[str], state: str
) -> None:
    chosen = chosen._replace(state=state)
    with a_lived_desk(acts) as desk:
        found = figures.figures(desk, chosen, by)
        assert {(one.keys, one.currency): list(one[3:]) for one in found} == by_hand(
            desk, chosen, by
        )
        behind = figures.ids(desk, chosen, by)
        assert {which: len(numbers) for which, numbers in behind.items()} == {
            (one.keys, one.currency): one.deals for one in found
        }
        whole = {one["id"] for one in chosen_deals(desk, chosen)}
        assert {number for numbers in behind.values() for number in numbers} == whole


def test_deals_are_told_apart_by_what_there_is(desk: Desk) -> None:
    with pytest.raises(UsageError, match="colour"):
        figures.figures(desk, Chosen(), ["colour"])


def test_deals_without_amount_and_currency_stand_with_the_others(desk: Desk) -> None:
    deals.add(desk, "unknown")
    assert figures.figures(desk, Chosen())[0].currency == "HUF"
    deals.add(desk, "known", amount_minor=100, currency="EUR")
    [found] = figures.figures(desk, Chosen())
    assert (found.currency, found.deals, found.without_amount) == ("EUR", 2, 1)
