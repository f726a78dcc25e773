"""How content customers are with service: what they said when they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import service_figures
from crm_tui.views.dimensions import TIMES, Key
from crm_tui.views.service_figures import RESOLVED, Chosen

SCORES: Final = (1, 2, 3, 4, 5)
_SAID: Final = "(t.resolved_at IS NOT NULL OR t.rating IS NOT NULL)"
"""Tickets of which it can be said how content the customer was."""


class Satisfaction(NamedTuple):
    """Ratings of tickets, 1 to 5; `scores` says how many gave each, `mean` is None of none.

    `ended` tickets have come to an end or were rated; of `asked` ones the customer was asked.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    ended: int
    asked: int
    ratings: int
    mean: float | None
    scores: tuple[int, ...]


def satisfaction(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Satisfaction]:
    """What customers said of tickets solved on the chosen days, the most ratings first."""
    scores = [f"count(CASE WHEN t.rating = {score} THEN 1 END)" for score in SCORES]
    found = service_figures.rows(
        desk, chosen._replace(day=RESOLVED), by, (), where=_SAID,
        sums=("count(*)", "count(t.rating_asked_at)", *scores),
    )  # fmt: skip
    named = service_figures.names(desk, by, [keys for keys, _ in found])
    made = []
    for keys, (ended, asked, *counts) in found:
        ratings = sum(counts)
        points = sum(score * number for score, number in zip(SCORES, counts, strict=True))
        mean = points / ratings if ratings else None
        if ended:
            made.append(Satisfaction(keys, named[keys], ended, asked, ratings, mean, tuple(counts)))
    if set(by) & set(TIMES):
        return sorted(made, key=lambda one: one.labels)
    return sorted(made, key=lambda one: (-one.ratings, -one.ended, one.labels))


def rated_ids(
    desk: Desk, chosen: Chosen, by: Sequence[str] = ()
) -> dict[tuple[Key, ...], list[int]]:
    """The ids of the rated tickets behind each of those figures, by its keys."""
    return service_figures.ids(desk, chosen._replace(day=RESOLVED), by, "t.rating IS NOT NULL")
