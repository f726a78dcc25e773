"""Finding: the search, the views, the order and the marks of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.tui.panes.list_views import SORT_NAMES, ListView, all_views
from crm_tui.tui.widgets.text_view import TextView
from crm_tui.views import choices

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk
    from crm_tui.tui.workspace import Workspace


def search_start(workspace: Workspace) -> None:
    """Search what is here as you type: the list, or the words of the card."""
    if workspace.pane is workspace.list:
        from crm_tui.tui.actions import filtering

        filtering.ask(workspace)
    else:
        workspace.status.ask("find:", lambda text: _seek(workspace, text))


def _text(workspace: Workspace) -> TextView:
    """The text that is searched: the one that has the keys, else the card."""
    pane = workspace.pane
    return pane if isinstance(pane, TextView) else workspace.card


def _seek(workspace: Workspace, text: str) -> None:
    if not _text(workspace).seek(text):
        workspace.status.say(f"{quoted(text)} does not stand here.")


def search_next(workspace: Workspace) -> None:
    """Go to the next hit in the text."""
    if not _text(workspace).seek_on(1):
        workspace.status.say("No further hit; / finds words here.")


def search_previous(workspace: Workspace) -> None:
    """Go to the hit before."""
    if not _text(workspace).seek_on(-1):
        workspace.status.say("No hit before this one.")


def view_choose(workspace: Workspace) -> None:
    """Choose a view of the list by typing a part of its name."""
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    views = all_views(workspace.desk)
    titles = [view.title(workspace.speech.words) for view in views]

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (title, described(workspace.desk, view)))
            for number, (view, title) in enumerate(zip(views, titles, strict=True))
            if fold(wanted) in fold(title)
        ]

    def chosen(key: int | None) -> None:
        if key is not None:
            workspace.places.customers.open_view(views[key])

    columns = (Column("View", 20, flex=1), Column("Shows", 30, flex=2, drop=1))
    workspace.push_screen(Picker("View", columns, rows), chosen)


def described(desk: Desk, view: ListView) -> str:
    """What a view shows, in a few words."""
    query = view.query
    said = [query.who.replace("_", " ")]
    if query.owner is not None:
        logins = {user.id: user.login for user in choices.users(desk, active_only=False)}
        said.append(f"of {logins.get(query.owner, 'nobody')}" if query.owner else "of nobody")
    said += [f"'{query.text}'"] if query.text else []
    said += [f"tagged {query.tag}"] if query.tag else []
    said += [state.replace("_", " ") for state in (query.lifecycle, query.relationship) if state]
    said += [f"without {query.missing.replace('_', ' ')}"] if query.missing else []
    said += [f"unvisited for {query.unvisited} months"] * (query.unvisited > 0)
    said += ["archived"] if query.archived else []
    return ", ".join([*said, f"by {SORT_NAMES[query.sort]}"])


def view_save(workspace: Workspace) -> None:
    """Save the present search, filter and order as a view."""
    kept = workspace.place.view_to_keep()

    def save(name: str) -> None:
        from crm_tui.services import saved_views

        workspace.changes.make(
            lambda desk, _: saved_views.save(desk, name, kept.fields, place=kept.place),
            parties=(),
            done=lambda _: saved(name),
        )

    def saved(name: str) -> None:
        kept.show(name)
        workspace.status.say(f"View {quoted(name)} is saved; v shows it again.")

    workspace.status.ask("save this view as:", save)


def list_sort(workspace: Workspace) -> None:
    """Choose what the list is sorted by."""
    workspace.place.ask_sort()


def list_reverse(workspace: Workspace) -> None:
    """Turn the order of the list round."""
    query = workspace.customers.query_shown
    workspace.customers.order(query.sort, reverse=not query.reverse)
    workspace.count()


def mark_toggle(workspace: Workspace) -> None:
    """Mark the customer under the cursor, or take its mark away, and move on."""
    workspace.list.toggle_mark()
    workspace.show_undo()


def mark_all(workspace: Workspace) -> None:
    """Mark all that match, beyond the screen too; where marks stand, take them away."""
    if workspace.list.marks:
        workspace.list.set_marks(())
        workspace.show_undo()
        return
    workspace.place.mark_all()
