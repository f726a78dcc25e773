"""The queue of tickets: its views, and what makes up a ticket's clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.text.fold import fold
from crm_tui.tui.panes import queue_views

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_MORE = "v"
_SAVED_KEYS = "123456789"


def place_tickets(workspace: Workspace) -> None:
    """Go to the tickets; from a ticket, back to the queue."""
    workspace.press_place(workspace.places.tickets)


def queue_next_view(workspace: Workspace) -> None:
    """Show the next view in triage order."""
    workspace.places.tickets.pane.turn(1)
    workspace.show_undo()


def queue_previous_view(workspace: Workspace) -> None:
    """Show the view before."""
    workspace.places.tickets.pane.turn(-1)
    workspace.show_undo()


def queue_choose(workspace: Workspace) -> None:
    """Choose a view by one key: in triage order, then one's own; the others from a list."""
    views = {key: queue_views.view_of(code) for key, code in queue_views.VIEW_KEYS.items()}
    views |= dict(zip(_SAVED_KEYS, queue_views.saved(workspace.desk), strict=False))
    choices = [(key, view.name) for key, view in views.items()]

    def chosen(key: str) -> None:
        if key == _MORE:
            _pick(workspace)
        else:
            workspace.places.tickets.open_view(views[key])

    workspace.status.choose("show:", [*choices, (_MORE, "others")], chosen)


def _pick(workspace: Workspace) -> None:
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    views = queue_views.offered(workspace.desk)

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (view.name, by))
            for number, (by, view) in enumerate(views)
            if fold(wanted) in fold(f"{by} {view.name}")
        ]

    def chosen(number: int | None) -> None:
        if number is not None:
            workspace.places.tickets.open_view(views[number][1])

    columns = (Column("View", 24, flex=2), Column("By", 10, flex=1, drop=1))
    workspace.push_screen(Picker("View", columns, rows), chosen)


def ticket_show_clocks(workspace: Workspace) -> None:
    """Show what makes up the figures of the ticket's clocks; again, the conversation."""
    workspace.places.tickets.show_clocks()
