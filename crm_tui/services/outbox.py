"""Answers that go out by mail: written with the answer, sent once, never in silence."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from crm_tui.errors import CrmError, NotFoundError, RuleError
from crm_tui.models import MailMessage
from crm_tui.models.stored import instant_text
from crm_tui.services import tickets
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import outbox
from crm_tui.views.outbox import OutgoingMail

ASKING = "How did we do? Answer this message with a number from 1 (badly) to 5 (very well)."
"""What asks a customer for a rating; the answer is read by whoever takes the mail in."""

Transport = Callable[[OutgoingMail], None]
"""Hands a message on; raises CrmError where it is sure that it did not go out, PerhapsSentError
where that is not sure."""


class PerhapsSentError(CrmError):
    """A message was handed on, but nobody said that it was taken."""


class Answered(NamedTuple):
    """An answer: its entry, the message it is, if any, to whom, and why it is no message."""

    entry: int
    mail: int | None
    to: str
    no_mail: str


def answer(
    desk: Desk,
    ticket: int,
    text: str,
    *,
    sender: str = "",
    to: str = "",
    state: str = "",
    seen: int | None = None,
    solve: str = "",
    note: str = "",
    cause: str = "",
    ask_rating: bool = False,
) -> Answered:
    """Answer a ticket, as `tickets.reply`, and put the answer into the outbox, in one change set.

    It is a message where `sender` says who mail comes from and there is an address; else it is
    only written down, and `no_mail` says why. With `solve` the ticket is solved for that reason;
    `ask_rating` adds the question how content they are.

    Raises what `tickets.reply` and `tickets.solve` raise.
    """
    to, why = (clean(to), "") if to else outbox.address_for(desk, ticket)
    if not sender:
        to, why = "", "mail.send is not set"
    if ask_rating and to:
        text = f"{text.rstrip()}\n\n{ASKING}"
    with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin):
        channel = "email" if to else ""
        entry = tickets.reply(desk, ticket, text, channel=channel, state=state, seen=seen)
        mail = _queue(desk, ticket, entry, sender, to) if to else None
        if ask_rating and to:
            tickets.ask_rating(desk, ticket)
        if solve:
            tickets.solve(desk, [ticket], solve, note=note, cause=cause)
    return Answered(entry, mail, to, why)


def send(desk: Desk, mail: int, transport: Transport, *, state: str = "sent") -> bool:
    """Send a message that waits or failed; whether it went out by this call.

    Whoever comes second finds it taken, so that nothing is sent twice. Where the transport is
    sure that it did not go out, it has failed and says why; where that is not sure, it is never
    sent again unless somebody says so (`retry`).
    """
    if not _take(desk, mail):
        return False
    message = outbox.mail(desk, mail)
    assert message is not None
    try:
        transport(message)
    except PerhapsSentError as error:
        _settle(desk, mail, "sending", clean(error.sentence)[:300])
        return False
    except CrmError as error:
        _settle(desk, mail, "failed", clean(error.sentence)[:300])
        return False
    _settle(desk, mail, state)
    return True


def send_waiting(
    desk: Desk, transport: Transport, *, state: str = "sent", failed: bool = False
) -> tuple[int, int]:
    """Send all that waits, with `failed` what failed before, too; how many went out and failed."""
    states = ("queued", "failed") if failed else ("queued",)
    ids = [row.id for row in outbox.waiting(desk) if row.state in states]
    sent = sum(send(desk, mail, transport, state=state) for mail in ids)
    still = sum(row.state == "failed" and row.id in ids for row in outbox.waiting(desk))
    return sent, still


def retry(desk: Desk, mail: int) -> None:
    """Let a message that failed, or perhaps went out, wait to be sent once more.

    Raises RuleError for one that surely went out or is being sent, NotFoundError for none.
    """
    _put_back(desk, mail, "queued", "let a message be sent again")


def note_sent(desk: Desk, mail: int) -> None:
    """Note that a message which perhaps went out did. Raises as `retry`."""
    _put_back(desk, mail, "sent", "noted that a message went out")


def cancel(desk: Desk, mail: int) -> None:
    """Let a message that has not gone out stay here. Raises as `retry`."""
    _put_back(desk, mail, "cancelled", "cancelled a message")


def _queue(desk: Desk, ticket: int, entry: int, sender: str, to: str) -> int:
    row = tickets.rows_of([ticket])[0]
    thread = outbox.thread(desk, ticket)
    host = clean(sender).rstrip(">").rpartition("@")[2] or "localhost"
    message_id = f"<crm.{row.number}.{secrets.token_hex(8)}@{host}>"
    made = MailMessage.create(
        entry=entry, ticket=ticket, direction="out", message_id=message_id,
        digest=blake2b(message_id.encode(), digest_size=16).hexdigest(),
        in_reply_to=thread[-1] if thread else "", sender=clean(sender), recipients=to,
        subject=f"Re: {row.title} [{row.number}]", at=desk.clock.now(), state="queued",
    )  # fmt: skip
    return int(made.id)


def _take(desk: Desk, mail: int) -> bool:
    """Whether this caller is the one who sends the message; nobody else is from then on."""
    with desk.store.change_set(None, "sending a message", origin=desk.origin):
        # `sent_at` says meanwhile since when it is being sent.
        return bool(desk.store.write(
            "UPDATE mail_message SET state = 'sending', failure = '', sent_at = ?"
            " WHERE id = ? AND direction = 'out' AND state IN ('queued', 'failed')",
            (instant_text(desk.clock.now()), mail),
        ))  # fmt: skip


def _settle(desk: Desk, mail: int, state: str, failure: str = "") -> None:
    label = "could not send a message" if failure else "sent a message"
    with desk.store.change_set(None, label, origin=desk.origin):
        MailMessage.update(
            state=state, failure=failure, sent_at=None if state == "failed" else desk.clock.now()
        ).where(MailMessage.id == mail).execute()


def _put_back(desk: Desk, mail: int, state: str, label: str) -> None:
    waits = {row.id: row.state for row in outbox.waiting(desk, limit=100_000)}
    if outbox.mail(desk, mail) is None:
        raise NotFoundError("There is no such message.", "'crm mail list' shows what waits.")
    if waits.get(mail) not in ("queued", "failed", "perhaps"):
        raise RuleError("This message has gone out, or is being sent.")
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        gone = desk.clock.now() if state == "sent" else None
        MailMessage.update(state=state, failure="", sent_at=gone).where(
            MailMessage.id == mail
        ).execute()
