"""Text measured and fitted in terminal cells, the way Textual measures it, without Rich.

A character that carries accents, joins an emoji family or makes half a flag stays with its
base, and a character two cells wide is never halved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from crm_tui.text.safe import STAND_IN

_ZWJ = "\u200d"
_EMOJI_FORM = "\ufe0f"
_ONE_CELL_EACH = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2500-\u25fc\u2800-\u28ff]*"
)
_WORD_OR_GAP = re.compile(r" +|[^ ]+")
_FLAG_HALVES = range(0x1F1E6, 0x1F200)


class _Runs(NamedTuple):
    firsts: list[int]
    lasts: list[int]

    def hold(self, point: int) -> bool:
        before = bisect_right(self.firsts, point)
        return before > 0 and point <= self.lasts[before - 1]


class _Table(NamedTuple):
    none: _Runs
    two: _Runs
    two_as_emoji: frozenset[str]


class Cluster(NamedTuple):
    """What the reader sees as one character: `text[start:end]`, `cells` wide."""

    start: int
    end: int
    cells: int


@cache
def _table() -> _Table:
    from crm_tui.text import cell_table

    as_emoji = _runs(cell_table.TWO_CELLS_AS_EMOJI)
    return _Table(
        _runs(cell_table.NO_CELL),
        _runs(cell_table.TWO_CELLS),
        frozenset(
            chr(point)
            for first, last in zip(*as_emoji, strict=True)
            for point in range(first, last + 1)
        ),
    )


def _runs(table: str) -> _Runs:
    ends = [item.partition("-") for item in table.split()]
    return _Runs(
        [int(first, 16) for first, _, _ in ends],
        [int(last or first, 16) for first, _, last in ends],
    )


class _CharacterCells(dict[str, int]):
    """Cells by character, filled as characters are met: few of Unicode's are."""

    def __missing__(self, character: str) -> int:
        point = ord(character)
        if point < 0x20 or 0x7F <= point < 0xA0 or _table().none.hold(point):
            cells = 0
        else:
            cells = 2 if _table().two.hold(point) else 1
        self[character] = cells
        return cells


_CELLS = _CharacterCells()


def cell_width(text: str) -> int:
    """The number of terminal cells the text takes; control characters count none."""
    if text.isascii() and text.isprintable():
        return len(text)
    if _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    if _ZWJ not in text and _EMOJI_FORM not in text:
        return sum(map(_CELLS.__getitem__, text))
    return sum(cluster.cells for cluster in clusters(text))


def clusters(text: str) -> Iterator[Cluster]:
    """The text as a reader takes it apart, from first to last, without gaps."""
    start = cells = index = 0
    last_measured = ""
    lone_flag_half = False
    while index < len(text):
        character = text[index]
        step = 1
        own = 0
        if character == _ZWJ:
            step = 2  # what it joins is drawn inside the character before
        elif character == _EMOJI_FORM:
            if last_measured in _table().two_as_emoji:
                cells += 1
                last_measured = ""
        else:
            own = _CELLS[character]
        if own:
            flag_half = ord(character) in _FLAG_HALVES
            if lone_flag_half and flag_half:
                cells += own
                lone_flag_half = False
            else:
                if index > start:
                    yield Cluster(start, index, cells)
                start, cells, lone_flag_half = index, own, flag_half
            last_measured = character
        index += step
    if text:
        yield Cluster(start, len(text), cells)


def cut(text: str, width: int) -> str:
    """The longest beginning of whole characters that takes at most `width` cells."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    taken = 0
    for cluster in clusters(text):
        taken += cluster.cells
        if taken > width:
            return text[: cluster.start]
    return text


def fit(text: str, width: int, *, align: Literal["<", ">"] = "<", ellipsis: str = "\u2026") -> str:
    """The text in exactly `width` cells: padded, or cut with the ellipsis at its end."""
    if width <= 0:
        return ""
    if text.isascii() and text.isprintable():
        length = len(text)
        if length <= width:
            return text.ljust(width) if align == "<" else text.rjust(width)
    else:
        # At the edge of a field a joiner would reach into the neighbour.
        text = text.lstrip(_ZWJ + _EMOJI_FORM).rstrip(_ZWJ)
        length = cell_width(text)
    if length > width:
        room = width - cell_width(ellipsis)
        text = cut(text, room) + ellipsis if room >= 0 else cut(text, width)
        length = cell_width(text)
    padding = " " * (width - length)
    return text + padding if align == "<" else padding + text


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words where that can be.

    A word longer than a line is broken between characters. Line ends of the text stay, an
    empty text is one empty line.
    """
    width = max(width, 1)
    return [line for paragraph in text.split("\n") for line in _wrap_line(paragraph, width)]


def _wrap_line(text: str, width: int) -> list[str]:
    if cell_width(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for piece in _WORD_OR_GAP.findall(text):
        cells = cell_width(piece)
        if used + cells <= width:
            line, used = line + piece, used + cells
        elif piece.startswith(" "):
            lines.append(line)
            line, used = "", 0
        elif cells <= width:
            lines.append(line.rstrip(" "))
            line, used = piece, cells
        else:
            *full, line = _break_word(line, used, piece, width)
            lines += full
            used = cell_width(line)
    return [*lines, line] if line or not lines else lines


def _break_word(line: str, used: int, word: str, width: int) -> list[str]:
    """`line` filled up with the word's characters, and the lines that follow."""
    lines = [line]
    for cluster in clusters(word):
        shown, cells = word[cluster.start : cluster.end], cluster.cells
        if cells > width:
            shown, cells = STAND_IN, 1
        if used + cells > width:
            lines.append("")
            used = 0
        lines[-1] += shown
        used += cells
    return lines
