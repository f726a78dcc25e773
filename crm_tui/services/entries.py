"""Entries of the timeline as services write them, each kind in its own words (rule 2).

What the user writes down and corrects is `timeline`; here is what stands beneath it and beneath
all that becomes an entry by itself. None opens a change set: each is a step of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crm_tui.errors import RuleError
from crm_tui.models import Participant, Party, Task, TimelineEntry
from crm_tui.models.stored import instant_text
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.safe import clean
from crm_tui.views import choices

CHANNEL_OF_KIND = {
    "call": "phone",
    "email": "email",
    "visit": "visit_to_them",
    "letter": "letter",
    "chat": "chat",
}
_KINDS_OF_TASKS = {
    "call": "call",
    "call_back": "call",
    "visit": "visit",
    "management_visit": "visit",
    "meeting": "meeting",
    "email": "email",
}
KINDS = (
    *caches.CONTACT_KINDS,
    "note",
    "idea",
    "state",
    "handover",
    "task",
    "archive",
    "deal",
    "ticket",
)


def refuse_wrong(desk: Desk, text: str, kind: str, channel: str, outcome: str = "") -> None:
    """Raise RuleError for nothing to write down, and for an unknown kind, channel or outcome."""
    if not text and not outcome:
        raise RuleError("There is nothing to write down.", "Say in a line what happened.")
    if kind not in KINDS:
        raise RuleError(f"There is no kind of entry '{kind}'.", f"One of: {', '.join(KINDS)}.")
    choices.refuse_unknown(desk, "channel", channel)
    choices.refuse_unknown(desk, "outcome", outcome)


def write(desk: Desk, party: int | None, *, at: datetime, **fields: object) -> int:
    """Write an entry of somebody, or of nobody, by whoever is at the desk; its id."""
    made = TimelineEntry.create(
        party=party,
        user=desk.user or None,
        at=at,
        day=at.astimezone(desk.clock.zone).date(),
        created_at=desk.clock.now(),
        **fields,
    )
    return int(made.id)


def write_with(
    desk: Desk,
    party: int | None,
    *,
    at: datetime,
    kind: str,
    people: Sequence[int] = (),
    colleagues: Sequence[int] = (),
    **fields: object,
) -> int:
    """Write an entry, and who took part in it; its id.

    A person's company takes part too. Of a kind of contact, it may be the last one with them.
    """
    entry = write(desk, party, at=at, kind=kind, **fields)
    if party is not None:
        _take_part(desk, entry, party, people, colleagues)
        if kind in caches.CONTACT_KINDS:
            _note_contact(desk, entry, at)
    return entry


def _take_part(
    desk: Desk, entry: int, party: int, people: Sequence[int], colleagues: Sequence[int]
) -> None:
    company = desk.store.rows(
        "SELECT other_id FROM relationship"
        " WHERE party_id = ? AND kind = 'works_at' AND until IS NULL",
        (party,),
    )
    others = dict.fromkeys([*people, *(row[0] for row in company)])
    others.pop(party, None)
    for other in others:
        Participant.create(entry=entry, party=other)
    for colleague in dict.fromkeys(colleagues):
        Participant.create(entry=entry, user=colleague)


def _note_contact(desk: Desk, entry: int, at: datetime) -> None:
    moment = Party.last_contact_at.db_value(at)
    desk.store.write(
        "UPDATE party SET last_contact_at = ?"
        " WHERE (last_contact_at IS NULL OR last_contact_at < ?)"
        " AND (id = (SELECT party_id FROM timeline_entry WHERE id = ?)"
        " OR id IN (SELECT party_id FROM participant WHERE entry_id = ?))",
        (moment, moment, entry, entry),
    )


def note_state(
    desk: Desk, party: int, field: str, before: str, after: str, *, note: str = ""
) -> int:
    """Write a change of state into the timeline, in words (S14)."""
    labels = {
        row[0]: row[1]
        for row in desk.store.rows("SELECT code, label FROM choice WHERE list = ?", (field,))
    }
    subject = f"{field}: {labels.get(before, before) or 'not set'} → {labels.get(after, after)}"
    return write(
        desk, party, at=desk.clock.now(), kind="state", subject=subject,
        body=clean(note, multiline=True),
    )  # fmt: skip


def note_event(
    desk: Desk,
    party: int,
    kind: str,
    subject: str,
    *,
    body: str = "",
    deal: int | None = None,
    ticket: int | None = None,
) -> int:
    """Write something the program itself did for a person into the timeline; the entry's id."""
    return write(
        desk, party, at=desk.clock.now(), kind=kind, subject=clean(subject),
        body=clean(body, multiline=True), deal=deal, ticket=ticket,
    )  # fmt: skip


def note_ticket_events(
    desk: Desk, events: Sequence[tuple[int, str, int]], *, body: str = ""
) -> None:
    """Write what became of tickets, now, into timelines: (party, subject, ticket) of each."""
    now = instant_text(desk.clock.now())
    body = clean(body, multiline=True)
    desk.store.write_many(
        "INSERT INTO timeline_entry"
        " (at, day, created_at, user_id, kind, body, party_id, subject, ticket_id)"
        " VALUES (?, ?, ?, ?, 'ticket', ?, ?, ?, ?)",
        [
            (now, desk.clock.today().isoformat(), now, desk.user or None, body, party,
             clean(subject), ticket)
            for party, subject, ticket in events
        ],
    )  # fmt: skip


def said(
    desk: Desk,
    party: int | None,
    text: str,
    *,
    ticket: int,
    channel: str = "",
    direction: str = "",
    at: datetime | None = None,
    internal: bool = False,
    subject: str = "",
    also: Sequence[int] = (),
) -> int:
    """Write down what one side said on a ticket, or a note for colleagues; the entry's id.

    `also` are customers it concerns besides the one who spoke. Raises RuleError for an empty
    text and an unknown channel.
    """
    body = clean(text, multiline=True)
    kind = "note" if internal else KIND_OF_CHANNEL.get(channel, "note")
    refuse_wrong(desk, body, kind, channel)
    return write_with(
        desk, party, at=at or desk.clock.now(), kind=kind, people=also, channel=channel,
        direction=direction, subject=clean(subject), body=body, internal=internal, ticket=ticket,
    )  # fmt: skip


def kind_of_task(kind: str, side: str) -> str:
    """The kind of entry a finished task of a kind becomes.

    What the customer's side has done is told as a task, not as a contact with them.
    """
    return _KINDS_OF_TASKS.get(kind, "task") if side == "us" else "task"


def finished_task(
    desk: Desk, task: Task, result: str, outcome: str, minutes: int | None = None
) -> int:
    """Write a finished task into the timeline as what was done (rule 3); the entry's id."""
    kind = kind_of_task(task.kind, task.side)
    return write_with(
        desk, task.party_id, at=desk.clock.now(), kind=kind,
        channel=CHANNEL_OF_KIND.get(kind, ""), subject=task.title, result=result,
        outcome=outcome, task=task.id, minutes=minutes, deal=task.deal_id, ticket=task.ticket_id,
        direction="out" if kind == "call" else "",
    )  # fmt: skip


def dropped_task(desk: Desk, task: Task, why: str) -> int:
    """Write into the timeline that something will not be done, and why; the entry's id."""
    return write(
        desk, task.party_id, at=desk.clock.now(), kind="task", subject=task.title,
        result=f"dropped: {why}", task=task.id, deal=task.deal_id, ticket=task.ticket_id,
    )  # fmt: skip
