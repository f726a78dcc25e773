"""`crm log`, `crm correct`, `crm pin`: what happened, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.cli import meaning
from crm_tui.cli.session import Session
from crm_tui.errors import NotFoundError
from crm_tui.services import timeline
from crm_tui.views import card, naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.card import EntryRow


def log(
    session: Session,
    party: str,
    text: tuple[str, ...],
    *,
    channel: str | None,
    kind: str | None,
    direction: str | None,
    minutes: int | None,
    outcome: str | None,
    at: str | None,
    subject: str | None,
    people: tuple[str, ...],
    follow_up: str | None,
    due: str | None,
    internal: bool,
    deal: str | None,
    ticket: str | None,
) -> None:
    """Write an entry into a customer's timeline, and the follow-up it asks for.

    A contact about a ticket counts there as what they said, or as an answer of ours.
    """
    desk = session.desk
    customer = naming.party(desk, party)
    way, implied = meaning.channel(desk, channel) if channel else ("", "")
    came_of_it = meaning.choice(desk, "outcome", outcome) if outcome else ""
    about = meaning.ticket(desk, ticket).id if ticket else None
    with desk.store.change_set(desk.user, "logged", origin=desk.origin):
        logged = timeline.log(
            desk,
            customer,
            " ".join(text),
            kind=kind or implied,
            channel=way,
            direction=direction or "",
            minutes=minutes,
            outcome=came_of_it,
            at=meaning.moment(desk, at) if at else None,
            subject=subject or "",
            people=[meaning.person(desk, one, customer) for one in people],
            follow_up=follow_up or "",
            due=meaning.day(desk, due) if due else None,
            internal=internal,
            deal=_deal(desk, deal) if deal else None,
            ticket=about,
        )
        if about and channel and not internal:
            from crm_tui.services import ticket_contacts

            ticket_contacts.note(desk, about, direction or "", came_of_it)
    entry = _entry(desk, logged.entry)
    if session.json:
        session.answer(
            {"party": customer, "entry": logged.entry, "task": logged.task, "understood": entry}
        )
        return
    task = f" Task {logged.task} follows." if logged.task else ""
    session.tell([f"{entry.party_name} (#{customer}): {entry.kind}, entry {entry.id}.{task}"])


def correct(session: Session, entry: str, text: tuple[str, ...]) -> None:
    """Correct an entry's text by a new entry (rule 2)."""
    old = meaning.record_id(entry, "an entry")
    new = timeline.correct(session.desk, old, " ".join(text))
    if session.json:
        session.answer({"entry": new, "corrects": old})
    else:
        session.tell([f"Entry {new} corrects entry {old}."])


def pin(session: Session, entry: str, *, off: bool) -> None:
    """Keep an entry at the top of the card, or no longer."""
    number = _entry(session.desk, meaning.record_id(entry, "an entry")).id
    timeline.pin(session.desk, number, pinned=not off)
    if session.json:
        session.answer({"entry": number, "pinned": not off})
    else:
        session.tell([f"Entry {number} is {'no longer pinned' if off else 'pinned'}."])


def _deal(desk: Desk, text: str) -> int:
    from crm_tui.views import deals

    return deals.named(desk, text)


def _entry(desk: Desk, number: int) -> EntryRow:
    found = card.entries(desk, [number])
    if not found:
        raise NotFoundError(f"There is no entry {number}.", "'crm show' gives their numbers.")
    return found[0]
