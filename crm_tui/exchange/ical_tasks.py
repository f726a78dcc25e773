"""To-dos and events of a calendar become task records, property by property.

What a property becomes is said before anything is written (`becomes`); what has no field of a
task stays in its note under the property's name, and only what is technical is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from crm_tui.exchange.cells import hides_signs
from crm_tui.exchange.ical_components import CalendarFile, Component
from crm_tui.exchange.ical_values import Property, Zones, length, moment_text, properties
from crm_tui.exchange.made_keys import content_key
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.task_titles import title_of
from crm_tui.services.intake.records import TaskRecord
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

_FIELDS = {
    "SUMMARY": "title",
    "DESCRIPTION": "note",
    "UID": "key",
    "RECURRENCE-ID": "key: which one of a series",
    "DTSTART": "start",
    "DUE": "due",
    "DTEND": "end",
    "DURATION": "minutes",
    "ESTIMATED-DURATION": "minutes",
    "PRIORITY": "priority",
    "STATUS": "state",
    "COMPLETED": "done at",
    "PERCENT-COMPLETE": "state",
    "RRULE": "repeats",
    "CATEGORIES": "kind, or note",
    "ORGANIZER": "party or assignee, by e-mail address; note",
    "ATTENDEE": "party or assignee, by e-mail address; note",
    "CONTACT": "party, by e-mail address; note",
    "RELATED-TO": "the task it follows, or note",
    "CREATED": "created",
    "LAST-MODIFIED": "changed",
    "DTSTAMP": "changed",
}
_NOTED = {
    "LOCATION": "Location",
    "URL": "Link",
    "CONFERENCE": "Conference",
    "COMMENT": "Comment",
    "RESOURCES": "Resources",
    "CLASS": "Class",
    "GEO": "Position",
    "ATTACH": "Attachment",
    "RDATE": "Also on",
    "EXDATE": "Not on",
    "EXRULE": "Not by the rule",
    "REQUEST-STATUS": "Answer",
}
_OURS = {
    "X-CRM-KIND": "kind",
    "X-CRM-SIDE": "side",
    "X-CRM-PARTY": "party",
    "X-CRM-ASSIGNEE": "assignee",
    "X-CRM-STATE": "state",
    "X-CRM-RESULT": "result",
    "X-CRM-OUTCOME": "outcome",
    "X-CRM-COMPLETED": "done at",
    "X-CRM-REPEATS": "repeats",
    "X-CRM-ATTEMPT": "attempt",
    "X-CRM-AGREED": "agreed on",
}
_STATES = {
    "NEEDS-ACTION": "open",
    "IN-PROCESS": "doing",
    "COMPLETED": "done",
    "CANCELLED": "dropped",
}
_OPEN_EVENT = ("CONFIRMED", "TENTATIVE")
_PRIORITIES = ("", "urgent", "high", "high", "high", "normal", "low", "low", "low", "low")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")
_DATE_NAMES = ("DTSTART", "DUE", "DTEND", "COMPLETED", "CREATED", "LAST-MODIFIED", "DTSTAMP")


def becomes(name: str) -> str:
    """What a property of that name becomes: a field, a line of the note, or nothing."""
    if field := _FIELDS.get(name) or _OURS.get(name):
        return field
    if name in _NOTED or not _is_technical(name):
        return f"note: {_NOTED.get(name, name)}"
    return "left out: technical"


def _is_technical(name: str) -> bool:
    return name.startswith("X-") or name in ("SEQUENCE", "TRANSP", "ACKNOWLEDGED", "COLOR")


def series_key(uid: str, occurrence: str) -> str:
    """The key of one of a series that was changed on its own."""
    return f"{uid};RECURRENCE-ID={occurrence}" if occurrence else uid


class TaskReader:
    """Reads the to-dos and events of one file."""

    def __init__(self, file: CalendarFile) -> None:
        self._file = file
        self._zones = Zones(file.zones)
        self._parsed = [(one, *properties(one)) for one in file.tasks]
        self._replaced: dict[str, set[date | datetime]] = {}
        for _, found, _ in self._parsed:
            self._note_replaced(found)

    def names(self) -> list[str]:
        """The names of all properties of the file's tasks, in the order they first stand in."""
        return list(dict.fromkeys(one.name for _, found, _ in self._parsed for one in found))

    def read(self) -> Iterator[Reading]:
        """Every to-do and event in order, as a record or with the problem it has."""
        for component, found, broken in self._parsed:
            if component.problem:
                yield Reading(component.line, None, f"{component.kind}: {component.problem}")
                continue
            one = _OneTask(component, found, self._zones)
            record = one.record(self._replaced)
            doubts = [*(f"line {number} is no property; left out" for number in broken)]
            yield Reading(component.line, record, one.problem, (*doubts, *one.doubts))

    def _note_replaced(self, found: list[Property]) -> None:
        """Days of a series that stand in the file on their own."""
        by_name = {one.name: one for one in found}
        uid, occurrence = by_name.get("UID"), by_name.get("RECURRENCE-ID")
        moment = self._zones.moment(occurrence) if occurrence else None
        if uid and moment:
            self._replaced.setdefault(clean(uid.text), set()).add(moment)


