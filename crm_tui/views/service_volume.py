"""How much service is asked for: what came in, what was solved, what is left and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk
from crm_tui.views import service_figures, workdays
from crm_tui.views.dimensions import TIMES, Key
from crm_tui.views.service_figures import ENDED, OPEN, OPENED, RESOLVED, Chosen

AGES = (1, 3, 7, 30, 90)
"""Where the stretches of age end, in days; the last one is all that is older."""


class Volume(NamedTuple):
    """Tickets that were opened and solved, and those open at the end of the stretch of days.

    A ticket that was opened again had not been solved: it counts as open from its opening on.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    opened: int
    solved: int
    open: int


class Backlog(NamedTuple):
    """Open tickets so many days old, both ends included, the last one None where open.

    `late` ones have a clock that has run out, `waiting` ones wait for the customer, `unowned`
    ones are nobody's.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    first_day: int
    last_day: int | None
    tickets: int
    late: int
    waiting: int
    unowned: int


class Suggestions(NamedTuple):
    """What customers suggest (S103): how many suggestions, of how many customers.

    `open` ones wait for an answer, `refused` ones cannot be done.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    suggestions: int
    customers: int
    open: int
    refused: int


_SUGGESTION = (
    "t.kind IN (SELECT code FROM choice WHERE list = 'ticket_kind' AND meaning = 'suggestion')"
)
_REFUSED = (
    "t.closing_reason IN"
    " (SELECT code FROM choice WHERE list = 'closing_reason' AND meaning = 'refused')"
)
# One of which it is not known when it ended, or that ended before it began, ended as it began.
_AT_ONCE = f"{ENDED} AND (t.resolved_at IS NULL OR t.resolved_at < t.opened_at)"


def volume(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Volume]:
    """What came in, was solved and is left, by whatever tells tickets apart.

    By stretches of days those in which nothing came or went are left out. Stretches come in
    their order, everything else from what came in most.
    """
    counts: dict[tuple[Key, ...], list[int]] = {}
    for keys, (opened, ended) in service_figures.rows(
        desk, chosen._replace(day=OPENED), by, (), sums=("count(*)", _count(_AT_ONCE))
    ):
        counts[keys] = [opened, ended]
    for keys, (solved,) in service_figures.rows(
        desk, chosen._replace(day=RESOLVED), by, (), sums=("count(*)",),
        where=f"{ENDED} AND t.resolved_at >= t.opened_at",
    ):  # fmt: skip
        counts.setdefault(keys, [0, 0])[1] += solved
    left = _left(desk, chosen, [name for name in by if name not in TIMES])
    found = _over_time(by, counts, left) if set(by) & set(TIMES) else {
        keys: (*counts.get(keys, (0, 0)), left.get(keys, 0)) for keys in {**counts, **left}
    }  # fmt: skip
    named = service_figures.names(desk, by, list(found))
    made = [Volume(keys, named[keys], *values) for keys, values in found.items() if any(values)]
    if set(by) & set(TIMES):
        return sorted(made, key=lambda one: [
            (name not in TIMES, key is None, label)
            for name, key, label in zip(by, one.keys, one.labels, strict=True)
        ])  # fmt: skip
    return sorted(made, key=lambda one: (-one.opened, -one.open, one.labels))


def backlog(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Backlog]:
    """Open tickets by their age in days, for each of what tells them apart, the youngest first."""
    now = instant_text(desk.clock.now())
    found = service_figures.rows(
        desk, chosen, by, (_band(desk),), where=OPEN,
        sums=("count(*)", _count(f"t.due_at < '{now}'"), _count("t.state = 'waiting_customer'"),
              _count("t.assignee_id IS NULL")),
    )  # fmt: skip
    named = service_figures.names(desk, by, [keys for keys, _ in found])
    made = [
        Backlog(keys, named[keys], _first_day(band),
                AGES[band] if band < len(AGES) else None, *sums)
        for keys, (band, *sums) in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.labels, one.first_day))


