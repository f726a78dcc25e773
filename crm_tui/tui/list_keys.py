"""The keys that move in a list or a text of a screen of its own: the same in every one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Movable(Protocol):
    """What can be moved in: a `RecordList`, a `TextView`."""

    def move_by(self, steps: int) -> None:
        """Go some rows on."""
        ...

    def page(self, pages: int = 1) -> None:
        """Turn whole pages."""
        ...

    def half_page(self, halves: int = 1) -> None:
        """Turn half pages."""
        ...

    def home(self) -> None:
        """Go to the beginning."""
        ...

    def end(self) -> None:
        """Go to the end."""
        ...


Moves = dict[str, Callable[[], None]]


def moves_while_typing(shown: Movable) -> Moves:
    """What moves while letters are typed elsewhere, by Textual's names of keys."""
    return {
        "down": lambda: shown.move_by(1),
        "up": lambda: shown.move_by(-1),
        "pagedown": shown.page,
        "pageup": lambda: shown.page(-1),
        "ctrl+d": shown.half_page,
        "ctrl+u": lambda: shown.half_page(-1),
    }


def moves(shown: Movable) -> Moves:
    """What moves where letters are keys, too."""
    return moves_while_typing(shown) | {
        "j": lambda: shown.move_by(1),
        "k": lambda: shown.move_by(-1),
        "g": shown.home,
        "home": shown.home,
        "G": shown.end,
        "end": shown.end,
    }
