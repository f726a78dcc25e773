"""Tasks written as a calendar (RFC 5545) that other programs show, and that comes back whole.

A task with an hour is an event, since calendars show only events at their hour; one without is
a to-do. What the format has no word for stands in `X-CRM-` properties: whether an event's task
is done, for instance. Customers are named in CONTACT, never as ATTENDEE: no calendar program
shall invite them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, tzinfo
from io import BytesIO
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from crm_tui.exchange.ical_values import escaped, moment_text
from crm_tui.text.safe import clean
from crm_tui.views.whole_tasks import WholeTask

_WIDEST = 75
"""Octets of a line without its end (RFC 5545, section 3.1)."""
_KEPT_IN_MEMORY = 1 << 20
_YEARS_DESCRIBED = 20
"""How long a description of a time zone holds; most programs know the zone by its name."""
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crm-tui//tasks//EN", "CALSCALE:GREGORIAN")
_PRIORITIES = {"urgent": 1, "high": 3, "low": 9}
_TODO_STATES = {
    "open": "NEEDS-ACTION",
    "doing": "IN-PROCESS",
    "done": "COMPLETED",
    "dropped": "CANCELLED",
}
_OCCURRENCE = re.compile(r"(.+);RECURRENCE-ID=(\d{8}(?:T\d{6}Z?)?)", re.DOTALL)
_UNTIL_DAY = re.compile(r"UNTIL=(\d{4})(\d{2})(\d{2})(?![\dT])")


def calendar(tasks: Iterable[WholeTask], zone: tzinfo) -> tuple[bytes, int]:
    """The calendar file of the tasks, and how many they are."""
    stream = BytesIO()
    count = sum(1 for _ in write_calendar(stream, tasks, zone))
    return stream.getvalue(), count


def write_calendar(stream: BinaryIO, tasks: Iterable[WholeTask], zone: tzinfo) -> Iterator[int]:
    """Write the calendar of the tasks, saying how many are written.

    Instants are in UTC; only series with an hour are in the user's `zone`, whose clock changes
    they follow, and it is described before them.
    """
    writer = _Writer(zone)
    with SpooledTemporaryFile(_KEPT_IN_MEMORY) as components:
        for count, task in enumerate(tasks, 1):
            components.writelines(map(folded, writer.component(task)))
            yield count
        stream.writelines(map(folded, [*_HEAD, *writer.zone_lines()]))
        components.seek(0)
        copyfileobj(components, stream)
    stream.write(folded("END:VCALENDAR"))


def folded(line: str) -> bytes:
    """The line with its end, folded between characters where it is too long."""
    data = line.encode("utf-8", "replace")
    pieces = []
    room = _WIDEST
    while len(data) > room:
        cut = room
        while data[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        pieces.append(data[:cut])
        data = data[cut:]
        room = _WIDEST - 1
    return b"\r\n ".join([*pieces, data]) + b"\r\n"


class _Writer:
    """Writes components, and remembers which days of the user's zone they speak of."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._name = str(getattr(zone, "key", ""))
        self._earliest: date | None = None

    def component(self, task: WholeTask) -> Iterator[str]:
        kind = "VEVENT" if task.start_at else "VTODO"
        yield f"BEGIN:{kind}"
        yield from self._identity(task)
        yield f"SUMMARY:{_text(task.title)}"
        if task.note:
            yield f"DESCRIPTION:{_text(task.note)}"
        yield from self._event(task, task.start_at) if task.start_at else self._todo(task)
        if task.priority in _PRIORITIES:
            yield f"PRIORITY:{_PRIORITIES[task.priority]}"
        yield f"CATEGORIES:{_text(task.kind_label)}"
        if task.party is not None:
            reached = (task.party_name, task.party_phone, task.party_email)
            yield f"CONTACT:{_text(', '.join(filter(None, reached)))}"
        if task.follows:
            gap = f";GAP=P{task.follows_after}D" if task.follows_after > 0 else ""
            yield f"RELATED-TO;RELTYPE=DEPENDS-ON{gap}:{_text(task.follows)}"
        yield from _own(task)
        yield f"END:{kind}"

    def zone_lines(self) -> list[str]:
        """The description of the user's zone where a series needs it."""
        if self._earliest is None:
            return []
        from icalendar import Timezone

        last = date(self._earliest.year + _YEARS_DESCRIBED, 1, 1)
        described = Timezone.from_tzid(self._name, first_date=self._earliest, last_date=last)
        text: str = described.to_ical().decode()
        return text.replace("\r\n ", "").strip().split("\r\n")

    def _identity(self, task: WholeTask) -> Iterator[str]:
        occurrence = _OCCURRENCE.fullmatch(task.uid)
        yield f"UID:{_text(occurrence[1] if occurrence else task.uid)}"
        if occurrence:
            kind = ";VALUE=DATE" if len(occurrence[2]) == 8 else ""
            yield f"RECURRENCE-ID{kind}:{occurrence[2]}"
        changed = moment_text(task.updated_at)
        yield f"DTSTAMP:{changed}"
        yield f"CREATED:{moment_text(task.created_at)}"
        yield f"LAST-MODIFIED:{changed}"

    def _event(self, task: WholeTask, start_at: datetime) -> Iterator[str]:
        rule = "" if task.repeats.startswith("AFTER=") else task.repeats
        if rule and self._name:
            local = start_at.astimezone(self._zone)
            self._earliest = min(local.date(), self._earliest or local.date())
            yield f"DTSTART;TZID={self._name}:{local:%Y%m%dT%H%M%S}"
        else:
            yield f"DTSTART:{moment_text(start_at)}"
        if task.minutes:
            yield f"DURATION:PT{task.minutes}M"
        if rule:
            yield f"RRULE:{_UNTIL_DAY.sub(self._until, rule)}"
        yield "STATUS:CANCELLED" if task.state == "dropped" else "STATUS:CONFIRMED"
        yield f"X-CRM-STATE:{task.state}"
        if task.done_at:
            yield f"X-CRM-COMPLETED:{moment_text(task.done_at)}"

    def _until(self, until: re.Match[str]) -> str:
        """The last day as an instant, which beside an hour it must be (RFC 5545, 3.3.10)."""
        day = date(int(until[1]), int(until[2]), int(until[3]))
        return f"UNTIL={moment_text(datetime.combine(day, time(23, 59, 59), self._zone))}"

    def _todo(self, task: WholeTask) -> Iterator[str]:
        if task.due:
            day = moment_text(task.due)
            if task.repeats and not task.repeats.startswith("AFTER="):
                yield f"DTSTART;VALUE=DATE:{day}"
                yield f"RRULE:{task.repeats}"
            yield f"DUE;VALUE=DATE:{day}"
        if task.minutes:
            yield f"ESTIMATED-DURATION:PT{task.minutes}M"
        yield f"STATUS:{_TODO_STATES[task.state]}"
        if task.state == "done" and task.done_at:
            yield f"COMPLETED:{moment_text(task.done_at)}"
            yield "PERCENT-COMPLETE:100"
        elif task.done_at:
            yield f"X-CRM-COMPLETED:{moment_text(task.done_at)}"


def _own(task: WholeTask) -> Iterator[str]:
    """What only this program reads back."""
    has_rule = task.repeats and not task.repeats.startswith("AFTER=")
    repeats = "" if has_rule and (task.start_at or task.due) else task.repeats
    for name, value in (
        ("KIND", task.kind),
        ("SIDE", task.side),
        ("PARTY", task.party_name),
        ("ASSIGNEE", task.assignee),
        ("OUTCOME", task.outcome),
        ("RESULT", task.result),
        ("REPEATS", repeats),
        ("ATTEMPT", str(task.attempt) if task.attempt > 1 else ""),
        ("AGREED", moment_text(task.agreed_on) if task.agreed_on else ""),
    ):
        if value:
            yield f"X-CRM-{name}:{_text(value)}"


def _text(value: str) -> str:
    return escaped(clean(value, multiline=True))
