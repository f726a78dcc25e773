"""The day, hour and length of a task that comes in, from what its file says of its times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from crm_tui.services.intake.interactions import NOON
from crm_tui.services.intake.records import TaskRecord

LONGEST = 24 * 60
"""Minutes; what lasts longer takes place over days, it does not take a day's working time."""


class TaskDays(NamedTuple):
    """When a task is to be done: `due` is the local day of `start_at` where it has an hour.

    `over_at` is the instant from which an event is over, `took_place` the one it is told under;
    `lines` are what a task has no field for.
    """

    due: date | None = None
    start_at: datetime | None = None
    minutes: int | None = None
    over_at: datetime | None = None
    took_place: datetime | None = None
    lines: tuple[str, ...] = ()

    def on(self, day: date, zone: tzinfo) -> TaskDays:
        """The same hour and length on another day."""
        if self.start_at is None:
            over = datetime.combine(day + timedelta(1), time.min, zone).astimezone(UTC)
            return self._replace(due=day, over_at=over)
        at = self.start_at.astimezone(zone).time()
        start_at = datetime.combine(day, at, zone).astimezone(UTC)
        over = start_at + timedelta(minutes=self.minutes or 0)
        return self._replace(due=day, start_at=start_at, over_at=over)


def days_of(record: TaskRecord, zone: tzinfo) -> TaskDays:
    """When the task of a record is to be done, in the user's zone.

    Days stay the days they are; only moments pass through the zone.
    """
    if record.is_event:
        return _event(record, zone)
    return _todo(record, zone)


def instant(moment: date | datetime | None, zone: tzinfo) -> datetime | None:
    """The instant of a moment, or of noon of a day, in UTC."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, NOON, zone)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def local_day(moment: date | datetime, zone: tzinfo) -> date:
    """The user's day of a moment; a plain day is itself."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def _event(record: TaskRecord, zone: tzinfo) -> TaskDays:
    start = record.start or record.end
    if start is None:
        return TaskDays(minutes=_sane(record.minutes))
    first = local_day(start, zone)
    if not isinstance(start, datetime):
        last = _last_day(record, first, zone)
        over = datetime.combine(last + timedelta(1), time.min, zone).astimezone(UTC)
        lines = (f"Until: {last.isoformat()}",) if last > first else ()
        return TaskDays(first, None, None, over, instant(last, zone), lines)
    start_at = instant(start, zone)
    assert start_at is not None
    minutes = record.minutes
    if isinstance(record.end, datetime) and (end_at := instant(record.end, zone)):
        minutes = int((end_at - start_at).total_seconds() // 60)
    over = start_at + timedelta(minutes=max(minutes or 0, 0))
    lines = ()
    if minutes and not 0 < minutes <= LONGEST:
        lines = (f"Until: {_said(record.end or over, zone)}",)
    return TaskDays(first, start_at, _sane(minutes), over, over, lines)


def _last_day(record: TaskRecord, first: date, zone: tzinfo) -> date:
    """The last day of an event of whole days; the end of one is the day after it."""
    if record.end is not None:
        return max(first, local_day(record.end, zone) - timedelta(1))
    return first + timedelta(max((record.minutes or 0) // LONGEST - 1, 0))


def _todo(record: TaskRecord, zone: tzinfo) -> TaskDays:
    start, due, minutes = record.start, record.due, record.minutes
    if start is not None and due is None and minutes and minutes > LONGEST:
        due = start + timedelta(minutes=minutes)
        minutes = None
    lead = due or start
    if lead is None:
        return TaskDays(minutes=_sane(minutes))
    if not isinstance(lead, datetime) and minutes == LONGEST:
        minutes = None  # a whole day is its length in days, not the work it takes
    lines: tuple[str, ...] = ()
    if start is not None and due is not None:
        if local_day(start, zone) != local_day(due, zone):
            lines = (f"From: {_said(start, zone)}",)
        elif isinstance(start, datetime):
            lead = start
            between = (instant(due, zone), instant(start, zone))
            if isinstance(due, datetime) and between[0] and between[1]:
                minutes = int((between[0] - between[1]).total_seconds() // 60)
    start_at = instant(lead, zone) if isinstance(lead, datetime) else None
    return TaskDays(local_day(lead, zone), start_at, _sane(minutes), lines=lines)


def _said(moment: date | datetime, zone: tzinfo) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return f"{moment.astimezone(zone) if moment.tzinfo else moment:%Y-%m-%d %H:%M}"


def _sane(minutes: int | None) -> int | None:
    return minutes if minutes and 0 < minutes <= LONGEST else None
