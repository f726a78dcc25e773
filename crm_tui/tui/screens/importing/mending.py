"""A refused row as a form: its cells by their columns, to be written as they should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.tui.card.field_list import FieldList
from crm_tui.tui.card.fields import LINE_END, Field
from crm_tui.tui.card.spans import cut_line, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.status import pairs
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import Prompt

_HINTS = (("ctrl+s", "keep it so"), ("Tab", "next cell"), ("Escape", "leave it"))


class MendScreen(Screen[tuple[str, ...] | None]):
    """Dismissed with the cells as they are to be read, or with None."""

    DEFAULT_CSS = "MendScreen { layout: vertical; }"
    AUTO_FOCUS = ""

    def __init__(
        self,
        line_number: int,
        reason: str,
        columns: Sequence[str],
        cells: Sequence[str],
        becomes: Mapping[str, str],
        words: Words,
        *,
        at: int,
    ) -> None:
        """`becomes` says which field a column fills, `at` is the cell to begin with."""
        super().__init__()
        self._line = line_number
        self._reason = reason
        self._words = words
        self._becomes = becomes
        self._wrong = columns[at]
        self._texts = {
            name: cell.replace("\n", LINE_END) for name, cell in zip(columns, cells, strict=True)
        }
        self._before = dict(self._texts)
        self._head = Bar()
        self.list = FieldList(
            [Field(name, name, long=True) for name in columns],
            self._texts,
            on_change=lambda _field, _text: None,
            on_field=self._explain,
            complete=lambda _field, _text: "",
        )
        self.prompt = Prompt()
        self.hints = Bar()

    def compose(self) -> ComposeResult:
        """What is wrong with which row, its cells, status row, keys."""
        yield self._head
        yield self.list
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Begin with the cell that is to blame, as far as that can be told."""
        self.prompt.set_mode("MEND")
        self.hints.show(pairs(_HINTS))
        self.set_focus(self.list)
        self.list.mark_wrong(self._wrong)

    def on_resize(self) -> None:
        """Say the reason in the room there is now."""
        said = line((f"Line {self._line}: ", "title"), span(self._reason, "warn"))
        self._head.show(cut_line(said, self.size.width, self._words.ellipsis))

    def _explain(self, field: Field) -> None:
        self.prompt.say(f"becomes: {self._becomes.get(field.name, '')}", "dim")

    async def take_key(self, event: Pressed) -> bool:
        """Keep the cells, or leave them as they were."""
        if isinstance(event, events.Paste):
            return True
        if event.key == "ctrl+s":
            self._keep()
        elif event.key == "escape":
            self._leave()
        else:
            return False
        return True

    def _leave(self) -> None:
        if self._texts == self._before:
            self.dismiss(None)
            return
        self.prompt.choose(
            "Not kept yet:",
            (("s", "keep it so"), ("l", "leave it as it was"), ("k", "keep writing")),
            self._answered,
        )

    def _answered(self, key: str) -> None:
        if key == "s":
            self._keep()
        elif key == "l":
            self.dismiss(None)

    def _keep(self) -> None:
        self.dismiss(tuple(text.replace(LINE_END, "\n") for text in self._texts.values()))
