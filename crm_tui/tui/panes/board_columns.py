"""Where the board gets its columns: counts and sums at once, the deals of a column page by page."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.store.desk import Desk
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.cards import edges, head_lines, tile_lines
from crm_tui.tui.widgets.board import Tile
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views import board
from crm_tui.views.board import BoardColumn, BoardQuery, DealCard

PAGE = 32
_KEPT_TILES = 2048


class BoardColumns:
    """The columns of a query; deals are read when they come into sight."""

    def __init__(
        self,
        desk: Desk,
        query: BoardQuery,
        words: Words,
        tiles: dict[tuple[DealCard, int], Tile],
    ) -> None:
        """`tiles` keeps cards that were drawn, from one reading to the next."""
        self.query = query
        self.stages: list[BoardColumn] = board.columns(desk, query)
        self._desk = desk
        self._words = words
        self._tiles = tiles
        self._pages: dict[tuple[int, int], list[DealCard]] = {}
        self._heads: dict[tuple[int, int, bool], Sequence[Line]] = {}

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.stages)

    @property
    def total(self) -> int:
        """How many deals there are."""
        return sum(one.deals for one in self.stages)

    @property
    def read(self) -> int:
        """How many deals were read so far."""
        return sum(len(page) for page in self._pages.values())

    def count(self, column: int) -> int:
        """How many deals a column has."""
        return self.stages[column].deals if 0 <= column < len(self.stages) else 0

    def deal(self, column: int, place: int) -> DealCard | None:
        """The deal at a place of a column; None beyond its end."""
        if not 0 <= place < self.count(column):
            return None
        number, nth = divmod(place, PAGE)
        page = self._pages.get((column, number))
        if page is None:
            stage = self.stages[column].stage.id
            ids = board.page(self._desk, self.query, stage, number * PAGE, PAGE)
            page = self._pages[column, number] = board.cards(self._desk, ids)
        return page[nth] if nth < len(page) else None

    def place_of(self, deal: int, near: tuple[int, int] | None = None) -> tuple[int, int] | None:
        """Column and place of a deal, looked for at a place near it first; None for none."""
        if near is not None:
            self.deal(*near)
        for (column, number), page in self._pages.items():
            for nth, one in enumerate(page):
                if one.id == deal:
                    return column, number * PAGE + nth
        found = board.place_of(self._desk, self.query, deal)
        if found is None:
            return None
        stages = [one.stage.id for one in self.stages]
        return (stages.index(found[0]), found[1]) if found[0] in stages else None

    def key(self, column: int, place: int) -> int | None:
        """The deal at a place of a column."""
        card = self.deal(column, place)
        return card.id if card else None

    def tile(self, column: int, place: int, width: int) -> Tile | None:
        """The deal's card at a place of a column."""
        card = self.deal(column, place)
        if card is None:
            return None
        tile = self._tiles.get((card, width))
        if tile is None:
            if len(self._tiles) > _KEPT_TILES:
                self._tiles.clear()
            lines = tile_lines(card, width, self._words)
            tile = self._tiles[card, width] = Tile(card.id, lines)
        return tile

    def head(self, column: int, width: int, *, here: bool) -> Sequence[Line]:
        """Name, count and sums of a column."""
        lines = self._heads.get((column, width, here))
        if lines is None:
            one = self.stages[column]
            lines = head_lines(one, width, self._words, self._desk.currency, here=here)
            self._heads[column, width, here] = lines
        return lines

    def edges(self, first: int, shown: int, width: int) -> Line:
        """The stages beyond the edges."""
        return edges(self.stages, first, shown, width, self._words)
