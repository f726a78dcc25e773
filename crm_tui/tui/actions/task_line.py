"""Asking for a task in one line, with what is understood of it while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_tui.text import taskline
from crm_tui.text.taskline import TaskLine
from crm_tui.tui.actions.asking import understood
from crm_tui.tui.drafts import Draft
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views import choices

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def ask_line(
    workspace: Workspace,
    label: str,
    then: Callable[[TaskLine], None],
    *,
    value: str = "",
    draft: str | Draft = "",
    may_be_empty: bool = False,
) -> None:
    """Ask for a task in one line; what is understood of it shows while it is typed."""
    logins = {user.login for user in choices.users(workspace.desk)}
    clock = workspace.desk.clock

    def read(text: str) -> TaskLine:
        return taskline.parse(text, clock.now().astimezone(clock.zone), users=logins)

    def show(text: str) -> None:
        workspace.status.explain(_understood(workspace, read(text)))

    def save(text: str) -> None:
        line = read(text)
        if line.title.strip():
            then(line)
        elif not may_be_empty:
            workspace.status.say("Nothing was written.")

    workspace.status.ask(label, save, value=value, on_change=show, draft=draft)


def _understood(workspace: Workspace, line: TaskLine) -> Line:
    said = taskline.say(line, workspace.desk.clock.today())
    if not any(label == "due" for label, _ in said):
        said = [*said, ("due", "no day (such as: fri, +3d, 27 Nov 10:00)")]
    return understood(workspace, line.title or "what is to be done", said)
