"""The settings, and the places switched on and off."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError, UsageError
from crm_tui.services import firm_settings
from crm_tui.store.desk import Desk
from crm_tui.tui import outside
from crm_tui.tui.actions import own_fields
from crm_tui.tui.actions.settings_screen import opened
from crm_tui.views import firm_settings as views

if TYPE_CHECKING:
    from crm_tui.tui.screens.settings.screen import SettingsScreen
    from crm_tui.tui.workspace import Workspace


def settings_open(workspace: Workspace) -> None:
    """Show what is set, for the firm and for oneself, and change it."""
    from crm_tui.tui.screens.settings.front import FrontPage, Outside

    if len(workspace.screen_stack) > 1:
        return
    around = Outside(
        workspace.config,
        own_fields=lambda record: own_fields.open_in(workspace, screen, record),
        edit_file=lambda file: _edit_file(workspace, screen, file),
        write_file=lambda path: _write_file(workspace, screen, path),
    )
    screen, page = opened(workspace, lambda board: FrontPage(board, around))

    def counted(counts: dict[str, int]) -> None:
        page.counts = counts
        screen.read_again()

    workspace.errands.read("contents", views.contents, counted)


def switch_place(workspace: Workspace, said: str) -> None:
    """Switch a place on or off, or have it suggested never more: `pipeline on`.

    Raises UsageError for what is no such sentence, NotFoundError for a place there is not.
    """
    name, _, state = said.partition(" ")
    state = state.strip()
    if not name or state not in ("on", "off", "never"):
        raise UsageError("Which place, and on or off?", "For example: place tickets off.")

    def switch(desk: Desk, _ids: Sequence[int]) -> None:
        if state == "never":
            firm_settings.suggest_no_more(desk, name)
        else:
            firm_settings.switch_place(desk, name, on=state == "on")

    workspace.changes.make(switch, parties=())


def _write_file(workspace: Workspace, screen: SettingsScreen, path: Path) -> None:
    """Write down all that the firm has set, as `crm settings --to` does."""
    from crm_tui.exchange import firm_file
    from crm_tui.exchange.whole_file import write_whole

    def work(desk: Desk) -> None:
        write_whole(path, firm_file.written(desk).encode("utf-8", "replace"))

    async def run() -> None:
        try:
            await workspace.gateway.post(work)
        except (CrmError, OSError) as error:
            screen.say(str(error), "alert")
        else:
            screen.say(f"Written to {path}; R reads it back.", "good")

    workspace.errands.begin(run())


def _edit_file(workspace: Workspace, screen: SettingsScreen, file: str) -> None:
    """Let the user's editor have the settings file, and say whether it can be read then."""
    from crm_tui.config import load
    from crm_tui.tui.screens.settings.front import no_file

    if why := no_file(file):
        screen.say(why)
        return
    try:
        status = outside.run(workspace, [*outside.editor(os.environ), file])
        workspace.redraw()
        if status:
            screen.say(f"The editor ended with {status}.", "warn")
            return
        load({"config": file})
    except CrmError as error:
        screen.say(str(error), "alert")
    else:
        screen.say("What you changed there holds from the next start on.", "good")
