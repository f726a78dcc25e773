"""Working time between instants: the hours of a week on the wall's clock, less days off."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from crm_tui.text.working_hours import WorkingWeek

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 10 * 366  # days without any work after which none is looked for


class WorkingSpan(NamedTuple):
    """A stretch of working time, in UTC; `end` is not part of it."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it is."""
        return round((self.end - self.start).total_seconds())


class WorkingTime:
    """Counts working time in a zone.

    An instant is worked where the clock on the wall stands within the hours of its day. So a
    night shift is an hour shorter when clocks go forward, and one longer when they go back.
    """

    def __init__(self, week: WorkingWeek, zone: tzinfo, off: Collection[date] = ()) -> None:
        self._week = week
        self._zone = zone
        self._off = frozenset(off)
        self._known: dict[date, tuple[WorkingSpan, ...]] = {}

    def on(self, day: date) -> tuple[WorkingSpan, ...]:
        """The spans worked on a calendar day of the zone."""
        spans = self._known.get(day)
        if spans is None:
            spans = self._known[day] = () if day in self._off else tuple(self._spans(day))
        return spans

    def spans(self, start: datetime, end: datetime) -> Iterator[WorkingSpan]:
        """The spans worked between two instants, in order."""
        day = start.astimezone(self._zone).date()
        last = end.astimezone(self._zone).date()
        while day <= last:
            for span in self.on(day):
                if span.end > start and span.start < end:
                    yield WorkingSpan(max(span.start, start), min(span.end, end))
            if day == date.max:
                return
            day += _DAY

    def seconds(self, start: datetime, end: datetime) -> int:
        """The seconds worked between two instants; 0 where the end is not after the start."""
        return sum(span.seconds for span in self.spans(start, end)) if end > start else 0

    def after(self, start: datetime, seconds: int) -> datetime | None:
        """The instant by which so many seconds have been worked since `start`, in UTC.

        None in a calendar in which there is no work for ten years.
        """
        start = start.astimezone(UTC)
        if seconds <= 0:
            return start
        day = start.astimezone(self._zone).date()
        idle = 0
        while idle < _FURTHEST and day < date.max:
            idle += 1
            for span in self.on(day):
                if span.end <= start:
                    continue
                begin = max(span.start, start)
                idle = 0
                here = round((span.end - begin).total_seconds())
                if here >= seconds:
                    return begin + timedelta(seconds=seconds)
                seconds -= here
            day += _DAY
        return None

    def _spans(self, day: date) -> Iterator[WorkingSpan]:
        hours = self._week.spans_on(day.weekday())
        if not hours:
            return
        midnight = datetime.combine(day, time.min, self._zone)
        end = midnight + _DAY  # of the wall's clock: the next midnight
        if midnight.utcoffset() != end.utcoffset():
            yield from self._by_the_minute(day, midnight.astimezone(UTC), end.astimezone(UTC))
            return
        first = midnight.astimezone(UTC)
        for begin, to in hours:
            yield WorkingSpan(first + begin * _MINUTE, first + to * _MINUTE)

    def _by_the_minute(self, day: date, at: datetime, end: datetime) -> Iterator[WorkingSpan]:
        """The spans of a day on which clocks change: each minute is asked."""
        hours = self._week.spans_on(day.weekday())
        begun: datetime | None = None
        while at < end:
            wall = at.astimezone(self._zone)
            minute = wall.hour * 60 + wall.minute
            works = wall.date() == day and any(first <= minute < to for first, to in hours)
            if works and begun is None:
                begun = at
            elif not works and begun is not None:
                yield WorkingSpan(begun, at)
                begun = None
            at += _MINUTE
        if begun is not None:
            yield WorkingSpan(begun, end)


class WorkedSince:
    """Working time counted on from a first day to a last one, for many instants: one look-up each.

    Instants are in whole seconds since 1970. The difference of two of its figures is what was
    worked between them.
    """

    def __init__(self, time: WorkingTime, first: date, last: date) -> None:
        """Count on a day longer at both ends: a day here is one in UTC."""
        self._starts: list[int] = []
        self._lengths: list[int] = []
        self._passed = [0]
        day, end = max(first, date(2, 1, 1)) - _DAY, min(last, date(9998, 12, 31)) + _DAY
        while day <= end:
            for span in time.on(day):
                self._starts.append(round(span.start.timestamp()))
                self._lengths.append(span.seconds)
                self._passed.append(self._passed[-1] + span.seconds)
            day += _DAY

    def seconds(self, until: int) -> int:
        """The seconds worked from before the first day until an instant."""
        place = bisect_right(self._starts, until) - 1
        if place < 0:
            return 0
        since, length = until - self._starts[place], self._lengths[place]
        return self._passed[place] + (since if since < length else length)
