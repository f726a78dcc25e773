"""Opening the screen of settings, whichever of its pages comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from crm_tui.tui.screens.settings.page import Board, Page
    from crm_tui.tui.screens.settings.screen import SettingsScreen
    from crm_tui.tui.workspace import Workspace

P = TypeVar("P", bound="Page")


def opened(workspace: Workspace, front: Callable[[Board], P]) -> tuple[SettingsScreen, P]:
    """The screen of settings, opened with a page of its own in front, and that page."""
    from crm_tui.tui.screens.settings.screen import SettingsScreen

    pages: list[P] = []

    def first(board: Board) -> P:
        pages.append(front(board))
        return pages[0]

    screen = SettingsScreen(
        workspace.desk,
        workspace.words(),
        first,
        workspace.gateway.write,
        firm=workspace.speech.words,
        changed=workspace.lookout.look,
    )
    workspace.push_screen(screen)
    return screen, pages[0]
