"""The promises of service: policies, their calendars, and the clocks read by them (rule 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.models.stored import as_instant
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.ticket_clock import Promise, Reading, Step, reckon
from crm_tui.text.working_hours import STANDARD, WorkingWeek, parse_week
from crm_tui.text.working_time import WorkingTime
from crm_tui.views.workdays import as_day


class PolicyRow(NamedTuple):
    """A policy; an empty word holds for every ticket, promises are in working minutes."""

    id: int
    name: str
    position: int
    kind: str
    priority: str
    queue: str
    segment: str
    calendar: int
    first_response: int | None
    resolution: int | None
    warn_percent: int

    @property
    def promise(self) -> Promise:
        """What it promises."""
        return Promise(self.first_response, self.resolution, self.warn_percent)


class CalendarRow(NamedTuple):
    """A calendar; its holidays as (day, name). An empty zone is the user's own, for now."""

    id: int
    name: str
    hours: str
    zone: str
    keeps_days_off: bool
    holidays: tuple[tuple[Any, str], ...]


class ServiceClocks:
    """Reads the clocks of many tickets: policies and calendars are asked for once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._policies = {row.id: row for row in policies(desk, archived=True)}
        self._live = policies(desk)
        self._times: dict[int, WorkingTime] = {}

    def policy_for(
        self, kind: str, priority: str, queue: str, segment: str = ""
    ) -> PolicyRow | None:
        """The first policy that holds for such a ticket, None where none does.

        Segments are written by hand, in policies and at customers: their letters may differ.
        """
        said = (kind, priority, queue, fold(segment))
        for row in self._live:
            words = (row.kind, row.priority, row.queue, fold(row.segment))
            if all(not word or word == own for word, own in zip(words, said, strict=True)):
                return row
        return None

    def policy(self, number: int | None) -> PolicyRow | None:
        """A policy by its id; None for a ticket that has none."""
        return self._policies.get(number) if number else None

    def time(self, calendar: int) -> WorkingTime:
        """The working time of a calendar."""
        if calendar not in self._times:
            self._times[calendar] = _working_time(self._desk, calendar)
        return self._times[calendar]

    def read(
        self, policy: int | None, steps: Sequence[Step], responded_at: datetime | None
    ) -> Reading:
        """The clocks of a ticket that went through these states; empty without a policy."""
        row = self.policy(policy)
        if row is None:
            return Reading(None, None, None, None)
        return reckon(steps, row.promise, self.time(row.calendar), responded_at)


def policies(desk: Desk, *, archived: bool = False) -> list[PolicyRow]:
    """The policies in the order in which they are asked."""
    live = "" if archived else " WHERE archived_at IS NULL"
    rows = desk.store.rows(
        "SELECT id, name, position, kind, priority, queue, segment, calendar_id, first_response,"
        f" resolution, warn_percent FROM sla_policy{live} ORDER BY position, id"
    )
    return [PolicyRow._make(row) for row in rows]


def calendars(desk: Desk) -> list[CalendarRow]:
    """The calendars, with their own holidays."""
    rows = desk.store.rows(
        "SELECT id, name, hours, zone, keeps_days_off FROM business_calendar"
        " WHERE archived_at IS NULL ORDER BY id"
    )
    return [
        CalendarRow._make([*row[:4], bool(row[4]), tuple(
            (as_day(day), name) for day, name in desk.store.rows(
                "SELECT day, name FROM holiday WHERE calendar_id = ? ORDER BY day", (row[0],)
            )
        )])
        for row in rows
    ]  # fmt: skip


def steps(desk: Desk, tickets: Sequence[int]) -> dict[int, list[Step]]:
    """The states that tickets went through, in order."""
    found: dict[int, list[Step]] = {}
    rows = desk.store.rows_by_id(
        "SELECT ticket_id, at, after FROM ticket_state_change WHERE ticket_id IN ({ids})"
        " ORDER BY ticket_id, at, id",
        tickets,
    )
    for ticket, at, state in rows:
        found.setdefault(ticket, []).append(Step(as_instant(at), state))
    return found


def _working_time(desk: Desk, calendar: int) -> WorkingTime:
    hours, zone, keeps = desk.store.row(
        "SELECT hours, zone, keeps_days_off FROM business_calendar WHERE id = ?", (calendar,)
    )
    off = desk.store.rows("SELECT day FROM holiday WHERE calendar_id = ?", (calendar,))
    if keeps:
        off += desk.store.rows("SELECT day FROM day_off WHERE user_id IS NULL")
    return WorkingTime(_week(hours), _zone(desk, zone), [as_day(row[0]) for row in off])


def _week(hours: str) -> WorkingWeek:
    try:
        return parse_week(hours)
    except UsageError:  # written by another program
        return STANDARD


def _zone(desk: Desk, name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else desk.clock.zone
    except (KeyError, ValueError, OSError):
        return desk.clock.zone
