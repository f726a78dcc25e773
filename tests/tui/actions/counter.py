"""A small service desk for the office: a few tickets, and someone at the keys."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.services import tickets
from crm_tui.services.opening import Desk
from crm_tui.views import tickets as views
from tests import builders
from tests.tui.office import Seat


@builders.filled_once
def fill(desk: Desk, office: dict[str, int]) -> dict[str, int]:
    """Record five tickets; their ids by a short name. Bob is a colleague there already."""
    now = desk.clock.now()
    rossi, zalka = office["rossi"], office["Zalka Bt"]
    return {
        "leak": tickets.add(
            desk, "The pump leaks", party=rossi, contact=office["anna"], kind="complaint",
            body="It leaks since Monday.", at=now - timedelta(hours=1),
        ),
        "leak2": tickets.add(
            desk, "Pump leaks oil", party=rossi, kind="fault", body="Oil on the floor.",
            at=now - timedelta(minutes=30),
        ),
        "invoice": tickets.add(
            desk, "Copy of the invoice", party=zalka, body="Please send it once more.",
            at=now - timedelta(minutes=20),
        ),
        "idea": tickets.add(
            desk, "A bigger handle", party=zalka, kind="suggestion", priority="low",
            at=now - timedelta(minutes=10),
        ),
        "unknown": tickets.add(desk, "Who are you?", at=now - timedelta(minutes=5)),
    }  # fmt: skip


def row(desk: Desk, ticket: int) -> views.TicketRow:
    """A ticket as it is now."""
    return views.ticket_row(desk, ticket)


async def at(seat: Seat, ticket: int) -> None:
    """Show all open tickets, with the cursor on one, on which the keys act then."""
    place = seat.workspace.places.tickets
    if seat.workspace.pane is not place.list or place.pane.view.triage != "all":
        await seat.type(":view all open", "enter")
    assert place.pane.go_to(ticket)
    await seat.look()
    assert seat.workspace.tickets_here() == [ticket]
