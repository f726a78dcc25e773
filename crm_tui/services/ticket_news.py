"""Who is told of a complaint: those who sell to the customer (S27, S97, S105)."""

from __future__ import annotations

from crm_tui.models import Ticket
from crm_tui.services import tasks
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import OPEN
from crm_tui.views import naming, tickets

_EMPLOYERS = """
SELECT other_id FROM relationship
WHERE party_id IN ({ids}) AND kind = 'works_at' AND until IS NULL
"""
_SELLERS = """
SELECT owner_id, min(id) FROM deal WHERE party_id IN ({ids}) AND state = 'open'
  AND archived_at IS NULL AND owner_id IS NOT NULL GROUP BY owner_id
"""
_OWNERS = "SELECT owner_id FROM party WHERE id IN ({ids}) AND owner_id IS NOT NULL"
_TOLD = "SELECT assignee_id FROM task WHERE ticket_id = ? AND reason LIKE 'complaint %'"


def tell(desk: Desk, ticket: Ticket) -> list[int]:
    """Put an open complaint on today's sheet of the owners of the customer and of its open deals.

    That is who sells to the customer, to the person who complained or to the company where they
    work. Each is told once, and nobody of what they recorded themselves; gives the tasks. Nothing
    for a ticket that is no complaint or has no customer.
    """
    if ticket.party_id is None or ticket.state not in OPEN:
        return []
    if ticket.kind not in tickets.complaint_kinds(desk):
        return []
    if naming.erased(desk, [ticket.party_id]):  # nothing is planned with them any more
        return []
    concerned = [one for one in (ticket.party_id, ticket.contact_id) if one is not None]
    concerned += [row[0] for row in desk.store.rows_by_id(_EMPLOYERS, concerned)]
    concerned = sorted(set(concerned))
    told: dict[int, int | None] = dict(desk.store.rows_by_id(_SELLERS, concerned))
    for (owner,) in desk.store.rows_by_id(_OWNERS, concerned):
        told.setdefault(owner, None)
    known = {row[0] for row in desk.store.rows(_TOLD, (ticket.id,))}
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
