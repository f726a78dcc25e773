"""Writes to the terminal only the cells that changed.

Textual writes every line of a widget that was refreshed, blanks included. Here a copy of what
the terminal shows turns each update into the difference: changed runs only, an erase for a
blank rest of a line, a scroll region where lines merely moved. Over a slow link that is the
difference between typing and waiting.

It overrides `App._display`, which is private: should a later Textual not call it, or hand it
something else, the screen is painted whole, as Textual itself does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, cast

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual import events
from textual.app import App
from textual.strip import Strip

from crm_tui.text.width import clusters

try:
    from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
except ImportError:  # pragma: no cover  # another Textual than the one we know
    ChopsUpdate = CompositorUpdate = LayoutUpdate = object  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

Paint = Literal["changed", "whole"]
Cell = tuple[str, int]
"""What a cell shows and its pen; an empty text continues the wide character before it."""

PLAIN_BLANK: Cell = (" ", 0)
_NEARBY = 8  # cells it is cheaper to write again than to jump over
_ERASE_FROM = 5  # blanks that are cheaper to erase than to write
_MOVED_AT_LEAST = 4  # changed lines from which looking for moved ones pays


class Pens:
    """The ways to draw a cell, by number: 0 is the terminal's own, each number its codes.

    A blank shows only background and lines, so each pen knows the pen of its blanks.
    """

    def __init__(self, colours: ColorSystem | None) -> None:
        self._colours = colours
        self._numbers: dict[str, int] = {"": 0}
        self.codes = [""]
        self.blanks = [0]
        self._inks: dict[Style | None, _Ink] = {}
        self._plain = _Ink(0, 0)

    def ink(self, style: Style | None) -> _Ink:
        """The cells this style makes of characters."""
        if not style:
            return self._plain
        ink = self._inks.get(style)
        if ink is None:
            number = self._number(_bare(style))
            ink = self._inks[style] = _Ink(number, self.blanks[number])
        return ink

    def _number(self, style: Style) -> int:
        codes = "" if self._colours is None else Strip.render_ansi(style, self._colours)
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self.codes)
            self.codes.append(codes)
            self.blanks.append(number)
            if not _drawn_on_blanks(style):
                self.blanks[number] = self._number(Style(bgcolor=style.bgcolor))
        return number


def _bare(style: Style) -> Style:
    """The style without saying that the terminal's own colours are the terminal's own."""
    colours = (style.color, style.bgcolor)
    own = all(colour is None or colour.is_default for colour in colours)
    return style.without_color if own else style


def _drawn_on_blanks(style: Style) -> bool:
    return bool(
        style.reverse or style.underline or style.underline2 or style.strike or style.overline
    ) or not (style.bold or style.dim or style.italic or style.blink or style.color)


class _Ink(dict[str, Cell]):
    """The cells of one pen by their text; the same cell is always the same object."""

    def __init__(self, pen: int, blank: int) -> None:
        super().__init__()
        self.pen = pen
        self[" "] = (" ", blank)

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = (text, self.pen)
        return cell


class Shadow:
    """What the terminal shows, cell by cell; None where that is not known."""

    def __init__(self, width: int, height: int, colours: ColorSystem | None) -> None:
        self.width = width
        self.height = height
        self._rows: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        self._written: dict[int, list[tuple[int, Strip]]] = {}
        self._pens = Pens(colours)
        self._pen = 0

    def difference(self, pieces: Iterable[tuple[int, int, Strip]]) -> str:
        """What must be written for the pieces (line, column, strip) to stand on the terminal."""
        lines: dict[int, list[tuple[int, Strip]]] = {}
        for y, x, strip in pieces:
            if 0 <= y < self.height:
                lines.setdefault(y, []).append((x, strip))
        new: dict[int, list[Cell | None]] = {}
        for y, parts in lines.items():
            if self._written.get(y) != parts:
                self._written[y] = parts
                row = self._drawn(self._rows[y], parts)
                if row != self._rows[y]:
                    new[y] = row
        out: list[str] = []
        if len(new) >= _MOVED_AT_LEAST:
            self._scroll(new, out)
        for y in sorted(new):
            self._write_line(y, new[y], out)
            self._rows[y] = new[y]
        self._switch(0, out)
        return "".join(out)

    def _drawn(self, old: list[Cell | None], parts: list[tuple[int, Strip]]) -> list[Cell | None]:
        row = old.copy()
        for start, strip in parts:
            x = start
            for text, style, control in strip:
                if control:
                    continue
                ink = self._pens.ink(style)
                if text.isascii() or set(map(get_character_cell_size, text)) == {1}:
                    row[x : x + len(text)] = map(ink.__getitem__, text)
                    x += len(text)
                else:
                    x = _draw_clusters(row, x, text, ink)
        del row[self.width :]
        return row

    def _scroll(self, new: dict[int, list[Cell | None]], out: list[str]) -> None:
        """Move lines that are on the terminal already, when that explains most of the change."""
        top, bottom = min(new), max(new)
        places: dict[tuple[Cell | None, ...], int] = {}
        for y in range(top, bottom + 1):
            content = tuple(self._rows[y])
            places[content] = -1 if content in places else y
        moves = Counter(
            place - y for y, row in new.items() if (place := places.get(tuple(row), -1)) >= 0
        )
        shift, count = moves.most_common(1)[0] if moves else (0, 0)
        if shift == 0 or count * 2 < len(new):
            return
        direction = "S" if shift > 0 else "T"
        out.append(f"\x1b[{top + 1};{bottom + 1}r\x1b[{abs(shift)}{direction}\x1b[r")
        before = self._rows[top : bottom + 1]
        unknown: list[list[Cell | None]] = [[None] * self.width for _ in range(abs(shift))]
        moved = before[shift:] + unknown if shift > 0 else unknown + before[:shift]
        self._rows[top : bottom + 1] = moved
        for y in range(top, bottom + 1):
            new.setdefault(y, before[y - top])

    def _write_line(self, y: int, row: list[Cell | None], out: list[str]) -> None:
        old = self._rows[y]
        changed = [
            x
            for x, (now, was) in enumerate(zip(row, old, strict=True))
            if now is not was and now != was
        ]
        blank_from = len(row)
        if changed and changed[-1] >= len(row) - 1:
            while blank_from and row[blank_from - 1] == PLAIN_BLANK:
                blank_from -= 1
            if len(row) - blank_from < _ERASE_FROM:
                blank_from = len(row)
        for start, end in _runs(changed):
            while start and row[start] is not None and row[start][0] == "":  # type: ignore[index]
                start -= 1  # noqa: PLW2901  # a wide character is written from its first half
            self._write_run(y, start, row[start : min(end, blank_from)], out)
            if end > blank_from:
                if start >= blank_from:
                    out.append(f"\x1b[{y + 1};{start + 1}H")
                self._switch(0, out)
                out.append("\x1b[K")
                return

    def _write_run(self, y: int, x: int, cells: list[Cell | None], out: list[str]) -> None:
        blanks = self._pens.blanks
        jump = True
        for cell in cells:
            if cell is None:
                x += 1
                jump = True
                continue
            text, pen = cell
            if jump and text:
                out.append(f"\x1b[{y + 1};{x + 1}H")
                jump = False
            if pen != self._pen and (text != " " or blanks[self._pen] != pen):
                self._switch(pen, out)
            out.append(text)
            x += 1
            # Terminals disagree on how wide these are: say again where the next one stands.
            jump = jump or (not text.isascii() and _width_in_doubt(text))

    def _switch(self, pen: int, out: list[str]) -> None:
        if pen == self._pen:
            return
        codes = self._pens.codes[pen]
        if pen == 0:
            out.append("\x1b[m")
        elif self._pen == 0:
            out.append(f"\x1b[{codes}m")
        else:
            out.append(f"\x1b[0;{codes}m")
        self._pen = pen


def _draw_clusters(row: list[Cell | None], x: int, text: str, ink: _Ink) -> int:
    """Draw text of mixed widths into the row from column `x`; returns the column after it."""
    for start, end, cells in clusters(text):
        part = text[start:end]
        if cells:
            row[x : x + cells] = [ink[part], *[ink[""]] * (cells - 1)]
            x += cells
        elif x and (before := row[x - 1]) is not None:
            row[x - 1] = (before[0] + part, before[1])
    return x


def _width_in_doubt(text: str) -> bool:
    return len(text) > 1 or text >= "\U0001f000" or "\u2600" <= text <= "\u27bf"


def _runs(changed: list[int]) -> Iterator[tuple[int, int]]:
    """The changed columns in runs (first, after the last), near ones taken together."""
    if not changed:
        return
    start = last = changed[0]
    for x in changed:
        if x - last > _NEARBY:
            yield start, last + 1
            start = x
        last = x
    yield start, last + 1


def pieces_of(update: Any) -> Iterator[tuple[int, int, Strip]]:
    """Line, column and strip of all that a Textual update would write."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, first, after in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > after or end <= first:
                continue
            if first <= x < after and end <= after:
                yield y, x, strip
            else:
                yield y, x, strip.crop(0, min(end, after) - x)


