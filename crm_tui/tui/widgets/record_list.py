"""A list of any length that draws only the lines on the screen.

Its start, memory and cost per key do not depend on the number of rows: it asks its source for
the rows it shows, keeps their drawn lines, and repaints a few cells when the cursor moves.
Rows can stand under headings, which the cursor steps over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import ClassVar, NamedTuple, Protocol

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, cut, fit
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.columns import GAP, Column, Slot, arrange
from crm_tui.tui.widgets.text_view import Line
from crm_tui.tui.widgets.toned import Toned

GUTTER = 2
_KEPT_STRIPS = 1024


class Row(NamedTuple):
    """What a list shows of one record; `version` changes whenever the cells do.

    A `heading` is drawn across the whole width, by its `spans` instead of cells; its key is 0
    or negative, and its source is a `SectionedSource`. A row with `lines` is drawn by these
    instead of cells, as many as the list gives each row; they say where the cursor is by their
    first span.
    """

    key: int
    cells: tuple[str, ...]
    tone: Tone = ""
    version: int = 0
    heading: bool = False
    spans: Line = ()
    lines: tuple[Line, ...] = ()


class RowSource(Protocol):
    """Where a list gets its rows; it fetches them in pages and may grow while it is read."""

    @property
    def count(self) -> int:
        """How many rows there are, as far as is known."""
        ...

    def row(self, index: int) -> Row:
        """The row at a place from 0 to `count - 1`."""
        ...

    def index_of(self, key: int) -> int | None:
        """The place of the row with this key, or None where it has none."""
        ...


class SectionedSource(RowSource, Protocol):
    """A source some of whose rows are headings, on which the cursor never rests."""

    @property
    def headings(self) -> Sequence[int]:
        """The places of the headings, ascending; `count` counts them too."""
        ...


class NoRows:
    """The source of a list that has none yet."""

    count = 0

    def row(self, index: int) -> Row:
        """Raise IndexError: there is no row."""
        raise IndexError(index)

    def index_of(self, key: int) -> int | None:
        """None: no key has a place."""
        del key
        return None


class RecordList(Toned, can_focus=True):
    """A list of records with columns, a cursor in its gutter and marks.

    It has no keys of its own: whoever holds the keymap calls `move_by`, `page` and the like.
    `on_cursor(key, index)` is called inside the move itself, so that what follows the cursor
    changes in the same frame; `CursorMoved` tells the same a little later.
    """

    DEFAULT_CSS = "RecordList { width: 1fr; height: 1fr; }"

    cursor_sign: ClassVar[str] = ">"
    mark_sign: ClassVar[str] = "*"

    class CursorMoved(Message):
        """The cursor went to another row; only the newest of several is delivered."""

        def __init__(self, record_list: RecordList, key: int | None, index: int) -> None:
            super().__init__()
            self.record_list = record_list
            self.key = key
            self.index = index

        @property
        def control(self) -> RecordList:
            """The list whose cursor moved."""
            return self.record_list

        def can_replace(self, message: Message) -> bool:
            """Whether this message makes the older one needless."""
            return isinstance(message, RecordList.CursorMoved) and (
                message.record_list is self.record_list
            )

    class Opened(Message):
        """The row under the cursor was opened."""

        def __init__(self, record_list: RecordList, key: int, index: int) -> None:
            super().__init__()
            self.record_list = record_list
            self.key = key
            self.index = index

        @property
        def control(self) -> RecordList:
            """The list that was used."""
            return self.record_list

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource | None = None,
        *,
        empty: str = "",
        header: bool = True,
        ellipsis: str = "\u2026",
        on_cursor: Callable[[int | None, int], None] | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.source: RowSource = source or NoRows()
        self.empty = empty
        self.header = header
        self.row_height = 1
        """Lines that each row takes; more than one only where rows are drawn by their `lines`."""
        self.ellipsis = ellipsis
        self.on_cursor = on_cursor
        self.marks: set[int] = set()
        self._cursor = self._nearest(0)
        self._top = 0
        self._slots: tuple[Slot, ...] = ()
        self._strips: dict[int, dict[tuple[int, bool, bool, bool, int], Strip]] = {}

    # What is under the cursor and on the screen

    @property
    def cursor_index(self) -> int:
        """The cursor's place, from 0; 0 in an empty list."""
        return self._cursor

    @property
    def cursor_key(self) -> int | None:
        """The key of the row under the cursor, never a heading's; None in an empty list."""
        if self._cursor < self.source.count and not self._is_heading(self._cursor):
            return self.source.row(self._cursor).key
        return None

    @property
    def top_index(self) -> int:
        """The place of the first row on the screen."""
        return self._top

    @property
    def page_size(self) -> int:
        """How many rows fit on the screen, at least one."""
        return max(1, (self.size.height - self.header) // self.row_height)

    def visible_keys(self) -> list[int]:
        """The keys of the rows on the screen, from the top, without the headings."""
        return [
            self.source.row(index).key
            for index in self._places_on_screen()
            if not self._is_heading(index)
        ]

    def _places_on_screen(self) -> range:
        return range(self._top, min(self._top + self.page_size, self.source.count))

    # Moving

    def move_by(self, rows: int) -> None:
        """Move the cursor by some rows; at the edge the list turns by half a screen.

        Headings in between do not count.
        """
        self.move_to(self._place(self._rows_before(self._cursor) + rows))

    def move_to(self, index: int) -> None:
        """Move the cursor to a place, or to the nearest there is.

        From a heading it goes on to the next row in its direction, or back where there is none.
        """
        index = self._nearest(index, down=index >= self._cursor)
        if self._top <= index < self._top + self.page_size:
            self._go(index, self._top)
        else:
            self._go(index, index - self.page_size // 2)

    def page(self, pages: int = 1) -> None:
        """Turn whole pages; the cursor stays on its line of the screen."""
        rows = pages * self.page_size
        self._go(self._nearest(self._cursor + rows, down=rows > 0), self._top + rows)

    def half_page(self, halves: int = 1) -> None:
        """Turn half pages; the cursor stays on its line of the screen."""
        rows = halves * max(1, self.page_size // 2)
        self._go(self._nearest(self._cursor + rows, down=rows > 0), self._top + rows)

    def home(self) -> None:
        """Move the cursor to the first row."""
        self.move_to(0)

    def end(self) -> None:
        """Move the cursor to the last row."""
        self.move_to(self.source.count - 1)

    def open(self) -> None:
        """Say by `Opened` that the row under the cursor was opened; nothing in an empty list."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Opened(self, key, self._cursor))

    @property
    def _headings(self) -> Sequence[int]:
        headings: Sequence[int] = getattr(self.source, "headings", ())
        return headings

    def _is_heading(self, index: int) -> bool:
        headings = self._headings
        found = bisect_left(headings, index)
        return found < len(headings) and headings[found] == index

    def _rows_before(self, index: int) -> int:
        """How many rows, without the headings, stand before a place."""
        return index - bisect_left(self._headings, index)

    def _place(self, rows: int) -> int:
        """The place of the row that has so many rows before it, or of the nearest there is."""
        headings = self._headings
        last = self.source.count - len(headings) - 1
        if last < 0:
            return 0
        rows = max(0, min(rows, last))
        return rows + bisect_right(range(len(headings)), rows, key=lambda nth: headings[nth] - nth)

    def _nearest(self, index: int, *, down: bool = True) -> int:
        index = max(0, min(index, self.source.count - 1))
        back = self._is_heading(index) and not down
        return self._place(self._rows_before(index) - back)

    def _top_that_shows(self, index: int, top: int) -> int:
        """The top nearest to `top` that shows a row, the headings right above it, and the end.

        Headings after the last row would otherwise be out of reach: the cursor never gets there.
        """
        first, last = index, index
        while self._is_heading(first - 1) and index - first < self.page_size:
            first -= 1
        if self._rows_before(index) == self.source.count - len(self._headings) - 1:
            last = self.source.count - 1
        top = min(max(top, last - self.page_size + 1), first)
        top = max(top, index - self.page_size + 1)
        return max(0, min(top, self.source.count - self.page_size))

    def _go(self, index: int, top: int) -> None:
        top = self._top_that_shows(index, top)
        old, old_top = self._cursor, self._top
        self._cursor, self._top = index, top
        if top != old_top:
            self.refresh()
        elif index != old:
            self._refresh_lead(old, index)
        if index != old:
            self._tell()

    def _tell(self) -> None:
        key = self.cursor_key
        if self.on_cursor is not None:
            self.on_cursor(key, self._cursor)
        self.post_message(self.CursorMoved(self, key, self._cursor))

    # Rows, columns and marks

    def set_source(self, source: RowSource, *, keep_key: int | None = None, index: int = 0) -> None:
        """Show another source, in one frame.

        The cursor goes to the row with `keep_key`, on the same line of the screen where that
        can be, or to `index`. Marks stay.
        """
        line = self._cursor - self._top
        self.source = source
        self._strips.clear()
        found = source.index_of(keep_key) if keep_key is not None else None
        self._cursor = self._nearest(index if found is None else found)
        top = 0 if found is None else self._cursor - line
        if not top <= self._cursor < top + self.page_size:
            top = self._cursor - self.page_size // 2
        self._top = self._top_that_shows(self._cursor, top)
        self.refresh()
        self._tell()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.columns = tuple(columns)
        self._arrange()
        self.refresh()

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and move on."""
        if (key := self.cursor_key) is None:
            return
        self.marks ^= {key}
        self._refresh_lead(self._cursor)
        self.move_by(1)

    def set_marks(self, keys: Iterable[int]) -> None:
        """Mark exactly these rows, on the screen or not."""
        self.marks = set(keys)
        self.refresh()

    def refresh_rows(self, keys: Collection[int]) -> None:
        """Draw these rows and headings again where they are on the screen: they changed."""
        for key in keys:
            self._strips.pop(key, None)
        width = self.size.width
        lines = [
            self._region(index, width)
            for index in self._places_on_screen()
            if self.source.row(index).key in keys
        ]
        if lines:
            self.refresh(*lines)

    def _region(self, index: int, width: int) -> Region:
        """Where a row is drawn, from the left edge on."""
        y = (index - self._top) * self.row_height + self.header
        return Region(0, y, width, self.row_height)

    # Drawing

    def _forget_drawn(self) -> None:
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns in again and keep the cursor on the screen."""
        del event
        self._arrange()
        self._top = self._top_that_shows(self._cursor, self._top)
        self.refresh()

    def on_focus(self) -> None:
        """Show that the keys go here."""
        self._refresh_lead(self._cursor)

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self._refresh_lead(self._cursor)

    def _arrange(self) -> None:
        self._slots = arrange(self.columns, max(0, self.size.width - GUTTER))
        self._strips.clear()

    def _refresh_lead(self, *indexes: int) -> None:
        """Repaint gutter and first column: all that the cursor and a mark change in a row."""
        lead = self._slots[0].width if self._slots else self.size.width
        self.refresh(*(self._region(index, GUTTER + lead) for index in indexes))

    def render_line(self, y: int) -> Strip:
        """The line `y` of the widget: the header, a row, or a line of the empty state."""
        width = self.size.width
        if self.header and y == 0:
            return self._header_strip(width)
        below, part = divmod(y - self.header, self.row_height)
        index = self._top + below
        if index < self.source.count and below < self.page_size:
            return self._row_strip(index, width, part)
        text = ""
        if self.source.count == len(self._headings):
            lines = self._said(self.empty).split("\n")
            line = self._top + y - self.header - self.source.count - 1
            text = display(lines[line]) if 0 <= line < len(lines) else ""
        indent = " " * GUTTER
        return Strip([Segment(fit(indent + text, width), self._palette["dim"])], width)

    def _header_strip(self, width: int) -> Strip:
        titles = self._joined(
            tuple(one.title if one.named else self._said(one.title) for one in self.columns)
        )
        text = fit(" " * GUTTER + "".join(titles), width, ellipsis=self.ellipsis)
        return Strip([Segment(text, self._palette["head"])], width)

    def _said(self, text: str) -> str:
        """A text of the program's own in the words of the firm, where the app knows them."""
        speech = getattr(self.app, "speech", None)
        return text if speech is None else str(speech.words.said(text))

    def _row_strip(self, index: int, width: int, part: int) -> Strip:
        row = self.source.row(index)
        if row.heading:
            return self._draw_heading(row, width)
        here = index == self._cursor
        state = (row.version, here, here and self.has_focus, row.key in self.marks, part)
        strips = self._strips.get(row.key)
        if strips is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
            strips = self._strips[row.key] = {}
        strip = strips.get(state)
        if strip is None:
            strip = strips[state] = self._draw(row, width, *state[1:])
        return strip

    def _draw(
        self, row: Row, width: int, here: bool, focused: bool, marked: bool, part: int
    ) -> Strip:
        if row.lines:
            return self._draw_line(row, width, here, focused, marked, part)
        palette = self._palette
        tone = palette[row.tone]
        cursor = self.cursor_sign if here else " "
        mark = self.mark_sign if marked else " "
        cells = self._joined(row.cells)
        lead = cells[0] if cells else ""
        rest = fit("".join(cells[1:]), max(0, width - GUTTER - _slot_width(self._slots)))
        segments = [
            Segment(cursor, palette["cursor"] if focused else palette["strong"] if here else tone),
            Segment(mark, palette["mark"] if marked else tone),
            Segment(lead, tone + palette["strong"] if here else tone),
            Segment(rest, tone),
        ]
        return Strip([segment for segment in segments if segment.text], width).simplify()

    def _draw_line(
        self, row: Row, width: int, here: bool, focused: bool, marked: bool, part: int
    ) -> Strip:
        line = row.lines[part] if part < len(row.lines) else ()
        lead: Line = ((" " * GUTTER, ""),)
        if part == 0:
            cursor = self.cursor_sign if here else " "
            mark = self.mark_sign if marked else " "
            lead = (
                (cursor, "cursor" if focused else "strong" if here else ""),
                (mark, "mark" if marked else ""),
            )
            if here and line:
                line = ((line[0][0], "strong"), *line[1:])
        return self._draw_spans((*lead, *line), width, "")

    def _draw_heading(self, row: Row, width: int) -> Strip:
        spans = row.spans or ((" ".join(row.cells), row.tone or "title"),)
        return self._draw_spans(spans, width, row.tone)

    def _draw_spans(self, spans: Line, width: int, tone: Tone) -> Strip:
        """Spans from the left edge on, what is left over in a tone."""
        segments: list[Segment] = []
        left = width
        for text, own in spans:
            shown = cut(display(text), left)
            left -= cell_width(shown)
            segments.append(Segment(shown, self._palette[own]))
        segments.append(Segment(" " * left, self._palette[tone]))
        return Strip([segment for segment in segments if segment.text], width)

    def _joined(self, cells: tuple[str, ...]) -> list[str]:
        """The cells that are shown, safe and each as wide as its column, the gap before it."""
        texts: list[str] = []
        gap = ""
        for number, width in self._slots:
            cell = display(cells[number]) if number < len(cells) else ""
            align = self.columns[number].align
            texts.append(gap + fit(cell, width, align=align, ellipsis=self.ellipsis))
            gap = " " * GAP
        return texts


def _slot_width(slots: tuple[Slot, ...]) -> int:
    return slots[0].width if slots else 0
