"""How quickly tickets are answered and solved, in working time, and whether as promised (S127)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import RUNNING
from crm_tui.text.working_time import WorkedSince
from crm_tui.views import service_figures
from crm_tui.views.dimensions import TIMES, Key
from crm_tui.views.service_clocks import ServiceClocks
from crm_tui.views.service_figures import Chosen

_RUNNING = ", ".join(f"'{state}'" for state in RUNNING)


class Kept(NamedTuple):
    """How a clock of tickets went: promises `met`, `missed` and those that still `run`.

    `measured` are those whose clock has stopped, promised or not, with the median and the time
    within which nine of ten were done, in working minutes; None of none. `doubtful` ones stopped
    before they began, or were solved before they were answered, and are left out.
    """

    met: int
    missed: int
    running: int
    measured: int
    median_minutes: float | None
    most_minutes: float | None
    doubtful: int

    @property
    def rate(self) -> float | None:
        """What part of the promises that are decided was met; None of none."""
        decided = self.met + self.missed
        return self.met / decided if decided else None


class Times(NamedTuple):
    """First response and resolution of tickets that have their `keys` in common."""

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    tickets: int
    response: Kept
    resolution: Kept


MET, MISSED, RUNS, DOUBTFUL, NOT_PROMISED = "met", "missed", "runs", "doubtful", ""


class Clock(NamedTuple):
    """How one clock of one ticket went, and its working seconds where it has stopped."""

    how: str
    seconds: int | None


class Measured(NamedTuple):
    """A ticket and how its clocks went."""

    keys: tuple[Key, ...]
    ticket: int
    response: Clock
    resolution: Clock


def times(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Times]:
    """How the chosen tickets were answered and solved, by whatever tells tickets apart.

    The first response is never paused; waiting for the customer pauses the resolution (rule 10).
    A ticket that ended without an answer had its end for one. What is promised is what stands
    with the ticket. Stretches of days come in their order, else what there is most of.
    """
    sorted_out: dict[tuple[Key, ...], tuple[Tally, Tally]] = {}
    for one in measured(desk, chosen, by):
        if one.keys not in sorted_out:
            sorted_out[one.keys] = Tally(), Tally()
        response, resolution = sorted_out[one.keys]
        response.add(one.response)
        resolution.add(one.resolution)
    named = service_figures.names(desk, by, list(sorted_out))
    found = [
        Times(keys, named[keys], response.clocks, response.kept(), resolution.kept())
        for keys, (response, resolution) in sorted_out.items()
    ]
    if set(by) & set(TIMES):
        return sorted(found, key=lambda one: one.labels)
    return sorted(found, key=lambda one: (-one.tickets, one.labels))


class Tally:
    """Clocks of many tickets, counted as they come."""

    def __init__(self) -> None:
        self.clocks = 0
        self._hows = dict.fromkeys((MET, MISSED, RUNS, DOUBTFUL, NOT_PROMISED), 0)
        self._seconds: list[int] = []

    def add(self, one: Clock) -> None:
        """Count one more."""
        self.clocks += 1
        self._hows[one.how] += 1
        if one.seconds is not None:
            self._seconds.append(one.seconds)

    @property
    def minutes(self) -> list[float]:
        """The lengths of those that have stopped, in order."""
        return [seconds / 60 for seconds in sorted(self._seconds)]

    def kept(self) -> Kept:
        """How they went."""
        hows, lengths = self._hows, self.minutes
        return Kept(
            hows[MET], hows[MISSED], hows[RUNS], len(lengths), median(lengths), most(lengths),
            hows[DOUBTFUL],
        )  # fmt: skip


def median(ordered: Sequence[float]) -> float | None:
    """The median of values that come in order; None of none."""
    size = len(ordered)
    return (ordered[(size - 1) // 2] + ordered[size // 2]) / 2 if size else None


def most(ordered: Sequence[float]) -> float | None:
    """The value within which nine of ten lie, of values that come in order; None of none."""
    return ordered[(len(ordered) * 9 + 9) // 10 - 1] if ordered else None


def measured(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> Iterator[Measured]:
    """Each chosen ticket with how its clocks went; one of several tags comes for each."""
    rows = service_figures.rows(desk, chosen, by, _columns(desk))
    if not rows:
        return
    stand = [_Standing._make(values) for _, values in rows]
    worked = _Worked(desk, stand)
    paused = _paused(desk, stand, worked)
    now = round(desk.clock.now().timestamp())
    for (keys, _), one in zip(rows, stand, strict=True):
        began = worked[one.policy](one.opened_at)
        yield Measured(
            keys, one.id, _response(one, worked, began, now),
            _resolution(one, worked, began + paused.get(one.id, 0), now),
        )  # fmt: skip


class _Standing(NamedTuple):
    """What is stored of a ticket's clocks; instants in seconds since 1970."""

    id: int
    policy: int | None
    is_open: int
    is_running: int
    opened_at: int
    answered_at: int | None
    answer_due: int | None
    ended_at: int | None
    due: int | None
    state_since: int


