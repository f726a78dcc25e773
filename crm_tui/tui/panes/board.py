"""The pipeline's board: its title, the columns of deals, and the deal under the cursor in full.

What reads and draws deals is imported when the board is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.tui.card.spans import cells, cut_line, span
from crm_tui.tui.panes.searched import with_search
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.board import Board
from crm_tui.tui.widgets.text_view import Line, Span

if TYPE_CHECKING:
    from crm_tui.tui.card.words import Words
    from crm_tui.tui.panes.board_columns import BoardColumns
    from crm_tui.tui.panes.board_views import BoardView
    from crm_tui.tui.whereabouts import BoardLeft
    from crm_tui.tui.widgets.board import Tile
    from crm_tui.views.board import BoardQuery, DealCard, Sum

EMPTY = (
    "No open deal here.\nN adds one, a d adds one from any card or list, v chooses another view."
)
EMPTY_SEARCH = "Nothing answers to that.\nEscape clears the search."


class BoardPane(Vertical):
    """A title line over the board, below it the deal under the cursor in full."""

    DEFAULT_CSS = "BoardPane { height: 1fr; }"

    def __init__(
        self,
        desk: Desk,
        words: Callable[[], Words],
        left: BoardLeft,
        on_cursor: Callable[[int | None], None],
        narrow: Callable[[], bool],
    ) -> None:
        """`left` is where the board was when the program ended."""
        super().__init__(id="board")
        self.searched = ""
        self._left = left
        self._view: BoardView | None = None
        self._columns: BoardColumns | None = None
        self._desk = desk
        self._words = words
        self._on_cursor = on_cursor
        self._narrow = narrow
        self._awake = False
        self._tiles: dict[tuple[DealCard, int], Tile] = {}
        self._tiles_of: Words | None = None
        self.title = Bar(id="board-title")
        self.list = Board(empty=EMPTY, on_cursor=self._moved, id="board-columns")
        self.detail = Bar(id="board-detail")

    def compose(self) -> ComposeResult:
        """The title line, the columns, and what is too long for a card."""
        yield self.title
        yield self.list
        yield self.detail

    # What is under the cursor

    @property
    def view(self) -> BoardView:
        """Which deals are shown, under which name."""
        from crm_tui.tui.panes.board_views import kept_view

        if self._view is None:
            self._view = kept_view(self._desk, self._left.name, self._left.fields)
        return self._view

    @property
    def left(self) -> BoardLeft:
        """Where the board is, for the next start."""
        from crm_tui.tui.panes.board_views import fields_of

        if self._view is None:
            return self._left
        deal = self.deal or self._left.deal
        return self._left._replace(
            name=self._view.name, fields=fields_of(self._view.query), deal=deal
        )

    @property
    def columns(self) -> BoardColumns | None:
        """The columns that are shown; None before the first were read."""
        return self._columns

    @property
    def card(self) -> DealCard | None:
        """The deal under the cursor."""
        columns = self.columns
        return columns.deal(self.list.column, self.list.cursor_index) if columns else None

    @property
    def deal(self) -> int | None:
        """The deal under the cursor, by its id."""
        card = self.card
        return card.id if card else None

    @property
    def shown(self) -> BoardQuery:
        """What is shown, the search included."""
        query = self.view.query
        return query._replace(text=with_search(query.text, self.searched))

    @property
    def total(self) -> int:
        """How many deals are shown."""
        columns = self.columns
        return columns.total if columns else 0

    # What is shown

    def wake(self) -> None:
        """Read the deals, when the board is first shown or shown again."""
        first = self._columns is None
        self._awake = True
        self._read(self._left.deal if first else self.deal, follow=first)

    def sleep(self) -> None:
        """Read nothing more until the board is shown again."""
        self._awake = False

    def show(self, view: BoardView, deal: int | None = None) -> None:
        """Show another view from the top of its columns, or with the cursor on a deal."""
        self._view, self.searched = view, ""
        self.list.set_marks(())
        self.list.forget_places()
        self._awake = True
        self._read(deal)

    def search(self, text: str) -> None:
        """Narrow the board to the deals that answer to a text; an empty text shows all."""
        self.searched = text.strip()
        self.list.forget_places()
        self._read(self.deal)
        if not self.list.source.count(self.list.column):
            self._go_where_deals_are()

    def sort(self, by: str) -> None:
        """Sort the columns; the cursor stays on its deal."""
        self._view = self.view._replace(query=self.view.query._replace(sort=by))
        self._read(self.deal)

    def go_to(self, deal: int) -> bool:
        """Put the cursor on a deal; whether the board shows it."""
        columns = self.columns
        place = columns.place_of(deal) if columns else None
        if place is None:
            return False
        self.list.go_to(*place)
        return True

    def read_again(self, *, follow: bool = False) -> None:
        """Show what there is now; the cursor stays on its deal.

        Into another column it goes with its deal only to `follow` it: a change of one's own.
        """
        if self._awake:
            self._read(self.deal, follow=follow)

    def _read(self, keep: int | None, *, follow: bool = True) -> None:
        from crm_tui.tui.panes.board_columns import BoardColumns

        words = self._words()
        if words != self._tiles_of:
            self._tiles, self._tiles_of = {}, words
        before = self.columns
        column, place = self.list.column, self.list.cursor_index
        columns = BoardColumns(self._desk, self.shown, words, self._tiles)
        if before is not None and before.columns and before.query.pipeline == self.shown.pipeline:
            stages = [one.stage.id for one in columns.stages]
            here = before.stages[column].stage.id
            column = stages.index(here) if here in stages else column
        found = columns.place_of(keep, (column, place)) if keep is not None else None
        if found is not None and (follow or found[0] == column):
            column, place = found
        self.list.empty = EMPTY_SEARCH if self.searched else EMPTY
        self.list.one_column = self._narrow()
        self._columns = columns
        self.list.set_source(columns, column, place)
        self._say()

    def _go_where_deals_are(self) -> None:
        for column in range(self.list.source.columns):
            if self.list.source.count(column):
                self.list.go_to(column, 0)
                return

    # Drawing

    def _moved(self, key: int | None) -> None:
        self._say()
        self._on_cursor(key)

    def on_resize(self, event: events.Resize) -> None:
        """Show as many columns as fit now."""
        del event
        if self._awake and self.list.one_column != self._narrow():
            self.list.one_column = self._narrow()
            self.list.fit_in()
        self._say()

    def _say(self) -> None:
        if not self.size.width or self._columns is None:
            return
        from crm_tui.tui.pipeline.cards import detail

        self.title.show((("  ", ""), *self._title(self.size.width - 2)))
        card = self.card
        self.detail.show(detail(card, self.size.width, self._words()) if card else ())

    def _title(self, width: int) -> Line:
        from crm_tui.tui.panes.board_views import SORT_NAMES
        from crm_tui.tui.pipeline.amounts import said_sums

        name = span(self.view.name, "strong")
        if self.searched:
            said = span(quoted(self.searched))
            found: tuple[Span, ...] = ("  ", ""), said, (f"  {self.total:,} found", "key")
            return self._named(name, found, width)
        what = self._words().said("deal" if self.total == 1 else "deals")
        spans: list[Span] = [(f" {self.total:,} {what}", "")]
        sums = self._sums()
        if sums:
            left = width - cells((name, *spans)) - len("    weighted ")
            room = max(12, left // 2)
            spans.append((f"  {said_sums(sums, self._desk.currency, room)}", "strong"))
            share = said_sums(sums, self._desk.currency, room, weighted=True)
            spans.append((f"  weighted {share}", ""))
        if self.view.query.sort != "close":
            spans.append((f"  by {SORT_NAMES[self.view.query.sort]}", "dim"))
        return self._named(name, spans, width)

    def _named(self, name: Span, said: Sequence[Span], width: int) -> Line:
        """The name of the view, as much of it as leaves room for what is said of it."""
        left = max(1, width - cells(said))
        return (*cut_line((name,), left, self._words().ellipsis), *said)

    def _sums(self) -> tuple[Sum, ...]:
        """The sums of all columns, one a currency."""
        from crm_tui.tui.pipeline.amounts import main_first
        from crm_tui.views.board import Sum

        columns = self.columns
        found: dict[str, Sum] = {}
        for column in columns.stages if columns else ():
            for one in column.sums:
                old = found.get(one.currency, Sum(one.currency, 0, 0))
                found[one.currency] = Sum(
                    one.currency,
                    old.amount_minor + one.amount_minor,
                    old.weighted_minor + one.weighted_minor,
                )
        return tuple(main_first(tuple(found.values()), self._desk.currency))
