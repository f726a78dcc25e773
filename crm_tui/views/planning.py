"""The evening's planning: what is walked through, and where it can be put (S73)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import agenda, workdays
from crm_tui.views.agenda import SheetRow

WHENS = ("tomorrow", "week", "later")
PROMISED_DAYS = 3
"""Days after the planned one in which what was promised is shown, to be begun in time."""

MOST = 300
"""Tasks of one walk: whoever has more leaves the rest for the next evening."""


class Candidate(NamedTuple):
    """A task of the walk and why it is there: overdue, due, promised, no_day or theirs."""

    why: str
    row: SheetRow


class Days(NamedTuple):
    """The days a key puts a task on: the next working day, later this week, next week."""

    tomorrow: date
    week: date
    later: date


class Load(NamedTuple):
    """A day's tasks in minutes against its working minutes."""

    day: date
    minutes: int
    capacity: int


def days(desk: Desk, user: int) -> Days:
    """Where the keys put a task, seen from today.

    Tomorrow is the next working day. This week is the emptiest working day after that one up
    to its Sunday, and where there is none the same as later: the first working day of the week
    after.
    """
    hours = workdays.of(desk, user)
    tomorrow = hours.after(desk.clock.today())
    sunday = tomorrow + timedelta(6 - tomorrow.weekday())
    later = hours.after(sunday)
    rest = [
        tomorrow + timedelta(number)
        for number in range(1, (sunday - tomorrow).days + 1)
        if hours.is_working(tomorrow + timedelta(number))
    ]
    week = min(rest, key=lambda one: (agenda.minutes_on(desk, user, one), one), default=later)
    return Days(tomorrow, week, later)


def day_for(desk: Desk, when: str) -> date:
    """The day that one of `WHENS` means for the user now."""
    found: date = getattr(days(desk, desk.user), when)
    return found


def load(desk: Desk, user: int, day: date) -> Load:
    """How full a day is."""
    minutes = agenda.minutes_on(desk, user, day)
    return Load(day, minutes, workdays.of(desk, user).minutes(day))


def candidates(desk: Desk, user: int) -> list[Candidate]:
    """What the walk offers, in its order: each task once.

    What is overdue, what is due today or on a day off before the planned one, what was promised
    for the days after it, what has no day yet, and what the customers' side owes us by then.
    """
    today = desk.clock.today()
    tomorrow = workdays.of(desk, user).after(today)
    days_off = [today + timedelta(step) for step in range(1, (tomorrow - today).days)]
    whys: dict[int, str] = {}
    for why, key, day in (
        ("overdue", "overdue", today),
        ("due", "timed", today),
        ("due", "untimed", today),
        *(("due", "ahead", day_off) for day_off in days_off),
        ("promised", "promised", tomorrow),
        ("no_day", "no_day", None),
        ("theirs", "theirs", tomorrow),
    ):
        room = MOST - len(whys)
        found = (
            _promised(desk, user, tomorrow, room)
            if key == "promised"
            else agenda.section_ids(desk, user, key, day, limit=room)
        )
        for task in found:
            whys.setdefault(task, why)
    return [Candidate(whys[row.id], row) for row in agenda.rows(desk, list(whys))]


def _promised(desk: Desk, user: int, tomorrow: date, limit: int) -> list[int]:
    """Tasks of the next days that were agreed with the customer, or came of a talk with them."""
    rows = desk.store.rows(
        "SELECT id FROM task WHERE assignee_id = ? AND side = 'us'"
        " AND state IN ('open', 'doing') AND due > ? AND due <= ?"
        " AND (agreed_on IS NOT NULL OR entry_id IS NOT NULL) ORDER BY due, start_at, id LIMIT ?",
        (user, tomorrow.isoformat(), (tomorrow + timedelta(PROMISED_DAYS)).isoformat(), limit),
    )
    return [row[0] for row in rows]
