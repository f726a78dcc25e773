"""When a colleague works: the hours of the week, less the days off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk
from crm_tui.text.working_hours import (
    STANDARD,
    WorkingWeek,
    next_working_day,
    parse_week,
    previous_working_day,
)

SETTING = "working_hours"
"""The firm's setting for colleagues who have no hours of their own."""


class Workdays(NamedTuple):
    """A colleague's working week and the days on which it does not hold."""

    week: WorkingWeek
    off: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether the colleague works on a day."""
        return day not in self.off and self.week.minutes_on(day.weekday()) > 0

    def minutes(self, day: date) -> int:
        """Working minutes of a day; 0 on a day off."""
        return 0 if day in self.off else self.week.minutes_on(day.weekday())

    def after(self, day: date) -> date:
        """The next working day after a day."""
        return next_working_day(self.week, day, self.off)

    def before(self, day: date) -> date:
        """The last working day before a day."""
        return previous_working_day(self.week, day, self.off)

    def from_(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        return day if self.is_working(day) else self.after(day)


def of(desk: Desk, user: int) -> Workdays:
    """The working days of a colleague: their own hours, else the firm's, else Monday to Friday.

    Hours that nobody can read, written by another program, are as good as none.
    """
    said = desk.store.value('SELECT working_hours FROM "user" WHERE id = ?', (user,))
    said = said or desk.store.value("SELECT value FROM setting WHERE name = ?", (SETTING,))
    rows = desk.store.rows("SELECT day FROM day_off WHERE user_id IS NULL OR user_id = ?", (user,))
    return Workdays(_week(str(said or "")), frozenset(as_day(row[0]) for row in rows))


def _week(said: str) -> WorkingWeek:
    try:
        return parse_week(said) if said else STANDARD
    except UsageError:
        return STANDARD


def as_day(value: date | str) -> date:
    """A calendar day of the database."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def bounds(day: date, zone: tzinfo) -> tuple[str, str]:
    """The instants between which a day lies in a zone, as they stand in the database.

    A day on which clocks change has 23 or 25 hours.
    """
    first, following = (
        instant_text(datetime.combine(one, time.min, zone)) for one in (day, day + timedelta(1))
    )
    return first, following


def local_day(due: date | None, start_at: datetime | None, zone: tzinfo) -> date | None:
    """The day a task stands on: that of its hour, in the viewer's zone, else the stated day."""
    return start_at.astimezone(zone).date() if start_at else due


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The instant, in UTC, of a clock time on a day; one that clocks skip is an hour later."""
    return datetime.combine(day, at, zone).astimezone(UTC)
