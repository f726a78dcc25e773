"""What is said on tickets: by the customer, to them, among colleagues, and how content they are."""

from __future__ import annotations

from datetime import datetime

from crm_tui.errors import ConflictError, RuleError
from crm_tui.models import Ticket
from crm_tui.services import entries, standing, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.ticket_clock import OPEN
from crm_tui.views import naming


def note_in(
    desk: Desk,
    ticket: int,
    text: str,
    *,
    channel: str = "",
    contact: int | None = None,
    at: datetime | None = None,
    subject: str = "",
    reopens: bool = True,
) -> int:
    """Write down what the customer said on a ticket; the new entry's id.

    It ends every waiting for them and reopens what was solved or closed, unless it is nothing
    that anybody said (`reopens` is false). On a merged ticket it goes to the one that is left.
    """
    with desk.store.change_set(desk.user, "took down a reply", origin=desk.origin) as change_set:
        row = _left(desk, ticket)
        contact = naming.standing(desk, contact)
        at = at or desk.clock.now()
        entry = entries.said(
            desk, contact or row.contact_id or row.party_id, text, ticket=row.id,
            channel=channel or row.channel, direction="in", at=at, subject=subject,
            also=tickets.customers_of(row),
        )  # fmt: skip
        if reopens:
            row.last_in_at = max(row.last_in_at or at, at)
            row.wait_until = None
            if row.state in ("waiting_customer", "solved", "closed"):
                tickets.end_or_open(row, "open")
                tickets.put_into(desk, [row], "open")
            else:
                tickets.save(desk, [row])
        label = f"took down a reply on {row.number}: {row.title}"
        desk.store.relabel(change_set, "took down a reply", label)
    return entry


def reply(
    desk: Desk,
    ticket: int,
    text: str,
    *,
    channel: str = "",
    internal: bool = False,
    state: str = "",
    seen: int | None = None,
    subject: str = "",
) -> int:
    """Answer the customer, or note something for colleagues alone; the entry's id.

    An answer stops the clock of the first response, and ends a waiting for a day that has come.
    `state` is where the ticket goes then: `waiting_customer` by default after an answer to an
    open one; `open`, `waiting_inside` and so on by their names (`solve` asks for its reason).
    `seen` is the newest entry the writer had read (0 for none): where a colleague has answered
    since, nothing is written.

    Raises ConflictError for that, RuleError for an empty text, a state that cannot be chosen and
    a merged ticket.
    """
    if state:
        tickets.refuse_state(state)
    with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin) as change_set:
        row = tickets.worked([ticket])[0]
        if seen is not None and not internal:
            _refuse_answered(desk, row, seen)
        entry = entries.said(
            desk, row.contact_id or row.party_id, text, ticket=row.id,
            channel="" if internal else channel or row.channel, direction="out",
            internal=internal, subject=subject, also=tickets.customers_of(row),
        )  # fmt: skip
        now = desk.clock.now()
        if not internal:
            row.last_out_at = now
            row.assignee_id = row.assignee_id or desk.user or None
            row.first_responded_at = row.first_responded_at or now
            if row.wait_until is not None and row.wait_until <= desk.clock.today():
                row.wait_until = None
            if not state and row.state in OPEN:
                state = "waiting_customer"
        elif not state and row.state == "new":
            state = "open"
        if state and state != row.state:
            tickets.end_or_open(row, state)
            tickets.put_into(desk, [row], state)
        else:
            tickets.reckon(desk, [row])
            tickets.save(desk, [row])
        what = "noted on" if internal else "answered"
        desk.store.relabel(change_set, "answered a ticket", f"{what} {row.number}: {row.title}")
    return entry


def rate(desk: Desk, ticket: int, rating: int, words: str = "") -> None:
    """Keep how content the customer was, 1 to 5, with their words; also as their opinion.

    Raises RuleError for any other number.
    """
    from crm_tui.models import Opinion

    if not 1 <= rating <= 5:
        raise RuleError("A rating is a number from 1 to 5.", "5 is the best.")
    with desk.store.change_set(desk.user, "rated a ticket", origin=desk.origin) as change_set:
        row = _left(desk, ticket)
        row.rating, row.rating_words = rating, clean(words, multiline=True)
        tickets.save(desk, [row])
        if party := row.contact_id or row.party_id:
            said = f"rated {row.number} {rating} of 5"
            entry = entries.note_event(
                desk, party, "ticket", said, body=row.rating_words, ticket=row.id
            )
            Opinion.create(
                party=party, about="service", score=rating - 3, words=row.rating_words,
                at=desk.clock.now(), entry=entry,
            )  # fmt: skip
        desk.store.relabel(change_set, "rated a ticket", f"rated {row.number}: {rating} of 5")


def ask_rating(desk: Desk, ticket: int) -> None:
    """Note that the customer was asked how content they are."""
    with desk.store.change_set(desk.user, "asked for a rating", origin=desk.origin):
        row = _left(desk, ticket)
        row.rating_asked_at = desk.clock.now()
        tickets.save(desk, [row])


def _refuse_answered(desk: Desk, row: Ticket, seen: int) -> None:
    newer = desk.store.row(
        "SELECT coalesce(u.name, 'Someone') FROM timeline_entry e"
        ' LEFT JOIN "user" u ON u.id = e.user_id WHERE e.ticket_id = ? AND e.id > ?'
        " AND e.direction = 'out' AND e.internal = 0 ORDER BY e.id DESC LIMIT 1",
        (row.id, seen),
    )
    if newer:
        raise ConflictError(
            f"Not sent: {newer[0]} has answered {row.number}.",
            "Read it, then send if needed.",
        )


def _left(desk: Desk, ticket: int) -> Ticket:
    """The ticket itself, or the one it was merged into."""
    return tickets.rows_of([standing.ticket(desk, ticket)])[0]
