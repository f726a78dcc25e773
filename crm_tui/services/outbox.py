"""Answers that go out by mail: written with the answer, sent once, never in silence."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from hashlib import blake2b
from typing import Final, NamedTuple

from crm_tui.errors import CrmError, NotFoundError, RuleError
from crm_tui.models import MailMessage
from crm_tui.models.stored import instant_text
from crm_tui.services import conversations, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.emails import fold_email
from crm_tui.text.mail_subject import answer_subject
from crm_tui.text.safe import clean
from crm_tui.views import outbox
from crm_tui.views.outbox import OutgoingMail

ASKING = "How did we do? Answer this message with a number from 1 (badly) to 5 (very well)."
"""What asks a customer for a rating; the answer is read by whoever takes the mail in."""

Transport = Callable[[OutgoingMail], None]
"""Hands a message on. It raises CrmError where it is sure that the message did not go out, as
NoWayOutError where no other one would now, and PerhapsSentError where it is not sure.
"""

_HOST: Final = re.compile(r"[a-z0-9.-]+")


class PerhapsSentError(CrmError):
    """A message was handed on, but nobody said that it was taken."""


class NoWayOutError(CrmError):
    """Nothing goes out now, whatever the message: the command or the server is not there."""


class Answered(NamedTuple):
    """An answer: its entry, the message it is, if any, to whom, and why it is no message."""

    entry: int
    mail: int | None
    to: str
    no_mail: str


class Sending(NamedTuple):
    """How many messages went out, could not be sent, and perhaps went out."""

    sent: int
    failed: int
    perhaps: int


def answer(
    desk: Desk,
    ticket: int,
    text: str,
    *,
    sender: str = "",
    state: str = "",
    seen: int | None = None,
    solve: str = "",
    note: str = "",
    cause: str = "",
    ask_rating: bool = False,
) -> Answered:
    """Answer a ticket, as `conversations.reply`, and put the answer into the outbox: one change.

    It is a message where `sender` says who mail comes from and there is an address; else it is
    only written down, and `no_mail` says why. With `solve` the ticket is solved for that reason;
    `ask_rating` adds the question how content they are.

    Raises what `conversations.reply` and `tickets.solve` raise.
    """
    with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin):
        to, why = outbox.address_for(desk, ticket)
        if not sender:
            to, why = "", "the settings do not say how"
        if ask_rating and to:
            text = f"{text.rstrip()}\n\n{ASKING}"
        channel = "email" if to else ""
        entry = conversations.reply(desk, ticket, text, channel=channel, state=state, seen=seen)
        mail = _queue(desk, ticket, entry, sender, to) if to else None
        if ask_rating and to:
            conversations.ask_rating(desk, ticket)
        if solve:
            tickets.solve(desk, [ticket], solve, note=note, cause=cause)
    return Answered(entry, mail, to, why)


def send(desk: Desk, mail: int, transport: Transport, *, state: str = "sent") -> bool:
    """Send a message that waits or failed; whether it went out by this call.

    Whoever comes second finds it taken, so that nothing is sent twice. Where the transport is
    sure that it did not go out, it has failed and says why; where that is not sure, it is never
    sent again unless somebody says so (`retry`).
    """
    return _attempt(desk, mail, transport, state) == "sent"


def send_waiting(
    desk: Desk, transport: Transport, *, state: str = "sent", failed: bool = False
) -> Sending:
    """Send all that waits, with `failed` what failed before, too; what became of it.

    Where nothing goes out now the rest waits on, and counts as what could not be sent.
    """
    ids = outbox.to_send(desk, failed=failed)
    count = dict.fromkeys(("sent", "failed", "perhaps", "no way", "taken"), 0)
    for number, mail in enumerate(ids):
        outcome = _attempt(desk, mail, transport, state)
        count[outcome] += 1
        if outcome == "no way":
            count["failed"] += len(ids) - number
            break
    return Sending(count["sent"], count["failed"], count["perhaps"])


def retry(desk: Desk, mail: int) -> None:
    """Let a message that failed, or perhaps went out, wait to be sent once more.

    Raises RuleError for one that surely went out or is being sent, NotFoundError for none.
    """
    _put(desk, mail, "queued", "let {} be sent again")


def note_sent(desk: Desk, mail: int) -> None:
    """Note that a message which perhaps went out did. Raises as `retry`."""
    _put(desk, mail, "sent", "noted that {} went out")


def cancel(desk: Desk, mail: int) -> None:
    """Let a message that has not gone out stay here. Raises as `retry`."""
    _put(desk, mail, "cancelled", "kept {} from being sent")


def _queue(desk: Desk, ticket: int, entry: int, sender: str, to: str) -> int:
    row = tickets.rows_of([ticket])[0]
    thread = outbox.thread(desk, ticket)
    message_id = f"<crm.{row.number}.{secrets.token_hex(8)}@{_host(sender)}>"
    made = MailMessage.create(
        entry=entry, ticket=ticket, direction="out", message_id=message_id,
        digest=blake2b(message_id.encode(), digest_size=16).hexdigest(),
        in_reply_to=thread[-1] if thread else "", sender=clean(sender), recipients=to,
        subject=answer_subject(row.title, row.number), at=desk.clock.now(), state="queued",
    )  # fmt: skip
    return int(made.id)


def _host(sender: str) -> str:
    """What makes our Message-IDs ours alone: where the sender's mail lives."""
    host = fold_email(sender).rpartition("@")[2]
    return host if _HOST.fullmatch(host) else "localhost"


