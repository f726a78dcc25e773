"""`crm mail`: answers that wait, went out, or perhaps did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, counted
from crm_tui.cli.session import Session, complain
from crm_tui.errors import CrmError
from crm_tui.views import outbox as views

if TYPE_CHECKING:
    from crm_tui.exchange.mail_sending import Postman, Way
    from crm_tui.services.outbox import Sending
    from crm_tui.views.outbox import Waiting

_SAID = {"perhaps": "perhaps sent", "sending": "being sent"}


def listing(session: Session) -> None:
    """Show what has not surely gone out."""
    rows = views.waiting(session.desk)
    if session.json:
        session.answer(rows)
    elif rows:
        session.tell(columns(map(_line, rows)))
        if any(row.state == "perhaps" for row in rows):
            session.tell(["Where it is not sure: 'crm mail sent ID' or 'crm mail retry ID'."])
    else:
        session.tell(["Nothing waits to be sent."])


def send(session: Session) -> None:
    """Send what waits, and what could not be sent before. Exit status 1 where some still waits."""
    from crm_tui.services import outbox

    man = postman(session)
    done = outbox.send_waiting(session.desk, man.transport, state=man.state, failed=True)
    if session.json:
        session.answer(done)
    else:
        session.tell([f"Sent {counted(done.sent, 'message')}."])
    if not_sure := _not_sure(done):
        raise CrmError(*not_sure)


def retry(session: Session, number: str) -> None:
    """Let a message that failed, or perhaps went out, be sent once more."""
    from crm_tui.services import outbox

    outbox.retry(session.desk, meaning.record_id(number, "message"))
    _settled(session, number, "waits to be sent", "queued")


def sent(session: Session, number: str) -> None:
    """Note that a message which perhaps went out did."""
    from crm_tui.services import outbox

    outbox.note_sent(session.desk, meaning.record_id(number, "message"))
    _settled(session, number, "went out", "sent")


def cancel(session: Session, number: str) -> None:
    """Let a message that has not gone out stay here."""
    from crm_tui.services import outbox

    outbox.cancel(session.desk, meaning.record_id(number, "message"))
    _settled(session, number, "stays here", "cancelled")


def way(session: Session) -> Way:
    """How mail goes out, by the settings."""
    from crm_tui.exchange.mail_sending import Way

    return Way(**session.config.mail._asdict())


def sender(session: Session) -> str:
    """Who mail comes from; '' where none goes out."""
    by = way(session)
    return by.sender if by.is_set else ""


def postman(session: Session) -> Postman:
    """Who takes messages. Raises UsageError where the settings name nobody."""
    from crm_tui.exchange import mail_sending

    return mail_sending.postman(way(session))


def send_now(session: Session, mail: int) -> None:
    """Send the message of an answer just given; where it does not surely go out, that is said.

    The answer itself is written down whatever becomes of its message.
    """
    from crm_tui.services import outbox

    try:
        man = postman(session)
        if outbox.send(session.desk, mail, man.transport, state=man.state):
            return
        why = ""
    except CrmError as error:
        why = str(error)
    found = views.mail(session.desk, mail)
    if found is None or found.state in ("sent", "handed"):  # another process was quicker
        return
    said = " ".join(filter(None, (found.failure, why)))
    if found.state == "sending":
        complain(f"Perhaps sent: {said}".strip(), "'crm mail list' shows it.")
    else:
        complain(f"Not sent: {said}", "The answer is kept and waits; 'crm mail send' tries again.")


def send_new(session: Session) -> None:
    """Send what waits, as the answers of a macro just run; what does not surely go out is said."""
    from crm_tui.services import outbox

    if not views.to_send(session.desk):
        return
    try:
        man = postman(session)
        said = _not_sure(outbox.send_waiting(session.desk, man.transport, state=man.state))
    except CrmError as error:
        said = f"Not sent: {error}", "The answers are kept and wait; 'crm mail send' tries again."
    complain(*said)


def _not_sure(done: Sending) -> tuple[str, ...]:
    """What did not surely go out, and where to read more; nothing where all did."""
    said = [
        f"{counted(done.failed, 'message')} could not be sent" if done.failed else "",
        f"{counted(done.perhaps, 'message')} perhaps went out" if done.perhaps else "",
    ]
    sentence = ", ".join(filter(None, said))
    return (f"{sentence}.", "'crm mail list' says more.") if sentence else ()


def _line(row: Waiting) -> tuple[str, ...]:
    state = _SAID.get(row.state, row.state)
    return (str(row.id), row.number, row.recipients, row.subject, state, row.failure)


def _settled(session: Session, number: str, words: str, state: str) -> None:
    if session.json:
        session.answer({"mail": meaning.record_id(number, "message"), "state": state})
    else:
        session.tell([f"Message {number} {words}."])
