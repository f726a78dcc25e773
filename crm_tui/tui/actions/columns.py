"""Which columns a list shows (S55): `columns city, tier`, `columns +budget`, `columns usual`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.errors import CrmError
from crm_tui.text.fold import fold
from crm_tui.views import list_columns
from crm_tui.views.list_columns import ListColumn

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_USUAL = "usual"


class _Choosing(NamedTuple):
    """What the columns are chosen of, those there are anyway and those shown now."""

    record: str
    usual: Sequence[ListColumn]
    now: Sequence[ListColumn]
    show: Callable[[str], None]
    first: str = ""


def choose(workspace: Workspace, said: str) -> None:
    """Show the columns that were said, or ask for them."""
    choosing = _choosing(workspace)
    if choosing is None:
        workspace.status.say("Columns are chosen in the customers and in the tickets.")
        return

    def go_on(there: list[ListColumn]) -> None:
        if not said:
            _ask(workspace, choosing, there)
            return
        try:
            _show(workspace, choosing, said)
        except CrmError as error:
            workspace.status.refuse(error)

    # What imports have kept is looked for in every record, which takes its time.
    workspace.errands.read(
        "columns", lambda desk: list_columns.offered(desk, choosing.record), go_on
    )


def _choosing(workspace: Workspace) -> _Choosing | None:
    places = workspace.places
    if places.customers.is_here:
        from crm_tui.tui.panes.customer_rows import USUAL

        pane = places.customers.pane
        now = pane.shown.chosen or USUAL
        return _Choosing("party", USUAL, now, pane.set_columns, "name")
    if places.tickets.is_here:
        queue = places.tickets.pane
        return _Choosing("ticket", (), queue.further, queue.set_columns)
    return None


def _show(workspace: Workspace, choosing: _Choosing, said: str) -> None:
    wanted: list[ListColumn] = []
    if said.casefold().strip() != _USUAL:
        wanted = list_columns.meant(
            workspace.desk, choosing.record, said, choosing.usual, choosing.now
        )
    if wanted and choosing.first:  # without it nobody would know whose line it is
        lead = next(one for one in choosing.usual if one.name == choosing.first)
        wanted = [lead, *(one for one in wanted if one.name != choosing.first)]
    choosing.show("" if wanted == list(choosing.usual) else list_columns.kept(wanted))
    names = ", ".join(one.title for one in wanted) or "the usual ones"
    workspace.status.say(f"Columns: {names}. V keeps them with the view.")


def _ask(workspace: Workspace, choosing: _Choosing, there: Sequence[ListColumn]) -> None:
    known = list(dict.fromkeys(map(_spoken, (*choosing.usual, *there))))

    def save(text: str) -> None:
        try:
            _show(workspace, choosing, text.strip() or _USUAL)
        except CrmError as error:
            _ask_again(text)
            workspace.status.explain([(f" {error}", "alert")])

    def begun(text: str) -> list[str]:
        before, comma, last = text.rpartition(",")
        sign = last.strip()[:1] if last.strip()[:1] in ("+", "-") else ""
        typed = fold(last.strip().removeprefix(sign))
        kept = f"{before}{comma}{' ' if comma else ''}{sign}"
        return [f"{kept}{title}" for title in known if fold(title).startswith(typed)]

    def _ask_again(value: str) -> None:
        workspace.status.ask("columns:", save, value=value, completions=begun)

    _ask_again(", ".join(map(_spoken, choosing.now)))
    workspace.status.explain([(f" also: {', '.join(known)}", "dim")])


def _spoken(column: ListColumn) -> str:
    """The title as it can be typed between commas."""
    return " ".join(column.title.replace(",", " ").split())
