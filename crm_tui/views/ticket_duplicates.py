"""Tickets that may be about the same thing, offered where one is merged."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.views import tickets
from crm_tui.views.tickets import TicketRow

_NEAREST = 40


class Likely(NamedTuple):
    """A ticket that may repeat another, and what speaks for it."""

    row: TicketRow
    score: int
    reason: str


def likely(desk: Desk, ticket: int, limit: int = 8) -> list[Likely]:
    """Open tickets that may be about the same, the likeliest first.

    Those of the same customer or contact, and those whose title shares words, the same product
    speaking for them. The score is between 1 and 100 and only orders them.
    """
    row = tickets.ticket_row(desk, ticket)
    ids = set()
    for party in {row.party, row.contact} - {None}:
        found = desk.store.rows(
            f"SELECT t.id FROM ticket t WHERE (t.party_id = ? OR t.contact_id = ?)"
            f" AND {tickets.OPEN} ORDER BY t.id DESC LIMIT ?",
            (party, party, _NEAREST),
        )
        ids |= {one[0] for one in found}
    wanted = set(words(row.title))
    for word in sorted(wanted, key=len, reverse=True)[:3]:
        ids |= set(desk.store.engine.find_tickets([word], _NEAREST))
    ids -= {ticket}
    scored = [
        _scored(row, wanted, other)
        for other in tickets.rows(desk, sorted(ids))
        if other.state not in tickets.ENDED
    ]
    scored.sort(key=lambda one: (-one.score, -one.row.id))
    return [one for one in scored if one.score > 0][:limit]


def _scored(row: TicketRow, wanted: set[str], other: TicketRow) -> Likely:
    shared = wanted & set(words(other.title))
    either = wanted | set(words(other.title))
    reasons = []
    score = round(50 * len(shared) / len(either)) if either else 0
    if shared:
        reasons.append("the same words")
    if row.contact is not None and row.contact == other.contact:
        score += 30
        reasons.insert(0, "the same person")
    elif row.party is not None and row.party == other.party:
        score += 20
        reasons.insert(0, "the same customer")
    elif score < 25:
        return Likely(other, 0, "")
    if row.product is not None and row.product == other.product:
        score += 20
        reasons.append("the same product")
    return Likely(other, score, ", ".join(reasons))
