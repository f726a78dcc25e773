"""A widget that is drawn in tones: it takes the colours of the place it stands in."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget

from crm_tui.tui.tones import Palette


class Toned(Widget):
    """Draws by its palette; what it has drawn it forgets when the theme changes."""

    _palette = Palette(Style.null(), light=False)

    def on_mount(self) -> None:
        """Take the colours of the place it stands in."""
        self._palette = Palette.of(self)

    def notify_style_update(self) -> None:
        """Take other colours: the theme changed."""
        super().notify_style_update()
        if self.is_attached:
            self._palette = Palette.of(self)
            self._forget_drawn()

    def _forget_drawn(self) -> None:
        """Draw all of it anew when it is shown next."""
        raise NotImplementedError
