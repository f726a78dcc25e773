"""A request closed by a further offer: a deal that comes of service (S106, S107)."""

from __future__ import annotations

from typing import Any

from crm_tui.errors import RuleError
from crm_tui.services import deals, tickets
from crm_tui.store.desk import Desk
from crm_tui.views import choices


def offer(desk: Desk, ticket: int, title: str, *, note: str = "", **fields: Any) -> int:
    """Make the deal that a ticket is closed by, both linked; the deal's id.

    It is for the ticket's customer and contact, with the fields that `deals.add` takes, and the
    ticket is solved with the closing reason that means an offer.

    Raises RuleError for a ticket that has ended or was merged, and where no reason means one.
    """
    with desk.store.change_set(desk.user, "made an offer", origin=desk.origin) as change_set:
        row = tickets.worked([ticket])[0]
        if row.state in ("solved", "closed"):
            raise RuleError(f"{row.number} is {row.state}.", "Reopen it first.")
        reason = next(
            (one.code for one in choices.choices(desk, "closing_reason") if one.meaning == "offer"),
            None,
        )
        if reason is None:
            raise RuleError("No closing reason means an offer.", "Add one to the pick list.")
        deal = deals.add(
            desk, title, party=row.party_id, contact=row.contact_id, ticket_id=ticket, **fields
        )
        tickets.solve(desk, [ticket], reason, note=note, deal=deal)
        label = f"closed {row.number} by an offer: {title}"
        desk.store.relabel(change_set, "made an offer", label)
    return deal
