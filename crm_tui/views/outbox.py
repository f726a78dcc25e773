"""Mail that is to go out, goes out now, or did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crm_tui.models.stored import as_instant, instant_text
from crm_tui.store.desk import Desk

SURELY_STUCK = timedelta(minutes=5)
"""No command and no server takes so long: whoever began to send has ended in the middle, or has
the message open in a mail program still."""
GIVEN_UP = timedelta(days=3)
"""What could not be sent for so long is tried again only where somebody says so."""

_THREAD_MOST = 20
STATE = "CASE WHEN m.state = 'queued' AND m.failure <> '' THEN 'failed' ELSE m.state END"
"""The state of a message `m` as it is told: one that waits and could not be sent has failed."""


class OutgoingMail(NamedTuple):
    """A message of ours; `body` is the answer's text, `references` the thread, oldest first.

    Its state is queued, sending, sent, handed, failed or cancelled.
    """

    id: int
    ticket: int
    number: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: str
    recipients: str
    subject: str
    body: str
    at: datetime
    state: str
    failure: str


class Waiting(NamedTuple):
    """A message that has not surely gone out: its state is queued, sending, failed or perhaps.

    `perhaps`: sending it broke off in the middle, and nobody knows how far it came.
    """

    id: int
    number: str
    recipients: str
    subject: str
    state: str
    failure: str
    at: datetime


def mail(desk: Desk, number: int) -> OutgoingMail | None:
    """A message of ours; None where there is none of that id."""
    row = desk.store.row(
        "SELECT m.id, m.ticket_id, t.number, m.message_id, m.in_reply_to, m.sender, m.recipients,"
        f" m.subject, e.body, m.at, {STATE}, m.failure FROM mail_message m"
        " JOIN ticket t ON t.id = m.ticket_id JOIN timeline_entry e ON e.id = m.entry_id"
        " WHERE m.id = ? AND m.direction = 'out'",
        (number,),
    )
    if row is None:
        return None
    return OutgoingMail._make([
        *row[:5], thread(desk, row[1], before=row[0]), *row[5:9], as_instant(row[9]), *row[10:],
    ])  # fmt: skip


def thread(desk: Desk, ticket: int, *, before: int = 1 << 62) -> tuple[str, ...]:
    """The Message-IDs of what people wrote on a ticket, oldest first, its newest twenty."""
    rows = desk.store.rows(
        "SELECT message_id FROM mail_message WHERE ticket_id = ? AND message_id <> '' AND id < ?"
        " AND sender <> '' AND state <> 'cancelled' ORDER BY id DESC LIMIT ?",
        (ticket, before, _THREAD_MOST),
    )
    return tuple(row[0] for row in reversed(rows))


def waiting(desk: Desk, limit: int = 200) -> list[Waiting]:
    """What has not surely gone out, the oldest first."""
    rows = desk.store.rows(
        f"SELECT m.id, t.number, m.recipients, m.subject, {STATE}, m.failure, m.at,"
        " coalesce(m.sent_at, m.at) FROM mail_message m JOIN ticket t ON t.id = m.ticket_id"
        " WHERE m.state IN ('queued', 'sending') AND m.direction = 'out' ORDER BY m.id LIMIT ?",
        (limit,),
    )
    return [
        Waiting._make([*row[:4], _standing(desk, row), row[5], as_instant(row[6])]) for row in rows
    ]


def to_send(desk: Desk, *, failed: bool = False) -> list[int]:
    """What waits, with `failed` what failed within `GIVEN_UP`, too; the oldest first."""
    rows = desk.store.rows(
        # Both states are named as the index of what waits names them, so that it is read.
        "SELECT id FROM mail_message WHERE state IN ('queued', 'sending') AND state = 'queued'"
        " AND direction = 'out' AND (failure = '' OR (? AND at > ?)) ORDER BY id",
        (failed, instant_text(desk.clock.now() - GIVEN_UP)),
    )
    return [row[0] for row in rows]


def address_for(desk: Desk, ticket: int) -> tuple[str, str]:
    """Where an answer on a ticket goes by mail, and why it goes nowhere: one of both is empty.

    To whoever wrote last; else to the contact's or the customer's first address that has not
    opted out. An address that is known to be bad gets nothing.
    """
    wrote = desk.store.value(
        "SELECT sender FROM mail_message m WHERE ticket_id = ? AND direction = 'in'"
        " AND sender <> '' AND NOT EXISTS (SELECT 1 FROM contact_method c WHERE c.kind = 'email'"
        " AND c.normal = m.sender AND c.normal <> '' AND c.bad_since IS NOT NULL)"
        " ORDER BY id DESC LIMIT 1",
        (ticket,),
    )
    if wrote:
        return str(wrote), ""
    rows = desk.store.rows(
        "SELECT m.normal, m.bad_since, m.opted_out_at FROM ticket t JOIN contact_method m"
        " ON m.party_id IN (t.contact_id, t.party_id) AND m.kind = 'email' WHERE t.id = ?"
        " ORDER BY m.party_id = t.contact_id DESC, m.is_primary DESC, m.id",
        (ticket,),
    )
    good = [row[0] for row in rows if not row[1] and not row[2]]
    if good:
        return str(good[0]), ""
    if not rows:
        return "", "no e-mail address is known"
    return "", "their address is bad" if rows[0][1] else "they want no e-mail"


def _standing(desk: Desk, row: Any) -> str:
    state, failure, since = row[4], row[5], as_instant(row[7])
    stuck = failure or desk.clock.now() - since > SURELY_STUCK
    return "perhaps" if state == "sending" and stuck else str(state)
