"""Why deals are lost: reasons by count and value (S84, S86)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import figures
from crm_tui.views.dimensions import Key
from crm_tui.views.figures import Chosen


class Loss(NamedTuple):
    """Deals lost for a reason, the last of the keys, in one currency; amounts in minor units.

    `share` is their part of all deals lost with the same keys but the reason.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    deals: int
    amount_minor: int
    without_amount: int
    share: float


def losses(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Loss]:
    """The reasons deals were lost for, by closing day, the most frequent first.

    With `by` for each of what it tells apart. A deal of several products or tags counts under
    each.
    """
    dimensions = [*(name for name in by if name != "reason"), "reason"]
    found = figures.figures(desk, chosen._replace(state="lost"), dimensions)
    totals: dict[tuple[Key, ...], int] = {}
    for one in found:
        totals[one.keys[:-1]] = totals.get(one.keys[:-1], 0) + one.deals
    rows = [Loss(*one[:5], one.without_amount, one.deals / totals[one.keys[:-1]]) for one in found]
    return sorted(rows, key=lambda row: (row.labels[:-1], -row.deals, row.labels, row.currency))
