"""Which ticket a mail belongs to: by what it answers, else by the number in its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crm_tui.models import Ticket
from crm_tui.services.intake.mail_record import MailRecord
from crm_tui.services.intake.mail_senders import Sender
from crm_tui.store.desk import Desk
from crm_tui.text.emails import fold_email
from crm_tui.text.mail_subject import ticket_numbers

_WITH_ADDRESS = (
    "(SELECT party_id FROM contact_method WHERE normal = ? AND normal <> '' AND kind = 'email')"
)
_SENT_TO = f"""
SELECT ticket_id, recipients FROM mail_message WHERE direction = 'out' AND ticket_id IN (
  SELECT id FROM ticket WHERE contact_id IN {_WITH_ADDRESS}
  UNION SELECT id FROM ticket WHERE party_id IN {_WITH_ADDRESS})
ORDER BY at DESC, id DESC LIMIT 1
"""
_BY_MESSAGE = """
SELECT ticket_id, recipients FROM mail_message
WHERE message_id IN ({ids}) AND message_id <> '' AND direction = 'out' AND ticket_id IS NOT NULL
"""
_THREADS = """
SELECT message_id, ticket_id FROM mail_message
WHERE message_id IN ({ids}) AND message_id <> '' AND ticket_id IS NOT NULL ORDER BY id DESC
"""
_SENT = """
SELECT 1 FROM mail_message
WHERE message_id IN ({ids}) AND message_id <> '' AND direction = 'out' LIMIT 1
"""
_OURS: Final = re.compile(r"crm\.(T\d{1,9})\.", re.IGNORECASE)


def ticket_of(desk: Desk, mail: MailRecord, sender: Sender) -> Ticket | None:
    """The ticket that a mail goes on with, the one it was merged into where it was.

    What it answers counts before the number in its subject, which anybody can write: that one
    counts only for somebody who is on the ticket already.
    """
    for ticket in _by_ids(desk, mail.references):
        if (answered := left(ticket)) is not None:
            return answered
    ids = [found[1].upper() for one in mail.references if (found := _OURS.match(one))]
    for number in dict.fromkeys([*ids, *ticket_numbers(mail.subject)]):
        named: Ticket | None = Ticket.get_or_none(Ticket.number == number)
        if named is not None and _is_on(desk, named, mail, sender):
            return left(named.id)
    return None


def tickets_about(desk: Desk, mail: MailRecord) -> list[tuple[int, str]]:
    """(ticket, recipients) of each message of ours that a report is about."""
    rows = desk.store.rows_by_id(_BY_MESSAGE, both_forms(mail.returned))
    return rows or [
        row
        for one in mail.undelivered
        for row in desk.store.rows(_SENT_TO, (one.email, one.email))
        if one.email in row[1].casefold()
    ]


def is_ours(desk: Desk, mail: MailRecord) -> bool:
    """Whether we sent it ourselves: it has come back."""
    return bool(mail.message_id and desk.store.rows_by_id(_SENT, both_forms([mail.message_id])))


def both_forms(ids: Iterable[str]) -> list[str]:
    """Message-IDs without their brackets and with them, as some are kept."""
    return [form for one in ids for form in (one, f"<{one}>")]


def left(ticket: int) -> Ticket | None:
    """The ticket, or the one it was merged into; None where it was put away."""
    row: Ticket | None = Ticket.get_or_none(Ticket.id == ticket)
    while row is not None and row.merged_into_id is not None:
        row = Ticket.get_or_none(Ticket.id == row.merged_into_id)
    return None if row is None or row.archived_at is not None else row


def _by_ids(desk: Desk, ids: Sequence[str]) -> list[int]:
    """The tickets of known messages, in the order of the ids, the newest first of each."""
    rows = desk.store.rows_by_id(_THREADS, both_forms(ids))
    found: dict[str, int] = {}
    for message, ticket in rows:
        found.setdefault(message.strip("<>"), ticket)
    return [found[one] for one in ids if one in found]


def _is_on(desk: Desk, ticket: Ticket, mail: MailRecord, sender: Sender) -> bool:
    """Whether the sender is a party of the ticket, has written on it or is one of ours."""
    if sender.colleague is not None:
        return True
    if {ticket.party_id, ticket.contact_id} & set(sender.everybody):
        return True
    return bool(
        desk.store.value(
            "SELECT 1 FROM mail_message WHERE ticket_id = ? AND sender = ? AND sender <> ''",
            (ticket.id, fold_email(mail.sender.email)),
        )
    )
