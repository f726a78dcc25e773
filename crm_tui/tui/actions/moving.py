"""Moving: the cursor, the pages of the card, the panes, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.views.choices import choices

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def cursor_down(workspace: Workspace, times: int | None) -> None:
    """Move down."""
    workspace.pane.move_by(times or 1)


def cursor_up(workspace: Workspace, times: int | None) -> None:
    """Move up."""
    workspace.pane.move_by(-(times or 1))


def cursor_first(workspace: Workspace, times: int | None) -> None:
    """Go to the beginning, or to the row of the count."""
    if times and workspace.pane is workspace.list:
        workspace.list.move_to(times - 1)
    else:
        workspace.pane.home()


def cursor_last(workspace: Workspace, times: int | None) -> None:
    """Go to the end, or to the row of the count."""
    if workspace.pane is not workspace.list:
        workspace.pane.end()
    elif times:
        workspace.list.move_to(times - 1)
    else:
        workspace.place.end()


def cursor_half_down(workspace: Workspace, times: int | None) -> None:
    """Move down half a page."""
    workspace.pane.half_page(times or 1)


def cursor_half_up(workspace: Workspace, times: int | None) -> None:
    """Move up half a page."""
    workspace.pane.half_page(-(times or 1))


def cursor_page_down(workspace: Workspace, times: int | None) -> None:
    """Move down a page."""
    workspace.pane.page(times or 1)


def cursor_page_up(workspace: Workspace, times: int | None) -> None:
    """Move up a page."""
    workspace.pane.page(-(times or 1))


def card_next_page(workspace: Workspace, times: int | None) -> None:
    """Turn to the card's next page; where only the peek shows, open the card first."""
    _turn(workspace, times or 1)


def card_previous_page(workspace: Workspace, times: int | None) -> None:
    """Turn to the card's page before."""
    _turn(workspace, -(times or 1))


def _turn(workspace: Workspace, pages: int) -> None:
    if workspace.card.peeking:
        workspace.open_card()
    else:
        workspace.card.turn(pages)


def record_next(workspace: Workspace, times: int | None) -> None:
    """Show the next record of the list, from inside a card too."""
    workspace.place.step(times or 1)


def record_previous(workspace: Workspace, times: int | None) -> None:
    """Show the record before."""
    workspace.place.step(-(times or 1))


def record_open(workspace: Workspace, times: int | None) -> None:
    """Open the card of what is under the cursor; in a card, the person or company there.

    A task that is a call starts it: the clock runs until the task has its result.
    """
    del times
    if workspace.pane in (workspace.list, *workspace.place.cards):
        workspace.place.open_here()
    elif workspace.pane is workspace.agenda:
        row = workspace.agenda.row
        if row is not None and row.ticket is not None:
            workspace.open_ticket(row.ticket)
        elif row is not None and row.party is not None:
            workspace.go_to_party(row.party)
            workspace.open_card()
    elif (target := workspace.card.target) is not None and target.what == "person":
        workspace.go_to_party(target.id)
    elif target is not None and target.what == "deal":
        workspace.places.pipeline.show_deal(target.id)
    elif target is not None and target.what == "ticket":
        workspace.open_ticket(target.id)
    elif target is not None and target.what == "document":
        workspace.card.toggle_document(target.id)
    elif target is not None and target.what in ("entry", "log"):
        entry = workspace.card.entry_row(target.id)
        if entry is not None and entry.ticket is not None:
            workspace.open_ticket(entry.ticket)
    elif target is not None and target.what == "task":
        _open_task_of_card(workspace)


def _open_task_of_card(workspace: Workspace) -> None:
    card, task = workspace.card.card, workspace.card.task_here
    if card is None or task is None:
        workspace.status.say("This task has ended; the timeline tells of it.")
        return
    calls = {row.code for row in choices(workspace.desk, "task_kind") if row.meaning == "call"}
    begun = workspace.on_call is not None and workspace.on_call.task == task.id
    if task.kind in calls and task.side == "us" and card.phones and not begun:
        phone = min(card.phones, key=lambda one: one.bad_since is not None)
        workspace.begin_call(card.id, task.id, phone.value)
    elif task.ticket is not None:
        workspace.open_ticket(task.ticket)
    else:
        workspace.status.say("x finishes this task, e changes it, > moves it a day on.")


def place_customers(workspace: Workspace, times: int | None) -> None:
    """Go to the customers."""
    del times
    workspace.press_place(workspace.places.customers)


def pane_next(workspace: Workspace, times: int | None) -> None:
    """Go to the next pane."""
    del times
    _step(workspace, 1)


def pane_previous(workspace: Workspace, times: int | None) -> None:
    """Go to the pane before."""
    del times
    _step(workspace, -1)


def _step(workspace: Workspace, step: int) -> None:
    panes = workspace.panes()
    here = workspace.pane
    place = panes.index(here) if here in panes else 0
    if step > 0 and here is panes[-1] and workspace.place.open_beyond():
        return
    if len(panes) > 1:
        workspace.go_to_pane(panes[(place + step) % len(panes)])
    else:
        workspace.status.say("There is no other pane at this size; Enter opens the card.")


def pane_zoom(workspace: Workspace, times: int | None) -> None:
    """Give the pane the whole screen, or take it back."""
    del times
    if workspace.layout.zoomed:
        workspace.layout.zoom("")
        return
    pane = workspace.pane
    workspace.layout.zoom("list" if pane is workspace.list else pane.id or "")


def view_back(workspace: Workspace, times: int | None) -> None:
    """Go back from the card to the list; at the root, leave the program."""
    del times
    if workspace.pane is not workspace.list or workspace.layout.zoomed:
        workspace.back_to_list()
    elif workspace.searched:
        workspace.search("")
    elif workspace.layout.beside:
        workspace.back_to_list()
    else:
        workspace.quit()


def view_cancel(workspace: Workspace, times: int | None) -> None:
    """Cancel, in this order: search, marks, zoom; from a card, go back to the list."""
    del times
    if workspace.pane is workspace.list and workspace.searched:
        workspace.search("")
    elif workspace.list.marks:
        workspace.list.set_marks(())
        workspace.show_undo()
    elif workspace.pane is not workspace.list or workspace.layout.zoomed or workspace.layout.beside:
        workspace.back_to_list()
    elif workspace.on_call is not None:
        workspace.hang_up()
