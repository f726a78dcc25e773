"""What a call or a visit means for the ticket it was about."""

from __future__ import annotations

from crm_tui.services import attempts, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import ENDED


def note(desk: Desk, ticket: int, direction: str, outcome: str) -> None:
    """Take note of a contact that is logged on a ticket, from its direction and outcome.

    Theirs ends every waiting for them and reopens what had ended, as a reply does. Ours is an
    answer where it reached somebody: it stops the clock of the first response.

    Raises RuleError for a ticket that was merged, NotFoundError for one that is gone.
    """
    row = tickets.worked([ticket])[0]
    now = desk.clock.now()
    with desk.store.change_set(desk.user, f"logged on {row.number}", origin=desk.origin):
        state = row.state
        if direction == "in":
            if state in ENDED:
                tickets.reopen(desk, [ticket])
                row = tickets.rows_of([ticket])[0]
            row.last_in_at, row.wait_until = now, None
            state = "open" if row.state == "waiting_customer" else row.state
        elif not attempts.reached_nobody(desk, outcome):
            row.last_out_at = now
            row.first_responded_at = row.first_responded_at or now
            row.assignee_id = row.assignee_id or desk.user or None
            state = "open" if state == "new" else state
        if state != row.state:
            tickets.put_into(desk, [row], state)
        else:
            tickets.reckon(desk, [row])
            tickets.save(desk, [row])
