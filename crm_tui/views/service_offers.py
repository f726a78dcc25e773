"""Deals that came out of tickets: service as a source of repeat sales (S107)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import figures
from crm_tui.views.dimensions import TIMES, Key
from crm_tui.views.figures import Chosen, Source

_FROM_TICKETS = Source(join="JOIN ticket k ON k.id = d.ticket_id AND d.ticket_id IS NOT NULL")


class Offers(NamedTuple):
    """Deals that came of tickets, in one currency; amounts in minor units.

    `deals` are all of them; open ones with their sum, won ones with theirs, and lost ones.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    deals: int
    open: int
    open_minor: int
    won: int
    won_minor: int
    lost: int


def offers(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Offers]:
    """Deals that came of tickets, by whatever tells deals apart, the most won first.

    Open ones by their expected close, the others by their closing day, as in all reports of
    deals.
    """
    counts: dict[tuple[tuple[Key, ...], str], dict[str, tuple[int, int]]] = {}
    for state in ("open", "won", "lost"):
        for row in figures.sums(desk, chosen._replace(state=state), by, _FROM_TICKETS):
            number, amount = row.values[:2]
            counts.setdefault((row.keys, row.currency), {})[state] = (number, amount)
    named = figures.names(desk, by, [keys for keys, _ in counts])
    found = []
    for (keys, currency), states in counts.items():
        still, won, lost = (states.get(state, (0, 0)) for state in ("open", "won", "lost"))
        number = still[0] + won[0] + lost[0]
        found.append(Offers(keys, named[keys], currency, number, *still, *won, lost[0]))
    if set(by) & set(TIMES):
        return sorted(found, key=lambda one: (one.labels, one.currency))
    return sorted(found, key=lambda one: (one.currency, -one.won_minor, -one.deals, one.labels))


def ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = ()
) -> dict[tuple[tuple[Key, ...], str], list[int]]:
    """The ids of the deals behind each of those figures, by its keys and currency."""
    found: dict[tuple[tuple[Key, ...], str], list[int]] = {}
    for state in ("open", "won", "lost"):
        part = figures.ids(desk, chosen._replace(state=state), by, _FROM_TICKETS)
        for which, numbers in part.items():
            found.setdefault(which, []).extend(numbers)
    return found
