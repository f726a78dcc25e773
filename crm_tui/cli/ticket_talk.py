"""`crm ticket reply` and `crm ticket said`: what we answer, and what they say."""

from __future__ import annotations

from typing import Any

from crm_tui.cli import meaning
from crm_tui.cli.session import Session, complain
from crm_tui.cli.tickets import answer
from crm_tui.errors import UsageError
from crm_tui.services import conversations, tickets
from crm_tui.views import snippets
from crm_tui.views import tickets as views

_BY_MAIL = "email"


def reply(
    session: Session,
    ticket: str,
    text: tuple[str, ...],
    *,
    state: str | None,
    channel: str | None,
    snippet: str | None,
    solve: str | None,
    note: str | None,
    cause: str | None,
    seen: str | None,
    internal: bool,
    no_mail: bool,
    ask_rating: bool,
) -> None:
    """Answer the customer, or note something for colleagues; the clock of the answer stops.

    A mail goes out where there is a way and an address, unless it was said by another channel.
    With `seen`, the newest entry that was read, nothing is written where a colleague has
    answered since.
    """
    desk = session.desk
    number = views.named(desk, ticket)
    _refuse_both(state, solve, internal=internal)
    fields: dict[str, Any] = {
        "state": meaning.ticket_state(state) if state else "",
        "seen": meaning.record_id(seen, "an entry") if seen else None,
    }
    text_said = _written(session, number, text, snippet)
    if internal:
        entry = conversations.reply(desk, number, text_said, internal=True, **fields)
        answer(session, [number], entry=entry)
        return
    by = meaning.channel(desk, channel)[0] if channel else ""
    ending = {
        "solve": meaning.choice(desk, "closing_reason", solve) if solve else "",
        "note": note or "",
        "cause": meaning.choice(desk, "cause", cause) if cause else "",
    }
    if no_mail or by not in ("", _BY_MAIL):
        with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin):
            entry = conversations.reply(desk, number, text_said, channel=by, **fields)
            if solve:
                tickets.solve(
                    desk, [number], ending["solve"], note=ending["note"], cause=ending["cause"]
                )
        answer(session, [number], entry=entry, mail=None)
        return
    _mail(session, number, text_said, asked=bool(by), ask_rating=ask_rating, **fields, **ending)


def _mail(session: Session, ticket: int, text: str, *, asked: bool, **fields: Any) -> None:
    """Answer, send what goes out by mail at once, and say whether that was so."""
    from crm_tui.cli import mail
    from crm_tui.services import outbox

    sender = mail.sender(session)
    done = outbox.answer(session.desk, ticket, text, sender=sender, **fields)
    if done.mail is not None:
        mail.send_now(session, done.mail)
    answer(session, [ticket], entry=done.entry, mail=done.mail, to=done.to)
    by_mail = views.ticket_row(session.desk, ticket).channel == _BY_MAIL
    if done.no_mail and (sender or asked or by_mail):
        complain(f"It is written down, and no mail goes out: {done.no_mail}.")


def _refuse_both(state: str | None, solve: str | None, *, internal: bool) -> None:
    if internal and solve:
        raise UsageError("What is for us alone solves nothing.", "'crm ticket solve' does.")
    if state and solve:
        raise UsageError("--state and --solve say two things.", "One of them is enough.")


def _written(session: Session, ticket: int, text: tuple[str, ...], snippet: str | None) -> str:
    """What was written, after the snippet it begins with."""
    desk = session.desk
    own = session.text(" ".join(text))
    if not snippet:
        return own
    filled = snippets.fill(desk, snippets.snippet(desk, snippet).text, ticket)
    return f"{filled}\n\n{own}" if own.strip() else filled


def said(
    session: Session,
    ticket: str,
    text: tuple[str, ...],
    *,
    channel: str | None,
    contact: str | None,
    at: str | None,
) -> None:
    """Take down what the customer said; what was solved or closed is open again."""
    desk = session.desk
    number = views.named(desk, ticket)
    row = views.ticket_row(desk, number)
    fields: dict[str, Any] = {}
    if contact:
        fields["contact"] = meaning.person(desk, contact, row.party)
    entry = conversations.note_in(
        desk,
        number,
        session.text(" ".join(text)),
        channel=meaning.channel(desk, channel)[0] if channel else "",
        at=meaning.moment(desk, at) if at else None,
        **fields,
    )
    answer(session, [number], entry=entry)
