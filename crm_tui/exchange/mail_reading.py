"""One mail read from its bytes: whatever it holds, it becomes a record and nothing of it is lost.

What cannot be read as text is kept as a file, and what is too large to be kept is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from crm_tui.exchange import mail_reports
from crm_tui.exchange.mail_charsets import decoded
from crm_tui.exchange.mail_headers import (
    LONGEST_HEAD,
    Head,
    addresses,
    message_ids,
    moment,
    split_head,
)
from crm_tui.exchange.mail_html import text_of_html
from crm_tui.exchange.mail_parts import Part, parts_of
from crm_tui.services.intake.mail_record import Address, MailFile, MailRecord
from crm_tui.text.safe import clean

MOST_BYTES = 72_000_000
"""A message is read so far: files of 50 MB as they are packed for a mail, and some text."""
LARGEST_FILE = 25_000_000
LARGEST_FILES = 50_000_000
LONGEST_TEXT = 200_000
"""Signs of text that are kept in the log; a longer one is kept whole as a file."""

_SENDERS: Final = ("from", "reply-to", "sender", "return-path", "x-sender")
_WRITTEN: Final = (
    "message-id", "date", "from", "sender", "reply-to", "to", "cc", "subject", "in-reply-to",
    "references",
)  # fmt: skip
_META: Final = re.compile(rb"<meta[^>]{0,200}charset\s?=\s?[\"']?([\w-]{1,40})", re.IGNORECASE)
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|]+')
_ENDINGS: Final = {"message/rfc822": ".eml", "text/html": ".html", "text/plain": ".txt",
                   "text/calendar": ".ics", "application/pdf": ".pdf", "image/png": ".png",
                   "image/jpeg": ".jpg", "image/gif": ".gif",
                   "message/delivery-status": ".txt"}  # fmt: skip

_Held = tuple[Part, bytes]
"""A part and what it holds, unpacked."""


def read_mail(raw: bytes, now: datetime) -> MailRecord:
    """The record of a message; nothing that stands in it makes this raise."""
    doubts: list[str] = []
    if len(raw) > MOST_BYTES:
        doubts.append(f"It is longer than {MOST_BYTES // 1_000_000} MB; the rest was not read.")
        raw = raw[:MOST_BYTES]
    message = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    parts = parts_of(message.lstrip(b"\r\n"))
    head = parts.head
    doubts += parts.doubts
    held = [(part, part.content()) for part in parts.leaves]
    written = _text(held, doubts)
    automatic = mail_reports.made_by(head, parts.leaves)
    report = mail_reports.report_of(message, parts.leaves) if automatic else mail_reports.Report()
    if astray := head.text(""):
        doubts.append(f"It begins with what is no head of a mail: {astray[:500]}")
    at = moment(head.raw("date"), now)
    if at is None and head.raw("date").strip():
        doubts.append(f"It says that it was written on {head.text('date')[:100]}.")
    replies = message_ids(head.raw("in-reply-to"))
    ids = message_ids(head.raw("message-id"))
    return MailRecord(
        digest=_digest(head, held),
        message_id=ids[0] if ids else "",
        in_reply_to=replies[0] if replies else "",
        references=tuple(dict.fromkeys([*replies, *reversed(message_ids(head.raw("references")))])),
        sender=_sender(head),
        recipients=tuple(
            one.email for name in ("to", "cc") for one in addresses(head.raw(name)) if one.email
        ),
        subject=head.text("subject")[:1000].rstrip(),
        at=at,
        text=written.text,
        files=tuple(_files(held, written)),
        raw=raw,
        doubts=tuple(doubts),
        automatic=automatic,
        undelivered=report.undelivered,
        returned=report.returned,
    )


def _sender(head: Head) -> Address:
    """Who wrote it: the first field that names somebody."""
    named = Address("", "")
    for field in _SENDERS:
        for one in addresses(head.raw(field)):
            if one.email:
                return Address(named.name or one.name, one.email)
            named = Address(named.name or one.name, "")
    return named


def _digest(head: Head, held: Sequence[_Held]) -> str:
    """What tells one message from another, whichever way it came.

    The fields that its writer set and what it holds, unpacked, line ends made one; not the ones
    that each server on the way adds. A Message-ID alone is not enough: some repeat theirs.
    """
    total = blake2b(digest_size=20)
    for field in _WRITTEN:
        total.update(head.raw(field).encode("utf-8", "replace") + b"\0")
    for part, content in held:
        is_text = part.type.startswith(("text/", "message/"))
        same = content.replace(b"\r\n", b"\n").strip() if is_text else content
        total.update(f"{part.type}\0{part.name}\0{len(same)}\0".encode("utf-8", "replace") + same)
    return total.hexdigest()


class _Written(NamedTuple):
    """The text of a mail, and the files that hold what it lacks."""

    text: str
    files: list[MailFile]


def _text(held: Sequence[_Held], doubts: list[str]) -> _Written:
    """The text of all parts that are text and no file; of plain and HTML the same, the plain."""
    said: list[str] = []
    kept: list[MailFile] = []
    has_plain_form = False
    for part, content in held:
        if part.is_file:
            continue
        in_forms = "multipart/alternative" in part.path
        if part.type == "text/html":
            if in_forms and has_plain_form:
                continue
            kept.append(_file(part, content, "message.html"))
            text = text_of_html(decoded(content, _charset(part, content)).text)
        else:
            text, whole = decoded(content, _charset(part, content))
            if not whole or "\0" in text:
                kept.append(_file(part, content, "message.txt"))
                doubts.append("Not all of its text could be read; it is kept as a file.")
            has_plain_form = has_plain_form or (in_forms and bool(text.strip()))
        said.append(clean(text, multiline=True))
    text = "\n\n".join(filter(None, said))
    if len(text) > LONGEST_TEXT:
        content = text.encode()
        kept.append(MailFile("whole-text.txt", "text/plain", len(content), content))
        doubts.append("The text is very long; the whole of it is kept as a file.")
    return _Written(text[:LONGEST_TEXT].rstrip(), kept)


def _charset(part: Part, content: bytes) -> str:
    said = part.head.parameter("content-type", "charset")
    if not said and part.type == "text/html" and (found := _META.search(content[:4000])):
        return found[1].decode("ascii")
    return said


def _files(held: Sequence[_Held], written: _Written) -> Iterator[MailFile]:
    """The files to be kept, as far as the limits allow; the others with what keeps them out."""
    total = 0
    files = [_file(part, content) for part, content in held if part.is_file]
    for file in (*written.files, *files):
        if file.size > LARGEST_FILE:
            yield file._replace(content=None, note=_over("a file", LARGEST_FILE))
        elif total + file.size > LARGEST_FILES:
            yield file._replace(content=None, note=_over("the files of a mail", LARGEST_FILES))
        else:
            total += file.size
            yield file


def _over(what: str, most: int) -> str:
    return f"not kept: {what} may have {most // 1_000_000} MB"


def _file(part: Part, content: bytes, name: str = "") -> MailFile:
    return MailFile(_name(part, content, name), part.type, len(content), content)


def _name(part: Part, content: bytes, name: str) -> str:
    """A name to show and to suggest; never the one it is kept under."""
    said = part.name or name
    ending = _ENDINGS.get(part.type, "")
    if not said and part.type == "message/rfc822":
        said = split_head(content, 0, min(len(content), LONGEST_HEAD))[0].text("subject") + ending
    safe = _UNSAFE.sub("_", clean(said)).lstrip(". ")
    return safe[:150].rstrip() or f"file{ending}"
