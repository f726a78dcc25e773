"""Text prepared in lines, drawn line by line: a card, a help page, a long note.

Giving it other lines repaints only those that differ. Lines can belong to entries; then a
cursor stands on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from crm_tui.text.fold import fold
from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, cut
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.toned import Toned

Span = tuple[str, Tone]
Line = tuple[Span, ...]
"""A line is spans of text, each with its tone; it is cut at the widget's edge."""

GUTTER = 2


class Entry(NamedTuple):
    """The lines from `first` to `last` (both included) that the cursor takes as one."""

    key: int
    first: int
    last: int


class TextView(Toned, can_focus=True):
    """Lines of text that scroll; with entries a cursor in the gutter chooses among them.

    It has no keys of its own. `on_entry(key)` is called inside the move itself.
    """

    DEFAULT_CSS = "TextView { width: 1fr; height: 1fr; }"

    class Opened(Message):
        """The entry under the cursor was opened."""

        def __init__(self, text_view: TextView, key: int) -> None:
            super().__init__()
            self.text_view = text_view
            self.key = key

        @property
        def control(self) -> TextView:
            """The view that was used."""
            return self.text_view

    def __init__(
        self,
        lines: Sequence[Line] = (),
        entries: Sequence[Entry] = (),
        *,
        on_entry: Callable[[int | None], None] | None = None,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.on_entry = on_entry
        self._lines: tuple[Line, ...] = tuple(lines)
        self._entries: tuple[Entry, ...] = tuple(entries)
        self._cursor = 0
        self._top = 0
        self._sought = ""
        self._strips: dict[tuple[Line, bool], Strip] = {}

    # What is shown

    @property
    def lines(self) -> tuple[Line, ...]:
        """All the lines, seen or not."""
        return self._lines

    @property
    def top_line(self) -> int:
        """The number of the first line on the screen."""
        return self._top

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor; None where there are none."""
        return self._entries[self._cursor] if self._cursor < len(self._entries) else None

    def set_lines(
        self, lines: Sequence[Line], entries: Sequence[Entry] = (), *, keep: bool = False
    ) -> None:
        """Show other lines, from the top; only lines that differ are painted again.

        With `keep` the same record is shown anew: the place in the text and the entry under the
        cursor (by its key) stay.
        """
        before = self._on_screen()
        entry = self.entry
        self._lines = tuple(lines)
        self._entries = tuple(entries)
        self._cursor = 0
        if keep:
            self._top = self._nearest_top(self._top)
            keys = [candidate.key for candidate in self._entries]
            if entry is not None and entry.key in keys:
                self._cursor = keys.index(entry.key)
        else:
            self._top = 0
        self._refresh_changed(before)

    # Moving

    def scroll_by(self, lines: int) -> None:
        """Scroll by some lines."""
        self._show_from(self._top + lines)

    def page(self, pages: int = 1) -> None:
        """Turn whole pages."""
        self._show_from(self._top + pages * max(1, self.size.height))

    def half_page(self, halves: int = 1) -> None:
        """Turn half pages."""
        self._show_from(self._top + halves * max(1, self.size.height // 2))

    def home(self) -> None:
        """Go to the top; with entries, to the first."""
        self._choose(0)
        self._show_from(0)

    def end(self) -> None:
        """Go to the end; with entries, to the last."""
        self._choose(len(self._entries) - 1)
        self._show_from(len(self._lines))

    def move_by(self, steps: int) -> None:
        """Move the cursor by some entries; without entries, scroll by as many lines."""
        if self._entries:
            self._choose(self._cursor + steps)
        else:
            self.scroll_by(steps)

    def open(self) -> None:
        """Say by `Opened` that the entry under the cursor was opened; nothing without one."""
        if (entry := self.entry) is not None:
            self.post_message(self.Opened(self, entry.key))

    def _choose(self, number: int) -> None:
        number = max(0, min(number, len(self._entries) - 1))
        if not self._entries or number == self._cursor:
            return
        before = self._on_screen()
        self._cursor = number
        entry = self._entries[number]
        height = self.size.height
        if entry.first < self._top:
            self._top = entry.first
        elif entry.last >= self._top + height:
            self._top = min(entry.first, self._nearest_top(entry.last - height + 1))
        self._refresh_changed(before)
        if self.on_entry is not None:
            self.on_entry(entry.key)

    def _show_from(self, top: int) -> None:
        before = self._on_screen()
        self._top = self._nearest_top(top)
        self._cursor = self._nearest_in_view()
        self._refresh_changed(before)

    def _nearest_in_view(self) -> int:
        """The cursor's entry, or where it was scrolled away the one nearest to it that shows."""
        bottom = self._top + self.size.height - 1
        shown = [
            number
            for number, entry in enumerate(self._entries)
            if entry.last >= self._top and entry.first <= bottom
        ]
        return min(shown, key=lambda number: abs(number - self._cursor), default=self._cursor)

    def _nearest_top(self, top: int) -> int:
        return max(0, min(top, len(self._lines) - self.size.height))

    # Finding words in the text

    def seek(self, text: str) -> bool:
        """Go to the first line that holds the text; whether there is one."""
        self._sought = fold(text).strip()
        return bool(self._sought) and self._seek(range(len(self.lines)))

    def seek_on(self, direction: int) -> bool:
        """Go to the next line that holds what was sought, or the one before."""
        if not self._sought:
            return False
        if direction > 0:
            return self._seek(range(self.top_line + 1, len(self.lines)))
        return self._seek(range(self.top_line - 1, -1, -1))

    def _seek(self, numbers: range) -> bool:
        for number in numbers:
            text = "".join(part for part, _tone in self.lines[number])
            if self._sought in fold(text):
                self.scroll_by(number - self.top_line)
                return True
        return False

    # Drawing

    def _forget_drawn(self) -> None:
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Cut the lines to the new width."""
        del event
        self._strips.clear()
        self._top = self._nearest_top(self._top)
        self.refresh()

    def on_focus(self) -> None:
        """Show that the keys go here."""
        self._refresh_gutter()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self._refresh_gutter()

    def _refresh_gutter(self) -> None:
        entry = self.entry
        if entry is not None and 0 <= entry.first - self._top < self.size.height:
            self.refresh(Region(0, entry.first - self._top, GUTTER, 1))

    def _on_screen(self) -> list[tuple[Line, bool]]:
        return [self._line(y) for y in range(self.size.height)]

    def _line(self, y: int) -> tuple[Line, bool]:
        """The line on row `y` of the screen, and whether the cursor is drawn before it."""
        number = self._top + y
        line = self._lines[number] if number < len(self._lines) else ()
        return line, self.entry is not None and self.entry.first == number

    def _refresh_changed(self, before: list[tuple[Line, bool]]) -> None:
        width = self.size.width
        changed = [
            Region(0, y, width, 1)
            for y, (old, new) in enumerate(zip(before, self._on_screen(), strict=True))
            if old != new
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """The row `y` of the widget."""
        line, here = self._line(y)
        if here and self.has_focus:
            return self._draw(line, (">", "cursor"))
        strip = self._strips.get((line, here))
        if strip is None:
            if len(self._strips) > 1024:
                self._strips.clear()
            strip = self._strips[line, here] = self._draw(line, (">", "strong") if here else None)
        return strip

    def _draw(self, line: Line, cursor: Span | None) -> Strip:
        width = left = self.size.width
        spans = list(line)
        if self._entries:
            spans = [cursor or (" ", ""), (" ", ""), *spans]
        segments: list[Segment] = []
        for text, tone in spans:
            shown = cut(display(text), left)
            left -= cell_width(shown)
            if shown:
                segments.append(Segment(shown, self._palette[tone]))
        if left:
            segments.append(Segment(" " * left, self._palette[""]))
        return Strip(segments, width)