def backlog_ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = ()
) -> dict[tuple[tuple[Key, ...], int], list[int]]:
    """The ids of the tickets behind each of those figures, by its keys and first day."""
    found: dict[tuple[tuple[Key, ...], int], list[int]] = {}
    for keys, (band, number) in service_figures.rows(
        desk, chosen, by, (_band(desk), "t.id"), where=OPEN
    ):
        found.setdefault((keys, _first_day(band)), []).append(number)
    return {which: sorted(numbers) for which, numbers in found.items()}


def suggestions(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Suggestions]:
    """What is suggested, by product or whatever else tells tickets apart, the most first."""
    found = service_figures.rows(
        desk, chosen, by, (), where=_SUGGESTION,
        sums=("count(*)", "count(DISTINCT t.party_id)", _count(OPEN), _count(_REFUSED)),
    )  # fmt: skip
    named = service_figures.names(desk, by, [keys for keys, _ in found])
    made = [Suggestions(keys, named[keys], *sums) for keys, sums in found if sums[0]]
    return sorted(made, key=lambda one: (-one.suggestions, one.labels))


def suggestion_ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = ()
) -> dict[tuple[Key, ...], list[int]]:
    """The ids of the suggestions behind each of those figures, by its keys."""
    return service_figures.ids(desk, chosen, by, _SUGGESTION)


def _first_day(band: int) -> int:
    return AGES[band - 1] + 1 if band else 0


def _count(condition: str) -> str:
    return f"count(CASE WHEN {condition} THEN 1 END)"


def _left(desk: Desk, chosen: Chosen, by: Sequence[str]) -> dict[tuple[Key, ...], int]:
    """How many are open at the end of the chosen days: those open now, and those solved since."""
    until = Chosen(chosen.agent, until=chosen.until)
    counted = [service_figures.rows(desk, until, by, (), sums=("count(*)",), where=OPEN)]
    _, end = service_figures.bounds(desk, until)
    if end is not None:
        since = Chosen(chosen.agent)
        counted.append(service_figures.rows(
            desk, since, by, (), sums=("count(*)",),
            where=f"{ENDED} AND t.resolved_at >= '{end}' AND t.opened_at < '{end}'",
        ))  # fmt: skip
    left: dict[tuple[Key, ...], int] = {}
    for keys, (number,) in (row for part in counted for row in part):
        left[keys] = left.get(keys, 0) + number
    return left


def _over_time(
    by: Sequence[str],
    counts: dict[tuple[Key, ...], list[int]],
    left: dict[tuple[Key, ...], int],
) -> dict[tuple[Key, ...], tuple[int, int, int]]:
    """The counts with what was open at the end of each stretch, reckoned back from the last."""
    times = [place for place, name in enumerate(by) if name in TIMES]
    others = [place for place, name in enumerate(by) if name not in TIMES]
    stretches = sorted({tuple(str(keys[place]) for place in times) for keys in counts})
    kept = {tuple(keys[place] for place in others) for keys in counts} | set(left)
    found = {}
    for other in kept:
        still = left.get(other, 0)
        for stretch in reversed(stretches):
            keys: list[Any] = [None] * len(by)
            for places, values in ((times, stretch), (others, other)):
                for place, value in zip(places, values, strict=True):
                    keys[place] = value
            opened, solved = counts.get(tuple(keys), (0, 0))
            found[tuple(keys)] = (opened, solved, still)
            still += solved - opened
    return found


def _band(desk: Desk) -> str:
    """The place in AGES of a ticket's age, as SQL: days are those of the user's zone."""
    today, zone = desk.clock.today(), desk.clock.zone
    cases = " ".join(
        f"WHEN t.opened_at >= '{workdays.bounds(today - timedelta(days), zone)[0]}' THEN {band}"
        for band, days in enumerate(AGES)
    )
    return f"CASE {cases} ELSE {len(AGES)} END"
