"""Columns of cards in one widget that draws only the lines on the screen.

Its start, memory and cost per key do not depend on how many cards there are: it asks its source
for the cards it shows and keeps their drawn lines; moving the cursor repaints a few cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, NamedTuple, Protocol

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, cut, fit
from crm_tui.tui.widgets.text_view import Line
from crm_tui.tui.widgets.toned import Toned

GUTTER = 2
GAP = 1
LEAST = GUTTER + 18
"""The fewest cells a column gets where there are several."""

TILE = 3
_KEPT = 4096


class Tile(NamedTuple):
    """A card as it is drawn: its record's id and its lines, `TILE` of them."""

    key: int
    lines: tuple[Line, ...]


class TileSource(Protocol):
    """Where a board gets its columns and cards; it reads cards in pages as they are shown."""

    @property
    def columns(self) -> int:
        """How many columns there are."""
        ...

    def count(self, column: int) -> int:
        """How many cards a column has; 0 where there is no such column."""
        ...

    def key(self, column: int, place: int) -> int | None:
        """The record at a place of a column; None where there is none."""
        ...

    def tile(self, column: int, place: int, width: int) -> Tile | None:
        """The card at a place of a column, in `width` cells."""
        ...

    def head(self, column: int, width: int, *, here: bool) -> Sequence[Line]:
        """The head of a column; as many lines for each column of one width."""
        ...

    def edges(self, first: int, shown: int, width: int) -> Line:
        """What stands beyond the edges while `shown` columns from `first` on are on the screen."""
        ...


class NoTiles:
    """The source of a board that has none yet."""

    columns = 0

    def count(self, column: int) -> int:
        """None: there is no column."""
        del column
        return 0

    def key(self, column: int, place: int) -> int | None:
        """None: there is no card."""
        del column, place
        return None

    def tile(self, column: int, place: int, width: int) -> Tile | None:
        """None: there is no card."""
        del column, place, width
        return None

    def head(self, column: int, width: int, *, here: bool) -> Sequence[Line]:
        """Nothing: there is no column."""
        del column, width, here
        return ()

    def edges(self, first: int, shown: int, width: int) -> Line:
        """Nothing: there is no column."""
        del first, shown, width
        return ()


class Slot(NamedTuple):
    """Where a column stands: its number, its first cell, its width with the gutter."""

    column: int
    x: int
    width: int


