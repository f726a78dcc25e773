"""A mail taken in: one message, one change set; matched, threaded and logged, or refused and kept.

Nothing that came in is lost: what is no ticket's is kept as it came, with the reason.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from crm_tui.models import Attachment, MailMessage, Ticket
from crm_tui.models.stored import instant_text
from crm_tui.services import conversations, tickets
from crm_tui.services.intake import mail_threads
from crm_tui.services.intake.mail_record import MailRecord
from crm_tui.services.intake.mail_senders import Sender, find_sender, make_sender
from crm_tui.store.desk import Desk
from crm_tui.store.files import Files
from crm_tui.text.emails import fold_email
from crm_tui.text.mail_subject import is_forwarded, title_of
from crm_tui.text.reply_text import ReplyText, split_reply

TICKET, REPLY, RATING, NOTED, KNOWN, REFUSED = (
    "ticket", "reply", "rating", "noted", "known", "refused",
)  # fmt: skip
MOST_NEW = 20
"""Tickets that the mail of one sender makes in `_WHILE`; more of it joins the newest of them."""
_WHILE: Final = timedelta(hours=1)
_RATING: Final = re.compile(r"\s*([1-5])\s*[.!]?\s*")
_LONGEST_QUOTED = 200_000


class Handling(NamedTuple):
    """How the mail of a mailbox is taken in.

    `kind`, `queue` and `priority` are those of the tickets it makes; `mailbox` are our own
    addresses: mail from them is ours, come back.
    """

    kind: str = "request"
    queue: str = ""
    priority: str = ""
    mailbox: tuple[str, ...] = ()


class Taken(NamedTuple):
    """What became of a mail: one of the words above, the ticket and its number, why not.

    `doubts` is what the user should know about it.
    """

    what: str
    ticket: int | None = None
    number: str = ""
    reason: str = ""
    doubts: tuple[str, ...] = ()


def take_mail(
    desk: Desk, mail: MailRecord, handling: Handling | None = None, *, refused: int | None = None
) -> Taken:
    """Take a message in: a new ticket, a reply or a rating on one, or a refusal that is kept.

    The same message again is known and changes nothing, nor does one that another process took
    in at the same moment. Files are kept before the change set that names them. `refused` is the
    mail's own row where it was refused and somebody wants it taken as if a person had written it.

    Raises RuleError for a kind, queue or priority that there is not, BusyError or DatabaseError
    where nothing could be written: the same message can then be taken in later.
    """
    if refused is not None:
        mail = mail._replace(automatic="", undelivered=(), returned=())
    elif (known := _known(desk, mail)) is not None:
        return known
    intake = _Intake(desk, mail, handling or Handling())
    intake.keep_files()
    label = "took a mail in"
    with desk.store.change_set(desk.user, label, origin=desk.origin) as change_set:
        if refused is not None:
            MailMessage.delete().where(
                MailMessage.id == refused, MailMessage.refused != ""
            ).execute()
        if (known := _known(desk, mail)) is not None:
            return known
        taken = intake.take() if refused is None else intake.take_anyway()
        said = f"{taken.what} by mail: {taken.number}" if taken.number else "refused a mail"
        desk.store.relabel(change_set, label, f"{said} {intake.title}")
    return taken


def _known(desk: Desk, mail: MailRecord) -> Taken | None:
    row = desk.store.row(
        "SELECT m.ticket_id, coalesce(t.number, ''), m.refused FROM mail_message m"
        " LEFT JOIN ticket t ON t.id = m.ticket_id WHERE m.digest = ?",
        (mail.digest,),
    )
    return Taken(KNOWN, row[0], row[1], row[2]) if row else None


def _is_asked_for_rating(ticket: Ticket) -> bool:
    """Whether a rating is the last that the customer was asked for."""
    asked, answered = ticket.rating_asked_at, ticket.last_out_at
    return asked is not None and (answered is None or asked >= answered)


class _Intake:
    """One message on its way in."""

    def __init__(self, desk: Desk, mail: MailRecord, handling: Handling) -> None:
        self._desk = desk
        self._mail = mail
        self._handling = handling
        now = desk.clock.now()
        self._at: datetime = min(mail.at or now, now)
        self._sender_address = fold_email(mail.sender.email)
        self._files = Files(desk.store.engine.address)
        self._names: list[str] = []
        self._raw = ""
        if is_forwarded(mail.subject):
            self._parts = ReplyText(mail.text, "", "")
        else:
            self._parts = split_reply(mail.text)
        self.title = title_of(mail.subject, self._parts.text, mail.sender.email)

    def keep_files(self) -> None:
        """Keep what came with it; of what nobody wrote, the message itself."""
        if self._mail.automatic:
            self._raw = self._files.keep(self._mail.raw)
            return
        self._names = [
            "" if file.content is None else self._files.keep(file.content)
            for file in self._mail.files
        ]

    def take(self) -> Taken:
        """Write what it is, inside the open change set."""
        desk, mail = self._desk, self._mail
        if not mail.raw.strip():
            return self._refuse("it is empty")
        if mail_threads.is_ours(desk, mail):
            return self._refuse("our own mail came back")
        if self._sender_address in {*map(fold_email, self._handling.mailbox)} - {""}:
            return self._refuse(f"it comes from our own address {self._sender_address}")
        if mail.undelivered or mail.automatic == "a delivery report":
            return self._report()
        if mail.automatic:
            sender = find_sender(desk, mail.sender)
            return self._note(mail_threads.ticket_of(desk, mail, sender), sender)
        return self.take_anyway()

    def take_anyway(self) -> Taken:
        """Write it as what a person wrote, whatever speaks against that."""
        sender = find_sender(self._desk, self._mail.sender)
        ticket = mail_threads.ticket_of(self._desk, self._mail, sender)
        if ticket is not None:
            return self._reply(ticket, sender)
        if (newest := self._flood()) is not None:
            doubt = f"more than {MOST_NEW} new ones within an hour from this address"
            return self._reply(newest, sender, doubt)
        return self._new(sender)

    def _new(self, sender: Sender) -> Taken:
        desk, handling = self._desk, self._handling
        if sender.party is None and sender.colleague is None:
            sender = make_sender(desk, self._mail.sender)
        doubts = [sender.doubt] if sender.doubt else []
        if sender.party is None:
            doubts.append(f"Written by {self._written_by()}, who is no customer here.")
        ticket = tickets.add(
            desk, self.title, party=sender.party, contact=sender.contact, kind=handling.kind,
            queue=handling.queue, priority=handling.priority, channel="email", at=self._at,
            body=self._body(*doubts),
        )  # fmt: skip
        entry = desk.store.value(
            "SELECT id FROM timeline_entry WHERE ticket_id = ? AND direction = 'in'"
            " ORDER BY id LIMIT 1",
            (ticket,),
        )
        self._write(ticket, entry)
        return self._taken(TICKET, ticket, doubts)

    def _reply(self, ticket: Ticket, sender: Sender, doubt: str = "") -> Taken:
        desk = self._desk
        doubts = [f"Here, for there were {doubt}."] if doubt else []
        rating = _RATING.fullmatch(self._parts.text)
        if rating and _is_asked_for_rating(ticket):
            conversations.rate(desk, ticket.id, int(rating[1]))
            entry = desk.store.value(
                "SELECT max(id) FROM timeline_entry WHERE ticket_id = ?", (ticket.id,)
            )
            self._write(ticket.id, entry)
            return self._taken(RATING, ticket.id, doubts)
        if sender.colleague is not None:
            ours = desk._replace(user=sender.colleague)
            entry = conversations.reply(ours, ticket.id, self._body(*doubts), internal=True)
            self._write(ticket.id, entry, answerable=False)
            return self._taken(NOTED, ticket.id, doubts)
        if sender.contact is None and sender.party is None:
            sender = make_sender(desk, self._mail.sender)
            if sender.party is None:
                doubts.append(f"Written by {self._written_by()}.")
        contact = self._contact_on(ticket, sender)
        entry = conversations.note_in(
            desk, ticket.id, self._body(*doubts), channel="email", contact=contact,
            at=self._at, subject=self._mail.subject,
        )  # fmt: skip
        self._write(ticket.id, entry)
        return self._taken(REPLY, ticket.id, doubts)

    def _note(self, ticket: Ticket | None, sender: Sender) -> Taken:
        """What nobody wrote is noted where it answers something, and changes no state."""
        if ticket is None:
            return self._refuse(f"{self._mail.automatic} that belongs to no ticket")
        body = self._body(f"This is {self._mail.automatic}.")
        entry = conversations.note_in(
            self._desk, ticket.id, body, channel="email",
            contact=self._contact_on(ticket, sender), at=self._at, subject=self._mail.subject,
            reopens=False,
        )  # fmt: skip
        self._write(ticket.id, entry, answerable=False)
        return self._taken(NOTED, ticket.id)

    def _report(self) -> Taken:
        """Note on its ticket what a delivery report says, and that an address is bad."""
        desk, mail = self._desk, self._mail
        found = [
            (row, recipients)
            for ticket, recipients in mail_threads.tickets_about(desk, mail)
            if (row := mail_threads.left(ticket)) is not None
        ]
        if not found:
            return self._refuse("a delivery report about no mail of ours")
        ticket, recipients = found[0]
        about = [one for one in mail.undelivered if one.email in recipients.casefold()]
        said = [f"Not delivered to {one.email}: {one.said}" for one in about or mail.undelivered]
        entry = conversations.reply(
            desk, ticket.id, "\n".join(said) or self._body(), internal=True, channel="email"
        )
        for one in about:
            if one.gone:
                desk.store.write(
                    "UPDATE contact_method SET bad_since = ?"
                    " WHERE kind = 'email' AND normal = ? AND bad_since IS NULL",
                    (desk.clock.today().isoformat(), one.email),
                )
        self._write(ticket.id, entry, answerable=False)
        return self._taken(NOTED, ticket.id)

    def _refuse(self, reason: str) -> Taken:
        self._raw = self._raw or self._files.keep(self._mail.raw)
        self._write(None, None, refused=reason)
        return Taken(REFUSED, reason=reason)

    def _taken(self, what: str, ticket: int, doubts: list[str] | None = None) -> Taken:
        number = self._desk.store.value("SELECT number FROM ticket WHERE id = ?", (ticket,))
        return Taken(what, ticket, str(number), doubts=(*(doubts or ()), *self._mail.doubts))

    def _contact_on(self, ticket: Ticket, sender: Sender) -> int | None:
        """Who of those with the address speaks: the ticket's own contact, if it is one of them."""
        if ticket.contact_id in sender.everybody:
            return ticket.contact_id
        return sender.contact or sender.party

    def _flood(self) -> Ticket | None:
        """The newest ticket of a sender who has made too many: a loop with a foreign robot."""
        if not self._sender_address:
            return None
        row = self._desk.store.row(
            "SELECT count(DISTINCT ticket_id), max(ticket_id) FROM mail_message"
            " WHERE sender = ? AND at > ? AND at <= ? AND direction = 'in'",
            (self._sender_address, *map(instant_text, (self._at - _WHILE, self._at))),
        )
        return mail_threads.left(row[1]) if row[0] >= MOST_NEW else None

    def _body(self, *doubts: str) -> str:
        """The new text, with what the program has to say about it in square brackets."""
        said = self._parts.text.strip()
        if not said:
            names = ", ".join(file.name for file in self._mail.files[:5])
            said = f"[no text; it came with {names}]" if names else "[no text]"
        remarks = "\n".join(f"[{doubt}]" for doubt in (*doubts, *self._mail.doubts))
        return f"{said}\n\n{remarks}" if remarks else said

    def _written_by(self) -> str:
        name, email = self._mail.sender
        return " ".join(filter(None, (name, f"<{email}>" if email else ""))) or "nobody named"

    def _write(
        self,
        ticket: int | None,
        entry: int | None,
        *,
        refused: str = "",
        answerable: bool = True,
    ) -> None:
        """Write the message down; one that is not to be answered has no sender on its ticket."""
        mail = self._mail
        sender = self._sender_address if answerable else ""
        MailMessage.create(
            entry=entry, ticket=ticket, direction="in", message_id=mail.message_id,
            digest=mail.digest, in_reply_to=mail.in_reply_to, sender=sender,
            recipients=", ".join(mail.recipients)[:4000], subject=mail.subject, at=self._at,
            quoted=self._parts.folded[:_LONGEST_QUOTED], refused=refused, file=self._raw,
        )  # fmt: skip
        if entry is None:
            return
        for file, name in zip(mail.files, self._names, strict=False):
            Attachment.create(
                entry=entry, name=file.name, type=file.type, size=file.size, file=name,
                note=file.note,
            )  # fmt: skip
