"""A mail as it came in, read and made safe: what the intake of tickets is given."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Address(NamedTuple):
    """Somebody's name and e-mail address as a mail says them; either may be missing."""

    name: str
    email: str


class MailFile(NamedTuple):
    """A file that came with a mail. `content` is None where it is not kept: `note` says why."""

    name: str
    type: str
    size: int
    content: bytes | None
    note: str = ""


class Undelivered(NamedTuple):
    """A recipient that a delivery report is about; `gone` where the address itself is bad."""

    email: str
    said: str
    gone: bool


class MailRecord(NamedTuple):
    """One message.

    `digest` tells messages apart by their content. `at` is when it was written, None where it
    does not say, or nothing that can be (then `doubt` has it). `text` is its whole text.
    `automatic` says what made it where nobody wrote it: 'a delivery report', 'an automatic
    answer'. `returned` are the Message-IDs of what a report is about. `raw` is the message as it
    came.
    """

    digest: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: Address
    recipients: tuple[str, ...]
    subject: str
    at: datetime | None
    text: str
    files: tuple[MailFile, ...]
    raw: bytes
    doubts: tuple[str, ...] = ()
    automatic: str = ""
    undelivered: tuple[Undelivered, ...] = ()
    returned: tuple[str, ...] = ()
