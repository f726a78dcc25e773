"""What was typed and not saved when the program ended: offered once, at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.text.width import cut
from crm_tui.tui.actions import MODULES, perform
from crm_tui.tui.drafts import Draft

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_SHOWN = 30


def offer(workspace: Workspace, kept: dict[str, Any]) -> None:
    """Ask whether to go on with the kept text, to forget it, or to decide another time."""
    action, party, text = (kept.get(name) for name in ("action", "party", "text"))
    about = kept.get("tasks")
    about = about if isinstance(about, list) else []
    tasks = tuple(one for one in about if isinstance(one, int))
    if action not in MODULES or not isinstance(text, str | dict):
        workspace.drafts.forget_left()
        return
    shown = text if isinstance(text, str) else ", ".join(str(value) for value in text.values())

    def chosen(key: str) -> None:
        if key == "l":
            return
        workspace.drafts.forget_left()
        if key == "g" and tasks:
            from crm_tui.tui.actions import tasks as of_tasks
            from crm_tui.tui.actions import ticket_adding

            of = ticket_adding if action in ticket_adding.RESUMED else of_tasks
            of.resume(workspace, Draft(str(action), None, str(text), tasks))
        elif key == "g":
            _go_on(workspace, str(action), party if isinstance(party, int) else None, text)

    workspace.status.choose(
        f"not saved last time: '{cut(shown, _SHOWN)}'",
        [("g", "go on"), ("f", "forget it"), ("l", "later")],
        chosen,
    )


def _go_on(
    workspace: Workspace, action: str, party: int | None, text: str | dict[str, Any]
) -> None:
    workspace.status.subject = None  # it is for whom it was typed, not for who is shown now
    if party is not None:
        workspace.go_to_party(party)
        # Where a deal or a ticket is, a verb would be about its customer.
        if workspace.place.about_here() is not None:
            workspace.open_card()
    if isinstance(text, str):
        workspace.status.keep_unsaved(action, text)
    else:
        fields = {str(name): str(typed) for name, typed in text.items()}
        workspace.drafts.keep_form(action, party, fields)
    perform(workspace, action)
