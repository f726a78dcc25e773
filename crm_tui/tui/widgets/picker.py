"""A screen to pick one of many: help, palette, saved views, changes, users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import GUTTER, RecordList, Row
from crm_tui.tui.widgets.text_view import TextView

_IN_FULL = 2

Rows = Callable[[str], Sequence[tuple[int, tuple[str, ...]]]]
"""The rows, as (key, cells), that answer to a filter text."""


class Listed:
    """A short list of rows in memory as the source of a `RecordList`."""

    def __init__(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        self._rows = rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def row(self, index: int) -> Row:
        """The row at a place."""
        return Row(*self._rows[index])

    def index_of(self, key: int) -> int | None:
        """The place of the row with this key, or None."""
        return next((place for place, row in enumerate(self._rows) if row[0] == key), None)


Picked = TypeVar("Picked")


class Chooser(Screen[Picked | None]):
    """A filter line on top, the rows that answer to it below.

    Enter dismisses the screen with what `picked` makes of the row under the cursor, Escape with
    None. Tab goes to the list, where `q` leaves too, letters move and `/` filters again. With
    `filtering` off it starts there.
    """

    DEFAULT_CSS = """
    Chooser { layout: vertical; overflow: hidden; }
    Chooser #in-full { height: 2; }
    """
    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Rows,
        *,
        empty: str = "Nothing answers to that.",
        filtering: bool = True,
        explain: Callable[[int], str] | None = None,
    ) -> None:
        """`explain` says in full, below the list, what the row with a key has no room for."""
        super().__init__()
        self._label = title
        self._rows = rows
        self._filtering = filtering
        self._typed = ""
        self._ready = False
        self._typed_ahead: list[Pressed] = []
        self.filter = Prompt()
        self._explain = explain
        self.list = RecordList(
            columns,
            Listed(rows("")),
            empty=empty,
            on_cursor=lambda key, _index: self._say_in_full(key),
        )
        self.in_full = TextView(id="in-full")

    def compose(self) -> ComposeResult:
        """The filter line and the list; below them two lines where rows are said in full."""
        yield self.filter
        yield self.list
        if self._explain is not None:
            yield self.in_full

    def _say_in_full(self, key: int | None) -> None:
        if self._explain is None or not self.in_full.is_attached:
            return
        said = "" if key is None else self._explain(key)
        lines = wrap(said, max(1, self.size.width - 2 * GUTTER))[:_IN_FULL]
        self.in_full.set_lines([((" " * GUTTER, ""), (one, "")) for one in lines])

    def on_resize(self) -> None:
        """Wrap what is said in full for the room there is now."""
        self._say_in_full(self.list.cursor_key)

    def on_mount(self) -> None:
        """Start where the letters are wanted."""
        self.in_full.can_focus = False
        self.set_focus(self.list)
        self._say()
        if self._filtering:
            self._ask()
        self._ready = True
        for event in self._typed_ahead:
            self.app.post_message(event)

    def _ask(self) -> None:
        self.filter.ask(
            f"{self._label}:",
            self._typed,
            on_change=self._show,
            on_submit=lambda _text: self._pick(),
            on_cancel=self._leave,
            on_key=self._used_by_list,
        )

    def _say(self) -> None:
        self.filter.set_mode("PICK")
        self.filter.say(f"{self._label}  {self._typed}".rstrip())

    def _show(self, text: str) -> None:
        self._typed = text
        self.list.set_source(Listed(self._rows(text)))

    def _pick(self) -> None:
        if (key := self.list.cursor_key) is not None:
            self.dismiss(self.picked(key))
        elif self._filtering:
            self._ask()

    def picked(self, key: int) -> Picked:
        """What the row with this key stands for."""
        raise NotImplementedError

    def _leave(self) -> None:
        self.dismiss(None)

    def _used_by_list(self, key: str) -> bool:
        if key == "tab":
            self.filter.stop()
            self._say()
            return True
        return self._moves(key)

    def _moves(self, key: str) -> bool:
        moves: dict[str, Callable[[], None]] = {
            "down": lambda: self.list.move_by(1),
            "up": lambda: self.list.move_by(-1),
            "pagedown": self.list.page,
            "pageup": lambda: self.list.page(-1),
            "ctrl+d": self.list.half_page,
            "ctrl+u": lambda: self.list.half_page(-1),
        }
        if key not in moves:
            return False
        moves[key]()
        return True

    async def take_key(self, event: Pressed) -> bool:
        """Deal with a key while the list has the focus."""
        if not self._ready:
            self._typed_ahead.append(event)
            return True
        if isinstance(event, events.Paste):
            return True
        letters: dict[str, Callable[[], None]] = {
            "j": lambda: self.list.move_by(1),
            "k": lambda: self.list.move_by(-1),
            "g": self.list.home,
            "G": self.list.end,
            "home": self.list.home,
            "end": self.list.end,
            "q": self._leave,
            "escape": self._leave,
            "enter": self._pick,
            "slash": self._ask,
            "tab": self._ask,
        }
        if not self._moves(event.key):
            if event.key not in letters:
                return False
            letters[event.key]()
        return True


class Picker(Chooser[int]):
    """A chooser whose answer is the key of the row."""

    def picked(self, key: int) -> int:
        """The key itself."""
        return key
