"""The pipeline's figures on the screen: forecast, what was won, why deals are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.errors import NotFoundError
from crm_tui.text.fold import fold
from crm_tui.text.periods import Period, parse_period
from crm_tui.text.say import quoted
from crm_tui.tui.pipeline.figures import (
    KINDS,
    Figures,
    Kind,
    deal_cells,
    deal_columns,
    figures_of,
)
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.views import board

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

NOTHING = "No deals answer to that yet."


def figures_show(workspace: Workspace) -> None:
    """Choose a list of figures of the pipeline; Enter on a figure shows its deals."""

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (kind.name, kind.shows))
            for number, kind in enumerate(KINDS)
            if fold(wanted) in fold(f"{kind.name} {kind.shows}")
        ]

    def chosen(number: int | None) -> None:
        if number is not None:
            _show(workspace, KINDS[number], None)

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
    exact = [kind for kind in KINDS if fold(kind.name) == wanted]
    found = exact or [kind for kind in KINDS if fold(kind.name).startswith(wanted)]
    if not found:
        there = ", ".join(kind.name for kind in KINDS)
        raise NotFoundError(f"There is no report {quoted(name)}.", f"There are: {there}.")
    _show(workspace, found[0], period)


def _show(workspace: Workspace, kind: Kind, period: Period | None) -> None:
    ascii_only = workspace.config.ui.ascii

    def show(found: Figures) -> None:
        if not found.lines:
            workspace.status.say(f"{kind.name}: {NOTHING[0].lower()}{NOTHING[1:]}")
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
        "figures", lambda desk: figures_of(desk, kind, None, period, ascii_only=ascii_only), show
    )


def _open(workspace: Workspace, found: Figures, number: int) -> None:
    """Show the deals behind a figure; Enter opens one."""
    line = found.lines[number]
    cards = board.cards(workspace.desk, line.deals)
    words = workspace.words()
    shown = [(card.id, deal_cells(card, words.day)) for card in cards]

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [(key, cells) for key, cells in shown if fold(wanted) in fold(" ".join(cells))]

    def chosen(deal: int | None) -> None:
        if deal is not None:
            workspace.places.pipeline.show_deal(deal)

    title = f"{found.title}, {line.cells[0]}"
    workspace.push_screen(Picker(title, deal_columns(), rows), chosen)
