"""Taking back, doing again, and the list of changes (rule 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.services import undo

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_AGAIN = "repeat the last change"


def change_undo(workspace: Workspace) -> None:
    """Take back one's own last change."""
    workspace.changes.make(
        lambda desk, _: undo.undo(desk),
        parties=(),
        done=lambda undone: workspace.status.say(f"Taken back: {undone.label}."),
    )


def change_redo(workspace: Workspace) -> None:
    """Do again what was taken back."""
    workspace.changes.make(
        lambda desk, _: undo.redo(desk),
        parties=(),
        done=lambda undone: workspace.status.say(f"Done again: {undone.label}."),
    )


def change_repeat(workspace: Workspace) -> None:
    """Make the last change again on what is under the cursor, or on the marked."""
    last = workspace.changes.last
    if last is None:
        workspace.status.say("There is nothing to repeat yet.")
    elif last.of == "deals":
        from crm_tui.tui.actions import deals

        if chosen := workspace.places.pipeline.deals_here():
            deals.change_together(workspace, _AGAIN, chosen, last.work, name=last.name)
    elif last.of == "tasks":
        from crm_tui.tui.actions import tasks

        if chosen := workspace.tasks_here():
            tasks.change_together(workspace, _AGAIN, chosen, last.work, name=last.name)
    elif last.of == "tickets":
        from crm_tui.tui.actions.chosen_tickets import change_tickets

        if chosen := workspace.tickets_here():
            change_tickets(workspace, _AGAIN, chosen, last.work, name=last.name)
    elif workspace.someone():
        workspace.changes.make_together(_AGAIN, last.work, name=last.name)


def change_list(workspace: Workspace) -> None:
    """List who changed what and when; take back from there."""
    from crm_tui.tui.screens.changes import ChangesScreen

    workspace.push_screen(
        ChangesScreen(workspace.desk, workspace.words(), workspace.changes.take_back)
    )
