"""The fields of a form in one widget: the one with the cursor is edited, the others are drawn.

One input serves all fields, so a form of thirty opens as fast as one of three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import Input

from crm_tui.text.safe import clean, display
from crm_tui.text.width import cell_width, clusters, cut, fit
from crm_tui.tui.card.fields import LINE_END, Field, Texts
from crm_tui.tui.keyboard import Pressed, WritesInOrder, does_as_bound
from crm_tui.tui.tones import Palette, Tone
from crm_tui.tui.widgets.cursor import around_cursor

LABEL = 18


class FieldList(WritesInOrder, Input):
    """A label and a text on each line. Every letter goes to the field with the cursor.

    `on_change(field, text)` is called within the key's own event, `on_field(field)` when the
    cursor has come to another field. Right at the end of the text takes the completion.
    """

    DEFAULT_CSS = """
    FieldList, FieldList:focus {
        height: 1fr;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: transparent 0%;
    }
    """

    def __init__(
        self,
        fields: Sequence[Field],
        texts: Texts,
        *,
        on_change: Callable[[Field, str], None],
        on_field: Callable[[Field], None],
        complete: Callable[[Field, str], str],
    ) -> None:
        super().__init__(select_on_focus=False)
        self.cursor_blink = False
        self.texts = texts
        self._fields = tuple(fields)
        self._at = 0
        self._top = 0
        self._on_change = on_change
        self._on_field = on_field
        self._completion = complete
        self._loading = False
        self._wrong: str = ""
        self._palette = Palette(Style.null(), light=False)

    @property
    def field(self) -> Field:
        """The field with the cursor."""
        return self._fields[self._at]

    # What is shown

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Show other fields; the cursor stays where it can."""
        name = self.field.name
        self._fields = tuple(fields)
        self._go(next((n for n, field in enumerate(fields) if field.name == name), 0))

    def set_text(self, name: str, text: str) -> None:
        """Put another text into a field."""
        self.texts[name] = text
        if self.field.name == name:
            self._load()
        self.refresh()

    def mark_wrong(self, name: str) -> None:
        """Go to a field and mark it as the one that cannot be saved; '' marks none."""
        self._wrong = name
        for number, field in enumerate(self._fields):
            if field.name == name:
                self._go(number)
        self.refresh()

    # Moving between fields

    def move(self, steps: int) -> None:
        """Go some fields on, round the ends."""
        self._go((self._at + steps) % len(self._fields))

    def _go(self, number: int) -> None:
        self._at = min(number, len(self._fields) - 1)
        self._load()
        self._keep_in_sight()
        self.refresh()
        self._on_field(self.field)

    def _load(self) -> None:
        self._loading = True
        self.value = self.texts[self.field.name]
        self.cursor_position = len(self.value)
        self._loading = False

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height)
        self._top = max(min(self._top, self._at), self._at - height + 1)

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Type, edit and go from field to field; other keys are the form's."""
        if isinstance(event, events.Paste):
            text = clean(event.text, multiline=self.field.long)
            self._insert(text.replace("\n", LINE_END))
            return True
        if event.is_printable:
            self._insert(event.character or "")
            return True
        moves = {"tab": 1, "down": 1, "enter": 1, "shift+tab": -1, "up": -1}
        if event.key in moves:
            self.move(moves[event.key])
        elif event.key in ("pagedown", "pageup"):
            last = len(self._fields) - 1
            step = self.size.height if event.key == "pagedown" else -self.size.height
            self._go(max(0, min(last, self._at + step)))
        elif event.key == "right" and self._takes_completion():
            pass
        elif event.key in ("alt+enter", "ctrl+j") and self.field.long:
            self._insert(LINE_END)
        else:
            return await does_as_bound(self, event.key)
        return True

    def _insert(self, text: str) -> None:
        start, end = sorted(self.selection)
        self.replace(text, start, end)

    def _takes_completion(self) -> bool:
        whole = self._completion(self.field, self.value)
        if not whole or self.cursor_position < len(self.value):
            return False
        self.value = whole
        self.cursor_position = len(whole)
        return True

    def watch_value(self, value: str) -> None:
        """Keep what was typed and tell the form, within the key's own event."""
        if self._loading or self.texts.get(self.field.name) == value:
            return
        self.texts[self.field.name] = value
        if self._wrong == self.field.name:
            self._wrong = ""
        self._on_change(self.field, value)
        self.refresh()

    # Drawing

    def on_mount(self) -> None:
        """Take the colours of the place the form stands in, and begin with the first field."""
        self._palette = Palette.of(self)
        self._load()

    def on_resize(self) -> None:
        """Keep the field with the cursor on the screen."""
        self._keep_in_sight()

    @property
    def content_width(self) -> int:
        """One cell: the part around the cursor is shown here, Input need not scroll."""
        return 1

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor stands on the screen, for terminals that compose letters there."""
        x, y, _width, _height = self.content_region
        before, _after = self._around_cursor(self._room())
        return Offset(x + LABEL + cell_width(before), y + self._at - self._top)

    def render_line(self, y: int) -> Strip:
        """The field on row `y`."""
        number = self._top + y
        if number >= len(self._fields):
            return Strip.blank(self.size.width, self._palette[""])
        field = self._fields[number]
        here = number == self._at
        sign = "!" if field.name == self._wrong else ">" if here else " "
        tone: Tone = "alert" if sign == "!" else "strong" if here else "dim"
        label = fit(field.label, LABEL - 3)
        spans: list[tuple[str, Tone]] = [(f"{sign} {label} ", tone)]
        spans += self._edited() if here else [(display(self.texts[field.name]), "")]
        return self._strip(spans)

    def _strip(self, spans: Sequence[tuple[str, Tone]]) -> Strip:
        width = left = self.size.width
        segments: list[Segment] = []
        for text, tone in spans:
            shown = fit(text, left) if cell_width(text) > left else text
            left -= cell_width(shown)
            if shown:
                segments.append(Segment(shown, self._palette[tone]))
        segments.append(Segment(" " * left, self._palette[""]))
        return Strip(segments, width)

    def _edited(self) -> list[tuple[str, Tone]]:
        before, after = self._around_cursor(self._room())
        ghost = ""
        if not after and (whole := self._completion(self.field, self.value)):
            begun = whole.startswith(self.value)
            ghost = display(whole[len(self.value) :] if begun else f" = {whole}")
        rest = after or ghost
        at = rest[: next(clusters(rest)).end] if rest else " "
        tail = cut(rest[len(at) :], max(0, self._room() - cell_width(before) - cell_width(at)))
        return [(before, ""), (at, "cursor"), (tail, "" if after else "dim")]

    def _room(self) -> int:
        return max(2, self.size.width - LABEL)

    def _around_cursor(self, room: int) -> tuple[str, str]:
        return around_cursor(self.value, self.cursor_position, room)
