"""What was planned the evening before, and what became of it (S73)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import Any, NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.periods import Period
from crm_tui.views import colleagues, workdays
from crm_tui.views.colleagues import Colleague
from crm_tui.views.workdays import as_day

_CHUNK = 1_000
"""Days of one query: each needs three values of the few thousand a query takes."""


class Planned(NamedTuple):
    """A colleague's tasks of a period, or a whole team's (then `login` and `name` are '').

    `finished` were done in it, `foreseen` of them stood on the sheet of the day they were done
    on when that day began. `planned` stood on a day's sheet when that day began, `kept` of them
    were done on it.
    """

    login: str
    name: str
    finished: int
    foreseen: int
    planned: int
    kept: int

    @property
    def share_foreseen(self) -> float | None:
        """What part of the finished tasks was planned before the day; None of nothing."""
        return self.foreseen / self.finished if self.finished else None

    @property
    def share_kept(self) -> float | None:
        """What part of the planned tasks was done on its day; None of nothing."""
        return self.kept / self.planned if self.planned else None


# A task stands on the sheet of the day it was last put on. What is put there after midnight,
# where the colleague is, was not planned the evening before.
_SHEET = (
    "(SELECT q.day FROM planning q WHERE q.task_id = k.id AND q.at < d.first"
    " ORDER BY q.at DESC, q.id DESC LIMIT 1) = d.day"
)
_FINISHED = f"""
SELECT k.assignee_id, count(*), count(CASE WHEN {_SHEET} THEN 1 END)
FROM u CROSS JOIN d CROSS JOIN task k WHERE k.assignee_id = u.id AND k.state = 'done'
  AND k.done_at >= d.first AND k.done_at < d.following GROUP BY k.assignee_id
"""
_PLANNED = f"""
SELECT k.assignee_id, count(*), count(CASE WHEN k.state = 'done' AND k.done_at >= d.first
  AND k.done_at < d.following THEN 1 END)
FROM d CROSS JOIN task k WHERE k.assignee_id IN (SELECT id FROM u)
  AND k.id IN (SELECT p.task_id FROM planning p WHERE p.day = d.day AND p.at < d.first)
  AND {_SHEET} GROUP BY k.assignee_id
"""
_FIRST_DONE = (
    "SELECT min((SELECT min(k.done_at) FROM task k WHERE k.assignee_id = u.id))"
    ' FROM "user" u'  # one step along the index for each, where a plain min would read it all
)


def by_user(desk: Desk, period: Period) -> list[Planned]:
    """The figures of each colleague who had something planned or finished, by name."""
    found = of(desk, colleagues.listing(desk), period)
    return [one for one in found if one.finished or one.planned]


def total(found: list[Planned]) -> Planned:
    """The figures of several colleagues in one."""
    sums = (sum(column) for column in zip(*(one[2:] for one in found), strict=True))
    return Planned("", "", *sums) if found else Planned("", "", 0, 0, 0, 0)


def of(desk: Desk, people: list[Colleague], period: Period) -> list[Planned]:
    """The figures of each of these colleagues, in their order.

    A day begins at midnight in the colleague's own zone. A day that has not begun counts not.
    """
    figures = {one.id: [0, 0, 0, 0] for one in people}
    by_zone: dict[str, list[Colleague]] = {}
    for one in people:
        by_zone.setdefault(one.zone, []).append(one)
    for some in by_zone.values():
        zone = colleagues.zone_of(desk, some[0])
        for days in _begun_days(desk, period, zone):
            _add_up(desk, [one.id for one in some], days, zone, figures)
    return [Planned(one.login, one.name, *figures[one.id]) for one in people]


def _add_up(
    desk: Desk, users: list[int], days: list[date], zone: tzinfo, figures: dict[int, list[int]]
) -> None:
    """Add the figures of these days, as they are in a zone, to those of these colleagues."""
    params: list[Any] = [*users]
    for day in days:
        params += [day.isoformat(), *workdays.bounds(day, zone)]
    given = (
        f"WITH u (id) AS (VALUES {', '.join(['(?)'] * len(users))}),"
        f" d (day, first, following) AS (VALUES {', '.join(['(?, ?, ?)'] * len(days))}) "
    )
    for place, query in ((0, _FINISHED), (2, _PLANNED)):
        for user, number, part in desk.store.rows(given + query, params):
            figures[user][place] += number
            figures[user][place + 1] += part


def _begun_days(desk: Desk, period: Period, zone: tzinfo) -> Iterator[list[date]]:
    """The days of a period in which anything can have been done, some at a time."""
    done = moment(desk.store.value(_FIRST_DONE))
    planned_ = desk.store.value("SELECT min(day) FROM planning")
    known = [as_day(planned_)] if planned_ else []
    known += [done.date() - timedelta(1)] if done else []
    first = max(period.first, min(known, default=date.max))
    last = min(period.last, desk.clock.now().astimezone(zone).date())
    while first <= last:
        days = [first + timedelta(number) for number in range((last - first).days + 1)][:_CHUNK]
        yield days
        first = days[-1] + timedelta(1)
