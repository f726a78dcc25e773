"""A text of several lines as it is written: plain, wrapped at its edge, every key in order."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import TextArea

from crm_tui.text.safe import clean
from crm_tui.tui.keyboard import Pressed, WritesInOrder, does_as_bound

_TAB = "    "
_MORE_KEYS = {"ctrl+underscore": "undo"}
"""What shells and editors undo by; ctrl+z puts the program to sleep, here as everywhere."""


class Writing(WritesInOrder, TextArea):
    """The text. Keys that are `reserved`, and what it has no use for, go on to the screen."""

    DEFAULT_CSS = """
    Writing, Writing:focus {
        border: none; padding: 0 1; background: transparent; background-tint: transparent 0%;
        scrollbar-size-vertical: 0;
    }
    Writing .text-area--cursor { text-style: reverse; }
    """

    def __init__(
        self,
        text: str = "",
        *,
        reserved: Callable[[str], bool] = lambda _key: False,
        id: str | None = None,  # noqa: A002  # Textual's name for it
    ) -> None:
        super().__init__(
            text, id=id, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False
        )
        self._reserved = reserved
        self.cursor_blink = False

    async def take_key(self, event: Pressed) -> bool:
        """Write what was typed or pasted, or move in it; False for what is neither."""
        if isinstance(event, events.Paste):
            self.put(clean_paste(event.text))
        elif event.is_printable:
            self.put(event.character or "")
        elif self._reserved(event.key):
            return False
        elif event.key == "enter":
            self.put("\n")
        elif event.key == "tab":
            self.put(_TAB)
        elif event.key in _MORE_KEYS:
            await self.run_action(_MORE_KEYS[event.key])
        else:
            return await does_as_bound(self, event.key)
        return True

    def put(self, text: str) -> None:
        """Write a text in place of what is selected, the cursor behind it."""
        start, end = self.selection
        self.replace(text, start, end, maintain_selection_offset=False)

    def begin(self, text: str) -> None:
        """Have this text, the cursor at its end; one step back undoes it."""
        self.select_all()
        self.put(text)


def clean_paste(text: str) -> str:
    """What was pasted without what a terminal would obey; spaces and ends of lines stay."""
    return clean(f"|{text}|", multiline=True)[1:-1]  # the bars: cleaning trims what it is given
