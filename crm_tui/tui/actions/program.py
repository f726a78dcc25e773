"""The program itself: the command line, the palette, help, redraw, suspend, quit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def command_type(workspace: Workspace) -> None:
    """Type a command by its name."""
    from crm_tui.tui.actions import commands

    workspace.status.ask(
        ":",
        lambda text: commands.run(workspace, text),
        completions=lambda text: commands.completions(workspace, text),
    )


def command_pick(workspace: Workspace) -> None:
    """Pick from every action there is, with its key."""
    from crm_tui.tui.screens.palette import PaletteScreen

    if len(workspace.screen_stack) > 1:
        return

    scopes = workspace.scopes()
    workspace.status.put_aside()
    ascii_only = workspace.config.ui.ascii
    screen = PaletteScreen(workspace.keymap, scopes, ascii_only=ascii_only)
    workspace.push_screen(screen, lambda name: _do(workspace, name))


def app_help(workspace: Workspace) -> None:
    """Show the keys that work here, filtered as typed; Enter does what the chosen one does."""
    from crm_tui.tui.screens.help import HelpScreen

    if len(workspace.screen_stack) > 1:
        return
    scopes = workspace.scopes()
    workspace.status.put_aside()
    ascii_only = workspace.config.ui.ascii
    screen = HelpScreen(workspace.keymap, scopes, ascii_only=ascii_only)
    workspace.push_screen(screen, lambda name: _do(workspace, name))


def _do(workspace: Workspace, name: str | None) -> None:
    from crm_tui.tui.actions import MODULES, perform

    if name in MODULES:
        perform(workspace, name)
    elif name:
        workspace.status.say("This key belongs to a form or a question.")


def app_redraw(workspace: Workspace) -> None:
    """Draw the whole screen again."""
    workspace.redraw()


def app_suspend(workspace: Workspace) -> None:
    """Put the program to sleep and give back the shell."""
    workspace.action_suspend_process()


def app_quit(workspace: Workspace) -> None:
    """Leave the program; what was being typed is kept."""
    workspace.quit()
