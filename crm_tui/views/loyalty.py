"""Service beside loyalty: how customers were served, and what they bought again (S104)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from crm_tui.models.stored import as_instant
from crm_tui.store.desk import Desk
from crm_tui.views import figures, service_figures, service_times
from crm_tui.views.dimensions import Key
from crm_tui.views.service_figures import Chosen
from crm_tui.views.service_times import median

QUICK, SLOW = "quick", "slow"
CONTENT, BETWEEN, DISCONTENT = "content", "in between", "discontent"
NOT_KNOWN: Final = "not known"


class Served(NamedTuple):
    """A customer's service beside what was won with them afterwards; sums by currency.

    Medians are in working minutes, the rating is a mean; None where there is none. `deals` are
    the ids of repeat purchases: won on a later day than the first ticket, or come of a ticket.
    """

    party: int
    name: str
    tickets: tuple[int, ...]
    response_minutes: float | None
    resolution_minutes: float | None
    rating: float | None
    deals: tuple[int, ...]
    sums: tuple[tuple[str, int], ...]


class Group(NamedTuple):
    """Customers served alike, and how many of them bought again; sums by currency.

    `share` is the part of them that did.
    """

    name: str
    customers: int
    ticket_ids: tuple[int, ...]
    resolution_minutes: float | None
    rating: float | None
    again: int
    share: float
    deals: int
    sums: tuple[tuple[str, int], ...]


def served(desk: Desk, chosen: Chosen) -> list[Served]:
    """Each customer with a chosen ticket: how it was served, and what it bought again.

    Those who bought most often come first.
    """
    clocks: dict[Key, tuple[list[int], list[float], list[float]]] = {}
    for one in service_times.measured(desk, chosen, ("customer",)):
        numbers, response, resolution = clocks.setdefault(one.keys[0], ([], [], []))
        numbers.append(one.ticket)
        if one.response.seconds is not None:
            response.append(one.response.seconds / 60)
        if one.resolution.seconds is not None:
            resolution.append(one.resolution.seconds / 60)
    first, ratings = _first_and_rated(desk, chosen)
    bought = _bought_again(desk, first)
    named = service_figures.names(desk, ("customer",), [(party,) for party in first])
    found = []
    for party in first:
        numbers, response, resolution = clocks[party]
        found.append(Served(
            party, named[(party,)][0], tuple(numbers), median(sorted(response)),
            median(sorted(resolution)), ratings.get(party), *bought.get(party, ((), ())),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (-len(one.deals), -len(one.tickets), one.name, one.party))


def groups(found: Sequence[Served], by: str = "speed") -> list[Group]:
    """Customers grouped by the `speed` of their solutions or by their `satisfaction`.

    Half of those whose tickets were solved are quick, as the median of all parts them; from 4 a
    mean rating is content, up to 2 discontent.
    """
    lengths = sorted(one.resolution_minutes for one in found if one.resolution_minutes is not None)
    middle = median(lengths) or 0.0
    sorted_out: dict[str, list[Served]] = {}
    for one in found:
        name = _speed(one, middle) if by == "speed" else _contentment(one)
        sorted_out.setdefault(name, []).append(one)
    order = (QUICK, SLOW, CONTENT, BETWEEN, DISCONTENT, NOT_KNOWN)
    return [_group(name, sorted_out[name]) for name in order if name in sorted_out]


def _speed(one: Served, middle: float) -> str:
    if one.resolution_minutes is None:
        return NOT_KNOWN
    return QUICK if one.resolution_minutes <= middle else SLOW


def _contentment(one: Served) -> str:
    if one.rating is None:
        return NOT_KNOWN
    return CONTENT if one.rating >= 4 else DISCONTENT if one.rating <= 2 else BETWEEN


def _group(name: str, those: Sequence[Served]) -> Group:
    again = sum(bool(one.deals) for one in those)
    sums: dict[str, int] = {}
    for one in those:
        for currency, amount in one.sums:
            sums[currency] = sums.get(currency, 0) + amount
    lengths = sorted(one.resolution_minutes for one in those if one.resolution_minutes is not None)
    ratings = [one.rating for one in those if one.rating is not None]
    return Group(
        name, len(those), tuple(sorted(number for one in those for number in one.tickets)),
        median(lengths), sum(ratings) / len(ratings) if ratings else None,
        again, again / len(those), sum(len(one.deals) for one in those),
        tuple(sorted(sums.items())),
    )  # fmt: skip


def _first_and_rated(desk: Desk, chosen: Chosen) -> tuple[dict[int, str], dict[int, float]]:
    """The day of each customer's first ticket, and the mean of its ratings where it has any."""
    first: dict[int, str] = {}
    ratings: dict[int, float] = {}
    for (party,), (at, number, points) in service_figures.rows(
        desk, chosen, ("customer",), (),
        sums=("min(t.opened_at)", "count(t.rating)", "sum(t.rating)"),
    ):  # fmt: skip
        if isinstance(party, int):
            first[party] = as_instant(at).astimezone(desk.clock.zone).date().isoformat()
            if number:
                ratings[party] = points / number
    return first, ratings


def _bought_again(
    desk: Desk, first: Mapping[int, str]
) -> dict[int, tuple[tuple[int, ...], tuple[tuple[str, int], ...]]]:
    """The repeat purchases of each customer: the ids of the deals, sums by currency."""
    rows = desk.store.rows_by_id(
        "SELECT d.id, d.party_id, d.currency, d.amount_minor, d.closed_on, d.ticket_id FROM deal d"
        " WHERE d.party_id IN ({ids}) AND d.state = 'won' AND d.archived_at IS NULL ORDER BY d.id",
        sorted(first),
    )
    _, firm = figures.currencies(desk)
    deals: dict[int, list[int]] = {}
    sums: dict[int, dict[str, int]] = {}
    for deal, party, currency, amount, closed, ticket in rows:
        if ticket is None and (closed is None or str(closed) <= first[party]):
            continue
        deals.setdefault(party, []).append(deal)
        if amount is not None:
            own = sums.setdefault(party, {})
            own[currency or firm] = own.get(currency or firm, 0) + amount
    return {
        party: (tuple(numbers), tuple(sorted(sums.get(party, {}).items())))
        for party, numbers in deals.items()
    }
