"""What a page of the settings is made of: lines, keys, and changes that notice another's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.tui.card.words import Words
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.columns import Column


class Item(NamedTuple):
    """A line: its cells, what it is about, and what is said of it in full below the list.

    `name` is its own among the lines of its page, from one reading to the next; a heading has
    no cells but a title.
    """

    name: str
    cells: tuple[str, ...]
    about: Any = None
    full: str = ""
    tone: Tone = ""
    heading: bool = False


def heading(title: str) -> Item:
    """A title above the lines that follow."""
    return Item(f"# {title}", (title,), heading=True)


class Key(NamedTuple):
    """What a key does to the line under the cursor; with `shown` '' it is in no hint."""

    event: str
    shown: str
    title: str
    does: Callable[[], object]


def nothing(desk: Desk) -> str:
    """What a change reads where nobody else can have changed the same."""
    del desk
    return ""


class Edit(NamedTuple):
    """A change: its name in the list of changes, what it does, and what it was made upon.

    `reads` gives what stands there now, `seen` what stood there when the user began.
    """

    label: str
    work: Callable[[Desk], object]
    reads: Callable[[Desk], str] = nothing
    seen: str = ""


class Board(Protocol):
    """What a page asks of the screen it is on."""

    words: Words
    firm: FirmWords

    @property
    def item(self) -> Item | None:
        """The line under the cursor."""
        ...

    def make(self, edit: Edit) -> None:
        """Make a change beside the keys and say what was done."""
        ...

    def ask(
        self,
        label: str,
        value: str,
        answered: Callable[[str], Edit | None],
        completions: Sequence[str] = (),
    ) -> None:
        """Ask for a text about the line under the cursor; what it makes of it is done."""
        ...

    def choose(
        self, label: str, choices: Sequence[tuple[str, str]], chosen: Callable[[str], None]
    ) -> None:
        """Ask for a key."""
        ...

    def open(self, page: Page) -> None:
        """Show another page until it is left."""
        ...

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something in the status row."""
        ...

    def go_to(self, name: str) -> None:
        """Put the cursor on a line once it is there."""
        ...


class Page(ABC):
    """A page of lines."""

    columns: ClassVar[tuple[Column, ...]]
    empty: ClassVar[str] = ""

    def __init__(self, board: Board) -> None:
        self.board = board

    @property
    @abstractmethod
    def title(self) -> str:
        """What stands above the page."""

    @abstractmethod
    def items(self, desk: Desk) -> list[Item]:
        """Its lines, as they stand in the database."""

    @abstractmethod
    def keys(self, item: Item | None) -> list[Key]:
        """What can be done here, the most wanted first."""

    def beyond(self) -> list[Key]:
        """What is done here more rarely: told after the keys of every page."""
        return []