class _OneTask:
    """One to-do or event being read."""

    def __init__(self, component: Component, found: list[Property], zones: Zones) -> None:
        self._component = component
        self._found = found
        self._zones = zones
        self._first: dict[str, Property] = {}
        for one in found:
            self._first.setdefault(one.name, one)
        self._extra: list[tuple[str, str]] = []
        self.doubts: list[str] = []
        self.problem = ""

    def record(self, replaced: dict[str, set[date | datetime]]) -> TaskRecord | None:
        """The record, or None with a `problem`."""
        is_event = self._component.kind == "VEVENT"
        times = {name: self._moment(name) for name in _DATE_NAMES}
        start, end = times["DTSTART"], times["DTEND"] if is_event else None
        start = start or self._occurrence() or self._other_date()
        title, note, doubt = title_of(
            clean(self._text("SUMMARY")),
            clean(self._text("DESCRIPTION"), multiline=True),
            has_day=bool(start or end or times["DUE"]),
            what="event" if is_event else "task",
        )
        if not title:
            self.problem = "it has neither a title nor a text nor a day"
            return None
        if doubt:
            self.doubts.append(f"it {doubt}")
        if is_event and not start and not end:
            self.doubts.append("it says no time (DTSTART); a task without a day")
        for name in ("SUMMARY", "DESCRIPTION"):
            if hides_signs(self._text(name)):
                self.doubts.append(f"invisible characters were taken out of {name}")
        uid = clean(self._text("UID"))
        occurrence = self._occurrence_text()
        self._keep_the_rest()
        follows, after = self._follows()
        return TaskRecord(
            title,
            series_key(uid, occurrence) if uid else self._made_key(),
            is_event,
            kind=clean(self._text("X-CRM-KIND")),
            labels=tuple(clean(text) for one in self._all("CATEGORIES") for text in one.texts),
            usual_kind="meeting" if is_event else "other",
            note=note,
            party=clean(self._text("X-CRM-PARTY")),
            email=self._own_contact(),
            people=tuple(self._people()),
            assignee=clean(self._text("X-CRM-ASSIGNEE")),
            side=clean(self._text("X-CRM-SIDE")),
            priority=self._priority(),
            due=times["DUE"] if not is_event else None,
            start=start,
            end=end,
            minutes=self._minutes(),
            state=self._state(is_event=is_event),
            result=clean(self._text("X-CRM-RESULT"), multiline=True),
            outcome=clean(self._text("X-CRM-OUTCOME")),
            done_at=times["COMPLETED"] or self._moment("X-CRM-COMPLETED"),
            repeats=self._rule() if not occurrence else "",
            skipped=(*replaced.get(uid, ()), *self._left_out()) if not occurrence else (),
            follows=follows,
            follows_after=after,
            attempt=self._attempt(),
            agreed_on=self._agreed_on(),
            created=times["CREATED"],
            modified=times["LAST-MODIFIED"] or times["DTSTAMP"],
            extra=tuple(self._extra),
        )

    def _all(self, name: str) -> list[Property]:
        return [one for one in self._found if one.name == name]

    def _text(self, name: str) -> str:
        return self._first[name].text if name in self._first else ""

    def _moment(self, name: str) -> date | datetime | None:
        said = self._first.get(name)
        if said is None or not said.value.strip():
            return None
        found = self._zones.moment(said)
        if found is None:
            self.doubts.append(f"{name} {quoted(said.value)} is no day; kept in the note")
            self._extra.append((name, said.value))
        elif self._zones.is_unknown(said):
            self.doubts.append(
                f"{name}: the time zone {quoted(said.params['TZID'])} is not known; taken as yours"
            )
        return found

    def _occurrence(self) -> date | datetime | None:
        said = self._first.get("RECURRENCE-ID")
        return self._zones.moment(said) if said else None

    def _occurrence_text(self) -> str:
        """Which one of a series it is, the same however its time is written."""
        said = self._first.get("RECURRENCE-ID")
        found = self._occurrence()
        if said is None or found is None:
            return said.value.strip() if said else ""
        return moment_text(found)

    def _other_date(self) -> date | datetime | None:
        """The first of the RDATEs of an event that says no other start."""
        for one in self._all("RDATE"):
            first = one.value.split(",")[0].split("/")[0]
            if found := self._zones.moment(one._replace(value=first)):
                return found
        return None

    def _priority(self) -> str:
        said = self._text("PRIORITY").strip()
        if not said:
            return ""
        if said in map(str, range(10)):
            return _PRIORITIES[int(said)]
        self._doubt_and_keep("PRIORITY", "is no priority from 0 to 9")
        return ""

    def _minutes(self) -> int | None:
        for name in ("DURATION", "ESTIMATED-DURATION"):
            said = self._text(name).strip()
            found = length(said) if said else None
            if found is not None:
                return int(found.total_seconds() // 60)
            if said:
                self._doubt_and_keep(name, "is no length")
        return None

    def _state(self, *, is_event: bool) -> str:
        if "X-CRM-STATE" in self._first:
            return clean(self._text("X-CRM-STATE"))
        said = self._text("STATUS").strip().upper()
        if said in _STATES:
            return _STATES[said]
        if is_event:
            if said == "TENTATIVE":
                self._extra.append(("Status", "tentative"))
            elif said and said not in _OPEN_EVENT:
                self._doubt_and_keep("STATUS", "is no state of an event")
            return ""
        if said:
            self._doubt_and_keep("STATUS", "is no state of a task")
        if self._text("COMPLETED"):
            return "done"
        begun = self._text("PERCENT-COMPLETE").strip()
        return "open" if begun.strip("0") == "" else "doing"

    def _rule(self) -> str:
        if ours := self._text("X-CRM-REPEATS"):
            return clean(ours)
        rules = self._all("RRULE")
        for more in rules[1:]:
            self.doubts.append("a task repeats by one rule; the others are kept in the note")
            self._extra.append(("Also repeats", more.value))
        return clean(rules[0].value).upper() if rules else ""

    def _left_out(self) -> Iterator[date | datetime]:
        """The days of EXDATE; they stand in the note as well."""
        for one in self._all("EXDATE"):
            for value in one.value.split(","):
                if moment := self._zones.moment(one._replace(value=value)):
                    yield moment

    def _own_contact(self) -> str:
        """The address of the customer in a file that was written here."""
        found = _ADDRESS.search(self._text("CONTACT")) if "X-CRM-PARTY" in self._first else None
        return fold_email(found[0]) if found else ""

    def _people(self) -> Iterator[tuple[str, str]]:
        """(e-mail address, as shown) of everyone who is named."""
        for one in self._all("CONTACT") if "X-CRM-PARTY" not in self._first else ():
            found = _ADDRESS.search(one.text)
            yield fold_email(found[0]) if found else "", clean(one.text)
        for one in (*self._all("ORGANIZER"), *self._all("ATTENDEE")):
            address = fold_email(one.params.get("EMAIL", "") or one.text)
            if not looks_like_email(address):
                yield "", clean(one.params.get("CN", "") or one.text)
                continue
            name = clean(one.params.get("CN", ""))
            yield address, f"{name} <{address}>" if name and address not in name else address

    def _follows(self) -> tuple[str, int]:
        """(key of the task it waits for, days after it); other relations stay in the note."""
        key, after = "", 0
        for one in self._all("RELATED-TO"):
            kind = one.params.get("RELTYPE", "PARENT").upper()
            if kind == "DEPENDS-ON" and not key:
                key = clean(one.text)
                gap = length(one.params.get("GAP", ""))
                after = gap.days if gap else 0
            else:
                word = {"PARENT": "Part of", "CHILD": "Has a part"}.get(kind, "Belongs to")
                self._extra.append((word, clean(one.text)))
        return key, after

    def _attempt(self) -> int:
        said = self._text("X-CRM-ATTEMPT").strip()
        return int(said) if re.fullmatch(r"[1-9][0-9]{0,3}", said) else 1

    def _agreed_on(self) -> date | None:
        moment = self._moment("X-CRM-AGREED")
        return moment.date() if isinstance(moment, datetime) else moment

    def _keep_the_rest(self) -> None:
        for one in self._found:
            if one.name in _NOTED or not (becomes(one.name).startswith("left out")
                                          or one.name in _FIELDS or one.name in _OURS):  # fmt: skip
                binary = one.params.get("VALUE", "").upper() == "BINARY"
                if binary or one.params.get("ENCODING"):
                    self.doubts.append(f"{one.name}: a file within the calendar is not taken over")
                elif text := clean(one.text):
                    self._extra.append((_NOTED.get(one.name, one.name), text))
        if "RDATE" in self._first:
            self.doubts.append("its further days (RDATE) are kept in the note")
        for kind in Counter(one.kind for one in self._component.inner):
            what = "a reminder (VALARM)" if kind == "VALARM" else f"what stands inside it ({kind})"
            self.doubts.append(f"{what} is not taken over")

    def _doubt_and_keep(self, name: str, why: str) -> None:
        said = clean(self._text(name))
        self.doubts.append(f"{name} {quoted(said)} {why}; kept in the note")
        self._extra.append((name, said))

    def _made_key(self) -> str:
        """A key of the content, for what has no UID: the same content is known again."""
        told = "\n".join(self._component.written())
        return f"content-{content_key(told)}"
