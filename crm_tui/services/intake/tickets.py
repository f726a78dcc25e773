"""Tickets taken in, with who asked, what was said and answered, and the steps they have taken."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from crm_tui.models import Ticket
from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import tickets, timeline
from crm_tui.services.intake.askers import Asker, Askers
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys
from crm_tui.services.intake.products import Products
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.intake.ticket_values import ReadyTicket, TicketValues
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.text.ticket_clock import ENDED
from crm_tui.text.ticket_words import STATES
from crm_tui.views.service_clocks import ServiceClocks, as_instant

_COMPARED = (
    "title", "kind", "priority", "channel", "queue", "party_id", "contact_id", "product_id",
    "assignee_id", "rating", "rating_words", "first_responded_at",
)  # fmt: skip
_SHOWN = {
    "party_id": "customer", "contact_id": "contact", "product_id": "product",
    "assignee_id": "assignee", "rating_words": "rating words",
    "first_responded_at": "first response",
}  # fmt: skip
_IN_WORDS = ("kind", "priority", "channel", "queue", "assignee", "contact", "product")
"""What is kept as written where nothing here is meant by it."""
_PEOPLE = ("party_id", "contact_id", "product_id", "assignee_id")
_READ = (
    f"SELECT id, number, opened_at, {', '.join(_COMPARED)}, state, custom FROM ticket"
    " WHERE id IN ({ids})"
)


class _Here(NamedTuple):
    """A ticket that is here already, as far as a file can differ from it."""

    number: str
    opened_at: datetime
    values: dict[str, Any]
    state: str
    custom: dict[str, str]
    said: set[tuple[str, str]]
    tags: set[str]


class _Incoming(NamedTuple):
    """A record with everything that was found for it."""

    line: int
    record: TicketRecord
    ready: ReadyTicket
    asker: Asker
    values: dict[str, Any]
    custom: dict[str, str]


class _Newer(NamedTuple):
    """What a ticket that is here takes over, once whom it names is written."""

    ticket: int
    incoming: _Incoming
    before: str
    values: dict[str, Any]
    state: str
    body: str


class TicketIntake:
    """Takes tickets in; one that is known by its key, or by number and title, is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "ticket")
        self._inserts = Inserts(desk)
        self._askers = Askers(desk, options, tally, self._inserts)
        self._values = TicketValues(desk, options, tally)
        self._products = Products(desk, options.product_source, options.told("product"))
        self._team = Colleagues(desk)
        self._assignees = self._team.said(options.told("assignee"))
        self._tags: dict[str, int] = {}
        self._seen: set[str] = set()
        self._met: set[int] = set()
        self._numbers: dict[str, tuple[int, str]] = {}
        self._here: dict[int, _Here] = {}
        self._newer: list[_Newer] = []
        self._touched: set[int] = set()
        self._batch: list[tuple[int, TicketRecord, ReadyTicket]] = []
        self._now = desk.clock.now()
        self._written = instant_text(self._now)
        if not options.trial:
            tickets.settle_zone(desk)
        self._clocks = ServiceClocks(desk)

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Work out what each ticket is, where it stands, and names as they would be stored."""
        self._batch = [
            (line, row._replace(party=clean(row.party), contact=clean(row.contact)), ready)
            for line, row in batch
            if isinstance(row, TicketRecord)
            and (ready := self._values.ready(line, row)) is not None
        ]

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        self._inserts.begin(write=write)
        self._touched.clear()
        self._newer.clear()
        if write:
            for said in (self._askers.said, self._products.said, self._assignees):
                said.keep()
        self._read(write=write)
        for line, record, ready in self._batch:
            self._take_one(line, record, ready, write=write)
        if write:
            self._inserts.write()
            self._take_over()
            self._inserts.write()
            caches.refresh(self._desk.store, sorted(self._touched))
        else:
            self._inserts.forget()

    def close(self, *, write: bool) -> None:
        """Tickets refer to nothing that comes later."""

    def _read(self, *, write: bool) -> None:
        rows, store = [row for _, row, _ in self._batch], self._desk.store
        self._keys.read(self._options.source, [row.external_id for row in rows])
        self._products.read([row.product_id for row in rows])
        self._askers.read(rows, write=write)
        numbers = sorted({_number(row) for row in rows if row.number})
        for number, ticket, title in store.rows_by_id(
            "SELECT number, id, title FROM ticket WHERE number IN ({ids})", numbers
        ):
            self._numbers[number] = (ticket, title)
        found = {ticket for row in rows if (ticket := self._find(row)) is not None and ticket > 0}
        self._read_here(sorted(found))

    def _read_here(self, ids: list[int]) -> None:
        store = self._desk.store
        said: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        for ticket, direction, body in store.rows_by_id(
            "SELECT ticket_id, direction, body FROM timeline_entry WHERE ticket_id IN ({ids})", ids
        ):
            said[ticket].add((direction, body))
        tags: defaultdict[int, set[str]] = defaultdict(set)
        for ticket, tag in store.rows_by_id(
            "SELECT g.ticket_id, t.folded FROM ticket_tagging g JOIN tag t ON t.id = g.tag_id"
            " WHERE g.ticket_id IN ({ids})",
            ids,
        ):
            tags[ticket].add(tag)
        self._here.clear()
        for ticket, number, opened_at, *told, state, custom in store.rows_by_id(_READ, ids):
            values = dict(zip(_COMPARED, told, strict=True))
            if (at := values["first_responded_at"]) is not None:
                values["first_responded_at"] = instant_text(as_instant(at))
            self._here[ticket] = _Here(
                number, as_instant(opened_at), values, state, json.loads(custom), said[ticket],
                tags[ticket],
            )  # fmt: skip

    def _find(self, record: TicketRecord) -> int | None:
        found = self._keys.find(self._options.source, record.external_id)
        if found is None and record.number:
            ticket, title = self._numbers.get(_number(record), (None, ""))
            if ticket is not None and fold(title) == fold(clean(record.title)):
                return ticket
        return found

    def _take_one(
        self, line: int, record: TicketRecord, ready: ReadyTicket, *, write: bool
    ) -> None:
        key, found = record.external_id, self._find(record)
        if key in self._seen or found in self._met:
            self._tally.warn(line, "this ticket stands in the file twice; the first row counts")
            self._tally.unchanged += 1
            return
        make = found is None or self._options.update
        incoming = self._incoming(line, record, ready, make=make)
        if incoming is None:
            return
        self._seen.add(key)
        if found is None:
            self._add(incoming)
            self._tally.created += 1
            return
        self._met.add(found)
        if self._change(incoming, found, write=write):
            self._tally.updated += 1
        else:
            self._tally.unchanged += 1

    # What it refers to

    def _incoming(
        self, line: int, record: TicketRecord, ready: ReadyTicket, *, make: bool
    ) -> _Incoming | None:
        """The record with what it refers to, with `make` made where it is not here."""
        custom = dict(ready.custom)
        asker = self._askers.find(line, record, custom, make=make)
        if asker.problem:
            self._tally.reject(line, asker.problem)
            return None
        values = {
            **ready.values,
            "party_id": asker.party,
            "contact_id": asker.contact,
            "product_id": self._product(line, record, custom, make=make),
            "assignee_id": self._assignee(line, record, custom),
        }
        custom = {clean(name): clean(value, multiline=True) for name, value in custom.items()}
        return _Incoming(line, record, ready, asker, values, custom)

    def _assignee(self, line: int, record: TicketRecord, custom: dict[str, str]) -> int | None:
        if not record.assignee:
            return None
        found = self._assignees.find(record.assignee) or self._team.find(record.assignee)
        if found is None:
            custom.setdefault(record.columns.get("assignee", "assignee"), record.assignee)
            said = quoted(record.assignee)
            self._tally.warn_once(line, f"{said} is no colleague here; kept in words, nobody's")
        return found

    def _product(
        self, line: int, record: TicketRecord, custom: dict[str, str], *, make: bool
    ) -> int | None:
        """The product found or made; one spelt otherwise is the same, which is said."""
        name, key = clean(record.product), record.product_id
        found = self._products.find(name, key)
        if found is not None or not (name or key):
            return found
        if not name:
            custom.setdefault(record.columns.get("product_id", "product"), key)
            self._tally.warn_once(line, f"no product has the key {quoted(key)}; kept in words")
            return None
        alike = self._products.spelt_otherwise(name)
        if alike is not None:
            self._tally.warn_once(line, f"product {quoted(name)} is taken as {quoted(alike[1])}")
            return alike[0]
        if not make:
            return None
        made = self._inserts.add(
            "product", created_at=self._written, updated_at=self._written, name=name
        )  # fmt: skip
        self._products.add(made, name)
        self._tally.warn_once(line, "products that were not there are added")
        return made

    # New ones

    def _add(self, incoming: _Incoming) -> None:
        record, ready, values = incoming.record, incoming.ready, incoming.values
        ticket = self._inserts.new_id("ticket")
        number = self._own_number(incoming.line, record, ticket)
        policy = self._clocks.policy_for(
            values["kind"], values["priority"], values["queue"], incoming.asker.industry
        )
        policy_id = policy.id if policy else None
        reading = self._clocks.read(policy_id, ready.steps, values["first_responded_at"])
        answered = values["resolved_at"] if record.answer else None
        row = {
            **values,
            **reading._asdict(),
            "policy_id": policy_id,
            "state": ready.state,
            "state_since": ready.steps[-1].at,
            "last_in_at": values["opened_at"],
            "last_out_at": max(
                filter(None, (values["first_responded_at"], answered)), default=None
            ),
            "archived_at": self._now if ready.is_deleted else None,
            "custom": document_text(incoming.custom),
        }
        self._inserts.add(
            "ticket", id=ticket, created_at=self._written, updated_at=self._written, number=number,
            **{name: _stored(value) for name, value in row.items()},
        )  # fmt: skip
        source = self._options.source
        self._inserts.add(
            "external_id", source=source, record="ticket", value=record.external_id, row=ticket
        )
        self._keys.add(source, record.external_id, ticket)
        self._met.add(ticket)
        before = ""
        for at, state in ready.steps:
            self._note_step(ticket, at, before, state, values["assignee_id"] if before else None)
            before = state
        for tag in dict.fromkeys(record.tags):
            self._tag(ticket, tag)
        self._tell_opening(ticket, incoming)
        if ready.state in ENDED:
            self._tell_end(ticket, number, incoming)

    def _own_number(self, line: int, record: TicketRecord, ticket: int) -> str:
        """The file's number where it is free; those that begin as ours are ours to give."""
        own, said = f"T{ticket}", _number(record)
        if not said or said == own:
            return own
        if (said[0] == "T" and said[1:].isdecimal()) or said in self._numbers:
            self._tally.warn_once(line, "numbers that are given here otherwise are left out")
            return own
        self._numbers[said] = (ticket, record.title)
        return said

    def _note_step(
        self, ticket: int, at: datetime, before: str, after: str, user: int | None
    ) -> None:
        self._inserts.add(
            "ticket_state_change", ticket_id=ticket, at=instant_text(at), user_id=user,
            before=before, after=after,
        )  # fmt: skip

    def _tag(self, ticket: int, name: str) -> None:
        name = clean(name)
        folded = fold(name)
        tag = self._tags.get(folded)
        if tag is None:
            tag = self._desk.store.value("SELECT id FROM tag WHERE folded = ?", (folded,))
            tag = self._tags[folded] = tag or self._inserts.add("tag", name=name, folded=folded)
        self._inserts.add("ticket_tagging", ticket_id=ticket, tag_id=tag)

    # What was said

    def _tell_opening(self, ticket: int, incoming: _Incoming) -> None:
        """The customer's words; where the file has none, what the ticket is about."""
        values, body = incoming.values, clean(incoming.record.body, multiline=True)
        if not body and incoming.asker.party is None:
            return
        self._entry(
            ticket, incoming, values["opened_at"], direction="in",
            subject=values["title"] if body else "", body=body or values["title"],
        )  # fmt: skip

    def _tell_end(self, ticket: int, number: str, incoming: _Incoming) -> None:
        """The answer that ended it, or that it ended."""
        values, at = incoming.values, incoming.ready.steps[-1].at
        subject = f"ticket {number} {STATES[incoming.ready.state]}"
        body = clean(incoming.record.answer, multiline=True)
        if body:
            self._entry(ticket, incoming, at, direction="out", subject=subject, body=body)
        elif incoming.asker.party is not None:
            self._entry(
                ticket, incoming, at, direction="", subject=subject, body=values["closing_note"]
            )

    def _entry(
        self,
        ticket: int,
        incoming: _Incoming,
        at: datetime,
        *,
        direction: str,
        subject: str,
        body: str,
    ) -> None:
        asker, values = incoming.asker, incoming.values
        channel = values["channel"] if direction else ""
        entry = self._inserts.add(
            "timeline_entry",
            at=instant_text(at),
            day=at.astimezone(self._desk.clock.zone).date().isoformat(),
            kind=KIND_OF_CHANNEL.get(channel, "note") if direction else "ticket",
            channel=channel,
            direction=direction,
            user_id=None if direction == "in" else values["assignee_id"],
            party_id=asker.speaker if direction else asker.party,
            subject=subject,
            body=body,
            ticket_id=ticket,
            created_at=self._written,
        )
        self._touched.update(one for one in (asker.party, asker.contact, *asker.firms) if one)
        for firm in asker.firms if direction else ():
            self._inserts.add("participant", entry_id=entry, party_id=firm)

    # Those that are here

    def _change(self, incoming: _Incoming, found: int, *, write: bool) -> bool:
        """Whether a ticket that is here took over, with `update`, what the file says otherwise."""
        here = self._here.get(found)
        if here is None:
            return False
        record, ready = incoming.record, incoming.ready
        state = self._newer_state(incoming, here)
        other = self._differences(incoming, here)
        custom = {
            name: value for name, value in incoming.custom.items() if here.custom.get(name) != value
        }
        body, answer = (clean(text, multiline=True) for text in (record.body, record.answer))
        corrects = bool(body) and ("in", body) not in here.said
        answers = bool(answer) and ready.state in ENDED and ("out", answer) not in here.said
        tags = [tag for tag in dict.fromkeys(record.tags) if fold(clean(tag)) not in here.tags]
        shown = [_SHOWN.get(name, name) for name in other]
        shown += ["customer"] * incoming.asker.is_stranger
        shown += ["product"] * bool(record.product and incoming.values["product_id"] is None)
        shown += ["state"] * bool(state) + ["text"] * corrects + ["answer"] * answers
        shown += ["tags"] * bool(tags) + sorted(custom)
        if not shown:
            return False
        if not self._options.update:
            self._tally.warn(
                incoming.line,
                f"{here.number} {quoted(record.title)} is here already and differs in"
                f" {', '.join(shown)}; kept as it was (--update takes it over)",
            )
            return False
        other["custom"] = self._custom(incoming, here, custom)
        for tag in tags:
            self._tag(found, tag)
        if answers:
            self._tell_end(found, here.number, incoming)
        if write:
            words = body if corrects else ""
            self._newer.append(_Newer(found, incoming, here.state, other, state, words))
        return True

    def _newer_state(self, incoming: _Incoming, here: _Here) -> str:
        """Where the file says a ticket has gone to; what has ended here stays ended."""
        state = incoming.ready.state
        if "state" not in incoming.ready.told or state == here.state:
            return ""
        if here.state in ENDED and (here.state, state) != ("solved", "closed"):
            if state not in ENDED:
                title = quoted(incoming.record.title)
                self._tally.warn(
                    incoming.line, f"{here.number} {title} has ended here; its state is kept"
                )
            return ""
        return state

    def _differences(self, incoming: _Incoming, here: _Here) -> dict[str, Any]:
        """What the file says otherwise; an empty cell says nothing and changes nothing."""
        told, responded = incoming.ready.told, incoming.values["first_responded_at"]
        if responded is not None and responded < here.opened_at:
            told -= {"first_responded_at"}
        return {
            name: value
            for name, value in incoming.values.items()
            if name in _COMPARED
            and (name in told if name not in _PEOPLE else value is not None)
            and _stored(value) != here.values[name]
        }

    def _custom(self, incoming: _Incoming, here: _Here, newer: dict[str, str]) -> dict[str, str]:
        """The fields of its own with the newer ones; what is known by now needs no words."""
        record, kept = incoming.record, {**here.custom, **newer}
        for field in _IN_WORDS:
            column, said = record.columns.get(field, field), clean(getattr(record, field))
            if column not in incoming.custom and said and kept.get(column) == said:
                del kept[column]
        return kept

    def _take_over(self) -> None:
        """Set what is new, note the steps, and reckon the clocks anew (rule 10)."""
        if not self._newer:
            return
        rows = tickets.rows_of([newer.ticket for newer in self._newer])
        for newer, row in zip(self._newer, rows, strict=True):
            for name, value in newer.values.items():
                setattr(row, name, value)
            if newer.state:
                self._step(newer, row)
        tickets.reckon(self._desk, rows, find_policies=True)
        tickets.save(self._desk, rows)
        for newer in self._newer:
            if newer.body:
                self._correct(newer.ticket, newer.incoming, newer.body)

    def _step(self, newer: _Newer, row: Ticket) -> None:
        last, values = newer.incoming.ready.steps[-1].at, newer.incoming.values
        at = last if last > row.state_since else max(self._now, row.state_since)
        self._desk.store.write(
            "INSERT INTO ticket_state_change (ticket_id, at, user_id, before, after)"
            " VALUES (?, ?, ?, ?, ?)",
            (row.id, instant_text(at), self._desk.user or None, newer.before, newer.state),
        )
        row.state, row.state_since = newer.state, at
        if newer.state in ENDED and newer.before not in ENDED:
            row.closing_reason, row.closing_note = values["closing_reason"], values["closing_note"]
            ended = values["resolved_at"]
            row.resolved_at = at if ended is not None and ended < row.opened_at else ended

    def _correct(self, found: int, incoming: _Incoming, body: str) -> None:
        """The customer's words as the file has them now: a correction of those here (rule 2)."""
        first = self._desk.store.value(
            "SELECT e.id FROM timeline_entry e WHERE e.ticket_id = ? AND e.direction = 'in'"
            " AND NOT EXISTS (SELECT 1 FROM timeline_entry c WHERE c.corrects_id = e.id)"
            " ORDER BY e.at, e.id LIMIT 1",
            (found,),
        )
        if first is None:
            self._tell_opening(found, incoming)
        else:
            timeline.correct(self._desk, first, body)


def _number(record: TicketRecord) -> str:
    return clean(record.number).upper()


def _stored(value: Any) -> Any:
    """A value as it stands in the database."""
    return instant_text(value) if isinstance(value, datetime) else value
