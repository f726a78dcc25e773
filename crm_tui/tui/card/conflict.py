"""Two texts for one field: someone saved theirs while ours was written (rule 17).

Both stand side by side until it is said which is right; neither is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import ClassVar, Literal, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.text.safe import display
from crm_tui.text.width import fit, wrap
from crm_tui.tui.card.spans import BLANK
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import do_key, moves
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import GUTTER, Entry, Line, TextView

Choice = Literal["", "theirs", "mine", "third"]
_MOST_LINES = 12


class Difference(NamedTuple):
    """A field with what they saved and what was written here, and which of them shall stand."""

    field: str
    label: str
    theirs: str
    mine: str
    choice: Choice = ""
    third: str = ""

    @property
    def chosen(self) -> str:
        """The text that shall stand."""
        return {"theirs": self.theirs, "mine": self.mine}.get(self.choice, self.third)


def conflict_lines(differences: Sequence[Difference], width: int) -> tuple[list[Line], list[Entry]]:
    """The differences, theirs on the left and mine on the right, and the lines of each."""
    lines: list[Line] = []
    entries: list[Entry] = []
    half = max(4, (width - 3) // 2)
    for number, one in enumerate(differences):
        first = len(lines)
        said = {
            "theirs": "theirs is taken",
            "mine": "mine is kept",
            "third": "a third text",
            "": "not decided",
        }
        state = said[one.choice]
        tone: Literal["good", "warn"] = "good" if one.choice else "warn"
        lines.append(((fit(one.label, max(1, width - 18)) + " ", "strong"), (state, tone)))
        left, right = _column(one.theirs, half), _column(one.mine, half)
        lines.append((_cell("theirs", half, taken=False), (" | ", "dim"), ("mine", "dim")))
        for their, my in zip_longest(left, right, fillvalue=""):
            lines.append(
                (
                    _cell(their, half, taken=one.choice == "theirs"),
                    (" | ", "dim"),
                    (my, "strong" if one.choice == "mine" else ""),
                )
            )
        if one.choice == "third":
            lines += [((text, "strong"),) for text in _column(one.third, width)]
        entries.append(Entry(number, first, len(lines) - 1))
        lines.append(BLANK)
    return lines, entries


def _column(text: str, width: int) -> list[str]:
    lines = wrap(display(text, multiline=True), width)
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "..."]


def _cell(text: str, width: int, *, taken: bool) -> tuple[str, Literal["strong", ""]]:
    return fit(text, width), "strong" if taken else ""


class ConflictScreen(Screen[Mapping[str, str] | None]):
    """Asks, field by field, whose text shall stand.

    Dismissed with the texts by field when all are decided and saved, with None by Escape: then
    the form is as it was and nothing is saved.
    """

    DEFAULT_CSS = "ConflictScreen { layout: vertical; }"
    AUTO_FOCUS = ""
    HELP: ClassVar[str] = "t theirs  m mine  e edit a third  j k move  ctrl+s save  Escape back"

    def __init__(self, sentence: str, differences: Sequence[Difference]) -> None:
        super().__init__()
        self._sentence = sentence
        self._differences = list(differences)
        self.view = TextView()
        self.prompt = Prompt()

    def compose(self) -> ComposeResult:
        """The differences and the status row."""
        yield self.view
        yield self.prompt

    def on_mount(self) -> None:
        """Show the differences."""
        self.set_focus(self.view)
        self.prompt.set_mode("CONFLICT")
        self.prompt.say(self._sentence, "warn")
        self.prompt.set_right("t m e ctrl+s")
        self._draw()  # now: a key may come before the first refresh

    def on_resize(self, event: events.Resize) -> None:
        """Set the texts anew for the width there is."""
        del event
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = self.view.size.width or self.app.size.width
        lines, entries = conflict_lines(self._differences, width - GUTTER)
        help_line: Line = ((self.HELP, "dim"),)
        self.view.set_lines([*lines, help_line], entries, keep=True)

    async def take_key(self, event: Pressed) -> bool:
        """Deal with a key while nothing is typed."""
        keys: dict[str, Callable[[], None]] = {
            "t": lambda: self._choose("theirs"),
            "m": lambda: self._choose("mine"),
            "e": self._edit,
            **moves(self.view),
            "ctrl+s": self._save,
            "escape": self._leave,
        }
        return do_key(event, keys, lambda: self.prompt.say(self.HELP))

    def _leave(self) -> None:
        self.dismiss(None)

    def _choose(self, choice: Choice, third: str = "") -> None:
        entry = self.view.entry
        if entry is None:
            return
        one = self._differences[entry.key]
        self._differences[entry.key] = one._replace(choice=choice, third=third)
        self._draw()
        open_ones = sum(1 for difference in self._differences if not difference.choice)
        if open_ones:
            self.view.move_by(1)
        said = f"{open_ones} to decide" if open_ones else "All decided; ctrl+s saves."
        self.prompt.say(said, "" if open_ones else "good")

    def _edit(self) -> None:
        entry = self.view.entry
        if entry is not None:
            one = self._differences[entry.key]
            self.prompt.ask(
                f"{one.label}:",
                one.third or one.mine,
                on_submit=lambda text: self._choose("third", text),
            )

    def _save(self) -> None:
        if all(one.choice for one in self._differences):
            self.dismiss({one.field: one.chosen for one in self._differences})
        else:
            self.prompt.say("Say for each field which text shall stand: t, m or e.", "warn")