def _attempt(desk: Desk, mail: int, transport: Transport, state: str) -> str:
    """Send a message: sent, failed, perhaps, 'no way' for any message, or taken by another."""
    message = outbox.mail(desk, mail)
    begun = instant_text(desk.clock.now())
    if message is None or not _take(desk, message, begun):
        return "taken"
    try:
        transport(message)
    except PerhapsSentError as error:
        _settle(desk, message, begun, "sending", f"perhaps sent {_named(message)}", error)
        return "perhaps"
    except CrmError as error:
        _settle(desk, message, begun, "queued", f"could not send {_named(message)}", error)
        return "no way" if isinstance(error, NoWayOutError) else "failed"
    done = "sent {}" if state == "sent" else "handed {} to a mail program"
    _settle(desk, message, begun, state, done.format(_named(message)))
    return "sent"


def _take(desk: Desk, message: OutgoingMail, begun: str) -> bool:
    """Whether this caller is the one who sends the message; nobody else is from then on."""
    label = f"began to send {_named(message)}"
    with desk.store.change_set(None, label, origin=desk.origin):
        # `sent_at` says meanwhile since when it is being sent.
        return bool(desk.store.write(
            "UPDATE mail_message SET state = 'sending', failure = '', sent_at = ?"
            " WHERE id = ? AND state = 'queued'",
            (begun, message.id),
        ))  # fmt: skip


def _settle(
    desk: Desk,
    message: OutgoingMail,
    begun: str,
    state: str,
    label: str,
    error: CrmError | None = None,
) -> None:
    """Write down what became of it, unless somebody has given it up and decided otherwise."""
    why = clean(error.sentence)[:300] if error else ""
    ended = {"queued": None, "sending": begun}.get(state, instant_text(desk.clock.now()))
    with desk.store.change_set(None, label, origin=desk.origin):
        desk.store.write(
            "UPDATE mail_message SET state = ?, failure = ?, sent_at = ?"
            " WHERE id = ? AND state = 'sending' AND sent_at = ?",
            (state, why, ended, message.id, begun),
        )


def _put(desk: Desk, mail: int, state: str, label: str) -> None:
    message = outbox.mail(desk, mail)
    if message is None:
        raise NotFoundError("There is no such message.", "'crm mail list' shows what waits.")
    now = desk.clock.now()
    with desk.store.change_set(desk.user, label.format(_named(message)), origin=desk.origin):
        if not desk.store.write(
            "UPDATE mail_message SET state = ?, failure = '', sent_at = ? WHERE id = ?"
            " AND (state = 'queued' OR state = 'sending' AND (failure <> '' OR sent_at < ?))",
            (
                state, instant_text(now) if state == "sent" else None, mail,
                instant_text(now - outbox.SURELY_STUCK),
            ),
        ):  # fmt: skip
            raise RuleError("This message has gone out, is being sent or was cancelled.")


def _named(message: OutgoingMail) -> str:
    return f"the answer on {message.number} to {message.recipients}"
