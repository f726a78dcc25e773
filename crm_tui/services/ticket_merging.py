"""Two tickets about one thing become one (rule 11)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.errors import RuleError
from crm_tui.models import Ticket
from crm_tui.services import entries, ticket_news, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import ENDED, OPEN
from crm_tui.views.tickets import complaint_kinds

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
    clock runs on theirs. It is a complaint where one of them is (S101), and open where it had
    ended and one of them is open, or was new and one was answered. Their numbers still find it,
    mail with them too.

    Raises RuleError for merging a ticket with itself and for one that was merged already,
    NotFoundError for one that is gone.
    """
    if keep in lose:
        raise RuleError("A ticket is not merged with itself.", "Choose the one that it repeats.")
    with desk.store.change_set(desk.user, "merged tickets", origin=desk.origin) as change_set:
        row, *others = tickets.worked([keep, *lose])
        for other in others:
            for sql in _MOVES:
                desk.store.write(sql, (row.id, other.id))
            desk.store.write("DELETE FROM ticket_tagging WHERE ticket_id = ?", (other.id,))
            _fill(row, other)
            other.merged_into, other.wait_until = row.id, None
        _complain(desk, row, others)
        reopens = row.state in ENDED and any(other.state in OPEN for other in others)
        if reopens:
            tickets.clear_ending(row)
        begun = row.state == "new" and row.first_responded_at is not None
        tickets.put_into(desk, others, "merged")
        if reopens or begun:
            tickets.put_into(desk, [row], "open")
        tickets.reckon(desk, [row], find_policies=True)
        tickets.save(desk, [row])
        ticket_news.tell(desk, row)  # it may have its customer from the other
        said = ", ".join(other.number for other in others)
        if row.party_id is not None:
            subject = f"ticket {row.number}: {said} merged into it"
            entries.note_event(desk, row.party_id, "ticket", subject, ticket=row.id)
        label = f"merged {said} into {row.number}: {row.title}"
        desk.store.relabel(change_set, "merged tickets", label)


def _complain(desk: Desk, row: Ticket, others: Sequence[Ticket]) -> None:
    """Let the ticket that stays be a complaint where one of the others is."""
    complaints = complaint_kinds(desk)
    found = next((one.kind for one in others if one.kind in complaints), "")
    if found and row.kind not in complaints:
        row.kind, row.priority = found, tickets.raised(desk, found, row.priority)


def _fill(row: Ticket, other: Ticket) -> None:
    """Take over what the ticket that stays does not know; the earlier answer stops its clock."""
    if row.rating is None:
        row.rating, row.rating_words = other.rating, other.rating_words
    for name in (
        "party_id", "contact_id", "product_id", "assignee_id", "channel", "cause",
        "offer_deal_id",
    ):  # fmt: skip
        if not getattr(row, name):
            setattr(row, name.removesuffix("_id"), getattr(other, name))
    for name, choose in (
        ("first_responded_at", min),
        ("last_in_at", max),
        ("last_out_at", max),
        ("rating_asked_at", max),
    ):
        known = [at for at in (getattr(row, name), getattr(other, name)) if at is not None]
        if known:
            setattr(row, name, choose(known))
