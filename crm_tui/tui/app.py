"""Opening the workspace: the one place where Textual is started and where the process ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from crm_tui.errors import NotFoundError
from crm_tui.keys.places import NAMES

if TYPE_CHECKING:
    from crm_tui.config import Config
    from crm_tui.services.opening import Desk
    from crm_tui.tui.terminal import Colour, Theme


def run_workspace(
    config: Config,
    desk: Desk,
    place: str = "",
    party: int | None = None,
    ticket: int | None = None,
) -> int:
    """Open the workspace at a place, a card or a ticket; the exit status when it is left.

    Raises UsageError where the terminal will not do or the user's keys are wrong, NotFoundError
    for a place or a card that is not there.
    """
    import gc

    from crm_tui.tui.terminal import check_terminal, prepare_environment

    check_terminal()
    # Nothing made during the start is garbage: looking for it costs a tenth of the start. The
    # workspace turns the search on again after its first paint.
    gc.disable()
    if place and place not in NAMES:
        raise NotFoundError(f"There is no place '{place}'.", f"There is: {', '.join(NAMES)}.")
    if party is not None and desk.store.value("SELECT 1 FROM party WHERE id = ?", (party,)) is None:
        raise NotFoundError(f"There is no customer #{party}.")
    from crm_tui.keys.keymap import from_settings

    keymap = from_settings(config)
    prepare_environment(
        colour=cast("Colour", config.ui.colour), theme=cast("Theme", config.ui.theme)
    )
    from crm_tui.tui import safety
    from crm_tui.tui.actions import entrance
    from crm_tui.tui.workspace import Workspace

    screen = desk._replace(origin="screen")
    workspace = Workspace(config, screen, keymap, entrance, party, place=place, ticket=ticket)
    while True:
        try:
            status = safety.run(workspace)
        finally:
            workspace.close()
            gc.enable()
        if status or not workspace.begins_anew:
            return status
        from crm_tui.services.opening import found_again

        workspace = Workspace(config, found_again(screen), keymap, entrance)
