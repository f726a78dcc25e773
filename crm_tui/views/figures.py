"""Deals counted and added up by whatever tells them apart; every figure can name its deals.

Currencies are never mixed (rule 8). A deal whose amount is not known counts and adds nothing, among
those of the usual currency; an amount without a currency is in the firm's. Archived deals are in no
figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import board, dimensions
from crm_tui.views.dimensions import TIMES, Dimension, Key


class Chosen(NamedTuple):
    """Which deals are counted; None means any, an `owner` of 0 nobody's.

    `since` and `until`, both included, bound the expected close of open deals and the closing
    day of the others. `dated` is whether they have that day, None where it does not matter.
    """

    state: str = "open"
    pipeline: int | None = None
    owner: int | None = None
    party: int | None = None
    since: date | None = None
    until: date | None = None
    dated: bool | None = None


class Figure(NamedTuple):
    """Deals that have their `keys` in common, in one currency; amounts in minor units.

    `labels` says the keys in words, '' for None. `without_amount` of the deals add nothing.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    deals: int
    amount_minor: int
    weighted_minor: int
    without_amount: int

    @property
    def average_minor(self) -> int | None:
        """The mean of the amounts that are known, rounded half up; None of none."""
        known = self.deals - self.without_amount
        return (2 * self.amount_minor + known) // (2 * known) if known else None


_PARTY = "LEFT JOIN party p ON p.id = d.party_id"
# A deal of several products counts under each with what its lines come to, where each has a
# price; a deal of one product with its own amount, which may be another than the list's.
_LINES = """
LEFT JOIN (SELECT i.deal_id, i.product_id, count(*) OVER (PARTITION BY i.deal_id) AS kinds,
    CASE WHEN count(*) = count(i.price_minor)
      THEN sum((i.price_minor * i.quantity_milli + 500) / 1000) END AS amount_minor
  FROM line_item i GROUP BY i.deal_id, i.product_id) l ON l.deal_id = d.id
"""
_DIMENSIONS = {
    "month": Dimension("{day}"),
    "quarter": Dimension("{day}"),
    "year": Dimension("{day}"),
    "owner": Dimension("d.owner_id", "", dimensions.USERS),
    "product": Dimension("l.product_id", _LINES, dimensions.PRODUCTS),
    "source": Dimension("d.source", choice="source"),
    "customer": Dimension("d.party_id", "", dimensions.CUSTOMERS),
    "industry": Dimension("coalesce(p.industry, '')", _PARTY),
    "size": Dimension("coalesce(p.size, '')", _PARTY),
    "country": Dimension("coalesce(p.country, '')", _PARTY),
    "tag": Dimension("g.tag_id", "LEFT JOIN tagging g ON g.party_id = d.party_id", dimensions.TAGS),
    "reason": Dimension("d.lost_reason", choice="lost_reason"),
    "competitor": Dimension("d.lost_to_id", "", dimensions.CUSTOMERS),
    "goal": Dimension("d.goal_id", "", "SELECT id, name FROM goal WHERE id IN ({ids})"),
    "stage": Dimension("d.stage_id", "", "SELECT id, name FROM stage WHERE id IN ({ids})"),
}
DIMENSIONS = tuple(_DIMENSIONS)
BY_ID = tuple(name for name, one in _DIMENSIONS.items() if one.names)
"""The dimensions whose keys are ids of records."""

CURRENCY = (
    "CASE WHEN d.currency <> '' THEN d.currency WHEN d.amount_minor IS NULL THEN ? ELSE ? END"
)
"""The currency a deal `d` counts in; its parameters are `currencies`."""

# Said as the indexes of deals say it: they are taken for it.
_STATES = {
    "open": "d.state = 'open'",
    "won": "d.state <> 'open' AND d.state = 'won'",
    "lost": "d.state <> 'open' AND d.state = 'lost'",
}


class Source(NamedTuple):
    """What else deals are joined with, and its columns by which they are told apart too."""

    columns: tuple[str, ...] = ()
    join: str = ""


class Row(NamedTuple):
    """Sums of deals: count, amount, weighted amount, how many have no amount.

    `beside` are the values of the source's columns.
    """

    keys: tuple[Key, ...]
    currency: str
    beside: tuple[Any, ...]
    values: tuple[int, ...]


def figures(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Figure]:
    """The figures of the chosen deals, one for each set of keys and currency.

    Stretches of days come in their order, everything else from the largest amount down. Raises
    UsageError for what deals are not told apart by.
    """
    rows = sums(desk, chosen, by)
    naming = names(desk, by, [row.keys for row in rows])
    made = [Figure(row.keys, naming[row.keys], row.currency, *row.values) for row in rows]
    return sorted(made, key=_by_time if set(by) & set(TIMES) else _by_size)


