"""The status row: mode, message, marks, and the line where search, commands and questions go.

It is always there and one line high, so that nothing jumps when a question comes up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from crm_tui.keys.layouts import latin_for
from crm_tui.text.safe import clean, display
from crm_tui.text.width import cell_width, clusters, cut, fit
from crm_tui.tui.keyboard import Pressed, WritesInOrder, does_as_bound
from crm_tui.tui.tones import Palette, Tone
from crm_tui.tui.widgets.cursor import around_cursor

MODE_WIDTH = 10
_HISTORY_LENGTH = 100
_ROOM_TO_TYPE = 30


class Question(NamedTuple):
    """What the row asks for: a line of text, or where there are choices, one key."""

    label: str
    choices: tuple[tuple[str, str], ...] = ()
    on_change: Callable[[str], None] | None = None
    on_submit: Callable[[str], None] | None = None
    on_cancel: Callable[[], None] | None = None
    on_key: Callable[[str], bool] | None = None
    completions: Callable[[str], Sequence[str]] | None = None


class Prompt(WritesInOrder, Input):
    """The status row; while a question stands it has the focus and every letter goes to it."""

    DEFAULT_CSS = """
    Prompt, Prompt:focus {
        height: 1;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: transparent 0%;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name for it
        super().__init__(select_on_focus=False, id=id)
        self.cursor_blink = False
        self._question: Question | None = None
        self._mode = ""
        self._message = ""
        self._tone: Tone = ""
        self._right = ""
        self.asked_from: Widget | None = None
        """What had the keys before the question, and gets them after it."""
        self._history: list[str] = []
        self._place_in_history = 0
        self._draft = ""
        self._offered: list[str] = []
        self._palette = Palette(Style.null(), light=False)
        self.can_focus = False

    # Saying

    @property
    def active(self) -> bool:
        """Whether a question stands: then keys belong to it."""
        return self._question is not None

    @property
    def choosing(self) -> bool:
        """Whether the question that stands wants one key."""
        return self._question is not None and bool(self._question.choices)

    @property
    def message(self) -> str:
        """What the row says when it asks nothing."""
        return self._message

    @property
    def alarms(self) -> bool:
        """Whether the row says that something was not done."""
        return bool(self._message) and self._tone == "alert"

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something until something else is said; it waits behind a question."""
        if (message, tone) != (self._message, self._tone):
            self._message, self._tone = message, tone
            self.refresh()

    def set_mode(self, mode: str) -> None:
        """Set the label at the left, of which ten cells show."""
        if mode != self._mode:
            self._mode = mode
            self.refresh()

    def set_right(self, text: str) -> None:
        """Set what stands at the right: marks, what undo takes back."""
        if text != self._right:
            self._right = text
            self.refresh()

    # Asking

    def ask(
        self,
        label: str,
        value: str = "",
        *,
        on_change: Callable[[str], None] | None = None,
        on_submit: Callable[[str], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        on_key: Callable[[str], bool] | None = None,
        completions: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        """Ask for a line of text.

        `on_change` is called inside the key's own event, so that a letter and what it changes
        elsewhere are one frame. `on_key` sees the keys that are no letters first and returns
        whether it used the key: so a list can be moved while its filter is typed. Tab walks
        through `completions` of what was typed. Enter submits, Escape cancels.
        """
        self._begin(
            Question(label, (), on_change, on_submit, on_cancel, on_key, completions), value
        )

    def choose(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        on_choice: Callable[[str], None],
        on_cancel: Callable[[], None] | None = None,
    ) -> None:
        """Show choices as (key, title) and wait for one of the keys, however long it takes."""
        self._begin(Question(label, tuple(choices), on_submit=on_choice, on_cancel=on_cancel), "")

    def cancel(self) -> None:
        """Take the question back, as Escape does; nothing when none stands."""
        value = self.value
        if (question := self._end()) is None:
            return
        self._remember(question, value)
        if question.on_cancel is not None:
            question.on_cancel()

    def stop(self) -> None:
        """Ask no longer, without an answer and without telling whoever asked."""
        self._end()

    def _begin(self, question: Question, value: str) -> None:
        if self._question is None:
            self.asked_from = self.screen.focused
        self._question = None  # setting the value is no typing
        self.value = value
        self.cursor_position = len(value)
        self._question = question
        self._place_in_history = len(self._history)
        self._offered = []
        self.can_focus = True
        self.screen.set_focus(self, scroll_visible=False)
        self.refresh()

    def _end(self) -> Question | None:
        question, self._question = self._question, None
        if question is None:
            return None
        self.value = ""
        before, self.asked_from = self.asked_from, None
        self.screen.set_focus(before if before is not None and before.focusable else None)
        self.can_focus = False
        self.refresh()
        return question

    def _submit(self, value: str) -> None:
        question = self._end()
        if question is None:
            return
        self._remember(question, value)
        if question.on_submit is not None:
            question.on_submit(value)

    def _remember(self, question: Question, value: str) -> None:
        """Let Up bring back what was typed, given up or not."""
        if value.strip() and not question.choices and value not in self._history[-1:]:
            self._history = [*self._history, value][-_HISTORY_LENGTH:]

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Deal with a key or a paste while a question stands; letters never go elsewhere."""
        question = self._question
        if question is None:
            return False
        if isinstance(event, events.Paste):
            if not question.choices:
                self._insert(clean(event.text))
            return True
        if event.is_printable and not question.choices:
            self._insert(event.character or "")
            return True
        return self._takes(question, event) or await self._edits(event.key)

    def _insert(self, text: str) -> None:
        self._offered = []
        start, end = sorted(self.selection)
        self.replace(text, start, end)

    def _takes(self, question: Question, event: events.Key) -> bool:
        key = event.key
        if key == "escape":
            self.cancel()
        elif question.choices:
            return self._chooses(question, event)
        elif question.on_key is not None and question.on_key(key):
            pass
        elif key == "enter":
            self._submit(self.value)
        elif key in ("up", "down"):
            self._recall(-1 if key == "up" else 1)
        elif key == "tab":
            self._complete(question)
        else:
            return False
        return True

    def _chooses(self, question: Question, event: events.Key) -> bool:
        keys = [key for key, _title in question.choices]
        pressed = event.key if event.key in keys else event.character
        if pressed is not None and pressed not in keys:
            pressed = latin_for(pressed)  # the same key with another alphabet on it
        if pressed in keys:
            self._submit(pressed or "")
            return True
        # A letter that is no choice does nothing; keys such as ctrl+q keep their meaning.
        return event.is_printable or event.key in ("enter", "tab", "up", "down")

    async def _edits(self, key: str) -> bool:
        edited = await does_as_bound(self, key)
        if edited:
            self._offered = []
        return edited

    def _recall(self, step: int) -> None:
        if self._place_in_history == len(self._history):
            self._draft = self.value
        place = self._place_in_history + step
        if not 0 <= place <= len(self._history):
            return
        self._place_in_history = place
        self._put([*self._history, self._draft][place])

    def _complete(self, question: Question) -> None:
        if not self._offered and question.completions is not None:
            self._offered = list(question.completions(self.value))
        if self._offered:
            self._put(self._offered[0])
            self._offered = [*self._offered[1:], self._offered[0]]

    def _put(self, value: str) -> None:
        self.value = value
        self.cursor_position = len(value)

    def watch_value(self, value: str) -> None:
        """Tell whoever asked, within the key's own event."""
        if self._question is not None and self._question.on_change is not None:
            self._question.on_change(value)

    # Drawing

    def on_mount(self) -> None:
        """Take the colours of the place the row stands in."""
        self._palette = Palette.of(self)

    def notify_style_update(self) -> None:
        """Take other colours: the theme changed."""
        super().notify_style_update()
        if self.is_attached:
            self._palette = Palette.of(self)

    @property
    def content_width(self) -> int:
        """One cell: the row shows the part around the cursor itself, Input need not scroll."""
        return 1

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor stands on the screen, for terminals that compose letters there."""
        x, y, _width, _height = self.content_region
        label, room, _right = self._room()
        shown, _rest = self._around_cursor(room)
        return Offset(x + cell_width(label) + cell_width(shown), y)

    def render_line(self, y: int) -> Strip:
        """The row, whole."""
        width = self.size.width
        if y:
            return Strip.blank(width, self._palette[""])
        spans = self._asking() if self._question is not None else self._saying()
        segments: list[Segment] = []
        left = width
        for text, tone in spans:
            shown = cut(text, left)
            left -= cell_width(shown)
            if shown:
                segments.append(Segment(shown, self._palette[tone]))
        segments.append(Segment(" " * left, self._palette[""]))
        return Strip(segments, width)

    def _saying(self) -> list[tuple[str, Tone]]:
        right = self._right_part()
        message = display(self._message)
        room = max(0, self.size.width - MODE_WIDTH)
        if cell_width(message) + cell_width(right) > room:
            right = ""  # what was just said is news, what stands at the right can wait
        return [
            (fit(display(self._mode), MODE_WIDTH - 1) + " ", "strong"),
            (fit(message, room - cell_width(right)), self._tone),
            (right, "dim"),
        ]

    def _asking(self) -> list[tuple[str, Tone]]:
        label, room, right = self._room()
        if self.choosing:
            return [(label, "strong"), *self._choices()]
        before, after = self._around_cursor(room)
        at = after[: next(clusters(after)).end] if after else " "
        after = after[len(at) :]
        rest = fit(after, max(0, room - cell_width(before) - cell_width(at)), ellipsis="")
        return [(label, "strong"), (before, ""), (at, "cursor"), (rest, ""), (right, "dim")]

    def _choices(self) -> list[tuple[str, Tone]]:
        """The choices that find room whole; whoever asks shows the others in a row of its own."""
        spans: list[tuple[str, Tone]] = []
        room = self.size.width - cell_width(self._room()[0])
        for key, title in self._question.choices if self._question else ():
            choice: list[tuple[str, Tone]] = [(display(key), "key"), (f" {display(title)}  ", "")]
            room -= sum(cell_width(text) for text, _tone in choice)
            if room < 0:
                break
            spans += choice
        return spans

    def _right_part(self) -> str:
        return f" {display(self._right)}" if self._right else ""

    def _room(self) -> tuple[str, int, str]:
        """The label, the cells left for the text, and the right part where it leaves enough."""
        width = self.size.width
        # What is typed must be seen, however long the name in the question is.
        most = width if self.choosing else max(width // 3, width - _ROOM_TO_TYPE)
        label = _ended(display(self._question.label), most - 1) + " " if self._question else ""
        right = self._right_part()
        typed = 0 if self.choosing else cell_width(self.value) + 1
        if cell_width(label) + cell_width(right) + max(typed, width // 2) > width:
            right = ""  # what is typed goes before what only is good to know
        return label, max(1, width - cell_width(label) - cell_width(right)), right

    def _around_cursor(self, room: int) -> tuple[str, str]:
        return around_cursor(self.value, self.cursor_position, room)


def _ended(label: str, width: int) -> str:
    """The label in so many cells; a colon or question mark at its end stays."""
    if cell_width(label) <= width:
        return label
    return f"{cut(label, width - 2)}\u2026{label[-1]}"
