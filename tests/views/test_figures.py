"""Every figure is what one gets by adding up the rows by hand, deal by deal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.models import Product
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
@given(
    HISTORIES,
    CHOSEN,
    BYS,
    st.sampled_from(["open", "won", "lost"]),
    st.sampled_from(["owner", "customer", "month", "product"]),
)
def test_figures_are_the_sums_of_their_deals(
    acts: list[Act], chosen: Chosen, by: list[str], state: str, beside: str
) -> None:
    """And a deal of several products counts under each."""
    chosen = chosen._replace(state=state)
    with a_lived_desk(acts) as desk:
        for keys in (by, list(dict.fromkeys(["product", beside]))):
            found = figures.figures(desk, chosen, keys)
            assert {(one.keys, one.currency): list(one[3:]) for one in found} == by_hand(
                desk, chosen, keys
            )
        found = figures.figures(desk, chosen, by)
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


def test_one_product_is_worth_the_deal_and_several_what_their_lines_come_to(desk: Desk) -> None:
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "products"):
        oven = Product.create(name="oven", created_at=now, updated_at=now).id
        mixer = Product.create(name="mixer", created_at=now, updated_at=now).id
    alone = deals.add(desk, "one oven, at a discount", amount_minor=900)
    deals.add(desk, "nothing said", amount_minor=5)
    deals.set_lines(desk, alone, [{"product": oven, "price_minor": 1000}])
    deals.edit(desk, alone, {"amount_minor": 900})
    both = deals.add(desk, "both")
    deals.set_lines(
        desk, both,
        [{"product": oven, "price_minor": 1000}, {"product": mixer},
         {"product": oven, "price_minor": 3, "quantity_milli": 500}],
    )  # fmt: skip
    deals.edit(desk, both, {"amount_minor": 7777})
    assert [one[1:5] for one in figures.figures(desk, Chosen(), ["product"])] == [
        (("oven",), "HUF", 2, 900 + 1000 + 2),
        (("",), "HUF", 1, 5),
        (("mixer",), "HUF", 1, 0),
    ]
