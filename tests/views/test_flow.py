"""What becomes of deals in a stage, how long they stay there, what has grown old."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from statistics import mean, median
from typing import Any, NamedTuple

import pytest
from hypothesis import given

from crm_tui.clock import FixedClock
from crm_tui.services import deals
from crm_tui.services.opening import Desk
from crm_tui.views import flow
from crm_tui.views.figures import Chosen
from tests.deal_histories import HISTORIES, Act, a_lived_desk
from tests.plain_deals import (
    CHOSEN,
    Row,
    chosen_deals,
    lived,
    table,
)


class Visit(NamedTuple):
    """A deal's stay in an open stage; `until` and `ending` are how it ended, or 'there'."""

    stage: int
    deal: int
    since: str
    until: str
    ending: str


def deals_of(desk: Desk, chosen: Chosen) -> dict[int, Row]:
    return {
        one["id"]: one
        for state in ("open", "won", "lost")
        for one in chosen_deals(desk, chosen._replace(state=state, since=None, until=None))
    }


def visits(desk: Desk, chosen: Chosen) -> list[Visit]:
    """The stays in open stages, in the order of each deal's steps."""
    stages = {one["id"]: one for one in table(desk, "stage")}
    steps = sorted(table(desk, "stage_change"), key=lambda one: (one["at"], one["id"]))
    found = []
    for deal in deals_of(desk, chosen):
        own = [one for one in steps if one["deal_id"] == deal]
        for step, following in zip(own, [*own[1:], None], strict=True):
            stage = stages[step["to_id"]]
            if stage["kind"] != "open":
                continue
            ending = "there"
            if following is not None:
                after = stages[following["to_id"]]
                ending = "on" if after["position"] > stage["position"] else "back"
                ending = ending if after["kind"] == "open" else after["kind"]
            until = following["day"] if following else ""
            found.append(Visit(stage["id"], deal, step["day"], until, ending))
    return found


@lived
@given(HISTORIES, CHOSEN)
def test_whatever_happened_the_flow_is_what_the_steps_say(acts: list[Act], chosen: Chosen) -> None:
    with a_lived_desk(acts) as desk:
        what_becomes_of_the_deals_that_enter_a_stage(desk, chosen)
        how_long_deals_stay(desk, chosen)
        what_stands_in_a_stage_for_how_long(desk, chosen)
        how_old_open_deals_are(desk, chosen)


def what_becomes_of_the_deals_that_enter_a_stage(desk: Desk, chosen: Chosen) -> None:
    latest = {(one.stage, one.deal): one for one in visits(desk, chosen)}
    for one in flow.conversion(desk, chosen):
        endings = [
            visit.ending
            for (stage, _), visit in latest.items()
            if stage == one.stage_id and within(visit.since, chosen)
        ]
        assert one.entered == len(endings)
        assert one.on == endings.count("on") + endings.count("won")
        assert (one.won, one.lost, one.back, one.there) == tuple(
            endings.count(ending) for ending in ("won", "lost", "back", "there")
        )
        left = len(endings) - one.there
        assert one.rate == (one.on / left if left else None)


def how_long_deals_stay(desk: Desk, chosen: Chosen) -> None:
    """In an open stage from step to step; won and lost ones from their opening to their closing."""
    lengths: dict[int, list[int]] = defaultdict(list)
    for one in visits(desk, chosen):
        if one.until and within(one.until, chosen):
            lengths[one.stage].append(days_between(one.since, one.until))
    for deal in deals_of(desk, chosen).values():
        if deal["state"] != "open" and deal["opened_on"] and within(deal["closed_on"], chosen):
            lengths[deal["stage_id"]].append(days_between(deal["opened_on"], deal["closed_on"]))
    for stay in flow.stays(desk, chosen):
        whole = lengths[stay.stage_id]
        own = sorted(days for days in whole if days >= 0)
        assert (stay.ended, stay.doubtful) == (len(own), len(whole) - len(own))
        assert stay.median_days == (median(own) if own else None)
        assert stay.mean_days == (pytest.approx(mean(own)) if own else None)


def what_stands_in_a_stage_for_how_long(desk: Desk, chosen: Chosen) -> None:
    limits = {one["id"]: one["stale_days"] for one in table(desk, "stage")}
    today, late = str(desk.clock.today()), []
    for stay in flow.stays(desk, chosen):
        standing = [
            (days_between(deal["stage_since"], today), number)
            for number, deal in deals_of(desk, chosen).items()
            if deal["state"] == "open" and deal["stage_id"] == stay.stage_id
        ]
        limit = limits[stay.stage_id]
        over = [(limit - days, number) for days, number in standing if limit and days > limit]
        late += over
        assert (stay.there, stay.stale) == (len(standing), len(over))
        assert stay.oldest_days == max((days for days, _ in standing), default=None)
    assert flow.stale(desk, chosen) == [number for _, number in sorted(late)]


def how_old_open_deals_are(desk: Desk, chosen: Chosen) -> None:
    today = str(desk.clock.today())
    expected: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for deal in deals_of(desk, chosen).values():
        if deal["state"] == "open":
            days = days_between(deal["opened_on"], today) if deal["opened_on"] else None
            row = expected[age_of(days), deal["currency"]]
            row[0] += 1
            row[1] += deal["amount_minor"] or 0
            row[2] += deal["amount_minor"] is None
    found = flow.ages(desk, chosen)
    assert {((one.first_day, one.last_day), one.currency): list(one[3:]) for one in found} == dict(
        expected
    )


def test_a_deal_moved_back_did_not_go_on(desk: Desk) -> None:
    deal = deals.add(desk, "an oven")
    deals.step(desk, deal, 2)
    deals.step(desk, deal, -1)
    lead, qualified, agreed, *_ = flow.conversion(desk, Chosen())
    assert (lead.on, lead.rate) == (1, 1.0)
    assert (agreed.entered, agreed.on, agreed.back, agreed.rate) == (1, 0, 1, 0.0)
    assert (qualified.there, qualified.rate) == (1, None)


def test_what_was_won_and_opened_again_did_not_stay_in_won(desk: Desk, clock: FixedClock) -> None:
    deal = deals.add(desk, "an oven")
    clock.instant += timedelta(10)
    deals.win(desk, deal)
    clock.instant += timedelta(30)
    deals.reopen(desk, deal)
    assert [one.ended for one in flow.stays(desk, Chosen()) if one.kind == "won"] == [0]


def within(day: str, chosen: Chosen) -> bool:
    return (chosen.since is None or day >= str(chosen.since)) and (
        chosen.until is None or day <= str(chosen.until)
    )


def days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def age_of(days: int | None) -> tuple[int | None, int | None]:
    if days is None:
        return None, None
    starts = [0, 31, 61, 91, 181, 366]
    ends = [30, 60, 90, 180, 365, None]
    return next(
        (first, end) for first, end in zip(starts, ends, strict=True) if end is None or days <= end
    )
