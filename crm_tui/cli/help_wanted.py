"""`crm help-wanted`: help asked of a manager on an account, a deal or a ticket (S38)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, one_line, say_date
from crm_tui.cli.session import Session, complain
from crm_tui.cli.task_lists import sentence
from crm_tui.errors import NotFoundError
from crm_tui.services import help_wanted as services
from crm_tui.views import help_wanted, naming
from crm_tui.views import tasks as task_views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk


def ask(session: Session, about: str, text: tuple[str, ...], colleague: str | None) -> None:
    """Ask a manager, or the colleague that is named, for help; it is a task of theirs today."""
    desk = session.desk
    of = naming.user(desk, colleague) if colleague else None
    task = services.ask(desk, " ".join(text), of=of, **_about(desk, about))
    card = task_views.card(desk, task)
    if session.json:
        session.answer({"task": task, "asked": card.assignee})
    else:
        session.tell([f"{one_line(card.assignee)} is asked. {sentence(desk, card)}."])


def answer(session: Session, task: str, text: tuple[str, ...]) -> None:
    """Answer a request for help; the answer becomes a part of the customer's history."""
    from crm_tui.services import tasks

    desk = session.desk
    number = meaning.record_id(task, "a request")
    if number not in {one.task for one in help_wanted.open_requests(desk, limit=1_000_000)}:
        raise NotFoundError(
            f"No help is asked for by task {number}.", "'crm help-wanted list' shows who asks."
        )
    finished = tasks.complete(desk, number, " ".join(text))
    entry = finished.entry if finished else None
    if session.json:
        session.answer({"task": number, "entry": entry})
    else:
        session.tell([f"Answered; entry {entry} tells of it."])


def listing(session: Session) -> None:
    """Show what is asked for and not answered, the oldest first."""
    desk = session.desk
    found = help_wanted.open_requests(desk)
    if session.json:
        session.answer(found)
        return
    session.tell(
        columns(
            (
                str(row.task), say_date(desk, row.day), row.asked, row.party_name,
                row.deal or row.ticket, row.text, row.reason,
            )
            for row in found
        )
    )  # fmt: skip
    if not found:
        complain("Nobody waits for help.")


def _about(desk: Desk, text: str) -> dict[str, Any]:
    """The ticket or deal with this number and whose it is, else the customer that is meant."""
    from crm_tui.views import deals, tickets

    if ticket := meaning.ticket_of_number(desk, text):
        return {"ticket": ticket, "party": tickets.ticket_row(desk, ticket).party}
    if re.fullmatch(r"[Dd][0-9]+", text):
        deal = deals.named(desk, text)
        return {"deal": deal, "party": deals.party_of(desk, deal)}
    return {"party": naming.party(desk, text)}