def _columns(desk: Desk) -> list[str]:
    seconds = desk.store.engine.seconds
    return [
        "t.id", "t.policy_id", _either(service_figures.OPEN), _either(f"t.state IN ({_RUNNING})"),
        seconds("t.opened_at"), seconds("t.first_responded_at"), seconds("t.first_response_due"),
        seconds(f"CASE WHEN {service_figures.ENDED} THEN t.resolved_at END"),
        seconds("t.resolution_due"), seconds("t.state_since"),
    ]  # fmt: skip


def _either(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


class _Worked(dict[int | None, Callable[[int], int]]):
    """The seconds worked until an instant, by a ticket's policy, from some day before all of them.

    In the calendar of the policy; the first one where there is none. Each is counted through once.
    """

    def __init__(self, desk: Desk, tickets: Sequence[_Standing]) -> None:
        super().__init__()
        self._clocks = ServiceClocks(desk)
        self._usual = int(desk.store.value("SELECT min(id) FROM business_calendar"))
        known = ((one.opened_at, one.answered_at, one.ended_at) for one in tickets)
        instants = [at for three in known for at in three if at is not None]
        ends = min(instants), max(instants)
        self._first, self._last = (datetime.fromtimestamp(at, UTC).date() for at in ends)

    def __missing__(self, policy: int | None) -> Callable[[int], int]:
        row = self._clocks.policy(policy)
        time = self._clocks.time(row.calendar if row else self._usual)
        self[policy] = WorkedSince(time, self._first, self._last).seconds
        return self[policy]


def _response(one: _Standing, worked: _Worked, began: int, now: int) -> Clock:
    at = one.ended_at if one.answered_at is None else one.answered_at
    if at is None:
        return _still(one, one.answer_due, now)
    if at < one.opened_at:
        return Clock(DOUBTFUL, None)
    return _stopped(one.answer_due, at, worked[one.policy](at) - began)


def _resolution(one: _Standing, worked: _Worked, began: int, now: int) -> Clock:
    at = one.ended_at
    if at is None:
        # While the customer is waited for it stands where it stood when that began.
        return _still(one, one.due, now if one.is_running else one.state_since)
    if at < one.opened_at or (one.answered_at is not None and at < one.answered_at):
        return Clock(DOUBTFUL, None)
    return _stopped(one.due, at, worked[one.policy](at) - began)


def _still(one: _Standing, due: int | None, now: int) -> Clock:
    """A clock that has not stopped; it is not known when it did where the ticket has ended."""
    if due is None or not one.is_open:
        return Clock(NOT_PROMISED, None)
    return Clock(MISSED if due < now else RUNS, None)


def _stopped(due: int | None, at: int, seconds: int) -> Clock:
    if seconds < 0:  # its states were brought in with instants that cannot be
        return Clock(DOUBTFUL, None)
    how = NOT_PROMISED if due is None else MET if at <= due else MISSED
    return Clock(how, seconds)


def _paused(desk: Desk, tickets: Sequence[_Standing], worked: _Worked) -> dict[int, int]:
    """The working seconds of ended tickets in which their resolution did not run."""
    ended = {one.id: (one.policy, one.ended_at) for one in tickets if one.ended_at is not None}
    flips = desk.store.rows_by_id(
        f"SELECT c.ticket_id, {desk.store.engine.seconds('c.at')}, c.after IN ({_RUNNING})"
        " FROM ticket_state_change c JOIN ticket t ON t.id = c.ticket_id"
        " WHERE c.ticket_id IN ({ids}) AND c.at < t.resolved_at"
        f" AND (c.before IN ('', {_RUNNING})) <> (c.after IN ({_RUNNING}))"
        " ORDER BY c.ticket_id, c.at, c.id",
        list(ended), chunk=4000,
    )  # fmt: skip
    found: dict[int, int] = {}
    began: dict[int, int] = {}
    for number, at, runs_on in flips:
        policy, _ = ended[number]
        if not runs_on:
            began[number] = worked[policy](at)
        elif number in began:
            found[number] = found.get(number, 0) + worked[policy](at) - began.pop(number)
    for number, since in began.items():
        policy, end = ended[number]
        found[number] = found.get(number, 0) + worked[policy](end) - since
    return found
