"""The file chooser: folders and files by keys, those taken in last on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.text.safe import display
from crm_tui.tui.card.spans import cut_line, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import do_key, moves, moves_while_typing
from crm_tui.tui.screens.importing.files import Item, listing, say_size
from crm_tui.tui.status import pairs, split
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Listed
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList

COLUMNS = (
    Column("Name", 30, flex=1),
    Column("Size", 7, align=">"),
    Column("Changed", 12),
)
_HINTS = (
    ("j", "down"), ("k", "up"), ("l", "open"), ("h", "folder above"), ("/", "find"),
    ("~", "home"), (".", "hidden files"), ("q", "leave"),
)  # fmt: skip
_NO_MEANING = "This key has no meaning here; ? says those that have one."


class FileChooser(Screen[Path | None]):
    """Dismissed with the file that was chosen, or with None."""

    DEFAULT_CSS = "FileChooser { layout: vertical; }"
    AUTO_FOCUS = ""

    def __init__(self, folder: Path, words: Words, recent: Sequence[str] = ()) -> None:
        super().__init__()
        self._words = words
        self._recent = tuple(recent)
        self._hidden = False
        self._typed = ""
        self._listing = listing(folder, recent=self._recent)
        self._items: tuple[Item, ...] = ()
        self._head = Bar()
        self.list = RecordList(
            COLUMNS, empty="Nothing here can be taken in.", ellipsis=words.ellipsis
        )
        self.prompt = Prompt()
        self.hints = Bar()

    def compose(self) -> ComposeResult:
        """The folder, what stands in it, the status row, the keys."""
        yield self._head
        yield self.list
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Begin with the first file."""
        self.prompt.set_mode("IMPORT")
        self.set_focus(self.list)
        self._show()

    def on_resize(self) -> None:
        """Say the folder and the keys in the room there is now."""
        self._say_folder()
        self.hints.show(pairs(split(_HINTS, self.size.width)[0]))

    @property
    def folder(self) -> Path:
        """The folder that is shown."""
        return self._listing.folder

    def _go(self, folder: Path, *, to: Path | None = None) -> None:
        self._typed = ""
        self._listing = listing(folder, hidden=self._hidden, recent=self._recent)
        self._show(to=to)

    def _show(self, *, to: Path | None = None) -> None:
        self._items = self._listing.narrowed(self._typed)
        rows = [(number, self._cells(item)) for number, item in enumerate(self._items)]
        usual = next((n for n, item in enumerate(self._items) if item.what != "up"), 0)
        at = next((n for n, item in enumerate(self._items) if item.path == to), usual)
        self.list.set_source(Listed(rows), index=at)
        self._say_folder()
        more = self._listing.more
        said = self._listing.problem or (f"{more:,} more are not listed." if more else "")
        self.prompt.say(
            said or "Enter takes the file.", "alert" if self._listing.problem else "dim"
        )

    def _say_folder(self) -> None:
        shown = line(("Import which file?  ", "title"), span(self.folder, "strong"))
        self._head.show(cut_line(shown, self.size.width, self._words.ellipsis))

    def _cells(self, item: Item) -> tuple[str, ...]:
        where = f" (taken in before, {display(item.path.parent)})" if item.what == "recent" else ""
        size = say_size(item.size) if item.what in ("file", "recent") else ""
        return display(item.name) + where, size, self._day(item.day)

    def _day(self, day: date | None) -> str:
        return self._words.day(day)

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Move, go into folders and out of them, find, choose."""
        keys: dict[str, Callable[[], object]] = {
            **moves(self.list),
            "l": self._open,
            "right": self._open,
            "enter": self._open,
            "h": self._up,
            "left": self._up,
            "backspace": self._up,
            "slash": self._find,
            "full_stop": self._toggle_hidden,
            "tilde": lambda: self._go(Path.home()),
            "question_mark": self._say_keys,
            "q": lambda: self.dismiss(None),
            "escape": lambda: self.dismiss(None),
        }
        return do_key(event, keys, lambda: self.prompt.say(_NO_MEANING, "dim"))

    def _say_keys(self) -> None:
        self.prompt.say(", ".join(f"{key} {title}" for key, title in _HINTS), "dim")

    def _open(self) -> None:
        key = self.list.cursor_key
        if key is None:
            return
        item = self._items[key]
        if item.what == "up":
            self._up()
        elif item.what == "folder":
            self._go(item.path)
        else:
            self.dismiss(item.path)

    def _up(self) -> None:
        if self.folder.parent != self.folder:
            self._go(self.folder.parent, to=self.folder)

    def _toggle_hidden(self) -> None:
        self._hidden = not self._hidden
        self._go(self.folder)
        self.prompt.say("Hidden files are shown." if self._hidden else "Hidden files are hidden.")

    def _find(self) -> None:
        def typed(text: str) -> None:
            self._typed = text
            self._show()

        def moved(key: str) -> bool:
            move = moves_while_typing(self.list).get(key)
            if move is not None:
                move()
            return move is not None

        self.prompt.ask(
            "/", on_change=typed, on_submit=lambda _text: self._open(),
            on_cancel=lambda: typed(""), on_key=moved,
        )  # fmt: skip
