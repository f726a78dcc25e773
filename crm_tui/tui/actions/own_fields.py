"""The firm's own fields on screen: which there are, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.errors import UsageError
from crm_tui.text.say import quoted
from crm_tui.tui.actions.settings_screen import opened
from crm_tui.views.own_fields import RECORDS

if TYPE_CHECKING:
    from crm_tui.tui.screens.own_fields import OwnFieldsPage
    from crm_tui.tui.screens.settings.screen import SettingsScreen
    from crm_tui.tui.workspace import Workspace


def show(workspace: Workspace, said: str) -> None:
    """Show the own fields there are, of every kind of record or of the one that was said.

    Raises UsageError for what has no own fields.
    """
    from crm_tui.tui.screens.own_fields import NAMES, OwnFieldsPage

    if len(workspace.screen_stack) > 1:
        return
    word = said.casefold().strip()
    wanted = [record for record, name in NAMES.items() if word in (name, f"{name}s", record)]
    if word and not wanted:
        raise UsageError(f"{quoted(said)} has no own fields.", "Say customer, deal or ticket.")
    screen, page = opened(workspace, lambda board: OwnFieldsPage(board, wanted or RECORDS))
    screen.call_after_refresh(screen.say, "Own fields are the whole firm's.", "dim")
    count(workspace, screen, page)


def open_in(workspace: Workspace, screen: SettingsScreen, record: str) -> None:
    """Show the own fields of a kind of record as a page of the settings."""
    from crm_tui.tui.screens.own_fields import OwnFieldsPage

    page = OwnFieldsPage(screen, (record,))
    screen.open(page)
    count(workspace, screen, page)


def count(workspace: Workspace, screen: SettingsScreen, page: OwnFieldsPage) -> None:
    """Have it counted beside the keys in how many records each field is filled."""
    from crm_tui.tui.screens.own_fields import held

    def counted(found: dict[str, dict[str, int]]) -> None:
        page.held = found
        screen.read_again()

    workspace.errands.read("own fields", held, counted)
