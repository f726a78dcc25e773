"""Snippets with their fields filled in, and macros."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.views import tickets
from crm_tui.views.tickets import TicketRow

Step = tuple[str, str]
"""A verb and its value, such as ('owner', 'me')."""

_FIELD = re.compile(r"\{([a-z_]{1,30})\}")


class SnippetRow(NamedTuple):
    """A text under a name."""

    id: int
    name: str
    text: str


class MacroRow(NamedTuple):
    """Steps under a name and perhaps a key; `then` is 'stay' or 'next'."""

    id: int
    name: str
    key: str
    steps: tuple[Step, ...]
    then: str


def snippets(desk: Desk) -> list[SnippetRow]:
    """The snippets, in order."""
    rows = desk.store.rows(
        "SELECT id, name, text FROM snippet WHERE archived_at IS NULL ORDER BY position, id"
    )
    return [SnippetRow._make(row) for row in rows]


def snippet(desk: Desk, name: str) -> SnippetRow:
    """The snippet of a name, or the only one that begins so. Raises NotFoundError."""
    known = snippets(desk)
    begun = [row for row in known if fold(row.name).startswith(fold(name))]
    exact = [row for row in begun if fold(row.name) == fold(name)]
    if not (exact or len(begun) == 1):
        listed = ", ".join(row.name for row in known)
        raise NotFoundError(f"There is no snippet {quoted(name)}.", f"There are: {listed}.")
    return (exact or begun)[0]


def macros(desk: Desk) -> list[MacroRow]:
    """The macros, in order."""
    rows = desk.store.rows(
        'SELECT id, name, "key", steps, "then" FROM macro WHERE archived_at IS NULL'
        " ORDER BY position, id"
    )
    return [
        MacroRow(
            row[0], row[1], row[2], tuple((str(a), str(b)) for a, b in json.loads(row[3])), row[4]
        )
        for row in rows
    ]


def fields(desk: Desk, row: TicketRow) -> dict[str, str]:
    """What can stand in braces in a snippet for this ticket, and what it says."""
    name = row.contact_name or row.party_name
    due = row.first_response_due if row.first_responded_at is None else row.resolution_due
    due = due.astimezone(desk.clock.zone) if due else None
    return {
        "number": row.number,
        "title": row.title,
        "name": name,
        "first_name": name.split()[0] if row.contact_name else name,
        "company": row.party_name,
        "product": row.product_name,
        "agent": desk.user_name,
        "answer_due": f"{due.day} {due:%B, %H:%M}" if due else "",
    }


def fill(desk: Desk, text: str, ticket: int) -> str:
    """A snippet's text with its fields filled in; what is no field stays as it is written."""
    said = fields(desk, tickets.ticket_row(desk, ticket))
    return _FIELD.sub(lambda found: said.get(found[1], found[0]), text)