def sums(
    desk: Desk, chosen: Chosen, by: Sequence[str] = (), source: Source | None = None
) -> list[Row]:
    """The same as bare sums, in no order, of deals joined with something else where said."""
    source = source or Source()
    amount = "d.amount_minor"
    if "product" in by:
        amount = "(CASE WHEN l.kinds > 1 THEN l.amount_minor ELSE d.amount_minor END)"
    weighted = board.WEIGHTED.replace("d.amount_minor", amount)
    found = _grouped(
        desk, chosen, by, source,
        f"count(*), coalesce(sum({amount}), 0), coalesce(sum({weighted}), 0),"
        f" count(*) - count({amount})",
    )  # fmt: skip
    added: dict[tuple[tuple[Key, ...], str, tuple[Any, ...]], list[int]] = {}
    for keys, currency, values in found:
        size = len(source.columns)
        one = added.setdefault((keys, currency, tuple(values[:size])), [0, 0, 0, 0])
        for place, value in enumerate(values[size:]):
            one[place] += int(value)
    return [Row(*which, tuple(values)) for which, values in added.items()]


def ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = (), source: Source | None = None
) -> dict[tuple[tuple[Key, ...], str], list[int]]:
    """The ids of the deals behind each figure, by its keys and currency."""
    counted = Source(("d.id",), source.join if source else "")
    found: dict[tuple[tuple[Key, ...], str], list[int]] = {}
    for keys, currency, (number, _) in _grouped(desk, chosen, by, counted):
        found.setdefault((keys, currency), []).append(number)
    return {which: sorted(numbers) for which, numbers in found.items()}


def currencies(desk: Desk) -> tuple[str, str]:
    """The usual currency, for deals without one and without an amount, and the firm's.

    The usual one is the firm's, unless no deal has that: then the most frequent one.
    """
    firm = desk.currency
    if desk.store.value("SELECT 1 FROM deal WHERE currency = ? LIMIT 1", (firm,)):
        return firm, firm
    usual = desk.store.value(
        "SELECT currency FROM deal WHERE currency <> '' GROUP BY currency"
        " ORDER BY count(*) DESC, currency LIMIT 1"
    )
    return str(usual or firm), firm


def where(chosen: Chosen) -> tuple[str, list[Any]]:
    """The condition for the chosen deals `d`, and its parameters."""
    day = _day(chosen)
    condition, params = among(chosen)
    # Few deals are one customer's: they are found by it, all others by how they stand.
    state = _STATES[chosen.state] if chosen.party is None else f"d.state = '{chosen.state}'"
    parts = [state, condition]
    for sign, bound in ((">=", chosen.since), ("<=", chosen.until)):
        if bound is not None:
            parts.append(f"{day} {sign} ?")
            params.append(bound.isoformat())
    if chosen.dated is not None:
        parts.append(f"{day} IS {'NOT ' if chosen.dated else ''}NULL")
    return " AND ".join(parts), params


def among(chosen: Chosen) -> tuple[str, list[Any]]:
    """The same without state and days: live deals of the pipeline, owner and customer."""
    parts, params = ["d.archived_at IS NULL"], list[Any]()
    for column, value in (("d.pipeline_id", chosen.pipeline), ("d.party_id", chosen.party)):
        if value is not None:
            parts.append(f"{column} = ?")
            params.append(value)
    if chosen.owner is not None:
        parts.append("d.owner_id = ?" if chosen.owner else "d.owner_id IS NULL")
        params += [chosen.owner] if chosen.owner else []
    return " AND ".join(parts), params


def names(
    desk: Desk, by: Sequence[str], keys: Sequence[tuple[Key, ...]]
) -> dict[tuple[Key, ...], tuple[str, ...]]:
    """What sets of keys are called, '' where there is none."""
    return dimensions.names(desk, _DIMENSIONS, by, keys)


def _grouped(
    desk: Desk, chosen: Chosen, by: Sequence[str], source: Source, wanted: str = "count(*)"
) -> list[tuple[tuple[Key, ...], str, Sequence[Any]]]:
    """Keys, currency, the source's and the wanted columns; days become the stretch they lie in."""
    dimensions.refuse_unknown("Deals", _DIMENSIONS, by)
    chosen_by = [_DIMENSIONS[name] for name in by]
    columns = [one.column.replace("{day}", _day(chosen)) for one in chosen_by]
    joins = " ".join(dict.fromkeys([*(one.join for one in chosen_by), source.join]))
    condition, params = where(chosen)
    rows = desk.store.rows(
        f"SELECT {', '.join([*columns, CURRENCY, *source.columns, wanted])}"
        f" FROM deal d JOIN stage s ON s.id = d.stage_id {joins} WHERE {condition}"
        f" GROUP BY {', '.join(str(nth + 1) for nth in range(len(by) + 1 + len(source.columns)))}",
        (*currencies(desk), *params),
    )
    size = len(by)
    return [(dimensions.keys(by, row[:size]), row[size], row[size + 1 :]) for row in rows]


def _day(chosen: Chosen) -> str:
    return "d.expected_close" if chosen.state == "open" else "d.closed_on"


def _by_time(one: Figure) -> Any:
    return [(key is None, label) for key, label in zip(one.keys, one.labels, strict=True)], (
        one.currency
    )


def _by_size(one: Figure) -> Any:
    return one.currency, -one.amount_minor, -one.deals, one.labels
