"""Tickets taken in, with who asked, what was said and answered, and the steps they have taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import tickets
from crm_tui.services.intake.file_numbers import FileNumbers
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys
from crm_tui.services.intake.moments import past_moment
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.ticket_log import TicketLog, answered_at
from crm_tui.services.intake.ticket_references import Incoming, TicketReferences
from crm_tui.services.intake.ticket_updates import TicketUpdates
from crm_tui.services.intake.ticket_values import ReadyTicket, TicketValues
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views.service_clocks import ServiceClocks

_MERGED = """
SELECT t.id, t.number, w.number FROM ticket t JOIN ticket w ON w.id = t.merged_into_id
WHERE t.id IN ({ids})
"""


class TicketIntake:
    """Takes tickets in; one that is known by its key, or by number and title, is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        if not options.trial:
            tickets.settle_zone(desk)
        self._clocks = ServiceClocks(desk)
        self._keys = KnownKeys(desk, "ticket")
        self._inserts = Inserts(desk)
        self._values = TicketValues(desk, options, tally)
        self._references = TicketReferences(desk, options, tally, self._inserts)
        self._log = TicketLog(desk, self._inserts)
        self._updates = TicketUpdates(desk, options, tally, self._log)
        self._seen: set[str] = set()
        self._met: set[int] = set()
        self._merged: dict[int, str] = {}
        self._numbers = FileNumbers(desk, "ticket", "T", tally)
        self._batch: list[tuple[int, TicketRecord, ReadyTicket]] = []
        self._now = desk.clock.now()

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
        self._log.begin()
        if write:
            self._values.keep_said()
            self._references.keep_said()
        self._read(write=write)
        for line, record, ready in self._batch:
            self._take_one(line, record, ready)
        if write:
            self._inserts.write()
            self._updates.write()
            self._inserts.write()
            self._log.refresh()
        else:
            self._inserts.forget()

    def close(self, *, write: bool) -> None:
        """Tickets refer to nothing that comes later."""

    def _read(self, *, write: bool) -> None:
        rows = [row for _, row, _ in self._batch]
        self._keys.read(self._options.source, [row.external_id for row in rows])
        self._references.read(rows, write=write)
        self._numbers.read(row.number for row in rows)
        found = {ticket for row in rows if (ticket := self._find(row)) is not None and ticket > 0}
        self._updates.read(sorted(found))
        self._merged = {
            ticket: f"{number} was merged into {left} here; what the file says of it is left out"
            for ticket, number, left in self._desk.store.rows_by_id(_MERGED, sorted(found))
        }

    def _find(self, record: TicketRecord) -> int | None:
        found = self._keys.find(self._options.source, record.external_id)
        return self._numbers.find(record.number, record.title) if found is None else found

    def _take_one(self, line: int, record: TicketRecord, ready: ReadyTicket) -> None:
        key, found = record.external_id, self._find(record)
        if found in self._merged:
            self._tally.warn(line, self._merged[found])
            self._tally.known(changed=False)
            return
        if key in self._seen or found in self._met:
            self._tally.again(line, "this ticket stands in the file twice; the first row counts")
            return
        make = found is None or self._options.update
        incoming = self._references.find(line, record, ready, make=make)
        if incoming is None:
            return
        self._seen.add(key)
        if found is None:
            self._add(incoming)
            self._tally.created += 1
            return
        self._met.add(found)
        self._tally.known(changed=self._updates.apply(incoming, found))

    def _add(self, incoming: Incoming) -> None:
        record, source = incoming.record, self._options.source
        ticket = self._inserts.new_id("ticket")
        number = self._numbers.give(incoming.line, record.number, record.title, ticket)
        row = {"created_at": self._now, "updated_at": self._now, **self._row(incoming)}
        self._inserts.add(
            "ticket", id=ticket, number=number,
            **{name: _stored(value) for name, value in row.items()},
        )  # fmt: skip
        self._inserts.add(
            "external_id", source=source, record="ticket", value=record.external_id, row=ticket
        )
        self._inserts.add_keys(
            "ticket", ticket, self._numbers.kept(record, number), own=self._options.source
        )
        self._keys.add(source, record.external_id, ticket)
        self._met.add(ticket)
        self._log.steps(ticket, incoming)
        self._log.tag(ticket, record.tags)
        self._log.opening(ticket, incoming)
        self._log.answer(ticket, number, incoming)
        self._log.opinion(incoming)

    def _row(self, incoming: Incoming) -> dict[str, Any]:
        """The values of a new ticket, its clocks read (rule 10)."""
        record, ready, values = incoming.record, incoming.ready, incoming.values
        policy = self._clocks.policy_for(
            values["kind"], values["priority"], values["queue"], incoming.asker.industry
        )
        policy_id = policy.id if policy else None
        reading = self._clocks.read(policy_id, ready.steps, values["first_responded_at"])
        answered = [values["first_responded_at"], incoming.answer and answered_at(incoming)]
        return {
            **values,
            **reading._asdict(),
            "policy_id": policy_id,
            "state": ready.state,
            "state_since": ready.steps[-1].at,
            "last_in_at": values["opened_at"],
            "last_out_at": max(filter(None, answered), default=None),
            "archived_at": (
                self._now if ready.is_deleted else past_moment(self._desk, record.archived)
            ),
            "custom": document_text(incoming.custom),
        }


def _stored(value: Any) -> Any:
    """A value as it stands in the database."""
    return instant_text(value) if isinstance(value, datetime) else value
