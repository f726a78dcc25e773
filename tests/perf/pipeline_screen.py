"""The board on a screen: its start, its keys, with ten deals and with ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.perf import place_screen
from tests.perf.measure import Line
from tests.perf.place_screen import Keys, Place
from tests.perf.workspace import KEYS

BOARD = Place("pipeline", "3", "the board", "deals", "weighted")
_KEYS = (
    Keys("cursor down on the board", "j" * KEYS, "p95 10 ms, 1.7 kB"),
    Keys("page down on the board", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
    Keys("the next column, and back", "lh" * (KEYS // 2), "p95 20 ms, 6.5 kB"),
    Keys("a card forward, and back", "LH" * (KEYS // 2), "p95 60 ms, 6.5 kB"),
    Keys("taking it back", "Lu" * (KEYS // 2), "p95 60 ms, 6.5 kB"),
)


def measure(few: Path, many: Path, size: str) -> Iterator[Line]:
    """Start, cursor, page, column, moving a card."""
    yield from place_screen.measure(BOARD, few, many, size, _KEYS)
