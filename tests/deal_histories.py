"""Random histories of deals: begun, moved forward and back, won, lost, opened again, put away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from crm_tui.errors import CrmError
from crm_tui.models import LineItem, Product
from crm_tui.services import competitors, deals, goals, pipelines, tags, targets
from crm_tui.services.opening import Desk
from crm_tui.services.pipelines import StageLine
from tests.builders import a_colleague, a_company, furnished

Act = Callable[[Desk], Any]

AMOUNTS = st.one_of(st.none(), st.sampled_from([0, 1, 3, 5, 33, 50]), st.integers(0, 10**12))
CURRENCIES = st.sampled_from([{}, {}, {"currency": "EUR"}, {"currency": "JPY"}])
CHANCES = st.one_of(st.none(), st.sampled_from([0, 1, 33, 50, 100]))
DAYS = st.one_of(st.none(), st.integers(-40, 400))
"""Days from today."""

_NTH = st.integers(0, 40)
_PARTIES = st.sampled_from([None, 1, 2, 3])
_USERS = st.sampled_from([None, 1, 2])
OPEN, CLOSED = "state = 'open'", "state <> 'open'"
REASONS = st.sampled_from(["price", "competitor", "other", "no_budget"])


def _deal(desk: Desk, nth: int, which: str = "1 = 1") -> int:
    """The id of one of the live deals of which that is so; 0 where there is none."""
    rows = desk.store.rows(f"SELECT id FROM deal WHERE archived_at IS NULL AND {which} ORDER BY id")
    return rows[nth % len(rows)][0] if rows else 0


def _later(desk: Desk, days: int | None) -> date | None:
    return None if days is None else desk.clock.today() + timedelta(days)


def _begin(
    amount: int | None,
    currency: dict[str, str],
    chance: int | None,
    close: int | None,
    party: int | None,
    owner: int | None,
    source: str,
    pipeline: int,
) -> Act:
    return lambda desk: deals.add(
        desk, "a deal", party=party, owner=owner, amount_minor=amount, probability=chance,
        expected_close=_later(desk, close), source=source, pipeline=pipeline, **currency,
    )  # fmt: skip


def _move(nth: int, place: int, keep: bool) -> Act:
    def act(desk: Desk) -> None:
        deal = _deal(desk, nth, OPEN)
        pipeline = desk.store.value("SELECT pipeline_id FROM deal WHERE id = ?", (deal,))
        stages = deals.open_stages(desk, pipeline or 1)
        deals.move(desk, deal, stages[place % len(stages)], keep_probability=keep)

    return act


def _win(nth: int, ago: int) -> Act:
    return lambda desk: deals.win(desk, _deal(desk, nth, OPEN), on=_later(desk, -ago))


def _lose(nth: int, reason: str, to: int | None, ago: int) -> Act:
    return lambda desk: deals.lose(
        desk, _deal(desk, nth, OPEN), reason, lost_to=to, note="so", on=_later(desk, -ago)
    )


def _put_lines(nth: int, lines: list[tuple[int | None, int, int | None]]) -> Act:
    """Lines that need not come to the amount of the deal, as files bring them."""

    def act(desk: Desk) -> None:
        deal = _deal(desk, nth)
        with desk.store.change_set(desk.user, "lines"):
            for product, quantity, price in lines:
                LineItem.create(
                    deal=deal, product=product, text="" if product else "work",
                    quantity_milli=quantity, price_minor=price,
                )  # fmt: skip

    return act


def _wait(days: int) -> Act:
    def act(desk: Desk) -> None:
        desk.clock.instant += timedelta(days=days)

    return act


def _on_deal(
    use_case: Callable[..., Any], *args: Any, which: str = "1 = 1"
) -> st.SearchStrategy[Act]:
    return st.builds(lambda nth: lambda desk: use_case(desk, _deal(desk, nth, which), *args), _NTH)


_BEGINNINGS = st.builds(
    _begin, AMOUNTS, CURRENCIES, CHANCES, DAYS, _PARTIES, _USERS,
    st.sampled_from(["", "web", "referral"]), st.sampled_from([1, 1, 2]),
)  # fmt: skip
_MOVES = st.builds(_move, _NTH, st.integers(0, 4), st.booleans())
_LINES = st.lists(
    st.tuples(
        st.sampled_from([None, 1, 2]), st.integers(1, 3000),
        st.one_of(st.none(), st.integers(0, 999)),
    ),
    min_size=1, max_size=3,
)  # fmt: skip

_ACTS: st.SearchStrategy[Act] = st.one_of(
    _BEGINNINGS,
    _MOVES,
    _MOVES,
    _MOVES,
    _MOVES,
    st.builds(_win, _NTH, st.integers(0, 40)),
    st.builds(_lose, _NTH, REASONS, st.sampled_from([None, 2, 3]), st.integers(0, 40)),
    st.builds(_put_lines, _NTH, _LINES),
    st.builds(_wait, st.integers(1, 60)),
    _on_deal(deals.reopen, which=CLOSED),
    _on_deal(deals.archive),
    _on_deal(competitors.against, 2),
    _on_deal(competitors.against, 3),
    _on_deal(deals.edit, {"goal": 1}),
    _on_deal(deals.edit, {"opened_on": None}),
    _on_deal(deals.edit, {"amount_minor": None}),
)
"""One step in the life of some deal; where it cannot be done it is refused."""

HISTORIES = st.builds(
    lambda begun, acts: [*begun, *acts],
    st.lists(_BEGINNINGS, min_size=3, max_size=6), st.lists(_ACTS, min_size=15, max_size=40),
)  # fmt: skip
"""A few deals and what becomes of them."""


def live(desk: Desk, acts: list[Act]) -> None:
    """Do what can be done of them, one after the other."""
    for act in acts:
        try:
            act(desk)
        except CrmError:
            continue


def _furnish(desk: Desk) -> None:
    """Two colleagues, three firms, two products, a second pipeline, a goal and targets."""
    bob = a_colleague(desk)
    for name, industry in (("Rossi Kft", "bakery"), ("Rival Zrt", ""), ("Bianchi Bt", "bakery")):
        a_company(desk, name, industry=industry)
    tags.change(desk, [1, 3], tags.parse("+vip"))
    tags.change(desk, [1], tags.parse("+early"))
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "products"):
        for name in ("oven", "mixer"):
            Product.create(name=name, created_at=now, updated_at=now)
    pipelines.add(
        desk, "Renewals",
        [StageLine("Due", "open", 50, 5), StageLine("Talking", "open", 70),
         StageLine("Renewed", "won", 100), StageLine("Gone", "lost", 0)],
    )  # fmt: skip
    goals.add(desk, "Grow", target_minor=1000)
    today = desk.clock.today()
    targets.set_month(desk, today, 5000)
    targets.set_month(desk, today, 300, user=bob.user)
    targets.set_month(desk, today + timedelta(31), 700, user=desk.user)
    targets.set_month(desk, today + timedelta(31), 900, user=bob.user, currency="EUR")


_begun = furnished(_furnish)


@contextmanager
def a_lived_desk(acts: list[Act]) -> Iterator[Desk]:
    """A desk after these acts, for one example of a property."""
    with _begun() as desk:
        live(desk, acts)
        yield desk
