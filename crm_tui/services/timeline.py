"""The log: what happened is written down, never rewritten (rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Participant, TimelineEntry
from crm_tui.services import attempts, entries, standing, tasks
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.views import naming


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
    channel = channel or entries.CHANNEL_OF_KIND.get(kind, "")
    entries.refuse_wrong(desk, body or subject, kind, channel, outcome)
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
        entry = entries.write_with(
            desk, party, at=at, kind=kind, people=people, colleagues=colleagues, channel=channel,
            direction=direction, minutes=minutes, outcome=outcome, subject=subject, body=body,
            internal=internal, task=task, deal=deal, ticket=ticket,
        )  # fmt: skip
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
        new = entries.write(
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
