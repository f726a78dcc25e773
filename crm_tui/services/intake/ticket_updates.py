"""What a newer file says of a ticket that is here already."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from crm_tui.models import Ticket
from crm_tui.models.stored import as_instant, instant_text
from crm_tui.services import tickets, timeline
from crm_tui.services.intake.field_changes import FieldChanges
from crm_tui.services.intake.tags import tags_of
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.services.intake.ticket_log import TicketLog, answered_at
from crm_tui.services.intake.ticket_references import Incoming
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.text.ticket_clock import ENDED
from crm_tui.text.ticket_words import STATES

_COMPARED = (
    "title", "kind", "priority", "channel", "queue", "party_id", "contact_id", "product_id",
    "assignee_id", "rating", "rating_words", "first_responded_at", "cause",
)  # fmt: skip
_REFERENCES = ("party_id", "contact_id", "product_id", "assignee_id")
_ASKERS = ("party_id", "contact_id")
_SHOWN = {
    "party_id": "customer", "contact_id": "contact", "product_id": "product",
    "assignee_id": "assignee", "rating_words": "rating words",
    "first_responded_at": "first response",
}  # fmt: skip
_IN_WORDS = ("kind", "priority", "channel", "queue", "assignee", "contact", "product", "cause")
"""What is kept as written where nothing here is meant by it."""
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


class _Newer(NamedTuple):
    """What a ticket takes over, once those it names are written."""

    ticket: int
    incoming: Incoming
    before: str
    values: dict[str, Any]
    state: str
    corrects: bool
    answers: bool


class TicketUpdates:
    """Compares incoming tickets with those they are, and with `update` takes over what is new."""

    def __init__(self, desk: Desk, options: Options, tally: Tally, log: TicketLog) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._log = log
        self._changes = FieldChanges(desk, tally)
        self._here: dict[int, _Here] = {}
        self._newer: list[_Newer] = []
        self._now = desk.clock.now()

    def read(self, ids: list[int]) -> None:
        """Look up the tickets of a batch that are here."""
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
        self._newer.clear()
        self._here.clear()
        for ticket, number, opened_at, *told, state, custom in store.rows_by_id(_READ, ids):
            values = dict(zip(_COMPARED, told, strict=True))
            if (at := values["first_responded_at"]) is not None:
                values["first_responded_at"] = as_instant(at)
            self._here[ticket] = _Here(
                number, as_instant(opened_at), values, state, json.loads(custom), said[ticket],
                tags[ticket],
            )  # fmt: skip

    def apply(self, incoming: Incoming, found: int) -> bool:
        """Whether the ticket took over, with `update`, what the file says otherwise.

        Its rows are written by `write`, and what hangs on it with the batch.
        """
        here = self._here.get(found)
        if here is None:
            return False
        newer = self._differences(incoming, found, here)
        custom = {
            name: value for name, value in incoming.custom.items() if here.custom.get(name) != value
        }
        tags = {
            folded: name
            for folded, name in tags_of(incoming.record.tags).items()
            if folded not in here.tags
        }
        shown = [*_said(newer), *["tags"] * bool(tags), *sorted(custom)]
        if not shown:
            return False
        self._note(incoming, here, newer, custom)
        if not self._options.update:
            self._tally.warn(
                incoming.line,
                f"{here.number} {quoted(incoming.record.title)} is here already and differs in"
                f" {', '.join(shown)}; kept as it was (--update takes it over)",
            )
            return False
        newer.values["custom"] = _custom(incoming, here, custom)
        self._log.tag(found, tuple(tags.values()))
        if newer.answers:
            self._log.answer(found, here.number, incoming)
        if "rating" in newer.values:
            self._log.opinion(incoming)
        self._newer.append(newer)
        return True

    def _note(self, incoming: Incoming, here: _Here, newer: _Newer, custom: dict[str, str]) -> None:
        """Tell field by field what the file says otherwise."""
        changes = [(name, here.values[name], value) for name, value in newer.values.items()]
        changes += [(name, here.custom.get(name), value) for name, value in custom.items()]
        if newer.state:
            changes.append(("state", STATES[here.state], STATES[newer.state]))
        if newer.corrects:
            changes.append(("text", "", incoming.body))
        if newer.answers:
            changes.append(("answer", "", incoming.answer))
        record = f"{here.number} {incoming.record.title}"
        self._changes.note(incoming.line, record, changes, taken=self._options.update)

    def write(self) -> None:
        """Set what is new, note the steps, and reckon the clocks anew (rule 10)."""
        if not self._newer:
            return
        rows = tickets.rows_of([newer.ticket for newer in self._newer])
        for newer, row in zip(self._newer, rows, strict=True):
            for name, value in newer.values.items():
                setattr(row, name, value)
            if newer.state:
                self._step(newer, row)
            if newer.answers:
                answered = answered_at(newer.incoming)
                row.last_out_at = max(row.last_out_at or answered, answered)
        tickets.reckon(self._desk, rows, find_policies=True)
        tickets.save(self._desk, rows)
        for newer in self._newer:
            if newer.corrects:
                self._correct(newer.ticket, newer.incoming)

    def _differences(self, incoming: Incoming, found: int, here: _Here) -> _Newer:
        """What the file says otherwise; an empty cell says nothing and changes nothing."""
        told, responded = incoming.ready.told, incoming.values["first_responded_at"]
        if responded is not None and responded < here.opened_at:
            told -= {"first_responded_at"}
        kept = _ASKERS if _asks_for_themselves(incoming, here) else ()
        values = {
            name: value
            for name, value in incoming.values.items()
            if name in _COMPARED
            and name not in kept
            and (name in told if name not in _REFERENCES else value is not None)
            and value != here.values[name]
        }
        body, answer = incoming.body, incoming.answer
        return _Newer(
            found,
            incoming,
            here.state,
            values,
            self._newer_state(incoming, here),
            corrects=bool(body) and ("in", body) not in here.said,
            answers=bool(answer) and ("out", answer) not in here.said,
        )

    def _newer_state(self, incoming: Incoming, here: _Here) -> str:
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

    def _step(self, newer: _Newer, row: Ticket) -> None:
        ready, values = newer.incoming.ready, newer.incoming.values
        last = ready.steps[-1].at
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
        if ready.is_deleted:
            row.archived_at = row.archived_at or self._now

    def _correct(self, ticket: int, incoming: Incoming) -> None:
        """The customer's words as the file has them now: a correction of those here (rule 2)."""
        first = self._desk.store.value(
            "SELECT e.id FROM timeline_entry e WHERE e.ticket_id = ? AND e.direction = 'in'"
            " AND NOT EXISTS (SELECT 1 FROM timeline_entry c WHERE c.corrects_id = e.id)"
            " ORDER BY e.at, e.id LIMIT 1",
            (ticket,),
        )
        if first is None:
            self._log.opening(ticket, incoming)
        else:
            timeline.correct(self._desk, first, incoming.body)


def _asks_for_themselves(incoming: Incoming, here: _Here) -> bool:
    """Whether the customer here is the person that the file names, and it names no company."""
    record = incoming.record
    names_none = not (record.party or record.party_id)
    person = incoming.values["contact_id"]
    return names_none and person is not None and person == here.values["party_id"]


def _said(newer: _Newer) -> list[str]:
    """In what a ticket differs, as a user reads it."""
    incoming = newer.incoming
    said = [_SHOWN.get(name, name) for name in newer.values]
    said += ["customer"] * incoming.asker.is_stranger
    said += ["product"] * bool(incoming.record.product and incoming.values["product_id"] is None)
    return (
        said
        + ["state"] * bool(newer.state)
        + ["text"] * newer.corrects
        + (["answer"] * newer.answers)
    )


def _custom(incoming: Incoming, here: _Here, newer: dict[str, str]) -> dict[str, str]:
    """The fields of its own with the newer ones; what is known by now needs no words."""
    record, kept = incoming.record, {**here.custom, **newer}
    for field in _IN_WORDS:
        column, said = record.columns.get(field, field), clean(getattr(record, field))
        if column not in incoming.custom and said and kept.get(column) == said:
            del kept[column]
    return kept
