"""The log: what happened is written down, never rewritten (rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Participant, Party, Task, TimelineEntry
from crm_tui.models.stored import instant_text
from crm_tui.services import attempts, standing, tasks
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.views import choices, naming

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


class Logged(NamedTuple):
    """What logging made: the entry, and the follow-up task if one was asked for."""

    entry: int
    task: int | None


def log(
    desk: Desk,
    party: int,
    text: str,
    *,
    kind: str = "",
    channel: str = "",
    direction: str = "",
    minutes: int | None = None,
    outcome: str = "",
    at: datetime | None = None,
    people: Sequence[int] = (),
    colleagues: Sequence[int] = (),
    subject: str = "",
    internal: bool = False,
    follow_up: str = "",
    due: date | None = None,
    assignee: int | None = None,
    task: int | None = None,
    deal: int | None = None,
    ticket: int | None = None,
    comes_back: bool = True,
) -> Logged:
    """Write down what happened with a party; the entry, and the follow-up it made.

    The kind follows from the channel and the channel from the kind where only one is said. A
    person's company takes part in what is logged with the person. With `follow_up` or `due` a
    task is added in the same change set; a call of today that reached nobody comes back by itself
    (unless `comes_back` is false: whoever logs it plans the next one),
    and one that reached somebody ends the task that brought it back. `task` names the finished
    task it is the result of, `deal` or `ticket` what it was about, which the follow-up is for too.

    Raises RuleError for an empty text without an outcome, for an unknown channel or outcome and
    for a time in the future; NotFoundError for a party that is gone.
    """
    body, subject = clean(text, multiline=True), clean(subject)
    kind = kind or KIND_OF_CHANNEL.get(channel, "note")
    channel = channel or CHANNEL_OF_KIND.get(kind, "")
    _check(desk, body or subject, kind, channel, outcome)
    at = at or desk.clock.now()
    if at > desk.clock.now():
        raise RuleError("What is logged has happened already.", "Plan a task for what is to come.")
    with desk.store.change_set(desk.user, "logged", origin=desk.origin) as change_set:
        party, people = standing.party(desk, party), standing.parties(desk, people)
        ticket = standing.ticket(desk, ticket)
        name = naming.name_of(desk, party)
        calls = kind == "call" and direction != "in" and _is_today(desk, at)
        missed = calls and attempts.reached_nobody(desk, outcome)
        if calls and not missed and task is None:
            task = tasks.reached(desk, party, body, outcome)
        entry = _write(
            desk,
            party,
            at=at,
            kind=kind,
            channel=channel,
            direction=direction,
            minutes=minutes,
            outcome=outcome,
            subject=subject,
            body=body,
            internal=internal,
            task=task,
            deal=deal,
            ticket=ticket,
        )
        take_part(desk, entry, party, people, colleagues)
        if kind in caches.CONTACT_KINDS:
            _note_contact(desk, entry, at)
        made = None
        if follow_up or due:
            made = tasks.add(
                desk, follow_up or f"follow up: {body}"[:80], party=party, deal=deal,
                ticket=ticket, due=due, assignee=assignee, kind="follow_up",
            )  # fmt: skip
        elif missed and comes_back:
            made = tasks.come_back(desk, party, name)
        joins = "with" if kind in caches.CONTACT_KINDS else "on"
        desk.store.relabel(change_set, "logged", f"logged {_article(kind)} {joins} {name}")
    return Logged(entry, made)


def _is_today(desk: Desk, at: datetime) -> bool:
    return at.astimezone(desk.clock.zone).date() == desk.clock.today()


def _check(desk: Desk, text: str, kind: str, channel: str, outcome: str) -> None:
    if not text and not outcome:
        raise RuleError("There is nothing to write down.", "Say in a line what happened.")
    if kind not in KINDS:
        raise RuleError(f"There is no kind of entry '{kind}'.", f"One of: {', '.join(KINDS)}.")
    choices.refuse_unknown(desk, "channel", channel)
    choices.refuse_unknown(desk, "outcome", outcome)


def _write(desk: Desk, party: int | None, *, at: datetime, **fields: object) -> int:
    made = TimelineEntry.create(
        party=party,
        user=desk.user or None,
        at=at,
        day=at.astimezone(desk.clock.zone).date(),
        created_at=desk.clock.now(),
        **fields,
    )
    return int(made.id)


def take_part(
    desk: Desk, entry: int, party: int, people: Sequence[int], colleagues: Sequence[int]
) -> None:
    """Note who took part in an entry, and the company a person works at."""
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


def correct(desk: Desk, entry: int, text: str) -> int:
    """Correct the text of an entry by a new one that names it (rule 2); the new entry's id.

    The earlier text stays and is shown with the correction (S44). Raises RuleError when the
    entry has been corrected already or the text is empty.
    """
    body = clean(text, multiline=True)
    if not body:
        raise RuleError("A correction needs a text.")
    with desk.store.change_set(desk.user, "corrected an entry of the log", origin=desk.origin):
        old = TimelineEntry.get_or_none(TimelineEntry.id == entry)
        if old is None:
            raise NotFoundError("This entry is not there any more.")
        if TimelineEntry.select().where(TimelineEntry.corrects == entry).exists():
            raise RuleError("This entry has been corrected already.", "Correct the newest text.")
        new = _write(
            desk,
            old.party_id,
            at=old.at,
            kind=old.kind,
            channel=old.channel,
            direction=old.direction,
            minutes=old.minutes,
            outcome=old.outcome,
            # What a finished task left is its result: there the correction stands too.
            result=old.result if old.body else body if old.result else "",
            subject=old.subject,
            body="" if old.result and not old.body else body,
            internal=old.internal,
            deal=old.deal_id,
            ticket=old.ticket_id,
            corrects=entry,
        )
        for row in Participant.select().where(Participant.entry == entry):
            Participant.create(entry=new, party=row.party_id, user=row.user_id)
    return new


def pin(desk: Desk, entry: int, *, pinned: bool = True) -> None:
    """Keep an entry at the top of the card and of the call screen (S37), or no longer."""
    label = "pinned a fact" if pinned else "unpinned a fact"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        TimelineEntry.update(pinned=pinned).where(TimelineEntry.id == entry).execute()


def note_state(
    desk: Desk, party: int, field: str, before: str, after: str, *, note: str = ""
) -> int:
    """Write a change of state into the timeline, in words (S14)."""
    labels = {
        row[0]: row[1]
        for row in desk.store.rows("SELECT code, label FROM choice WHERE list = ?", (field,))
    }
    subject = f"{field}: {labels.get(before, before) or 'not set'} → {labels.get(after, after)}"
    return _write(
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
    return _write(
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
    _check(desk, body, kind, channel, "")
    at = at or desk.clock.now()
    entry = _write(
        desk, party, at=at, kind=kind, channel=channel, direction=direction,
        subject=clean(subject), body=body, internal=internal, ticket=ticket,
    )  # fmt: skip
    if party is not None:
        take_part(desk, entry, party, also, ())
        if kind in caches.CONTACT_KINDS:
            _note_contact(desk, entry, at)
    return entry


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
    entry = _write(
        desk, task.party_id, at=desk.clock.now(), kind=kind,
        channel=CHANNEL_OF_KIND.get(kind, ""), subject=task.title, result=result,
        outcome=outcome, task=task.id, minutes=minutes, deal=task.deal_id, ticket=task.ticket_id,
        direction="out" if kind == "call" else "",
    )  # fmt: skip
    if task.party_id is not None:
        take_part(desk, entry, task.party_id, (), ())
        if kind in caches.CONTACT_KINDS:
            _note_contact(desk, entry, desk.clock.now())
    return entry


def dropped_task(desk: Desk, task: Task, why: str) -> int:
    """Write into the timeline that something will not be done, and why; the entry's id."""
    return _write(
        desk, task.party_id, at=desk.clock.now(), kind="task", subject=task.title,
        result=f"dropped: {why}", task=task.id, deal=task.deal_id, ticket=task.ticket_id,
    )  # fmt: skip


def people_named(desk: Desk, party: int, names: Sequence[str]) -> list[int]:
    """Persons at the party whose whole or first name is one of the names; none is invented."""
    rows = desk.store.rows(
        "SELECT p.id, p.sort_name FROM relationship r JOIN party p ON p.id = r.party_id"
        " WHERE r.other_id = ? AND r.until IS NULL AND p.kind = 'person'",
        (party,),
    )
    found = []
    for name in map(fold, names):
        exact = [row[0] for row in rows if row[1] == name]
        part = [row[0] for row in rows if name in row[1].split()]
        chosen = exact or part
        if len(chosen) == 1:
            found.append(chosen[0])
    return found


def _article(kind: str) -> str:
    word = {"email": "e-mail", "state": "state", "chat": "message"}.get(kind, kind)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