class _Ready(CompositorUpdate):
    """An update whose bytes are known."""

    def __init__(self, sequences: str) -> None:
        self._sequences = sequences

    def render_segments(self, console: Console) -> str:
        """The bytes, as text."""
        del console
        return self._sequences


class ChangedCells(App[None]):
    """An app that writes only changed cells; with `paint = "whole"` as Textual itself does."""

    paint: Paint = "changed"
    _shadow: Shadow | None = None

    def forget_terminal(self) -> None:
        """Assume nothing about what the terminal shows: the next update writes all it has."""
        self._shadow = None

    def redraw(self) -> None:
        """Draw the whole screen again, whatever the terminal shows."""
        self.forget_terminal()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Draw all again where the terminal went to another size and back in between."""
        if self._shadow and (self._shadow.width, self._shadow.height) == event.size:
            self.redraw()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if self.paint == "whole" or not self._writes_now() or renderable is None:
            super()._display(screen, renderable)
            return
        try:
            sequences = self._changes(renderable)
        except Exception:
            self.paint = "whole"  # whatever it was, the screen must stay right
            super()._display(screen, renderable)
            return
        if sequences or self.cursor_position != self._previous_cursor_position:
            super()._display(screen, cast("RenderableType", _Ready(sequences)))
        else:
            self.post_display_hook()

    def _writes_now(self) -> bool:
        return bool(
            self._running
            and not self._batch_count
            and not self._closed
            and not self.is_headless
            and self._driver is not None
        )

    def _changes(self, update: object) -> str:
        width, height = self.size
        shadow = self._shadow
        if shadow is None or (shadow.width, shadow.height) != (width, height):
            colours = self.console._color_system
            shadow = self._shadow = Shadow(width, height, colours)
        return shadow.difference(pieces_of(update))
