"""Figures on the screen: the pipeline's and the service desk's, each with what is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.errors import NotFoundError
from crm_tui.text.fold import fold
from crm_tui.text.periods import Period, parse_period
from crm_tui.text.say import quoted
from crm_tui.tui.figures import Figures, Kind, Line
from crm_tui.tui.pipeline import figures as pipeline
from crm_tui.tui.service import figures as service
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.views import board

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_SHOWN_MOST = 500
"""So many of the tickets behind a figure are shown, the newest: nobody works through more."""


def figures_show(workspace: Workspace) -> None:
    """Choose a list of figures, those of the place first; Enter on a figure shows its records."""
    kinds = _kinds(workspace)

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (kind.name, kind.shows))
            for number, kind in enumerate(kinds)
            if fold(wanted) in fold(f"{kind.name} {kind.shows}")
        ]

    def chosen(number: int | None) -> None:
        if number is not None:
            _show(workspace, kinds[number], None)

    columns = (Column("Figures", 20, flex=1), Column("Shows", 30, flex=2, drop=1))
    workspace.push_screen(Picker("Figures", columns, rows), chosen)


def show_named(workspace: Workspace, said: str) -> None:
    """Show the list of a name and, after a colon, of a period: `report won: last-quarter`.

    Raises NotFoundError naming the lists there are, UsageError for what is no period.
    """
    if not said:
        figures_show(workspace)
        return
    name, _, stretch = said.partition(":")
    period = parse_period(stretch, workspace.desk.clock.today()) if stretch.strip() else None
    wanted = fold(name).strip()
    kinds = _kinds(workspace)
    exact = [kind for kind in kinds if fold(kind.name) == wanted]
    found = exact or [kind for kind in kinds if fold(kind.name).startswith(wanted)]
    if not found:
        there = ", ".join(kind.name for kind in kinds)
        raise NotFoundError(f"There is no report {quoted(name)}.", f"There are: {there}.")
    _show(workspace, found[0], period)


def _kinds(workspace: Workspace) -> tuple[Kind, ...]:
    if workspace.places.tickets.is_here:
        return (*service.KINDS, *pipeline.KINDS)
    return (*pipeline.KINDS, *service.KINDS)


def _show(workspace: Workspace, kind: Kind, period: Period | None) -> None:
    ascii_only = workspace.config.ui.ascii

    def show(found: Figures) -> None:
        if not found.lines:
            workspace.status.say(f"{kind.name}: no {found.of} answer to that yet.")
            return
        workspace.push_screen(
            Picker(
                found.title,
                found.columns,
                lambda wanted: [
                    (number, line.cells)
                    for number, line in enumerate(found.lines)
                    if fold(wanted) in fold(line.cells[0])
                ],
            ),
            lambda number: None if number is None else _open(workspace, found, number),
        )

    workspace.errands.read(
        "figures", lambda desk: kind.read(desk, period, ascii_only=ascii_only), show
    )


def _open(workspace: Workspace, found: Figures, number: int) -> None:
    """Show what is behind a figure."""
    line = found.lines[number]
    title = f"{found.title}, {line.cells[0]}"
    if found.of == "tickets":
        _open_tickets(workspace, title, line)
    else:
        _open_deals(workspace, title, line)


def _open_deals(workspace: Workspace, title: str, line: Line) -> None:
    """Show the deals behind a figure; Enter opens one."""
    cards = board.cards(workspace.desk, line.behind)
    words = workspace.words()
    shown = [(card.id, pipeline.deal_cells(card, words.day)) for card in cards]

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [(key, cells) for key, cells in shown if fold(wanted) in fold(" ".join(cells))]

    def chosen(deal: int | None) -> None:
        if deal is not None:
            workspace.places.pipeline.show_deal(deal)

    workspace.push_screen(Picker(title, pipeline.deal_columns(), rows), chosen)


def _open_tickets(workspace: Workspace, title: str, line: Line) -> None:
    """Show the tickets behind a figure as a view of the queue, the newest first."""
    from crm_tui.tui.panes.queue_views import QueueView
    from crm_tui.views.tickets import TicketQuery

    if not line.behind:
        workspace.status.say(f"{title}: none came in and none was solved.")
        return
    newest = line.behind[-_SHOWN_MOST:]
    workspace.places.tickets.open_view(QueueView(title, TicketQuery(ids=newest, sort="newest")))
    if len(line.behind) > len(newest):
        workspace.status.tell(f"The newest {_SHOWN_MOST} of {len(line.behind):,} tickets.")
