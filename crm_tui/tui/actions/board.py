"""The pipeline's board: its columns, its views, its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.text.fold import fold
from crm_tui.text.money import format_money
from crm_tui.tui.panes.board_views import offered

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_ENDED = (("won", "Won lately"), ("lost", "Lost lately"))
_LISTED = 500


def place_pipeline(workspace: Workspace) -> None:
    """Go to the pipeline; from a deal's card, back to the board."""
    workspace.press_place(workspace.places.pipeline)


def board_next_column(workspace: Workspace) -> None:
    """Go to the next column."""
    workspace.pipeline.list.move_column(1)


def board_previous_column(workspace: Workspace) -> None:
    """Go to the column before."""
    workspace.pipeline.list.move_column(-1)


def board_choose(workspace: Workspace) -> None:
    """Choose which deals the board shows, or see those that ended."""
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    views = offered(workspace.desk, workspace.pipeline.view.query)
    ended = [("ended", name) for _state, name in _ENDED]
    listed = [(by, view.name) for by, view in views] + ended

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (name, by))
            for number, (by, name) in enumerate(listed)
            if fold(wanted) in fold(f"{by} {name}")
        ]

    def chosen(number: int | None) -> None:
        if number is None:
            return
        if number < len(views):
            workspace.places.pipeline.open_view(views[number][1])
        else:
            show_ended(workspace, _ENDED[number - len(views)][0])

    columns = (Column("View", 24, flex=2), Column("By", 10, flex=1, drop=1))
    workspace.push_screen(Picker("View", columns, rows), chosen)


def show_ended(workspace: Workspace, state: str) -> None:
    """List the deals won or lost last; Enter opens one, where x opens it again."""
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker
    from crm_tui.views import board

    desk, words = workspace.desk, workspace.words()
    cards = board.cards(desk, board.ended(desk, state, _LISTED))

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (
                card.id,
                (
                    card.title, card.party_name, words.day(card.closed_on),
                    "" if card.amount_minor is None
                    else format_money(card.amount_minor, card.currency),
                    card.owner,
                ),
            )
            for card in cards
            if fold(wanted) in fold(f"{card.number} {card.title} {card.party_name} {card.owner}")
        ]  # fmt: skip

    def chosen(deal: int | None) -> None:
        if deal is not None:
            workspace.places.pipeline.show_deal(deal)

    columns = (
        Column("Deal", 20, flex=2), Column("Customer", 16, flex=1, drop=2),
        Column("Closed", 10, drop=1), Column("Amount", 16, align=">"), Column("Owner", 8, drop=3),
    )  # fmt: skip
    title = dict(_ENDED)[state]
    workspace.push_screen(
        Picker(title, columns, rows, empty=f"No deal was {state} yet.", filtering=False), chosen
    )
