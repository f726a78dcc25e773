"""The clocks of a ticket, reckoned as slowly and obviously as can be: minute by minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from crm_tui.text.ticket_clock import Promise, Reading, Step
from crm_tui.text.working_hours import WorkingWeek

MINUTE = timedelta(minutes=1)


class SlowClock:
    """Looks at the clock on the wall in each of so many minutes from an instant on."""

    def __init__(
        self, week: WorkingWeek, zone: tzinfo, off: Sequence[date], start: datetime, minutes: int
    ) -> None:
        self.week, self.zone, self.off = week, zone, off
        self.start, self.end = start, start + minutes * MINUTE

    @cached_property
    def minutes(self) -> list[datetime]:
        """Every minute looked at."""
        return [self.start + n * MINUTE for n in range((self.end - self.start) // MINUTE)]

    @cached_property
    def _worked(self) -> list[bool]:
        return [_is_worked(at.astimezone(self.zone), self.week, self.off) for at in self.minutes]

    def reading(self, steps: Sequence[Step], promise: Promise, *, responded: bool) -> Reading:
        """When the clocks run out; None for what does not within the minutes looked at."""
        state = steps[-1].state
        first, warn_first = self._both(steps[:1], promise.first_response, promise)
        due, warn = self._both(steps, promise.resolution, promise)
        running = []
        if state in ("new", "open", "waiting_customer", "waiting_inside") and not responded:
            running.append((first, warn_first, promise.first_response))
        if state in ("new", "open", "waiting_inside"):
            running.append((due, warn, promise.resolution))
        promised = [(due, warn) for due, warn, minutes in running if minutes is not None]
        return Reading(first, due, _soonest(promised, 0), _soonest(promised, 1))

    def worked(self, steps: Sequence[Step], until: datetime, states: Sequence[str]) -> int:
        """The seconds worked in these states."""
        return 60 * sum(
            works and at >= steps[0].at and at < until and _state(steps, at) in states
            for at, works in zip(self.minutes, self._worked, strict=True)
        )

    def _both(
        self, steps: Sequence[Step], minutes: int | None, promise: Promise
    ) -> tuple[datetime | None, datetime | None]:
        if minutes is None:
            return None, None
        seconds = minutes * 60
        return self._out(steps, seconds), self._out(steps, seconds * promise.warn_percent // 100)

    def _out(self, steps: Sequence[Step], seconds: int) -> datetime | None:
        """A state that is over counts where it is no pause; the present one as if it ran on."""
        for at, works in zip(self.minutes, self._worked, strict=True):
            if at < steps[0].at or not works:
                continue
            paused = _state(steps, at) in ("waiting_customer", "solved", "closed", "merged")
            if at < steps[-1].at and paused:
                continue
            if seconds <= 60:
                return at + timedelta(seconds=seconds)
            seconds -= 60
        return None


def _is_worked(wall: datetime, week: WorkingWeek, off: Sequence[date]) -> bool:
    minute = 60 * wall.hour + wall.minute
    in_hours = any(start <= minute < end for start, end in week.spans[wall.weekday()])
    return in_hours and wall.date() not in off


def _state(steps: Sequence[Step], at: datetime) -> str:
    return [step.state for step in steps if step.at <= at][-1]


def _soonest(pairs: Sequence[tuple[datetime | None, ...]], which: int) -> datetime | None:
    last = datetime(9999, 1, 1, tzinfo=UTC)
    found = min((pair[which] or last for pair in pairs), default=last)
    return None if found == last else found
