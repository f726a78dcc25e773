"""Deals added up by hand, one by one: what every report is measured by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from crm_tui.services.opening import Desk
from crm_tui.views import figures
from crm_tui.views.figures import Chosen

Row = dict[str, Any]

BYS = st.lists(st.sampled_from(figures.DIMENSIONS), max_size=2, unique=True)
SINCE, UNTIL = date(2026, 11, 25), date(2027, 2, 14)
ALWAYS = (None, None)
BOUNDS = st.sampled_from([ALWAYS, ALWAYS, ALWAYS, (SINCE, None), (None, UNTIL), (SINCE, UNTIL)])
CHOSEN = st.builds(
    lambda pipeline, owner, bounds: Chosen("open", pipeline, owner, None, *bounds),
    st.sampled_from([None, None, None, None, 1, 2]),
    st.sampled_from([None, None, None, None, None, 0, 1, 2]),
    BOUNDS,
)
"""Which deals: mostly all of them, so that there is much to add up."""

lived = settings(max_examples=20, deadline=None)
"""Many histories, each on a database of its own."""


def table(desk: Desk, name: str) -> list[Row]:
    columns = [row[1] for row in desk.store.rows(f'PRAGMA table_info("{name}")')]
    rows = desk.store.rows(f'SELECT * FROM "{name}" ORDER BY id')
    return [dict(zip(columns, row, strict=True)) for row in rows]


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def usual_currency(desk: Desk) -> str:
    counts: dict[str, int] = defaultdict(int)
    for deal in table(desk, "deal"):
        if deal["currency"]:
            counts[deal["currency"]] += 1
    if not counts or desk.currency in counts:
        return desk.currency
    return min(counts, key=lambda one: (-counts[one], one))


def chosen_deals(desk: Desk, chosen: Chosen) -> Iterator[Row]:
    """The chosen deals with their stage's probability, their day and the currency they count in."""
    stages = {one["id"]: one for one in table(desk, "stage")}
    usual = usual_currency(desk)
    for deal in table(desk, "deal"):
        day = deal["expected_close"] if deal["state"] == "open" else deal["closed_on"]
        own = deal["probability"]
        set_one = stages[deal["stage_id"]]["probability"]
        bounds = chosen.since is None or (day and day >= chosen.since.isoformat())
        bounds = bounds and (chosen.until is None or (day and day <= chosen.until.isoformat()))
        if (
            deal["archived_at"] is None
            and deal["state"] == chosen.state
            and bounds
            and chosen.pipeline in (None, deal["pipeline_id"])
            and chosen.owner in (None, deal["owner_id"] or 0)
            and chosen.dated in (None, day is not None)
        ):
            yield deal | {
                "day": day,
                "chance": set_one if own is None else own,
                "currency": deal["currency"] or usual,
            }


def lines_of(desk: Desk, deal: Row) -> dict[int | None, int | None]:
    """Product to what of the deal's amount counts under it; {None: amount} for no product."""
    lines = [one for one in table(desk, "line_item") if one["deal_id"] == deal["id"]]
    products = {one["product_id"] for one in lines}
    if len(products) < 2:
        return dict.fromkeys(products or {None}, deal["amount_minor"])
    shares: dict[int | None, int | None] = {}
    for product in products:
        own = [one for one in lines if one["product_id"] == product]
        prices = [
            None if one["price_minor"] is None
            else half_up(Fraction(one["price_minor"] * one["quantity_milli"], 1000))
            for one in own
        ]  # fmt: skip
        shares[product] = None if None in prices else sum(p for p in prices if p is not None)
    return shares


def keys_of(desk: Desk, deal: Row, name: str) -> list[Any]:
    """What a deal counts under."""
    party = next((one for one in table(desk, "party") if one["id"] == deal["party_id"]), {})
    day = deal["day"]
    if name == "tag":
        tagged = [g["tag_id"] for g in table(desk, "tagging") if g["party_id"] == deal["party_id"]]
        return tagged or [None]
    simple = {
        "month": day and day[:7],
        "quarter": day and f"{day[:4]}-Q{(int(day[5:7]) - 1) // 3 + 1}",
        "year": day and day[:4],
        "owner": deal["owner_id"], "source": deal["source"], "customer": deal["party_id"],
        "reason": deal["lost_reason"], "competitor": deal["lost_to_id"], "goal": deal["goal_id"],
        "stage": deal["stage_id"], "industry": party.get("industry"), "size": party.get("size"),
        "country": party.get("country"),
    }  # fmt: skip
    return [simple[name] or None]


def by_hand(desk: Desk, chosen: Chosen, by: list[str]) -> dict[Any, list[int]]:
    """Keys and currency to deals, amount, weighted amount, deals without an amount."""
    found: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for deal in chosen_deals(desk, chosen):
        shares = {None: deal["amount_minor"]}
        if "product" in by:
            shares = lines_of(desk, deal)
        for product, amount in shares.items():
            combined: list[tuple[Any, ...]] = [()]
            for name in by:
                own = [product] if name == "product" else keys_of(desk, deal, name)
                combined = [(*keys, one) for keys in combined for one in own]
            for keys in combined:
                row = found[keys, deal["currency"]]
                row[0] += 1
                row[1] += amount or 0
                row[2] += half_up(Fraction((amount or 0) * deal["chance"], 100))
                row[3] += amount is None
    return dict(found)
