"""What was won, against what was lost, and the business that came through a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import dimensions, figures
from crm_tui.views.dimensions import Key
from crm_tui.views.figures import Chosen


class Won(NamedTuple):
    """Deals won, in one currency, by closing day; amounts in minor units.

    `average_minor` is over those whose amount is known, None of none. `lost` deals were closed
    otherwise; `win_rate` is the part that was won of all that ended.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    deals: int
    amount_minor: int
    without_amount: int
    average_minor: int | None
    lost: int
    win_rate: float


class Through(NamedTuple):
    """Business that came through a customer, with the ids of its deals; sums by currency."""

    won: tuple[int, ...]
    open: tuple[int, ...]
    won_sums: tuple[tuple[str, int], ...]
    open_sums: tuple[tuple[str, int], ...]


def won(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Won]:
    """What was won, and how much beside it was lost, by whatever tells deals apart.

    A customer's trend (S120) is the chosen deals of a `party` by year, quarter or month.
    """
    ended = chosen._replace(state="won")
    lost = {
        (one.keys, one.currency): one
        for one in figures.figures(desk, ended._replace(state="lost"), by)
    }
    found = []
    for one in figures.figures(desk, ended, by):
        other = lost.pop((one.keys, one.currency), None)
        number = other.deals if other else 0
        found.append(
            Won(*one[:5], one.without_amount, one.average_minor, number,
                one.deals / (one.deals + number))
        )  # fmt: skip
    found += [
        Won(*one[:3], 0, 0, 0, None, one.deals, 0.0) for one in lost.values()
    ]  # nothing was won there: that too is to be seen
    if set(by) & set(dimensions.TIMES):
        found.sort(key=lambda row: (row.labels, row.currency))
    return found


# Whoever was referred by the customer or by its people, and their people, and so on; a chain that
# comes back to where it began ends there.
_CHAIN = f"""
WITH RECURSIVE circle (id) AS (
  VALUES (?)
  UNION
  SELECT r.party_id FROM circle c JOIN relationship r
    ON r.other_id = c.id AND r.kind = 'works_at'
  UNION
  SELECT p.id FROM circle c JOIN party p ON p.referred_by_id = c.id
    AND p.referred_by_id IS NOT NULL
), own (id) AS (
  SELECT ? UNION SELECT party_id FROM relationship WHERE other_id = ? AND kind = 'works_at'
), through (deal_id) AS (
  SELECT d.id FROM deal d WHERE d.party_id IN (SELECT id FROM circle)
    AND d.party_id NOT IN (SELECT id FROM own)
  UNION
  SELECT k.deal_id FROM credit k JOIN deal d ON d.id = k.deal_id
    WHERE k.party_id IN (SELECT id FROM own)
    AND (d.party_id IS NULL OR d.party_id NOT IN (SELECT id FROM own))
)
SELECT d.id, d.state, {figures.CURRENCY}, d.amount_minor
FROM through t JOIN deal d ON d.id = t.deal_id
WHERE d.state IN ('won', 'open') AND d.archived_at IS NULL ORDER BY d.id
"""


def through(desk: Desk, party: int) -> Through:
    """The business that came through a customer (S28), each deal once.

    Deals of those whom the customer or its people referred, through chains, and deals of others
    on which they are credited with help.
    """
    rows = desk.store.rows(_CHAIN, (party, party, party, *figures.currencies(desk)))
    numbers: dict[str, list[int]] = {"won": [], "open": []}
    sums: dict[str, dict[str, int]] = {"won": {}, "open": {}}
    for number, state, currency, amount in rows:
        numbers[state].append(number)
        if amount is not None:
            sums[state][currency] = sums[state].get(currency, 0) + amount
    return Through(
        tuple(numbers["won"]), tuple(numbers["open"]),
        tuple(sorted(sums["won"].items())), tuple(sorted(sums["open"].items())),
    )  # fmt: skip


class Referrer(NamedTuple):
    """A customer through whom business came."""

    party: int
    name: str
    through: Through


def referrers(desk: Desk) -> list[Referrer]:
    """Customers who referred somebody or are credited with help, the most business first."""
    rows = desk.store.rows(
        "SELECT p.id, p.name FROM party p WHERE p.id IN (SELECT referred_by_id FROM party"
        " WHERE referred_by_id IS NOT NULL UNION SELECT party_id FROM credit"
        " WHERE party_id IS NOT NULL) ORDER BY p.sort_name, p.id"
    )
    found = [Referrer(number, name, through(desk, number)) for number, name in rows]
    found = [one for one in found if one.through.won or one.through.open]
    found.sort(key=lambda one: (-len(one.through.won), -len(one.through.open)))
    return found
