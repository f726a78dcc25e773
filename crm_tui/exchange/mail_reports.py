"""Mail that nobody wrote: reports of delivery, receipts, automatic answers; and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crm_tui.exchange.mail_headers import Head, message_ids, split_head
from crm_tui.exchange.mail_parts import Part
from crm_tui.services.intake.mail_record import Undelivered
from crm_tui.text.emails import fold_email
from crm_tui.text.safe import clean

DELIVERY = "a delivery report"
RECEIPT = "a receipt"
ANSWER = "an automatic answer"
SENDING = "an automatic message"
BULK = "bulk mail"

_REPORTS: Final = {"message/delivery-status": DELIVERY, "message/disposition-notification": RECEIPT,
                   "message/feedback-report": "a complaint about mail of ours"}  # fmt: skip
_ANSWERS: Final = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply")
_LISTS: Final = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "x-list",
    "x-mailing-list",
    "list-help",
)
_ROBOTS: Final = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|bounces?)(?:[+-][^@]*)?@|$", re.IGNORECASE
)
_OURS: Final = re.compile(rb"<(crm\.[^<>\s]{1,200})>")
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NOT_THE_ADDRESS: Final = ("2.2", "3.4", "2.3")
"""Of what is refused for good: a full mailbox, too large a message. The address is right."""
_MOST_RECIPIENTS = 200
_LONGEST_REPORT = 200_000


class Report(NamedTuple):
    """What a report is about: the recipients that got nothing, the Message-IDs of what was sent."""

    undelivered: tuple[Undelivered, ...] = ()
    returned: tuple[str, ...] = ()


def made_by(head: Head, leaves: Sequence[Part]) -> str:
    """What made a mail that nobody wrote; '' for one that somebody wrote.

    See RFC 3464, RFC 3834; the field Precedence tells for those that know neither. A mailing
    list's mail is somebody's.
    """
    for part in leaves:
        if part.type in _REPORTS:
            return _REPORTS[part.type]
    if head.word("content-type") == "multipart/report":
        return DELIVERY
    if head.raw("return-path").strip() == "<>" and _ROBOTS.match(_sender(head)):
        return DELIVERY
    said = head.word("auto-submitted")
    precedence = head.word("precedence").replace("-", "_")
    if said == "auto-replied" or precedence == "auto_reply" or head.has(*_ANSWERS):
        return ANSWER
    if said not in ("", "no"):
        return SENDING
    if precedence in ("bulk", "junk") and not head.has(*_LISTS):
        return BULK
    return ""


def _sender(head: Head) -> str:
    from crm_tui.exchange.mail_headers import addresses

    found = addresses(head.raw("from"))
    return found[0].email if found else ""


def report_of(raw: bytes, leaves: Sequence[Part]) -> Report:
    """What a delivery report says, as much of it as can be understood."""
    undelivered: list[Undelivered] = []
    returned: list[str] = []
    for part in leaves:
        if part.type == "message/delivery-status":
            undelivered += _undelivered(part.content()[:_LONGEST_REPORT])
        elif part.type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            content = part.content()
            original, _ = split_head(content, 0, len(content))
            returned += message_ids(original.raw("message-id"))
        elif part.type == "message/disposition-notification":
            head, _ = split_head(part.raw, part.start, part.stop)
            returned += message_ids(head.raw("original-message-id"))
    returned += [found[1].decode("ascii", "ignore") for found in _OURS.finditer(raw)]
    return Report(tuple(undelivered), tuple(dict.fromkeys(returned))[:_MOST_RECIPIENTS])


def _undelivered(content: bytes) -> Iterator[Undelivered]:
    """The recipients of a status that did not get the message, or not yet (RFC 3464, 2.3)."""
    at, found = 0, 0
    while at < len(content) and found < _MOST_RECIPIENTS:
        head, after = split_head(content, at, len(content))
        if after == at:
            return
        at = after
        action = head.word("action")
        recipient = head.raw("final-recipient") or head.raw("original-recipient")
        email = fold_email(clean(recipient.rpartition(";")[2]))
        if email and action not in ("", "delivered", "relayed", "expanded"):
            found += 1
            status = _STATUS.search(head.raw("status"))
            why = clean(head.raw("diagnostic-code").partition(";")[2])[:300]
            said = ": ".join(filter(None, (action, why or clean(head.raw("status"))[:100])))
            yield Undelivered(email, said, action == "failed" and _is_gone(status))


def _is_gone(status: re.Match[str] | None) -> bool:
    """Whether the address is bad: refused for good, and for what it is, not for what was sent."""
    if status is None or status[1] != "5":
        return False
    return status[2] != "7" and f"{status[2]}.{status[3]}" not in _NOT_THE_ADDRESS
