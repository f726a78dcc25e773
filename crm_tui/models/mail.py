"""Mail about tickets, and the files that came with it."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import InstantField
from crm_tui.models.record import Table
from crm_tui.models.ticket import Ticket
from crm_tui.models.timeline import TimelineEntry


class MailMessage(Table):
    """A mail that came in or is to go out.

    `digest` is of its content, whatever its headers say: the same mail is known again. `quoted`
    is the part of its text that was folded away. A refused one has its reason and the `file` it
    is kept in; one of ours has a state from `queued` to `sent`.
    """

    entry = ForeignKeyField(TimelineEntry, null=True, index=False)
    entry_id: int | None
    ticket = ForeignKeyField(Ticket, null=True, index=False)
    ticket_id: int | None
    direction = TextField()
    message_id = TextField(default="")
    digest = TextField()
    in_reply_to = TextField(default="")
    sender = TextField(default="")
    recipients = TextField(default="")
    subject = TextField(default="")
    at = InstantField()
    quoted = TextField(default="")
    refused = TextField(default="")
    file = TextField(default="")
    state = TextField(default="")
    failure = TextField(default="")
    sent_at = InstantField(null=True)


class Attachment(Table):
    """A file that came with an entry, kept beside the database; `size` in bytes.

    `file` is empty where it was not kept, and `note` says why.
    """

    entry = ForeignKeyField(TimelineEntry, index=False)
    entry_id: int
    name = TextField(default="")
    type = TextField(default="")
    size = IntegerField(default=0)
    file = TextField(default="")
    note = TextField(default="")
