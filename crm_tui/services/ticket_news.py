"""Who is told of a complaint: those who sell to the customer (S27, S97, S105)."""

from __future__ import annotations

from crm_tui.models import Ticket
from crm_tui.services import tasks
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import OPEN
from crm_tui.views import naming, tickets

_OWNERS = """
SELECT d.owner_id, min(d.id) FROM deal d WHERE d.party_id = ? AND d.state = 'open'
  AND d.archived_at IS NULL AND d.owner_id IS NOT NULL GROUP BY d.owner_id
"""


def tell(desk: Desk, ticket: Ticket) -> list[int]:
    """Put an open complaint on today's sheet of the owners of the customer and of its open deals.

    Each is told once, and nobody of what they recorded themselves; gives the tasks. Nothing for
    a ticket that is no complaint or has no customer.
    """
    if ticket.party_id is None or ticket.state not in OPEN:
        return []
    if ticket.kind not in tickets.complaint_kinds(desk):
        return []
    told: dict[int, int | None] = dict(desk.store.rows(_OWNERS, (ticket.party_id,)))
    owner = desk.store.value("SELECT owner_id FROM party WHERE id = ?", (ticket.party_id,))
    if owner is not None:
        told.setdefault(owner, None)
    known = {
        row[0]
        for row in desk.store.rows("SELECT assignee_id FROM task WHERE ticket_id = ?", (ticket.id,))
    }
    name = naming.name_of(desk, ticket.party_id)
    return [
        tasks.add(
            desk,
            f"{name} complains: {ticket.title}"[:200],
            party=ticket.party_id,
            deal=deal,
            ticket=ticket.id,
            assignee=user,
            due=desk.clock.today(),
            kind="ticket_work",
            priority="high",
            reason=f"complaint {ticket.number}",
        )
        for user, deal in told.items()
        if user not in known | {desk.user}
    ]
