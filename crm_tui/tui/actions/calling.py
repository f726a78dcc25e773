"""A call comes in: find the caller, and let the clock run (S35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.text.phones import looks_like_number
from crm_tui.text.say import quoted
from crm_tui.tui.actions.filtering import moves
from crm_tui.tui.on_call import OnCall
from crm_tui.views import callers, customers
from crm_tui.views.customers import CustomerQuery

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def call_look_up(workspace: Workspace) -> None:
    """Find the caller by any part of a number or name; Enter opens the card, the clock runs."""
    if not workspace.places.customers.is_here:
        workspace.go_to_place(workspace.places.customers)
    workspace.back_to_list()

    workspace.status.ask(
        "who calls:",
        lambda text: _take_call(workspace, text),
        on_change=lambda text: _show_callers(workspace, text),
        on_cancel=workspace.customers.restore,
        on_key=lambda key: moves(workspace, key),
    )


def _show_callers(workspace: Workspace, text: str) -> None:
    if not text.strip():
        workspace.customers.search("")
    elif looks_like_number(text):
        workspace.customers.show_found(callers.look_up(workspace.desk, text).parties, text.strip())
    else:
        query = CustomerQuery(text=text, who="everyone")
        workspace.customers.show_found(customers.found_ids(workspace.desk, query), text.strip())


def _take_call(workspace: Workspace, text: str) -> None:
    party = workspace.customers.party
    if not text.strip():
        workspace.customers.restore()
    elif party is None:
        workspace.status.tell(f"Nobody answers to {quoted(text)}; N adds a customer.", "warn")
    else:
        take_call(workspace, party)


def take_call(workspace: Workspace, party: int) -> None:
    """Open the card of who is calling; the clock runs from now."""
    workspace.on_call = OnCall(party, workspace.desk.clock.now())
    workspace.customers.restore(party)
    workspace.count()
    if workspace.party != party:
        workspace.card.show(party)
    workspace.open_card()
    workspace.status.say(f"On the phone with {workspace.party_name}; c logs the call.")
