"""Bringing in a file: which one, then the guided import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.errors import NotFoundError
from crm_tui.views import imports

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def file_import(workspace: Workspace) -> None:
    """Choose a file and bring it in."""
    begin(workspace, "")


def begin(workspace: Workspace, file: str) -> None:
    """Bring in a file, or choose one; a folder is where the choosing begins.

    Raises NotFoundError for a file that is not there.
    """
    path = Path(file).expanduser() if file else None
    if path is not None and not path.exists():
        raise NotFoundError(f"There is no file {path}.", "I chooses one.")
    if path is not None and (not path.is_dir() or _is_whole(path)):
        _take(workspace, path)
        return
    from crm_tui.tui.screens.importing.chooser import FileChooser

    recent = imports.recent_files(workspace.desk)
    folder = path or next((p for one in recent if (p := Path(one).parent).is_dir()), Path.cwd())

    def chosen(found: Path | None) -> None:
        if found is not None:
            _take(workspace, found)

    workspace.push_screen(FileChooser(folder.absolute(), workspace.words(), recent), chosen)


def _take(workspace: Workspace, path: Path) -> None:
    if _is_whole(path):
        _bring_in(workspace, path)
    else:
        _guide(workspace, path)


def _is_whole(path: Path) -> bool:
    """Whether it is what `crm export all` writes: a folder or an archive."""
    from crm_tui.exchange.importing_all import is_whole

    return is_whole(path)


def _bring_in(workspace: Workspace, path: Path) -> None:
    from crm_tui.services.moving_in import MovedIn
    from crm_tui.tui.screens.importing.whole import WholeImport

    def left(came: MovedIn | None) -> None:
        if came is not None:  # all that is shown and known is of the former database
            workspace.begin_anew()

    screen = WholeImport(path.absolute(), workspace.words(), workspace.gateway.write)
    workspace.push_screen(screen, left)


def _guide(workspace: Workspace, path: Path) -> None:
    from crm_tui.tui.screens.importing.guide import ImportGuide

    def left(change_set: int | None) -> None:
        if change_set is not None:
            workspace.changes.take_back(change_set)

    guide = ImportGuide(
        path.absolute(),
        workspace.words(),
        workspace.gateway.post,
        workspace.import_drafts,
        imported=workspace.lookout.look,
    )
    workspace.push_screen(guide, left)
