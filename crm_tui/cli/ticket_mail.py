"""`crm ticket take`: mail taken in, from a mail server's pipe or from files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.cli.layout import counted, say_moment
from crm_tui.cli.session import Session, complain
from crm_tui.errors import CrmError, UsageError

if TYPE_CHECKING:
    from crm_tui.exchange.mail_sources import Incoming
    from crm_tui.exchange.mail_taking import Report
    from crm_tui.services.intake.mail import Handling
    from crm_tui.services.opening import Desk

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again."""
_PIPE = "-"
_SHOWN = 10
_LISTED = 50


def take(
    session: Session,
    source: tuple[str, ...] = (),
    *,
    kind: str | None = None,
    queue: str | None = None,
    priority: str | None = None,
    mailbox: tuple[str, ...] = (),
) -> int | None:
    """Take mail in from files, or the one on standard input; 75 where that must be tried again.

    A mail that is refused is kept, so the mail server need not: its reason is said and the status
    is 0.
    """
    from crm_tui.services.intake.mail import Handling

    handling = Handling(kind or "request", queue or "", priority or "", mailbox)
    if not source or source == (_PIPE,):
        return _take_from_pipe(session, handling)
    if _PIPE in source:
        raise UsageError("Standard input holds one mail and stands alone.", "Leave out the -.")
    _tell(session, _take(session, _messages(source), handling))
    return None


def refused(
    session: Session,
    take: int | None = None,
    *,
    kind: str | None = None,
    queue: str | None = None,
    priority: str | None = None,
    limit: int | None = None,
) -> None:
    """List the mail that was refused, newest first, or take one of it in after all."""
    if take is None:
        return _list_refused(session, limit or _LISTED)
    from crm_tui.exchange.mail_taking import take_refused
    from crm_tui.services.intake.mail import Handling

    desk = session.sit_down("mail")
    handling = _meant(desk, Handling(kind or "request", queue or "", priority or ""))
    taken = take_refused(desk, take, handling)
    if session.json:
        session.answer({"what": taken.what, "ticket": taken.ticket, "number": taken.number})
    else:
        session.tell([f"Taken in: {taken.number} ({taken.what}).", *taken.doubts])
    return None


def _list_refused(session: Session, limit: int) -> None:
    from crm_tui.views.refused_mail import refused

    rows = refused(session.desk, limit)
    if session.json:
        return session.answer(rows)
    if not rows:
        return session.tell(["No mail was refused."])
    return session.tell(
        f"{row.id}  {say_moment(session.desk, row.at)}  {row.sender}  {row.subject}: {row.refused}"
        for row in rows
    )


def _messages(source: tuple[str, ...]) -> Iterator[Incoming]:
    from crm_tui.exchange.mail_sources import from_path

    return chain.from_iterable(from_path(Path(one)) for one in source)


def _take(
    session: Session, mails: Iterator[Incoming], handling: Handling, *, creates: bool = True
) -> Report:
    from crm_tui.cli.progress import progress_of
    from crm_tui.exchange.mail_taking import Report, take_in

    ours = tuple(filter(None, (*handling.mailbox, session.config.mail.sender)))
    handling = handling._replace(mailbox=ours)
    desk = session.sit_down("mail", creates=creates)
    report, meant = Report(), _meant(desk, handling)
    try:
        return take_in(desk, mails, meant, progress_of("mails"), report)
    except CrmError:
        if report.read:
            done = counted(report.read, "mail")
            complain(f"{done} before that stay taken in, and are passed over another time.")
        raise


def _meant(desk: Desk, handling: Handling) -> Handling:
    """The handling with kind and queue as they are known here, however they were said."""
    from crm_tui.cli.meaning import choice

    queue = choice(desk, "queue", handling.queue) if handling.queue else ""
    return handling._replace(kind=choice(desk, "ticket_kind", handling.kind), queue=queue)


def _take_from_pipe(session: Session, handling: Handling) -> int:
    """Take one mail in; whatever goes wrong, the mail server is not to give it up."""
    from crm_tui.exchange.mail_sources import from_pipe

    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "There is no mail on standard input.",
            "For example: crm ticket take inbox.mbox, or crm ticket take < mail.eml",
        )
    try:
        mail = from_pipe(sys.stdin.buffer)
        # A disk that is not there yet must not have the mail go into a database that nobody opens.
        _tell(session, _take(session, iter([mail]), handling, creates=False))
    except CrmError as error:
        complain(error.sentence, error.hint)
        return TRY_AGAIN
    except Exception as error:
        if session.line.common["debug"]:
            raise
        complain(f"Something is wrong inside the program ({type(error).__name__}).")
        return TRY_AGAIN
    return 0


def _tell(session: Session, report: Report) -> None:
    if session.json:
        session.answer(report.as_json())
        return
    session.tell(_sentences(report))
    complain(*(f"refused: {one.source}: {one.reason}" for one in report.refused))


def _sentences(report: Report) -> list[str]:
    """The outcome in a few lines."""
    said = [
        f"Read {counted(report.read, 'mail')}: {counted(len(report.tickets), 'new ticket')}, "
        f"{counted(len(report.replies), 'reply', 'replies')}, {len(report.noted)} noted, "
        f"{report.known} known already, {len(report.refused)} refused."
    ]
    if report.tickets:
        last = f" to {report.tickets[-1]}" if len(report.tickets) > 1 else ""
        said.append(f"New: {report.tickets[0]}{last}.")
    said += report.doubts[:_SHOWN]
    if len(report.doubts) > _SHOWN:
        said.append(f"... and {len(report.doubts) - _SHOWN} more remarks (--json has them all)")
    return said
