"""What was won and lost and why, and what came through a customer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given

from crm_tui.services import deals
from crm_tui.services.opening import Desk
from crm_tui.views import losses, won
from crm_tui.views.figures import Chosen
from tests.builders import a_company
from tests.deal_histories import HISTORIES, Act, a_lived_desk
from tests.plain_deals import (
    BYS,
    CHOSEN,
    by_hand,
    half_up,
    lived,
)


@lived
@given(HISTORIES, CHOSEN, BYS)
def test_what_was_won_and_lost_and_why(acts: list[Act], chosen: Chosen, by: list[str]) -> None:
    with a_lived_desk(acts) as desk:
        done = by_hand(desk, chosen._replace(state="won"), by)
        gone = by_hand(desk, chosen._replace(state="lost"), by)
        rows = {(one.keys, one.currency): one for one in won.won(desk, chosen, by)}
        assert set(rows) == {*done, *gone}
        for which, one in rows.items():
            number, amount, _, without = done.get(which, [0, 0, 0, 0])
            lost = gone.get(which, [0])[0]
            assert (one.deals, one.amount_minor, one.without_amount, one.lost) == (
                number, amount, without, lost,
            )  # fmt: skip
            assert one.win_rate == pytest.approx(number / (number + lost))
            known = number - without
            assert one.average_minor == (half_up(Fraction(amount, known)) if known else None)
        by = [name for name in by if name != "reason"]
        why = by_hand(desk, chosen._replace(state="lost"), [*by, "reason"])
        found = losses.losses(desk, chosen, by)
        assert {(one.keys, one.currency): [one.deals, one.amount_minor, one.without_amount]
                for one in found} == {
            which: [row[0], row[1], row[3]] for which, row in why.items()
        }  # fmt: skip
        for one in found:
            group = [row[0] for (keys, _), row in why.items() if keys[:-1] == one.keys[:-1]]
            assert one.share == pytest.approx(one.deals / sum(group))


def test_business_comes_through_chains_and_each_deal_counts_once(desk: Desk) -> None:
    rossi, second, third = (a_company(desk, name) for name in ("Rossi Kft", "Second", "Third"))
    stranger = a_company(desk, "Stranger")
    with desk.store.change_set(desk.user, "referred"):
        for party, by in ((second, rossi), (third, second), (rossi, third)):  # a circle
            desk.store.write("UPDATE party SET referred_by_id = ? WHERE id = ?", (by, party))
    deals.add(desk, "its own", party=rossi, amount_minor=1)
    direct = deals.add(desk, "direct", party=second, amount_minor=20)
    further = deals.add(desk, "further", party=third, amount_minor=300, currency="EUR")
    helped = deals.add(desk, "helped", party=stranger, amount_minor=4000)
    for deal in (direct, helped):
        deals.add_credit(desk, deal, party=rossi)
    deals.win(desk, further)
    gone = deals.add(desk, "lost", party=second, amount_minor=50000)
    deals.lose(desk, gone, "price")
    found = won.through(desk, rossi)
    assert (found.won, found.open) == ((further,), (direct, helped))
    assert (found.won_sums, found.open_sums) == ((("EUR", 300),), (("HUF", 4020),))
    assert won.referrers(desk)[0].through == won.through(desk, won.referrers(desk)[0].party)


def test_a_customers_trend_is_its_deals_by_year(desk: Desk) -> None:
    party, other = a_company(desk), a_company(desk, "Other")
    for customer, day, amount in (
        (party, date(2025, 3, 1), 5),
        (party, date(2026, 3, 1), 7),
        (party, date(2026, 8, 1), 2),
        (other, date(2026, 8, 1), 90),
    ):
        deals.win(desk, deals.add(desk, "x", party=customer, amount_minor=amount), on=day)
    trend = won.won(desk, Chosen(party=party), ["year"])
    assert [(one.labels, one.amount_minor) for one in trend] == [(("2025",), 5), (("2026",), 9)]
