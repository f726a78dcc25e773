"""Tickets written as a table that spreadsheets open, and that comes back whole."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.exchange.csv_writing import csv_file, instant
from crm_tui.views.whole_tickets import WholeTicket

COLUMNS = (
    "ticket number", "title", "description", "kind", "state", "priority", "queue", "channel",
    "company", "contact", "contact email", "product", "assignee", "opened", "first response",
    "solved", "answer due", "solution due", "closing reason", "closing note", "cause", "rating",
    "rating words", "tags", "modified",
)  # fmt: skip
"""Names that an import knows; it reckons anew when an answer and the solution are due."""


def table(tickets: Iterable[WholeTicket]) -> tuple[bytes, int]:
    """The CSV file of the tickets, and how many they are; instants are in UTC with Z."""
    return csv_file(COLUMNS, map(_cells, tickets))


def _cells(ticket: WholeTicket) -> list[str]:
    return [
        ticket.number,
        ticket.title,
        ticket.body,
        ticket.kind,
        ticket.state,
        ticket.priority,
        ticket.queue,
        ticket.channel,
        ticket.company,
        ticket.contact,
        ticket.email,
        ticket.product,
        ticket.assignee,
        instant(ticket.opened_at),
        instant(ticket.first_responded_at),
        instant(ticket.resolved_at),
        instant(ticket.first_response_due),
        instant(ticket.resolution_due),
        ticket.closing_reason,
        ticket.closing_note,
        ticket.cause,
        str(ticket.rating or ""),
        ticket.rating_words,
        ticket.tags,
        instant(ticket.updated_at),
    ]
