"""What was planned the evening before, and what became of it (S73)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.periods import Period
from crm_tui.views import colleagues, workdays
from crm_tui.views.colleagues import Colleague
from crm_tui.views.customers import moment
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


# A task stands on the sheet of the day it was last put on. Whatever is done after midnight,
# where the colleague is, is not planned the evening before.
_SHEET = (
    "(SELECT q.day FROM planning q WHERE q.task_id = k.id AND q.at < d.first"
    " ORDER BY q.at DESC, q.id DESC LIMIT 1) = d.day"
)
_FINISHED = f"""
SELECT count(*), coalesce(sum(CASE WHEN {_SHEET} THEN 1 ELSE 0 END), 0)
FROM d CROSS JOIN task k WHERE k.assignee_id = ? AND k.state = 'done'
  AND k.done_at >= d.first AND k.done_at < d.following
"""
_PLANNED = f"""
SELECT count(*), coalesce(sum(CASE WHEN k.state = 'done' AND k.done_at >= d.first
  AND k.done_at < d.following THEN 1 ELSE 0 END), 0)
FROM d CROSS JOIN task k WHERE k.assignee_id = ? AND k.id IN (SELECT p.task_id FROM planning p
  WHERE p.day = d.day AND p.at < d.first) AND {_SHEET}
"""


def by_user(desk: Desk, period: Period) -> list[Planned]:
    """The figures of each colleague who had something planned or finished, by name.

    A day begins at midnight in the colleague's own zone. A day that has not begun counts not.
    """
    found = [of(desk, one, period) for one in colleagues.listing(desk)]
    return [one for one in found if one.finished or one.planned]


def total(found: list[Planned]) -> Planned:
    """The figures of several colleagues in one."""
    sums = (sum(column) for column in zip(*(one[2:] for one in found), strict=True))
    return Planned("", "", *sums) if found else Planned("", "", 0, 0, 0, 0)


def of(desk: Desk, colleague: Colleague, period: Period) -> Planned:
    """The figures of one colleague in a period."""
    zone = colleagues.zone_of(desk, colleague)
    last = min(period.last, desk.clock.now().astimezone(zone).date())
    first = max(period.first, _begun(desk, colleague) or date.max)
    figures = [0, 0, 0, 0]
    while first <= last:
        days = [first + timedelta(number) for number in range((last - first).days + 1)][:_CHUNK]
        params: list[Any] = []
        for day in days:
            params += [day.isoformat(), *workdays.bounds(day, zone)]
        marks = ", ".join(["(?, ?, ?)"] * len(days))
        given = f"WITH d (day, first, following) AS (VALUES {marks}) "
        row = [
            *desk.store.row(given + _FINISHED, (*params, colleague.id)),
            *desk.store.row(given + _PLANNED, (*params, colleague.id)),
        ]
        figures = [before + more for before, more in zip(figures, row, strict=True)]
        first = days[-1] + timedelta(1)
    return Planned(colleague.login, colleague.name, *figures)


def _begun(desk: Desk, colleague: Colleague) -> date | None:
    """A day before which nothing was planned, nor finished by this colleague."""
    done = moment(
        desk.store.value("SELECT min(done_at) FROM task WHERE assignee_id = ?", (colleague.id,))
    )
    day = desk.store.value("SELECT min(day) FROM planning")
    found = [as_day(day)] if day else []
    found += [done.date() - timedelta(1)] if done else []
    return min(found, default=None)
