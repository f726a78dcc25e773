"""The pipeline: its board with ten thousand open deals beside one with ten, moves, lists."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from crm_tui.services import deals as work
from crm_tui.services import together
from crm_tui.services.undo import undo
from crm_tui.store.desk import Desk
from crm_tui.views import board, deals
from crm_tui.views.board import BoardQuery
from crm_tui.views.deals import DealQuery
from tests.perf import pipeline_screen
from tests.perf.desk import at_desk, beside_ten
from tests.perf.measure import Line, line, repeated, timed

PAGE = 30
FEW = 10
ROUNDS = 40


def measure(path: Path, size: str) -> Iterator[Line]:
    """The board of all deals, beside that of a copy in which all but ten are put away."""
    few = path.with_name(f"{path.stem}.ten.db")
    thinned(path, few)
    yield from beside_ten(few, path, size, _questions, board.open_deals, "deals", ROUNDS)
    with at_desk(path) as desk:
        yield from _lists(desk, size)
    yield from pipeline_screen.measure(few, path, size)
    with at_desk(path) as desk:
        yield from _moves(desk, size)
    few.unlink()


def thinned(path: Path, copy: Path) -> None:
    """Make a copy in which ten deals are open, two in each stage; the others are put away."""
    shutil.copy(path, copy)
    with at_desk(copy) as desk, desk.store.change_set(desk.user, "put deals away"):
        desk.store.write(
            "UPDATE deal SET archived_at = updated_at WHERE state = 'open' AND id NOT IN (SELECT id"
            " FROM (SELECT id, row_number() OVER (PARTITION BY stage_id ORDER BY id) AS nth"
            " FROM deal WHERE state = 'open') AS numbered WHERE nth <= ?)",
            (FEW // 5,),
        )


def first_screen(desk: Desk, query: BoardQuery) -> list[board.DealCard]:
    """What stands on the screen when a board opens: all sums, the first cards of each column."""
    shown = [
        deal
        for column in board.columns(desk, query)
        for deal in board.page(desk, query, column.stage.id, 0, PAGE)
    ]
    return board.cards(desk, shown)


def _questions(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    def middle() -> object:
        column = board.columns(desk, BoardQuery())[0]
        ids = board.page(desk, BoardQuery(), column.stage.id, column.deals // 2, PAGE)
        return board.cards(desk, ids)

    own = BoardQuery(owner=desk.user)
    return [
        ("the board with its first cards", lambda: first_screen(desk, BoardQuery())),
        ("its sums alone", lambda: board.columns(desk, BoardQuery())),
        ("a page from the middle of a column", middle),
        ("the board by amount", lambda: first_screen(desk, BoardQuery(sort="amount"))),
        ("the board of one's own", lambda: first_screen(desk, own)),
        ("the board of a product", lambda: first_screen(desk, BoardQuery(product=3))),
        ("the board of a search", lambda: first_screen(desk, BoardQuery(text="ribbons"))),
    ]


def _lists(desk: Desk, size: str) -> Iterator[Line]:
    chosen = board.all_ids(desk, BoardQuery())[:ROUNDS]
    opened = [timed(lambda deal=deal: deals.deal(desk, deal)) for deal in chosen]
    yield line("a deal whole", size, opened)
    for what, query in (
        ("open deals", DealQuery()),
        ("won deals", DealQuery(state="won")),
        ("stale deals", DealQuery(stale=True)),
        ("deals without a next step", DealQuery(no_step=True)),
    ):
        asked = repeated(lambda query=query: (deals.listed(desk, query),
                                              deals.totals(desk, query)), 10)  # fmt: skip
        yield line(f"a list of {what} with its sums", size, asked)


def _moves(desk: Desk, size: str) -> Iterator[Line]:
    chosen = board.page(desk, BoardQuery(), 1, 0, 3 * ROUNDS)
    for what, deed in (
        ("moving a deal", lambda deal: work.step(desk, deal, 1)),
        ("winning a deal", lambda deal: work.win(desk, deal, gain="Time.")),
        ("reopening a deal", lambda deal: work.reopen(desk, deal)),
        ("taking that back", lambda deal: undo(desk)),
    ):
        told = [timed(lambda deal=deal, deed=deed: deed(deal)) for deal in chosen[:ROUNDS]]
        yield line(what, size, told, "p95 60 ms")

    def move_and_look(deal: int) -> None:
        work.step(desk, deal, 1)
        first_screen(desk, BoardQuery())

    told = [timed(lambda deal=deal: move_and_look(deal)) for deal in chosen[ROUNDS : 2 * ROUNDS]]
    yield line("moving a deal and the board anew", size, told, "p95 60 ms")
    marked = chosen[2 * ROUNDS :]
    many = timed(
        lambda: together.each(desk, marked, "moved", lambda deal: work.step(desk, deal, 1))
    )
    yield line(f"moving {len(marked)} deals at once", size, [many])
