"""The tickets a verb acts on: changed together, said in words, and which come after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.store.desk import Desk
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_LOOKED_AT = 20


def change_tickets(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    work: Callable[[Desk, Sequence[int]], Any],
    *,
    name: str = "",
    done: Callable[[Any], None] | None = None,
) -> None:
    """Change tickets by a work that takes them all, after a question where they are several.

    They are marked no more once it is done. `done` gets what the work gave.
    """

    def changed(result: Any) -> None:
        marked = workspace.places.tickets.list.marks
        workspace.places.tickets.list.set_marks(marked - set(chosen))
        workspace.show_undo()
        if done is not None:
            done(result)
        else:
            workspace.changes.say_done()

    def change() -> None:
        workspace.changes.make(work, name=name, parties=chosen, of="tickets", done=changed)

    workspace.status.confirm_several(what, len(chosen), "tickets", change)


def said(workspace: Workspace, chosen: Sequence[int]) -> str:
    """The tickets in words: a number, or how many they are."""
    if len(chosen) > 1:
        return f"{len(chosen):,} {workspace.said('tickets')}"
    return views.ticket_row(workspace.desk, chosen[0]).number


def following(workspace: Workspace) -> list[int]:
    """The tickets below the one under the queue's cursor, as they stand before a change."""
    place = workspace.places.tickets
    rows, here = place.pane.rows, place.list.cursor_index
    if rows is None or not place.is_here:
        return []
    found = [rows.ticket(here + below) for below in range(1, _LOOKED_AT + 1)]
    return [row.id for row in found if row is not None]


def go_on(workspace: Workspace, after: Sequence[int]) -> None:
    """Work on the first of these tickets that is still shown and nobody else is on."""
    place, desk = workspace.places.tickets, workspace.desk
    rows = place.pane.rows
    taken = {one for one, claim in views.claims(desk, after).items() if claim.user != desk.user}
    for ticket in after:
        if ticket not in taken and rows is not None and rows.index_of(ticket) is not None:
            place.show_ticket(ticket)
            return
    workspace.status.tell("There is no further ticket here.")
