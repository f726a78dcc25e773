"""Two tickets about one thing: what may repeat the present one is offered, and merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.services import ticket_merging
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.tui.actions.chosen_tickets import change_tickets
from crm_tui.views import ticket_card, ticket_duplicates
from crm_tui.views import tickets as views
from crm_tui.views.tickets import TicketRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_SHOWN = 20


def ticket_merge(workspace: Workspace) -> None:
    """Merge the marked tickets, or one that is offered into the present one; or round about."""
    chosen = workspace.tickets_here()
    if len(chosen) > 1:
        _merge_marked(workspace, chosen)
    elif chosen:
        _offer(workspace, views.ticket_row(workspace.desk, chosen[0]))


def _merge_marked(workspace: Workspace, chosen: Sequence[int]) -> None:
    """The one under the cursor stays, where it is marked too, else the oldest of them."""
    here = workspace.places.tickets.pane.ticket
    keep = here if here is not None and here in chosen else min(chosen)
    number = views.ticket_row(workspace.desk, keep).number
    lose = [one for one in chosen if one != keep]
    workspace.status.confirm(
        f"merge {len(lose):,} tickets into {number}, which stays?",
        lambda: _merge(workspace, keep, lose),
    )


def _merge(workspace: Workspace, keep: int, lose: Sequence[int]) -> None:
    def done(_nothing: object) -> None:
        place = workspace.places.tickets
        place.pane.list.set_marks(place.pane.list.marks - set(lose))
        if workspace.pane is place.ticket and place.ticket.ticket in lose:
            place.show_ticket(keep)
        workspace.changes.say_done()

    change_tickets(
        workspace, "merge", [keep], lambda desk, _: ticket_merging.merge(desk, keep, lose),
        done=done,
    )  # fmt: skip


def _offer(workspace: Workspace, row: TicketRow) -> None:
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    desk = workspace.desk
    likely = {one.row.id: (one.row, one.reason) for one in ticket_duplicates.likely(desk, row.id)}

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        found = {
            one: told
            for one, told in likely.items()
            if fold(wanted) in fold(f"{told[0].number} {told[0].title} {told[0].party_name}")
        }
        if not found and wanted.strip():
            found = _named(desk, wanted, row.id)
        return [
            (one, (other.number, other.title, other.party_name, why))
            for one, (other, why) in found.items()
        ]

    def picked(other: int | None) -> None:
        if other is not None:
            _ask_which(workspace, row, views.ticket_row(desk, other))

    columns = (
        Column("No", 6), Column("Title", 20, flex=2), Column("Who", 12, flex=1, drop=1),
        Column("Why", 18, flex=1, drop=2),
    )  # fmt: skip
    workspace.push_screen(
        Picker(
            f"Into {row.number}", columns, rows,
            empty="Nothing repeats it; type a number or a title.",
            explain=lambda other: _in_full(desk, other, likely),
        ),
        picked,
    )  # fmt: skip


def _named(desk: Desk, wanted: str, present: int) -> dict[int, tuple[TicketRow, str]]:
    """The ticket whose number or title was typed; none where that is not clear."""
    try:
        found = views.named(desk, wanted)
    except CrmError:
        return {}
    return {} if found == present else {found: (views.ticket_row(desk, found), "named")}


def _in_full(desk: Desk, ticket: int, likely: dict[int, tuple[TicketRow, str]]) -> str:
    """What speaks for it, and what was said first on it."""
    said = ticket_card.conversation(desk, ticket, limit=_SHOWN)
    first = said[-1].entry if said else None
    why = f"{likely[ticket][1]}. " if ticket in likely else ""
    return f"{why}{first.party_name or first.user}: {first.body}" if first else why


def _ask_which(workspace: Workspace, row: TicketRow, other: TicketRow) -> None:
    def answered(key: str) -> None:
        if key == "y":
            _merge(workspace, row.id, [other.id])
        elif key == "o":
            _merge(workspace, other.id, [row.id])
        else:
            workspace.status.say("Not done.")

    workspace.status.choose(
        f"merge {other.number} into {row.number}?",
        [("y", f"yes, {row.number} stays"), ("o", f"other way, {other.number} stays"), ("n", "no")],
        answered,
    )
