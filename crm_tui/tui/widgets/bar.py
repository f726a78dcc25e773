"""One line of text that is only looked at: a title, the places, the keys that matter."""

from __future__ import annotations

from crm_tui.tui.widgets.text_view import Line, TextView


class Bar(TextView, can_focus=False):
    """A line as wide as it gets."""

    DEFAULT_CSS = "Bar { height: 1; }"

    def show(self, line: Line) -> None:
        """Show another line; the same one again costs nothing."""
        self.set_lines((line,))
