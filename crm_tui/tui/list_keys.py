"""Keys of a screen of its own: those that move in its list or text, and how all are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from textual import events

from crm_tui.tui.keyboard import Pressed


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


def do_key(
    event: Pressed, keys: Mapping[str, Callable[[], object]], unknown: Callable[[], object]
) -> bool:
    """Do what a key means on a screen; whether it was dealt with.

    A letter that means nothing is for `unknown`; a pasted text has nowhere to go.
    """
    if isinstance(event, events.Paste):
        return True
    if event.key in keys:
        keys[event.key]()
    elif event.is_printable:
        unknown()
    else:
        return False
    return True
