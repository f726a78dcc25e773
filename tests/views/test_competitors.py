"""Won and lost against each competitor, and what is known of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.services import competitors as services
from crm_tui.services import deals
from crm_tui.services.opening import Desk
from crm_tui.text.periods import Period
from crm_tui.views import competitors
from crm_tui.views.figures import Chosen
from tests.builders import a_company
from tests.deal_histories import HISTORIES, Act, a_lived_desk
from tests.plain_deals import (
    CHOSEN,
    chosen_deals,
    keys_of,
    lived,
    table,
)


@lived
@given(HISTORIES, CHOSEN, st.lists(st.sampled_from(["reason", "month", "owner"]), max_size=1))
def test_the_contests_with_competitors(acts: list[Act], chosen: Chosen, by: list[str]) -> None:
    with a_lived_desk(acts) as desk:
        marked = {one["id"] for one in table(desk, "party") if one["is_competitor"]}
        parts = table(desk, "deal_person")
        expected: dict[Any, list[int]] = defaultdict(lambda: [0] * 6)
        for state in ("won", "lost", "open"):
            some = chosen._replace(state=state)
            some = some._replace(since=None, until=None) if state == "open" else some
            for deal in chosen_deals(desk, some):
                rivals = {
                    one["party_id"] for one in parts
                    if one["deal_id"] == deal["id"]
                    and (one["part"] == "competes" or one["party_id"] in marked)
                } | ({deal["lost_to_id"]} - {None})  # fmt: skip
                for rival in rivals:
                    key = (rival, tuple(keys_of(desk, deal, name)[0] for name in by))
                    row = expected[(*key, deal["currency"])]
                    place = {"won": 0, "open": 5}.get(
                        state, 2 if deal["lost_to_id"] == rival else 4
                    )
                    row[place] += 1
                    if place in (0, 2):
                        row[place + 1] += deal["amount_minor"] or 0
        found = competitors.contests(desk, chosen, by)
        assert {(one.competitor, one.keys, one.currency): list(one[5:11]) for one in found} == dict(
            expected
        )
        for one in found:
            ended = one.won + one.lost
            assert one.win_rate == (one.won / ended if ended else None)


def test_what_is_known_of_a_competitor_shows_with_the_deals_that_name_it(desk: Desk) -> None:
    rival, lost_to = a_company(desk, "Rival Zrt"), a_company(desk, "Bianchi Bt")
    deal = deals.add(desk, "an oven")
    assert competitors.named_on(desk, deal) == []
    services.note(desk, rival, "price", "ten per cent below ours", market="Austria", source="Anna")
    services.note(desk, rival, "move", "opens in Graz", day=date(2026, 11, 1))
    services.against(desk, deal, rival)
    deals.lose(desk, deal, "competitor", lost_to=lost_to)
    assert competitors.named_on(desk, deal) == [(lost_to, "Bianchi Bt"), (rival, "Rival Zrt")]
    newest, older = competitors.notes(desk, rival)
    assert (newest.kind, newest.market, newest.source, newest.user) == (
        "price", "Austria", "Anna", "anna",
    )  # fmt: skip
    november = Period(date(2026, 11, 1), date(2026, 11, 2))
    assert competitors.moves(desk, november) == [("Rival Zrt", older)]
    assert competitors.moves(desk, november, "Austria") == []
