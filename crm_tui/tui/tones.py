"""What a colour means, the same on every screen; each tone has a twin in words or signs.

Only attributes and the sixteen colours every terminal has, over the terminal's own background:
so one table serves light and dark, 16 colours and, where `NO_COLOR` drops them, none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rich.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget

Tone = Literal[
    "",
    "strong",
    "dim",
    "title",
    "head",
    "cursor",
    "mark",
    "key",
    "good",
    "warn",
    "alert",
    "link",
]

PLAIN = Style.null()

TONES: dict[Tone, Style] = {
    "": PLAIN,
    "strong": Style(bold=True),
    "dim": Style(dim=True),
    "title": Style(bold=True, underline=True),
    "head": Style(underline=True),
    "cursor": Style(bold=True, reverse=True),
    "mark": Style(bold=True, color="magenta"),
    "key": Style(bold=True, color="cyan"),
    "good": Style(color="green"),
    "warn": Style(bold=True, color="yellow"),
    "alert": Style(bold=True, color="red"),
    "link": Style(underline=True, color="blue"),
}

# Yellow and cyan letters vanish on a white background.
ON_LIGHT: dict[Tone, Style] = {
    "key": Style(bold=True, color="blue"),
    "warn": Style(bold=True, color="magenta"),
}


@lru_cache(maxsize=256)
def _over(base: Style, tone: Tone, light: bool) -> Style:
    own = (ON_LIGHT.get(tone) if light else None) or TONES.get(tone, PLAIN)
    return base + own if base else own


class Palette:
    """The tones as they look on one background; `palette["alert"]` is a Rich style."""

    __slots__ = ("base", "light")

    def __init__(self, base: Style, light: bool) -> None:
        self.base = base
        self.light = light

    def __getitem__(self, tone: Tone) -> Style:
        return _over(self.base, tone, self.light)

    @classmethod
    def of(cls, widget: Widget) -> Palette:
        """The palette for this widget: bare tones in ANSI mode, else over its background."""
        app = widget.app
        base = PLAIN if app.native_ansi_color else widget.rich_style
        return cls(base, not app.current_theme.dark)
