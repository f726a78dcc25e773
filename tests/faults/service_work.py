"""What the processes of the service desk's tests do."""

from __future__ import annotations

from pathlib import Path

from crm_tui.errors import ConflictError
from crm_tui.services import claims, conversations, tickets
from crm_tui.services.opening import Desk
from crm_tui.views import ticket_card
from crm_tui.views.tickets import TicketQuery
from tests.builders import a_desk
from tests.faults.crowd import Speaker

_ANSWER = "{login} answers {ticket}"


def works_the_queue(speaker: Speaker, path: Path, login: str) -> list[int]:
    """Claim the first free ticket, read it, answer and solve it, until none is left."""
    done: list[int] = []
    with a_desk(path, login=login) as desk:
        speaker.says("open")
        while (ticket := claims.claim_first(desk, TicketQuery("all"))) is not None:
            seen = _newest(desk, ticket)
            with desk.store.change_set(desk.user, "answered and solved"):
                _answer(desk, ticket, seen)
                tickets.solve(desk, [ticket], "answered")
            done.append(ticket)
    return done


def answers_all_it_read(speaker: Speaker, path: Path, login: str) -> tuple[list[int], list[int]]:
    """Read every ticket first, claim nothing, then answer them all: answered and refused ones."""
    answered: list[int] = []
    refused: list[int] = []
    with a_desk(path, login=login) as desk:
        read = {ticket: _newest(desk, ticket) for ticket in tickets_in_order(desk)}
        speaker.says("read")
        speaker.listens()
        for ticket, seen in read.items():
            try:
                _answer(desk, ticket, seen)
            except ConflictError:
                refused.append(ticket)
            else:
                answered.append(ticket)
    return answered, refused


def tickets_in_order(desk: Desk) -> list[int]:
    """All tickets, by id."""
    return [row[0] for row in desk.store.rows("SELECT id FROM ticket ORDER BY id")]


def answers(desk: Desk) -> dict[int, list[str]]:
    """What was answered on each ticket, in order."""
    found: dict[int, list[str]] = {}
    for ticket, body in desk.store.rows(
        "SELECT ticket_id, body FROM timeline_entry"
        " WHERE direction = 'out' AND internal = 0 ORDER BY id"
    ):
        found.setdefault(ticket, []).append(body)
    return found


def said_by(login: str, ticket: int) -> str:
    """What this agent answers on this ticket."""
    return _ANSWER.format(login=login, ticket=ticket)


def _answer(desk: Desk, ticket: int, seen: int) -> None:
    conversations.reply(desk, ticket, said_by(desk.login, ticket), seen=seen)


def _newest(desk: Desk, ticket: int) -> int:
    return max(said.entry.id for said in ticket_card.conversation(desk, ticket))
