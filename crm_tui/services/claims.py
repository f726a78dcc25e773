"""Claims: who is on a ticket now, so that nobody begins it twice."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.errors import NotFoundError
from crm_tui.models import Claim
from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk
from crm_tui.views import tickets
from crm_tui.views.tickets import ClaimRow, TicketQuery

LASTS = timedelta(minutes=10)
"""So long a claim holds by itself; whoever goes on working renews it."""


def claim(desk: Desk, ticket: int, *, take_over: bool = False) -> ClaimRow:
    """Say that one is on a ticket; the claim that stands then.

    That is another's where one holds, unless it is taken over: then nothing is written. One's
    own is renewed in its second half. It is no change that undo takes back. Claims that are over,
    on whichever ticket, are swept away with it.

    Raises NotFoundError for a ticket that is gone.
    """
    with desk.store.change_set(
        None, f"{desk.user_name} is on a ticket", origin=desk.origin
    ) as set_:
        ticket = tickets.left_of(desk, ticket)
        number = desk.store.value("SELECT number FROM ticket WHERE id = ?", (ticket,))
        if number is None:
            raise NotFoundError("This ticket is not there any more.")
        now = desk.clock.now()
        standing = tickets.claims(desk, [ticket]).get(ticket)
        if standing and standing.user != desk.user and not take_over:
            return standing
        if standing and standing.user == desk.user and standing.until - now > LASTS / 2:
            return standing
        since = standing.since if standing and standing.user == desk.user else now
        found = ClaimRow(desk.user, desk.user_name, since, now + LASTS)
        Claim.delete().where((Claim.ticket_id == ticket) | (Claim.until <= now)).execute()
        Claim.create(ticket_id=ticket, user=desk.user, since=since, until=found.until)
        before = f"{desk.user_name} is on a ticket"
        desk.store.relabel(set_, before, f"{desk.user_name} is on {number}")
    return found


def claim_first(desk: Desk, query: TicketQuery, after: int | None = None) -> int | None:
    """Claim the first ticket of a queue that nobody else is on; its id, None where there is none.

    With `after` the first one below that ticket, and from the top where there is none below.
    """
    with desk.store.change_set(None, f"{desk.user_name} is on a ticket", origin=desk.origin):
        ids = tickets.all_ids(desk, query)
        if after in ids:
            place = ids.index(after)
            ids = [*ids[place + 1 :], *ids[:place]]
        taken = _others(desk)
        free = next((number for number in ids if number not in taken), None)
        if free is not None:
            claim(desk, free)
    return free


def release(desk: Desk, ticket: int) -> None:
    """Say that one is not on a ticket any more; another's claim stays."""
    own = Claim.ticket_id == tickets.left_of(desk, ticket), Claim.user == desk.user
    if Claim.select().where(*own).exists():
        with desk.store.change_set(None, f"{desk.user_name} left a ticket", origin=desk.origin):
            Claim.delete().where(*own).execute()


def _others(desk: Desk) -> set[int]:
    now = instant_text(desk.clock.now())
    rows = desk.store.rows(
        "SELECT ticket_id FROM claim WHERE user_id <> ? AND until > ?", (desk.user, now)
    )
    return {row[0] for row in rows}
