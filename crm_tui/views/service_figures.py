"""Tickets counted by whatever tells them apart; every figure can name its tickets.

Merged tickets, spam and archived ones are in no figure. Days are those of the user's zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any, Final, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.periods import months_on
from crm_tui.views import dimensions, workdays
from crm_tui.views.dimensions import TIMES, Dimension, Key

OPENED: Final = "opened_at"
RESOLVED: Final = "resolved_at"


class Chosen(NamedTuple):
    """Which tickets are counted; None means any, an `agent` of 0 nobody's.

    `since` and `until`, both included, bound the day of their opening or, where `day` says so,
    of their solution.
    """

    agent: int | None = None
    since: date | None = None
    until: date | None = None
    day: str = OPENED


_PARTY = "LEFT JOIN party p ON p.id = t.party_id"
_DIMENSIONS = {
    "month": Dimension("x.day"),
    "quarter": Dimension("x.day"),
    "year": Dimension("x.day"),
    "kind": Dimension("t.kind", choice="ticket_kind"),
    "priority": Dimension("t.priority"),
    "queue": Dimension("t.queue", choice="queue"),
    "channel": Dimension("t.channel", choice="channel"),
    "cause": Dimension("t.cause", choice="cause"),
    "reason": Dimension("t.closing_reason", choice="closing_reason"),
    "agent": Dimension("t.assignee_id", "", dimensions.USERS),
    "customer": Dimension("t.party_id", "", dimensions.CUSTOMERS),
    "product": Dimension("t.product_id", "", dimensions.PRODUCTS),
    "industry": Dimension("coalesce(p.industry, '')", _PARTY),
    "size": Dimension("coalesce(p.size, '')", _PARTY),
    "country": Dimension("coalesce(p.country, '')", _PARTY),
    "tag": Dimension(
        "g.tag_id", "LEFT JOIN ticket_tagging g ON g.ticket_id = t.id", dimensions.TAGS
    ),
}
DIMENSIONS = tuple(_DIMENSIONS)
BY_ID = tuple(name for name, one in _DIMENSIONS.items() if one.names)
"""The dimensions whose keys are ids of records."""
BY_CODE = tuple(name for name, one in _DIMENSIONS.items() if one.choice)
"""The dimensions whose keys are codes of pick lists."""

OPEN = "t.state IN ('new', 'open', 'waiting_customer', 'waiting_inside')"
ENDED = "t.state IN ('solved', 'closed')"
_COUNTED = (
    "t.archived_at IS NULL AND t.state <> 'merged' AND t.closing_reason NOT IN"
    " (SELECT code FROM choice WHERE list = 'closing_reason' AND meaning = 'spam')"
)
_EARLIEST, _LATEST = date(1001, 1, 1), date(9998, 12, 31)
"""Days beyond which no engine is asked: a zone could carry them over its end."""


def rows(
    desk: Desk,
    chosen: Chosen,
    by: Sequence[str],
    columns: Sequence[str],
    *,
    sums: Sequence[str] = (),
    where: str = "",
) -> list[tuple[tuple[Key, ...], Sequence[Any]]]:
    """The keys and columns of each chosen ticket, or sums for all that have both in common.

    A ticket of several tags counts under each. Told apart by time only tickets with that day
    count. `where` adds a condition on the ticket `t`. Raises UsageError for what tickets are not
    told apart by.
    """
    dimensions.refuse_unknown("Tickets", _DIMENSIONS, by)
    parts, params = _conditions(desk, chosen)
    source = "ticket t"
    span = ""
    if unit := next((name for name in TIMES if name in by), None):
        spans = _spans(desk, chosen, unit)
        if not spans:
            return []
        marks = ", ".join(["(?, ?, ?)"] * len(spans))
        span = f"WITH span (day, first, following) AS (VALUES {marks})"
        source = "span x CROSS JOIN ticket t"
        parts.append(f"t.{chosen.day} >= x.first AND t.{chosen.day} < x.following")
        params = [*chain(*spans), *params]
    told = [_DIMENSIONS[name] for name in by]
    joins = " ".join(dict.fromkeys(one.join for one in told))
    apart = [*(one.column for one in told), *columns]
    group = f" GROUP BY {', '.join(str(nth + 1) for nth in range(len(apart)))}"
    found = desk.store.rows(
        f"{span} SELECT {', '.join([*apart, *sums])} FROM {source} {joins}"
        f" WHERE {' AND '.join(filter(None, [*parts, where]))}{group if sums and apart else ''}",
        params,
    )
    size = len(by)
    known: dict[Any, tuple[Key, ...]] = {}  # many tickets have few keys
    made = []
    for row in found:
        values = row[:size]
        keys = known.get(values)
        if keys is None:
            keys = known[values] = dimensions.keys(by, values)
        made.append((keys, row[size:]))
    return made


def ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = (), where: str = ""
) -> dict[tuple[Key, ...], list[int]]:
    """The ids of the chosen tickets by their keys."""
    found: dict[tuple[Key, ...], list[int]] = {}
    for keys, (number,) in rows(desk, chosen, by, ("t.id",), where=where):
        found.setdefault(keys, []).append(number)
    return {keys: sorted(numbers) for keys, numbers in found.items()}


def names(
    desk: Desk, by: Sequence[str], keys: Sequence[tuple[Key, ...]]
) -> dict[tuple[Key, ...], tuple[str, ...]]:
    """What sets of keys are called, '' where there is none."""
    return dimensions.names(desk, _DIMENSIONS, by, keys)


def bounds(desk: Desk, chosen: Chosen) -> tuple[str | None, str | None]:
    """The instants at which the chosen days begin and are over; None where there is no bound."""
    zone = desk.clock.zone
    first, after = (
        None if day is None else workdays.bounds(min(max(day, _EARLIEST), _LATEST), zone)[nth]
        for nth, day in enumerate((chosen.since, chosen.until))
    )
    return first, after


def _conditions(desk: Desk, chosen: Chosen) -> tuple[list[str], list[Any]]:
    parts, params = _bounded(desk, chosen)
    parts.append(_COUNTED)
    if chosen.agent is not None:
        parts.append("t.assignee_id = ?" if chosen.agent else "t.assignee_id IS NULL")
        params += [chosen.agent] if chosen.agent else []
    return parts, params


def _bounded(desk: Desk, chosen: Chosen) -> tuple[list[str], list[Any]]:
    parts, params = list[str](), list[Any]()
    for sign, bound in zip((">=", "<"), bounds(desk, chosen), strict=True):
        if bound is not None:
            parts.append(f"t.{chosen.day} {sign} ?")
            params.append(bound)
    return parts, params


def _spans(desk: Desk, chosen: Chosen, unit: str) -> list[tuple[str, str, str]]:
    """The stretches in which there are tickets: the first day, and when each begins and is over.

    They are those of the user's zone, so each may reach into the next month of the stored days.
    """
    bounded, params = _bounded(desk, chosen)
    stored = desk.store.rows(
        f"SELECT DISTINCT substr(CAST(t.{chosen.day} AS TEXT), 1, 7) FROM ticket t"
        f" WHERE {' AND '.join([f't.{chosen.day} IS NOT NULL', *bounded])}",
        params,
    )
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    firsts = set()
    for (said,) in stored:
        month = min(max(date.fromisoformat(f"{said}-01"), date(1001, 2, 1)), date(9998, 11, 1))
        for near in (months_on(month, step) for step in (-1, 0, 1)):
            firsts.add(near.replace(month=(near.month - 1) // length * length + 1))
    begins = {
        first: workdays.bounds(first, desk.clock.zone)[0]
        for first in {*firsts, *(months_on(first, length) for first in firsts)}
    }
    return [
        (first.isoformat(), begins[first], begins[months_on(first, length)])
        for first in sorted(firsts)
    ]
