"""`crm ticket reply` and `crm ticket said`: what we answer, and what they say."""

from __future__ import annotations

from typing import Any

from crm_tui.cli import meaning
from crm_tui.cli.session import Session
from crm_tui.cli.tickets import answer
from crm_tui.errors import UsageError
from crm_tui.services import tickets
from crm_tui.views import snippets
from crm_tui.views import tickets as views


def reply(
    session: Session,
    ticket: str,
    text: tuple[str, ...],
    *,
    state: str | None,
    channel: str | None,
    snippet: str | None,
    reason: str | None,
    seen: str | None,
    internal: bool,
) -> None:
    """Answer the customer, or note something for colleagues; the clock of the answer stops.

    With `seen`, the newest entry that was read, nothing is written where a colleague has
    answered since.
    """
    desk = session.desk
    number = views.named(desk, ticket)
    if internal and (reason or channel):
        raise UsageError("What is for us alone goes by no channel and solves nothing.")
    if state and reason:
        raise UsageError("--state and --solve say two things.", "One of them is enough.")
    said = session.text(" ".join(text))
    if snippet:
        filled = snippets.fill(desk, snippets.snippet(desk, snippet).text, number)
        said = f"{filled}\n\n{said}" if said else filled
    where = meaning.ticket_state(state) if state else ""
    why = meaning.choice(desk, "closing_reason", reason) if reason else ""
    way = meaning.channel(desk, channel)[0] if channel else ""
    newest = meaning.record_id(seen, "an entry") if seen else None
    with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin):
        entry = tickets.reply(
            desk, number, said, channel=way, internal=internal, state=where, seen=newest
        )
        if why:
            tickets.solve(desk, [number], why)
    answer(session, [number], entry=entry)


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
    entry = tickets.note_in(
        desk,
        number,
        session.text(" ".join(text)),
        channel=meaning.channel(desk, channel)[0] if channel else "",
        at=meaning.moment(desk, at) if at else None,
        **fields,
    )
    answer(session, [number], entry=entry)
