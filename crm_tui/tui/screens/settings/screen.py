"""The screen of the settings: pages of lines, changed by keys, each change one to be taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.errors import ConflictError, CrmError
from crm_tui.services import undo
from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.text.say import quoted
from crm_tui.text.width import cell_width, wrap
from crm_tui.tui.card.spans import line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import moves
from crm_tui.tui.screens.settings.page import Board, Edit, Item, Key, Page
from crm_tui.tui.status import pairs, split
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import GUTTER, RecordList, Row
from crm_tui.tui.widgets.text_view import Line, TextView

IN_FULL = 3

Write = Callable[[Callable[[Desk], Any]], Awaitable[Any]]
"""Runs work that changes data beside the keys; `Gateway.write` is one."""


class Lines:
    """The lines of a page as the source of a list; headings among them."""

    def __init__(self, items: Sequence[Item], wrong: str = "") -> None:
        self._items = items
        self._wrong = wrong
        self.headings = [at for at, item in enumerate(items) if item.heading]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._items)

    def row(self, index: int) -> Row:
        """The line at a place."""
        item = self._items[index]
        if item.heading:
            spans: Line = (span(item.cells[0], "title"),)
            return Row(-index, (), heading=True, spans=spans, version=hash(item.cells))
        tone: Tone = "alert" if item.name == self._wrong else item.tone
        return Row(index + 1, item.cells, tone, hash((item.cells, tone)))

    def index_of(self, key: int) -> int | None:
        """The place of the line with this key."""
        return key - 1 if 0 < key <= len(self._items) else None

    def at(self, key: int | None) -> Item | None:
        """The line with this key."""
        return self._items[key - 1] if key is not None and 0 < key <= len(self._items) else None

    def place_of(self, name: str) -> int | None:
        """The place of the line of that name."""
        return next((at for at, one in enumerate(self._items) if one.name == name), None)


class SettingsScreen(Screen[None]):
    """Pages of settings, the first one made by `front`. `u` takes back what was changed here.

    `write` runs changes beside the keys; `changed` is called after each.
    """

    DEFAULT_CSS = f"""
    SettingsScreen {{ layout: vertical; overflow: hidden; }}
    SettingsScreen #title {{ height: 1; }}
    SettingsScreen #full {{ height: {IN_FULL}; }}
    """
    AUTO_FOCUS = ""

    def __init__(
        self,
        desk: Desk,
        words: Words,
        front: Callable[[Board], Page],
        write: Write,
        *,
        firm: FirmWords = FirmWords(),  # noqa: B008  # a tuple that never changes
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.words = words
        self.firm = firm
        self._desk = desk
        self._write = write
        self._changed = changed
        self._pages: list[Page] = [front(self)]
        self._left_at: list[str] = []
        self._lines = Lines(())
        self._made: list[int] = []
        self._wrong: tuple[str, str] = ("", "")
        self._typed = ""
        self._wanted = ""
        self._saving = False
        self._typed_ahead: list[Pressed] = []
        self._title = Bar(id="title")
        self.list = RecordList(
            self.page.columns,
            ellipsis=words.ellipsis,
            on_cursor=lambda _key, _at: self._follow_cursor(),
        )
        self.full = TextView(id="full")
        self.prompt = Prompt()
        self.hints = Bar()

    def compose(self) -> ComposeResult:
        """The title, the lines, what the line has no room for, status row and keys."""
        yield self._title
        yield self.list
        yield self.full
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Begin with the first page."""
        self.full.can_focus = False
        self.prompt.set_mode("SETTINGS")
        self.set_focus(self.list)
        self._show()
        self.prompt.say("Everything here is for the whole firm but the last part.", "dim")

    def on_resize(self) -> None:
        """Draw for the room there is now."""
        self.call_after_refresh(self._follow_cursor)

    # What is shown

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[-1]

    @property
    def item(self) -> Item | None:
        """The line under the cursor."""
        return self._lines.at(self.list.cursor_key)

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something in the status row."""
        self.prompt.say(message, tone)

    def keep(self) -> None:
        """Nothing is written here that is not saved at once."""

    def read_again(self) -> None:
        """Show what was changed meanwhile, by others too."""
        if self.is_attached:
            speech = getattr(self.app, "speech", None)
            self.firm = speech.words if speech is not None else self.firm
            self._show()

    def go_to(self, name: str) -> None:
        """Put the cursor on a line once it is there."""
        self._wanted = name

    def _show(self) -> None:
        here = self.item
        name = self._wanted or (here.name if here else "")
        try:
            items = self.page.items(self._desk)
        except CrmError as error:  # what it is about is gone
            if len(self._pages) == 1:
                raise
            self._leave()
            self.say(str(error), "warn")
            return
        self._lines = Lines(items, self._wrong[0])
        if self.list.columns != self.page.columns:
            self.list.set_columns(self.page.columns)
        self.list.empty = self.page.empty
        place = self._lines.place_of(name)
        self._wanted = self._wanted if place is None else ""
        self.list.set_source(self._lines, index=place or 0)
        title = self.firm.said(self.page.title)
        self._title.show((span(f" {title}", "title"),))
        self._follow_cursor()

    def _follow_cursor(self) -> None:
        if not self.full.is_attached:
            return
        item = self.item
        wrong, sentence = self._wrong
        tone: Tone = "dim"
        if item is not None and item.name == wrong:
            said, tone = f"! {sentence}", "alert"
        else:
            said = item.full if item else ""
        width = max(1, self.size.width - 2 * GUTTER)
        shown = wrap(said, width)[:IN_FULL]
        self.full.set_lines([line((" " * GUTTER, ""), span(one, tone)) for one in shown])
        keys = [(key.shown, self.firm.said(key.title)) for key in self._keys() if key.shown]
        fitting, _left_out = split([("?", "keys"), *keys], self.size.width)
        self.hints.show(pairs(fitting))

    # Keys

    def _keys(self) -> list[Key]:
        undo_here = [Key("u", "u", "undo", self._undo)] if self._made else []
        leave = "back" if len(self._pages) > 1 else "leave"
        return [
            *self.page.keys(self.item),
            *undo_here,
            Key("right_square_bracket", "]", "next part", lambda: self._go_to_part(1)),
            Key("left_square_bracket", "", "part before", lambda: self._go_to_part(-1)),
            Key("q", "q", leave, self._leave),
            Key("escape", "", leave, self._leave),
            *self.page.beyond(),
        ]

    async def take_key(self, event: Pressed) -> bool:
        """Move, change the line under the cursor, leave."""
        if isinstance(event, events.Paste):
            return True
        if self._saving:  # what it means may depend on what is being written
            self._typed_ahead.append(event)
            return True
        keys: dict[str, Callable[[], object]] = {
            **moves(self.list),
            "question_mark": self._list_keys,
            "f1": self._list_keys,
            **{key.event: key.does for key in reversed(self._keys())},
        }
        if event.key in keys:
            self.say("")
            keys[event.key]()
        elif event.is_printable:
            self.say("This key has no meaning here; ? lists those that have one.")
        return event.key in keys or event.is_printable

    def _list_keys(self) -> None:
        """List the keys that work on this line; the chosen one is done."""
        keys = [key for key in self._keys() if key.shown]

        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            titles = [self.firm.said(key.title) for key in keys]
            return [
                (at, (keys[at].shown, title))
                for at, title in enumerate(titles)
                if wanted.casefold() in title
            ]

        def picked(at: int | None) -> None:
            if at is not None:
                self.call_after_refresh(keys[at].does)

        columns = (Column("Key", 8), Column("Does", 30, flex=1))
        self.app.push_screen(Picker("Keys", columns, answering), picked)

    def _go_to_part(self, parts: int) -> None:
        here = self.list.cursor_index
        later = [at for at in self._lines.headings if at > here]
        before = [at for at in self._lines.headings if at < here - 1]
        if parts > 0 and later:
            self.list.move_to(later[0] + 1)
        elif parts < 0 and before:
            self.list.move_to(before[-1] + 1)

    def open(self, page: Page) -> None:
        """Show another page until it is left."""
        item = self.item
        self._left_at.append(item.name if item else "")
        self._pages.append(page)
        self._wrong = ("", "")
        self._show()

    def _leave(self) -> None:
        if len(self._pages) == 1:
            self.dismiss(None)
            return
        self._pages.pop()
        self._wanted = self._left_at.pop()
        self._wrong = ("", "")
        self._show()

    # Asking

    def ask(
        self,
        label: str,
        value: str,
        answered: Callable[[str], Edit | None],
        completions: Sequence[str] = (),
    ) -> None:
        """Ask for a text about the line under the cursor; what it makes of it is done.

        What was refused stands there again, to be mended.
        """
        item = self.item
        name = item.name if item else ""
        if self._typed and name == self._wrong[0]:
            value = self._typed

        def submitted(text: str) -> None:
            self._typed = text
            try:
                edit = answered(text)
            except CrmError as error:
                self._refuse(name, error)
                return
            if edit is not None:
                self.make(edit)

        def begun(text: str) -> list[str]:
            return [one for one in completions if one.casefold().startswith(text.casefold())]

        self.prompt.ask(self.firm.said(label), value, on_submit=submitted, completions=begun)

    def choose(
        self, label: str, choices: Sequence[tuple[str, str]], chosen: Callable[[str], None]
    ) -> None:
        """Ask for a key; what the row has no room for stands in that of the keys."""

        def answered(key: str) -> None:
            self._follow_cursor()
            chosen(key)

        _fitting, spilt = split(choices, self.size.width - cell_width(label) - 1)
        self.prompt.choose(label, choices, answered, self._follow_cursor)
        if spilt:
            self.hints.show(pairs(spilt))

    # Changing

    def make(self, edit: Edit) -> None:
        """Make a change beside the keys and say what was done.

        Where someone else has changed the same since it was shown, ask whose shall stand.
        """
        self._saving = True
        item = self.item
        name = item.name if item else ""
        self.say("Saving", "dim")

        async def run() -> None:
            try:
                made, label = await self._write(lambda desk: _made(desk, edit))
            except ConflictError as conflict:
                self._go_on(typed_ahead=False)
                self._ask_whose(edit, conflict)
            except CrmError as error:
                self._go_on(typed_ahead=False)
                self._refuse(name, error)
            else:
                if made is not None:
                    self._made.append(made)
                self._done(f"{label[:1].upper()}{label[1:]}." if label else "Nothing was changed.")
                self._go_on(typed_ahead=True)

        self.run_worker(run(), group="settings")

    def _go_on(self, *, typed_ahead: bool) -> None:
        """Take keys again; those typed meanwhile count where all went as they took for granted."""
        self._saving = False
        keys, self._typed_ahead = self._typed_ahead, []
        if typed_ahead:
            for event in keys:
                self.app.post_message(event)

    def _done(self, sentence: str) -> None:
        self._wrong, self._typed = ("", ""), ""
        self._changed()
        self.read_again()
        self.say(sentence, "good")

    def _refuse(self, name: str, error: CrmError) -> None:
        self._wrong = name, str(error)
        self._show()
        self.say(error.sentence, "alert")

    def _ask_whose(self, edit: Edit, conflict: ConflictError) -> None:
        theirs = str(conflict.theirs.get("value", ""))
        self._show()

        def chosen(key: str) -> None:
            if key == "m":
                self.make(edit._replace(seen=theirs))
            else:
                self._typed = ""
                self.say("Theirs stays.")

        said = quoted(theirs) if theirs else "nothing"
        self.choose(
            f"Changed meanwhile to {said}:", (("t", "keep theirs"), ("m", "put mine")), chosen
        )

    def _undo(self) -> None:
        self._saving = True
        number = self._made.pop()

        async def run() -> None:
            try:
                undone = await self._write(lambda desk: undo.undo(desk, number))
            except CrmError as error:
                self.say(str(error), "alert")
                self._go_on(typed_ahead=False)
            else:
                self._done(f"Taken back: {undone.label}.")
                self._go_on(typed_ahead=True)

        self.run_worker(run(), group="settings")


def _made(desk: Desk, edit: Edit) -> tuple[int | None, str]:
    """Make a change; its change set and label, or (None, '') where nothing was different.

    Raises ConflictError, with nothing changed, where something else stands there than was seen.
    """
    with desk.store.change_set(desk.user, edit.label, origin=desk.origin) as number:
        now = edit.reads(desk)
        if now != edit.seen:
            raise ConflictError("Someone has changed the same meanwhile.", theirs={"value": now})
        edit.work(desk)
    label = desk.store.value("SELECT label FROM change_set WHERE id = ?", (number,))
    return (None, "") if label is None else (number, str(label))
