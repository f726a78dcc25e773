"""Customers that stand in the book twice: found, compared side by side, merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.text.fold import fold
from crm_tui.tui.screens.side_by_side import Settled, SideBySide
from crm_tui.views import customers, duplicates, naming
from crm_tui.views.customers import CustomerQuery, CustomerRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_NAMED = 20


def duplicates_find(workspace: Workspace) -> None:
    """Look through all customers for those who may be one."""
    from crm_tui.tui.screens.duplicates import DuplicatesScreen

    workspace.push_screen(
        DuplicatesScreen(
            workspace.desk, workspace.gateway, workspace.words(), workspace.lookout.look
        )
    )


def customer_merge(workspace: Workspace) -> None:
    """Merge the two marked customers, or one that is offered with the present one."""
    if not workspace.someone():
        return
    chosen = workspace.targets()
    if len(chosen) > 2:
        workspace.status.say("Two at a time are merged: mark two, or none.", "warn")
    elif len(chosen) == 2:
        here = workspace.party
        keep = here if here in chosen else chosen[0]
        _compare(workspace, keep, next(one for one in chosen if one != keep))
    else:
        _offer(workspace, chosen[0])


def _compare(workspace: Workspace, keep: int, lose: int, why: str = "") -> None:
    try:
        screen = SideBySide(workspace.desk, workspace.gateway, workspace.words(), keep, lose, why)
    except CrmError as error:
        workspace.status.refuse(error)
        return
    workspace.push_screen(screen, lambda settled: _settle(workspace, settled))


def _settle(workspace: Workspace, settled: Settled | None) -> None:
    if settled is None:
        return
    both = {settled.keep, settled.lose}
    marked = workspace.places.customers.pane.list
    marked.set_marks(marked.marks - both)
    workspace.lookout.look()
    if settled.what == "merged":
        workspace.go_to_party(settled.keep)
    workspace.status.say(settled.said, "good")


def _offer(workspace: Workspace, party: int) -> None:
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    desk = workspace.desk
    name = naming.name_of(desk, party)
    pairs = {pair.other: pair for pair in duplicates.likely(desk, party)}
    likely = customers.rows(desk, list(pairs))

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        found = [row for row in likely if fold(wanted) in fold(f"{row.name} {row.city} #{row.id}")]
        if not found and wanted.strip():
            found = _answering(workspace, wanted, party)
        return [(row.id, (row.name, row.company, row.city, why(row))) for row in found]

    def why(row: CustomerRow) -> str:
        return "; ".join(pairs[row.id].reasons) if row.id in pairs else ""

    def picked(other: int | None) -> None:
        if other is not None:
            told = (
                f"{pairs[other].score}: {'; '.join(pairs[other].reasons)}" if other in pairs else ""
            )
            _compare(workspace, party, other, told)

    columns = (
        Column("Name", 20, flex=2), Column("Company", 12, flex=1, drop=2),
        Column("Place", 10, flex=1, drop=1), Column("Why", 18, flex=2),
    )  # fmt: skip
    workspace.push_screen(
        Picker(
            f"Who is {name} too", columns, rows,
            empty="Nobody looks like them; type a name, number or id.",
        ),
        picked,
    )  # fmt: skip


def _answering(workspace: Workspace, wanted: str, party: int) -> list[CustomerRow]:
    """Customers that answer to what was typed, without the one who is there already."""
    desk = workspace.desk
    try:
        ids = [naming.party(desk, wanted)]
    except CrmError:
        ids = customers.found_ids(desk, CustomerQuery(text=wanted, who="everyone"))[:_NAMED]
    return [row for row in customers.rows(desk, ids) if row.id != party]