class Board(Toned, can_focus=True):
    """Columns of cards with one cursor and marks; each column keeps where it was scrolled to.

    It has no keys of its own. `on_cursor(key)` is called inside the move itself.
    """

    DEFAULT_CSS = "Board { width: 1fr; height: 1fr; }"

    cursor_sign: ClassVar[str] = ">"
    mark_sign: ClassVar[str] = "*"

    def __init__(
        self,
        *,
        empty: str = "",
        on_cursor: Callable[[int | None], None] | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.source: TileSource = NoTiles()
        self.empty = empty
        self.on_cursor = on_cursor
        self.marks: set[int] = set()
        self.one_column = False
        """Whether one column is shown at a time, whatever the width."""
        self._column = 0
        self._first = 0
        self._places: dict[int, int] = {}
        self._tops: dict[int, int] = {}
        self._slots: tuple[Slot, ...] = ()
        self._drawn: dict[tuple[Line, str, bool, int], tuple[Segment, ...]] = {}

    # What is under the cursor and on the screen

    @property
    def column(self) -> int:
        """The column the cursor is in, from 0."""
        return self._column

    @property
    def cursor_index(self) -> int:
        """The cursor's place in its column, from 0."""
        return self._places.get(self._column, 0)

    @property
    def cursor_key(self) -> int | None:
        """The record under the cursor; None where the column is empty."""
        return self.source.key(self._column, self.cursor_index)

    @property
    def page_size(self) -> int:
        """How many cards fit into a column, at least one."""
        return max(1, (self.size.height - self._head_height) // TILE)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The columns on the screen, from the left."""
        return self._slots

    # Moving

    def move_by(self, cards: int) -> None:
        """Move the cursor along its column; at the edge the column turns by half a screen."""
        self.move_to(self.cursor_index + cards)

    def move_to(self, place: int) -> None:
        """Move the cursor to a place of its column, or to the nearest there is."""
        place = max(0, min(place, self.source.count(self._column) - 1))
        top = self._tops.get(self._column, 0)
        if not top <= place < top + self.page_size:
            top = place - self.page_size // 2
        self._go(place, top)

    def page(self, pages: int = 1) -> None:
        """Turn whole pages of the column; the cursor stays on its line of the screen."""
        self._turn(pages * self.page_size)

    def half_page(self, halves: int = 1) -> None:
        """Turn half pages of the column; the cursor stays on its line of the screen."""
        self._turn(halves * max(1, self.page_size // 2))

    def home(self) -> None:
        """Move the cursor to the first card of its column."""
        self.move_to(0)

    def end(self) -> None:
        """Move the cursor to the last card of its column."""
        self.move_to(self.source.count(self._column) - 1)

    def move_column(self, columns: int) -> None:
        """Move the cursor some columns on; it stays on its line of the screen."""
        self.go_to(max(0, min(self._column + columns, self.source.columns - 1)))

    def go_to(self, column: int, place: int | None = None) -> None:
        """Move the cursor to a column, and there to a place or to the line it stands on."""
        before = self._column
        line = self.cursor_index - self._tops.get(before, 0)
        if column != before:
            self._column = column
            if place is None:
                place = self._tops.get(column, 0) + line
        first = self._first
        self._scroll_to_column()
        if first != self._first:
            self._lay_out()
            self.refresh()
        elif column != before:
            self._refresh_heads()
            self._refresh_lead(before, self._places.get(before, 0))
        if column != before:
            place = max(0, min(place or 0, self.source.count(column) - 1))
            top = self._tops.get(column, 0)
            if not top <= place < top + self.page_size:
                top = place - self.page_size // 2
            self._places[column] = place
            self._set_top(column, top)
            self._refresh_lead(column, place)
            self._tell()
        elif place is not None:
            self.move_to(place)

    def _turn(self, cards: int) -> None:
        place = max(0, min(self.cursor_index + cards, self.source.count(self._column) - 1))
        self._go(place, self._tops.get(self._column, 0) + cards)

    def _go(self, place: int, top: int) -> None:
        column, old = self._column, self.cursor_index
        self._places[column] = place
        self._refresh_lead(column, old)
        self._set_top(column, top)
        self._refresh_lead(column, place)
        if place != old:
            self._tell()

    def _set_top(self, column: int, top: int) -> None:
        """Scroll a column so that its cursor shows, as near to `top` as that allows."""
        place = self._places.get(column, 0)
        top = max(place - self.page_size + 1, min(top, place))
        top = max(0, min(top, self.source.count(column) - self.page_size))
        if top != self._tops.get(column, 0):
            self._tops[column] = top
            self._refresh_column(column)

    def _scroll_to_column(self) -> None:
        shown = self._fitting()
        first = min(max(self._first, self._column - shown + 1), self._column)
        self._first = max(0, min(first, self.source.columns - shown))

    def _tell(self) -> None:
        if self.on_cursor is not None:
            self.on_cursor(self.cursor_key)

    # Cards and marks

    def set_source(self, source: TileSource, column: int, place: int) -> None:
        """Show other cards, the cursor at a place, on the same line of the screen. Marks stay."""
        line = self.cursor_index - self._tops.get(self._column, 0)
        self.source = source
        self._column = max(0, min(column, source.columns - 1))
        place = max(0, min(place, source.count(self._column) - 1))
        self._places[self._column] = place
        self._tops[self._column] = place - line
        self._scroll_to_column()
        self._lay_out()
        self.refresh()
        self._tell()

    def forget_places(self) -> None:
        """Show every column from its top the next time: other cards come."""
        self._places.clear()
        self._tops.clear()
        self._column = self._first = 0

    def toggle_mark(self) -> None:
        """Mark the card under the cursor, or take its mark away, and move on."""
        if (key := self.cursor_key) is None:
            return
        self.marks ^= {key}
        self._refresh_lead(self._column, self.cursor_index)
        self.move_by(1)

    def set_marks(self, keys: Iterable[int]) -> None:
        """Mark exactly these, on the screen or not."""
        marks = set(keys)
        if marks != self.marks:
            self.marks = marks
            self.refresh()

    # Layout

    def _fitting(self) -> int:
        """How many columns fit."""
        if self.one_column:
            return 1
        return max(1, min(self.source.columns, (self.size.width + GAP) // (LEAST + GAP)))

    def _lay_out(self) -> None:
        number = min(self._fitting(), self.source.columns)
        left, x = self.size.width - GAP * (number - 1), 0
        slots: list[Slot] = []
        for nth in range(number):
            width = left // (number - nth)
            slots.append(Slot(self._first + nth, x, width))
            left -= width
            x += width + GAP
        self._slots = tuple(slots)
        for column in range(self.source.columns):
            last = self.source.count(column) - 1
            self._places[column] = max(0, min(self._places.get(column, 0), last))
            top = self._tops.get(column, 0)
            place = self._places[column]
            top = max(place - self.page_size + 1, min(top, place))
            self._tops[column] = max(0, min(top, last + 1 - self.page_size))

    @property
    def _edge_height(self) -> int:
        return 1 if len(self._slots) < self.source.columns else 0

    @property
    def _head_height(self) -> int:
        if not self._slots:
            return 0
        slot = self._slots[0]
        return self._edge_height + len(
            self.source.head(slot.column, slot.width - GUTTER, here=False)
        )

    def _forget_drawn(self) -> None:
        self._drawn.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns in again and keep the cursor on the screen."""
        del event
        self.fit_in()

    def fit_in(self) -> None:
        """Lay the columns out anew for the room there is."""
        self._drawn.clear()
        self._scroll_to_column()
        self._lay_out()
        self.refresh()

    def on_focus(self) -> None:
        """Show that the keys go here."""
        self._refresh_lead(self._column, self.cursor_index)

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self._refresh_lead(self._column, self.cursor_index)

    # Repainting

    def _slot_of(self, column: int) -> Slot | None:
        return next((slot for slot in self._slots if slot.column == column), None)

    def _refresh_lead(self, column: int, place: int) -> None:
        """Repaint the first line of a card: all that the cursor and a mark change in it."""
        slot = self._slot_of(column)
        line = place - self._tops.get(column, 0)
        if slot is not None and 0 <= line < self.page_size:
            self.refresh(Region(slot.x, self._head_height + line * TILE, slot.width, 1))

    def _refresh_column(self, column: int) -> None:
        if (slot := self._slot_of(column)) is not None:
            self.refresh(Region(slot.x, 0, slot.width, self.size.height))

    def _refresh_heads(self) -> None:
        self.refresh(Region(0, 0, self.size.width, self._head_height))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line `y` of the widget, across all columns."""
        width = self.size.width
        if not self._slots:
            return Strip(
                [Segment(fit(self._empty_line(y - 1), width), self._palette["dim"])], width
            )
        heads = self._head_height
        if y < self._edge_height:
            shown = len(self._slots)
            edges = self.source.edges(self._first, shown, width)
            return Strip(self._paint(edges, "", False, width), width)
        if y >= heads and not any(self.source.count(n) for n in range(self.source.columns)):
            text = self._empty_line(y - heads - 1)
            return Strip([Segment(fit(text, width), self._palette["dim"])], width)
        segments: list[Segment] = []
        x = 0
        for slot in self._slots:
            if slot.x > x:
                segments.append(Segment(" " * (slot.x - x), self._palette[""]))
            segments += self._piece(slot, y - heads, y - self._edge_height)
            x = slot.x + slot.width
        return Strip(segments, width)

    def _empty_line(self, number: int) -> str:
        lines = self.empty.split("\n")
        return " " * GUTTER + (display(lines[number]) if 0 <= number < len(lines) else "")

    def _piece(self, slot: Slot, y: int, head: int) -> Sequence[Segment]:
        """What a column shows on a line: of its head, of a card, or nothing."""
        here = slot.column == self._column
        if y < 0:
            lines = self.source.head(slot.column, slot.width - GUTTER, here=here)
            return self._paint(lines[head], "  ", False, slot.width)
        line, number = divmod(y, TILE)
        place = self._tops.get(slot.column, 0) + line
        if line >= self.page_size:
            return self._paint((), "", False, slot.width)
        tile = self.source.tile(slot.column, place, slot.width - GUTTER)
        if tile is None:
            return self._paint((), "", False, slot.width)
        if number:
            return self._paint(tile.lines[number], "  ", False, slot.width)
        chosen = here and place == self.cursor_index
        cursor = self.cursor_sign if chosen else " "
        mark = self.mark_sign if tile.key in self.marks else " "
        return self._paint(tile.lines[0], cursor + mark, chosen and self.has_focus, slot.width)

    def _paint(self, line: Line, lead: str, focused: bool, width: int) -> tuple[Segment, ...]:
        """A line behind its gutter in exactly `width` cells; the cursor's is strong."""
        key = (line, lead, focused, width)
        found = self._drawn.get(key)
        if found is not None:
            return found
        if len(self._drawn) > _KEPT:
            self._drawn.clear()
        palette = self._palette
        strong = palette["strong"] if lead[:1] == self.cursor_sign else None
        segments: list[Segment] = []
        left = width - len(lead)
        if lead:
            segments.append(
                Segment(lead[0], palette["cursor" if focused else "strong" if strong else ""])
            )
            segments.append(Segment(lead[1], palette["mark" if lead[1] != " " else ""]))
        for text, tone in line:
            shown = cut(display(text), left)
            left -= cell_width(shown)
            if shown:
                style = palette[tone]
                segments.append(Segment(shown, style + strong if strong else style))
        if left:
            segments.append(Segment(" " * left, palette[""]))
        found = self._drawn[key] = tuple(segments)
        return found
