"""Asking for a colleague, to whom customers, tasks or deals are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.text.fold import fold
from crm_tui.views import choices, naming

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

NOBODY = "nobody"
_NOBODY = (NOBODY, "-")


def ask_colleague(workspace: Workspace, label: str, then: Callable[[int, str], None]) -> None:
    """Ask for a colleague; `then` gets their id and what was typed for them."""
    _ask(workspace, label, lambda said: then(naming.user(workspace.desk, said), said), ())


def ask_owner(workspace: Workspace, label: str, then: Callable[[int | None, str], None]) -> None:
    """Ask for a colleague or nobody; `then` gets their id, or None, and the word for them."""

    def named(said: str) -> None:
        if fold(said) in _NOBODY:
            then(None, NOBODY)
        else:
            then(naming.user(workspace.desk, said), said)

    _ask(workspace, label, named, (NOBODY,))


def _ask(
    workspace: Workspace, label: str, named: Callable[[str], None], more: tuple[str, ...]
) -> None:
    known = [*(user.login for user in choices.users(workspace.desk)), *more]

    def save(said: str) -> None:
        if not said.strip():
            workspace.status.say("Nothing was changed.")
            return
        try:
            named(said.strip())
        except CrmError as error:
            workspace.status.refuse(error)

    workspace.status.ask(
        f"{label} (Tab completes):",
        save,
        completions=lambda text: [one for one in known if one.startswith(text)],
    )
