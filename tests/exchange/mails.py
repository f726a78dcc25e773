"""Mails of our own, told in a few words, for the tests of what reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from crm_tui.exchange.mail_reading import read_mail
from crm_tui.services.intake.mail_record import MailRecord

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def a_mail(text: str | bytes = "It does not print.", **fields: str) -> bytes:
    """The bytes of a mail; `fields` are more of its head, or other ones, by name."""
    head = {
        "From": "Anna Rossi <anna@rossi.example>",
        "To": "support@firm.example",
        "Subject": "The printer",
        "Date": "Fri, 20 Nov 2026 08:00:00 +0000",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
    body = text.encode() if isinstance(text, str) else text
    return lines.encode() + b"\n" + body


def a_multipart(*parts: str | bytes, kind: str = "mixed", **fields: str) -> bytes:
    """A mail of several parts, each with its own head."""
    pieces = [part.encode() if isinstance(part, str) else part for part in parts]
    body = b"".join(b"--frontier\n" + piece + b"\n" for piece in pieces) + b"--frontier--\n"
    return a_mail(body, Content_Type=f'multipart/{kind}; boundary="frontier"', **fields)


def a_report(
    recipient: str, status: str = "5.1.1", original: str = "", action: str = "failed"
) -> bytes:
    """A report of delivery about one recipient, with the head of what was sent."""
    return a_multipart(
        "\nI am sorry.",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {original or '<x@y>'}\nSubject: Re: x",
        kind="report; report-type=delivery-status",
        From="Mail System <mailer-daemon@mx.example>",
        Subject="Undelivered",
    )


def read(raw: bytes) -> MailRecord:
    """The record of a mail, read on a Friday morning."""
    return read_mail(raw, NOW)
