"""How content customers are, what they bought again, and what deals came out of tickets."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.services import conversations, deals, tickets
from crm_tui.services.opening import Desk
from crm_tui.views import figures, loyalty, service_offers, service_quality
from crm_tui.views.service_figures import RESOLVED, Chosen
from tests.builders import a_company
from tests.plain_deals import BYS as DEAL_BYS
from tests.plain_deals import CHOSEN as DEALS
from tests.plain_deals import by_hand, lived, table
from tests.plain_tickets import (
    BYS,
    CHOSEN,
    SALES,
    TICKETS,
    Made,
    a_service_desk,
    by_keys,
    clocks_of,
    counted,
    local_day,
    sell,
)


@lived
@given(TICKETS, CHOSEN, BYS, SALES, st.sampled_from(["speed", "satisfaction"]))
def test_how_good_the_service_was_is_told_by_tickets_and_later_deals(
    made: list[Made], chosen: Chosen, by: list[str], sales: list, grouped: str
) -> None:
    with a_service_desk(made) as desk:
        sell(desk, sales)
        ratings_are_those_of_the_tickets(desk, chosen, by)
        customers_bought_after_their_first_ticket(desk, chosen)
        every_customer_is_in_one_group(desk, grouped)


def ratings_are_those_of_the_tickets(desk: Desk, chosen: Chosen, by: list[str]) -> None:
    plain = {}
    for keys, rows in by_keys(desk, chosen._replace(day=RESOLVED), by).items():
        those = [one for one in rows if one["resolved_at"] or one["rating"]]
        ratings = [one["rating"] for one in those if one["rating"]]
        if those:
            plain[keys] = (
                len(those), sum(one["rating_asked_at"] is not None for one in those),
                len(ratings), mean(ratings) if ratings else None,
                tuple(ratings.count(score) for score in range(1, 6)),
            )  # fmt: skip
    found = service_quality.satisfaction(desk, chosen, by)
    assert {one.keys: one[2:] for one in found} == plain


def customers_bought_after_their_first_ticket(desk: Desk, chosen: Chosen) -> None:
    found = {one.party: one for one in loyalty.served(desk, chosen)}
    those = by_keys(desk, chosen, ["customer"])
    those.pop((None,), None)
    assert set(found) == {party for (party,) in those}
    for (party,), rows in those.items():
        one = found[party]
        assert sorted(one.tickets) == [row["id"] for row in rows]
        for nth, minutes in enumerate((one.response_minutes, one.resolution_minutes)):
            own = [clocks_of(desk, row)[nth].seconds for row in rows]
            lengths = [seconds / 60 for seconds in own if seconds is not None]
            assert minutes == (pytest.approx(median(lengths)) if lengths else None)
        ratings = [row["rating"] for row in rows if row["rating"]]
        assert one.rating == (mean(ratings) if ratings else None)
        first = min(local_day(desk, row["opened_at"]) for row in rows).isoformat()
        again = [
            deal for deal in table(desk, "deal") if deal["party_id"] == party
            and deal["state"] == "won" and (deal["closed_on"] > first or deal["ticket_id"])
        ]  # fmt: skip
        sums = defaultdict(int)
        for deal in again:
            if deal["amount_minor"] is not None:
                sums[deal["currency"] or "HUF"] += deal["amount_minor"]
        assert one.deals == tuple(deal["id"] for deal in again)
        assert dict(one.sums) == sums


def every_customer_is_in_one_group(desk: Desk, by: str) -> None:
    found = loyalty.served(desk, Chosen())
    groups = loyalty.groups(found, by)
    assert sum(one.customers for one in groups) == len(found)
    assert sum(one.again for one in groups) == sum(bool(one.deals) for one in found)
    assert sum(one.deals for one in groups) == sum(len(one.deals) for one in found)
    sums = defaultdict(int)
    for currency, amount in (row for one in found for row in one.sums):
        sums[currency] -= amount
    for currency, amount in (row for one in groups for row in one.sums):
        sums[currency] += amount
    assert not any(sums.values())


def test_quick_service_beside_slow_one(desk: Desk) -> None:
    parties = [a_company(desk, name) for name in ("Quick", "Slow", "Waits")]
    made = [tickets.add(desk, "Broken", party=party) for party in parties]
    for ticket, hours in zip(made[:2], (1, 2), strict=True):
        desk.clock.instant += timedelta(hours=hours)
        tickets.solve(desk, [ticket], "put_right")
    conversations.rate(desk, made[0], 5)
    conversations.rate(desk, made[1], 2)
    for ago in (3, 0):  # the day of the first ticket is not yet after it
        before = deals.add(desk, "before", party=parties[1], amount_minor=9)
        deals.win(desk, before, on=desk.clock.today() - timedelta(ago))
    desk.clock.instant += timedelta(days=2)
    for amount, currency in ((500, "HUF"), (7, "EUR")):
        deals.win(desk, deals.add(
            desk, "again", party=parties[0], amount_minor=amount, currency=currency
        ))  # fmt: skip
    found = loyalty.served(desk, Chosen())
    speeds = loyalty.groups(found)
    assert [(one.name, one.customers, one.again, one.deals, one.sums) for one in speeds] == [
        ("quick", 1, 1, 2, (("EUR", 7), ("HUF", 500))),
        ("slow", 1, 0, 0, ()),
        ("not known", 1, 0, 0, ()),
    ]
    assert [one.name for one in loyalty.groups(found, "satisfaction")] == [
        "content", "discontent", "not known",
    ]  # fmt: skip


@lived
@given(TICKETS, DEALS, DEAL_BYS, SALES)
def test_deals_that_came_out_of_tickets(
    made: list[Made], chosen: figures.Chosen, by: list[str], sales: list
) -> None:
    with a_service_desk(made) as desk:
        sell(desk, sales)
        found = service_offers.offers(desk, chosen, by)
        behind = service_offers.ids(desk, chosen, by)
        with desk.store.change_set(desk.user, "left those of tickets alone"):
            usual = figures.currencies(desk)
            desk.store.write("UPDATE deal SET archived_at = created_at WHERE ticket_id IS NULL")
        assert usual == figures.currencies(desk)
        plain = {
            state: by_hand(desk, chosen._replace(state=state), by)
            for state in ("open", "won", "lost")
        }
        assert {(one.keys, one.currency) for one in found} == {
            which for rows in plain.values() for which in rows
        }
        for one in found:
            which = (one.keys, one.currency)
            still, won, lost = (plain[state].get(which, [0, 0]) for state in plain)
            assert one[3:] == (
                still[0] + won[0] + lost[0],
                still[0],
                still[1],
                won[0],
                won[1],
                lost[0],
            )
            assert len(behind[which]) == one.deals


def test_a_customer_without_tickets_is_no_case(desk: Desk) -> None:
    party = a_company(desk)
    deals.win(desk, deals.add(desk, "x", party=party))
    assert loyalty.served(desk, Chosen()) == []
    assert loyalty.groups([]) == []
    assert service_quality.satisfaction(desk, Chosen()) == []
    assert service_offers.offers(desk, figures.Chosen()) == []
    assert counted(desk, Chosen()) == []
