"""The firm's goals and how far they are reached (S17)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.views import figures
from crm_tui.views.board import WEIGHTED, Sum
from crm_tui.views.workdays import as_day


class GoalRow(NamedTuple):
    """A goal and the deals that name it; amounts in minor units, sums one a currency.

    `progress` is what part of the target was won, in the target's currency; None without one.
    """

    id: int
    name: str
    note: str
    target_minor: int | None
    currency: str
    since: date | None
    until: date | None
    won: int
    won_sums: tuple[Sum, ...]
    open: int
    open_sums: tuple[Sum, ...]
    progress: float | None


def listing(desk: Desk) -> list[GoalRow]:
    """The goals, the soonest to end first, those without an end last."""
    sums: dict[tuple[int, str], list[tuple[int, Sum]]] = {}
    for goal, state, currency, number, amount, weighted in desk.store.rows(
        f"SELECT d.goal_id, d.state, {figures.CURRENCY},"
        f" count(*), coalesce(sum(d.amount_minor), 0), coalesce(sum({WEIGHTED}), 0)"
        " FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE d.goal_id IS NOT NULL AND d.archived_at IS NULL"
        " GROUP BY d.goal_id, d.state, 3 ORDER BY 3",
        figures.currencies(desk),
    ):
        sums.setdefault((goal, state), []).append((number, Sum(currency, amount, weighted)))
    rows = desk.store.rows(
        "SELECT id, name, note, target_minor, currency, since, until FROM goal"
        " WHERE archived_at IS NULL ORDER BY until IS NULL, until, name"
    )
    found = []
    for number, name, note, target, currency, since, until in rows:
        won, still = sums.get((number, "won"), []), sums.get((number, "open"), [])
        reached = sum(one.amount_minor for _, one in won if one.currency == currency)
        found.append(
            GoalRow(
                number, name, note, target, currency,
                as_day(since) if since else None, as_day(until) if until else None,
                sum(count for count, _ in won), tuple(one for _, one in won),
                sum(count for count, _ in still), tuple(one for _, one in still),
                reached / target if target else None,
            )
        )  # fmt: skip
    return found


def named(desk: Desk, text: str) -> int:
    """The id of the goal with a name or the beginning of one.

    Raises NotFoundError, naming those there are, or SeveralMatchError, listing them.
    """
    there = desk.store.rows("SELECT id, name FROM goal WHERE archived_at IS NULL ORDER BY name")
    wanted = fold(text).strip()
    exact = [row for row in there if fold(row[1]) == wanted]
    found = exact or [row for row in there if wanted and fold(row[1]).startswith(wanted)]
    if len(found) > 1:
        raise SeveralMatchError(
            f"{quoted(text)} means {len(found)} goals.", "Say more of the name.",
            candidates=[(row[0], row[1]) for row in found[:20]],
        )  # fmt: skip
    if not found:
        names = ", ".join(row[1] for row in there) or "none yet; 'crm goal add' makes one"
        raise NotFoundError(f"There is no goal '{text}'.", f"There are: {names}.")
    return int(found[0][0])
