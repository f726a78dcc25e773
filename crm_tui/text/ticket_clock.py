"""The clocks of a ticket: first response and resolution, in working time (`domain.md` rule 10).

All is reckoned from the states a ticket went through; nothing asks what time it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from crm_tui.text.working_time import WorkingSpan, WorkingTime

RUNNING: Final = ("new", "open", "waiting_inside")
"""States in which the resolution clock runs."""
OPEN: Final = (*RUNNING, "waiting_customer")
"""States that are no end; the first response is waited for in all of them."""
ENDED: Final = ("solved", "closed", "merged")


class Step(NamedTuple):
    """A state, and since when."""

    at: datetime
    state: str


class Promise(NamedTuple):
    """What is promised, in working minutes; None where nothing is. Warned of at so many percent."""

    first_response: int | None = None
    resolution: int | None = None
    warn_percent: int = 75


class Reading(NamedTuple):
    """When the clocks of a ticket run out.

    A clock that has stopped or waits keeps the instant at which it would run out had it run on.
    `due_at` and `warn_at` are the soonest of those that run, None where none does.
    """

    first_response_due: datetime | None
    resolution_due: datetime | None
    due_at: datetime | None
    warn_at: datetime | None


class Stretch(NamedTuple):
    """A part of a ticket's life in one state: whether its time counts, and the working spans.

    `end` is None for the present one; its spans reach to the instant that was asked for.
    """

    start: datetime
    end: datetime | None
    state: str
    counts: bool
    spans: tuple[WorkingSpan, ...]

    @property
    def seconds(self) -> int:
        """The working seconds in it."""
        return sum(span.seconds for span in self.spans)


def reckon(
    steps: Sequence[Step],
    promise: Promise,
    time: WorkingTime,
    responded_at: datetime | None = None,
) -> Reading:
    """Read the clocks of a ticket that went through these states, the first at its opening.

    The first response is never paused; resolution waits while we wait for the customer, and in
    no state that is an end does anything run.
    """
    state = steps[-1].state
    response = _promised(promise.first_response, 100)
    response_warning = _promised(promise.first_response, promise.warn_percent)
    resolution = _promised(promise.resolution, 100)
    resolution_warning = _promised(promise.resolution, promise.warn_percent)
    opened = steps[0].at
    first_due = None if response is None else time.after(opened, response)
    due = None if resolution is None else _after(steps, resolution, time)
    ends, warnings = [], []
    if responded_at is None and state in OPEN and response_warning is not None:
        ends.append(first_due)
        warnings.append(time.after(opened, response_warning))
    if state in RUNNING and resolution_warning is not None:
        ends.append(due)
        warnings.append(_after(steps, resolution_warning, time))
    return Reading(first_due, due, _soonest(ends), _soonest(warnings))


def stretches(
    steps: Sequence[Step], time: WorkingTime, until: datetime, *, pauses: bool = True
) -> list[Stretch]:
    """What makes up a clock's figure: each state with the working time in it, up to `until`.

    With `pauses` as the resolution clock counts, without as the first response does.
    """
    found = []
    for index, step in enumerate(steps):
        end = steps[index + 1].at if index + 1 < len(steps) else None
        to = min(end or until, until)
        counts = step.state in (RUNNING if pauses else OPEN)
        spans = tuple(time.spans(step.at, to)) if to > step.at else ()
        found.append(Stretch(step.at, end, step.state, counts, spans))
    return found


def worked(
    steps: Sequence[Step], time: WorkingTime, until: datetime, *, pauses: bool = True
) -> int:
    """The working seconds that count up to an instant."""
    parts = stretches(steps, time, until, pauses=pauses)
    return sum(part.seconds for part in parts if part.counts)


def _promised(minutes: int | None, percent: int) -> int | None:
    return None if minutes is None else minutes * 60 * percent // 100


def _after(steps: Sequence[Step], seconds: int, time: WorkingTime) -> datetime | None:
    """When so many seconds of resolution have passed, as if the clock ran on from where it is."""
    for index, step in enumerate(steps[:-1]):
        if step.state not in RUNNING:
            continue
        here = time.seconds(step.at, steps[index + 1].at)
        if here >= seconds:
            return time.after(step.at, seconds)
        seconds -= here
    return time.after(steps[-1].at, seconds)


def _soonest(instants: Sequence[datetime | None]) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)
