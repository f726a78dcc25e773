"""Two tickets about one thing become one (rule 11)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.errors import RuleError
from crm_tui.models import Ticket
from crm_tui.services import tickets, timeline
from crm_tui.store.desk import Desk

_MOVES = (
    "UPDATE timeline_entry SET ticket_id = ? WHERE ticket_id = ?",
    "UPDATE task SET ticket_id = ? WHERE ticket_id = ?",
    "UPDATE deal SET ticket_id = ? WHERE ticket_id = ?",
    "UPDATE mail_message SET ticket_id = ? WHERE ticket_id = ?",
    "UPDATE ticket SET merged_into_id = ? WHERE merged_into_id = ?",
    "UPDATE OR IGNORE ticket_tagging SET ticket_id = ? WHERE ticket_id = ?",
)


def merge(desk: Desk, keep: int, lose: Sequence[int]) -> None:
    """Merge tickets into one: all that was said, to be done, offered and tagged moves to it.

    What the one that stays does not say is filled from the others; its clock runs on, and no
    clock runs on theirs. Their numbers still find it, mail with them too.

    Raises RuleError for merging a ticket with itself and for one that was merged already,
    NotFoundError for one that is gone.
    """
    if keep in lose:
        raise RuleError("A ticket is not merged with itself.", "Choose the one that it repeats.")
    with desk.store.change_set(desk.user, "merged tickets", origin=desk.origin) as change_set:
        row, *others = tickets.rows_of([keep, *lose])
        for one in (row, *others):
            tickets.refuse_merged(one)
        for other in others:
            for sql in _MOVES:
                desk.store.write(sql, (row.id, other.id))
            desk.store.write("DELETE FROM ticket_tagging WHERE ticket_id = ?", (other.id,))
            _fill(row, other)
            other.merged_into, other.wait_until = row.id, None
        tickets.put_into(desk, others, "merged")
        tickets.reckon(desk, [row])
        tickets.save(desk, [row])
        said = ", ".join(other.number for other in others)
        if row.party_id is not None:
            subject = f"ticket {row.number}: {said} merged into it"
            timeline.note_event(desk, row.party_id, "ticket", subject, ticket=row.id)
        label = f"merged {said} into {row.number}: {row.title}"
        desk.store.relabel(change_set, "merged tickets", label)


def _fill(row: Ticket, other: Ticket) -> None:
    """Take over what the ticket that stays does not know; the earlier answer stops its clock."""
    for name in ("party_id", "contact_id", "product_id", "assignee_id", "channel", "cause"):
        if not getattr(row, name):
            setattr(row, name.removesuffix("_id"), getattr(other, name))
    for name, choose in (
        ("first_responded_at", min),
        ("last_in_at", max),
        ("last_out_at", max),
    ):
        known = [at for at in (getattr(row, name), getattr(other, name)) if at is not None]
        if known:
            setattr(row, name, choose(known))
