"""Mails taken in, one by one, each for good before the next; and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from crm_tui.exchange.mail_reading import read_mail
from crm_tui.exchange.mail_sources import Incoming
from crm_tui.services import kept_files
from crm_tui.services.intake import mail as intake
from crm_tui.services.intake.mail import Handling, Taken
from crm_tui.services.opening import Desk


class Refused(NamedTuple):
    """A mail that belongs to no ticket: where it lay, which it is, why. It is kept."""

    source: str
    message: str
    reason: str


class Report:
    """What became of the mails: `read` is the sum of all the others."""

    def __init__(self) -> None:
        self.read = 0
        self.tickets: list[str] = []
        self.replies: list[str] = []
        self.noted: list[str] = []
        self.known = 0
        self.refused: list[Refused] = []
        self.doubts: list[str] = []

    def hear(self, source: str, message: str, taken: Taken) -> None:
        """Count one message."""
        self.read += 1
        if taken.what == intake.KNOWN:
            self.known += 1
        elif taken.what == intake.REFUSED:
            self.refused.append(Refused(source, message, taken.reason))
        elif taken.what == intake.TICKET:
            self.tickets.append(taken.number)
        elif taken.what == intake.NOTED:
            self.noted.append(taken.number)
        else:
            self.replies.append(taken.number)
        self.doubts += [f"{taken.number or source}: {doubt}" for doubt in taken.doubts]

    def as_json(self) -> dict[str, Any]:
        """The value that `crm ticket take --json` prints."""
        return {
            "read": self.read,
            "tickets": len(self.tickets),
            "replies": len(self.replies),
            "noted": len(self.noted),
            "known": self.known,
            "refused": [one._asdict() for one in self.refused],
            "numbers": self.tickets,
            "warnings": self.doubts,
        }


def take_in(
    desk: Desk,
    mails: Iterable[Incoming],
    handling: Handling,
    progress: Callable[[int], None] | None = None,
    report: Report | None = None,
) -> Report:
    """Take mails in, in their order; each is in the database for good before the next is read.

    Raises RuleError, BusyError or DatabaseError at the first that cannot be written; those before
    it stay, as the `report` that was handed in tells, and known ones are passed over when it is
    done again.
    """
    report = report or Report()
    for mail in mails:
        record = read_mail(mail.raw, desk.clock.now())
        taken = intake.take_mail(desk, record, handling)
        mail.taken()
        report.hear(mail.name, record.subject or record.message_id, taken)
        if progress:
            progress(report.read)
    return report


def take_refused(desk: Desk, number: int, handling: Handling) -> Taken:
    """Take a mail in that was refused, as it came, in spite of the reason.

    Raises NotFoundError where there is no such refused mail or its file is missing, and what
    `take_mail` raises.
    """
    raw = kept_files.refused_mail(desk, number)
    record = read_mail(raw, desk.clock.now())
    return intake.take_mail(desk, record, handling, refused=number)
