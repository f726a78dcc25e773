"""How quickly tickets are answered and solved, in working time, and whether as promised (S127)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import OPEN, RUNNING
from crm_tui.text.working_time import WorkedSince
from crm_tui.views import service_figures
from crm_tui.views.dimensions import TIMES, Key
from crm_tui.views.service_clocks import ServiceClocks, as_instant
from crm_tui.views.service_figures import Chosen


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


class Clock(NamedTuple):
    """How one clock of one ticket went.

    `met` is None where nothing was promised or the clock still runs in time (`running`);
    `seconds` of working time, None where it has not stopped or is `doubtful`.
    """

    met: bool | None
    running: bool
    seconds: int | None
    doubtful: bool


class Measured(NamedTuple):
    """A ticket and how its clocks went."""

    keys: tuple[Key, ...]
    ticket: int
    response: Clock
    resolution: Clock


_COLUMNS = (
    "t.id", "t.state", "t.policy_id", "t.opened_at", "t.first_responded_at",
    "t.first_response_due", "t.resolved_at", "t.resolution_due", "t.state_since",
)  # fmt: skip


def times(desk: Desk, chosen: Chosen, by: Sequence[str] = ()) -> list[Times]:
    """How the chosen tickets were answered and solved, by whatever tells tickets apart.

    The first response is never paused; waiting for the customer pauses the resolution (rule 10).
    A ticket that ended without an answer had its end for one. What is promised is what stands
    with the ticket. Stretches of days come in their order, else what there is most of.
    """
    sorted_out: dict[tuple[Key, ...], list[Measured]] = {}
    for one in measured(desk, chosen, by):
        sorted_out.setdefault(one.keys, []).append(one)
    named = service_figures.names(desk, by, list(sorted_out))
    found = [
        Times(keys, named[keys], len(those), kept([one.response for one in those]),
              kept([one.resolution for one in those]))
        for keys, those in sorted_out.items()
    ]  # fmt: skip
    if set(by) & set(TIMES):
        return sorted(found, key=lambda one: one.labels)
    return sorted(found, key=lambda one: (-one.tickets, one.labels))


def kept(clocks: Sequence[Clock]) -> Kept:
    """How these clocks went."""
    lengths = sorted(one.seconds / 60 for one in clocks if one.seconds is not None)
    return Kept(
        sum(one.met is True for one in clocks), sum(one.met is False for one in clocks),
        sum(one.running for one in clocks), len(lengths), median(lengths),
        most(lengths), sum(one.doubtful for one in clocks),
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
    rows = service_figures.rows(desk, chosen, by, _COLUMNS)
    if not rows:
        return
    stand = [_Standing._make(values) for _, values in rows]
    worked = _Worked(desk, stand)
    paused = _paused(desk, stand, worked)
    now = instant_text(desk.clock.now())
    for (keys, _), one in zip(rows, stand, strict=True):
        began = worked.until(one.policy, one.opened_at)
        yield Measured(
            keys, one.id, _response(one, worked, began, now),
            _resolution(one, worked, began + paused.get(one.id, 0), now),
        )  # fmt: skip


class _Standing(NamedTuple):
    """What is stored of a ticket's clocks; instants as the database writes them."""

    id: int
    state: str
    policy: int | None
    opened_at: str
    answered_at: str | None
    answer_due: str | None
    resolved_at: str | None
    due: str | None
    state_since: str

    @property
    def ended_at(self) -> str | None:
        return self.resolved_at if self.state in ("solved", "closed") else None


class _Worked:
    """Working seconds in the calendar of a ticket's policy; the first calendar where it has none.

    Each calendar is counted through once, for all tickets.
    """

    def __init__(self, desk: Desk, tickets: Sequence[_Standing]) -> None:
        self._clocks = ServiceClocks(desk)
        self._usual = int(desk.store.value("SELECT min(id) FROM business_calendar"))
        instants = [one.opened_at for one in tickets]
        instants += [at for one in tickets for at in (one.answered_at, one.resolved_at) if at]
        self._first = date.fromisoformat(min(instants)[:10])
        self._last = date.fromisoformat(max(instants)[:10])
        self._counted: dict[int | None, WorkedSince] = {}

    def until(self, policy: int | None, instant: str) -> int:
        """The seconds worked until an instant, from some day before all of them."""
        counted = self._counted.get(policy)
        if counted is None:
            row = self._clocks.policy(policy)
            time = self._clocks.time(row.calendar if row else self._usual)
            counted = self._counted[policy] = WorkedSince(time, self._first, self._last)
        return counted.seconds(as_instant(instant))


def _response(one: _Standing, worked: _Worked, began: int, now: str) -> Clock:
    at = one.answered_at or one.ended_at
    if at is None:
        return _still(one, one.answer_due, now)
    if at < one.opened_at:
        return _DOUBTFUL
    return _stopped(one.answer_due, at, worked.until(one.policy, at) - began)


def _resolution(one: _Standing, worked: _Worked, began: int, now: str) -> Clock:
    at = one.ended_at
    if at is None:
        # While the customer is waited for it stands where it stood when that began.
        return _still(one, one.due, now if one.state in RUNNING else one.state_since)
    if at < max(one.opened_at, one.answered_at or ""):
        return _DOUBTFUL
    return _stopped(one.due, at, worked.until(one.policy, at) - began)


_DOUBTFUL = Clock(None, running=False, seconds=None, doubtful=True)


def _still(one: _Standing, due: str | None, now: str) -> Clock:
    """A clock that has not stopped; it is not known when it did where the ticket has ended."""
    if one.state not in OPEN:
        due = None
    late = due is not None and due < now
    return Clock(False if late else None, due is not None and not late, None, doubtful=False)


def _stopped(due: str | None, at: str, seconds: int) -> Clock:
    if seconds < 0:  # its states were brought in with instants that cannot be
        return _DOUBTFUL
    return Clock(None if due is None else at <= due, running=False, seconds=seconds, doubtful=False)


def _paused(desk: Desk, tickets: Sequence[_Standing], worked: _Worked) -> dict[int, int]:
    """The working seconds of ended tickets in which their resolution did not run."""
    ended = {one.id: (one.policy, one.ended_at) for one in tickets if one.ended_at}
    running = ", ".join(f"'{state}'" for state in RUNNING)
    flips = desk.store.rows_by_id(
        "SELECT ticket_id, at, after FROM ticket_state_change WHERE ticket_id IN ({ids})"
        f" AND before <> '' AND (before IN ({running})) <> (after IN ({running}))"
        " ORDER BY ticket_id, at, id",
        list(ended),
    )
    found: dict[int, int] = {}
    began: dict[int, int] = {}
    for number, at, state in flips:
        policy, end = ended[number]
        if at >= end:
            continue
        if state not in RUNNING:
            began[number] = worked.until(policy, at)
        elif number in began:
            found[number] = found.get(number, 0) + worked.until(policy, at) - began.pop(number)
    for number, since in began.items():
        found[number] = found.get(number, 0) + worked.until(*ended[number]) - since
    return found
