"""Two customers side by side: which of the two stays, and of each field whose text (rule 11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple, Protocol

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.errors import ConflictError, CrmError
from crm_tui.services import distinct, party_merging
from crm_tui.store.desk import Desk
from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, fit, wrap
from crm_tui.tui.card.spans import BLANK
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import do_key, moves
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import GUTTER, Entry, Line, TextView
from crm_tui.views import side_by_side
from crm_tui.views.side_by_side import Compared, Hanging, Pair

_LABEL = 15
_MOST_LINES = 8
_MERGED_TO = {"keep": "lose", "lose": "keep", "both": "both"}
"""What a choice is called when the two have changed places."""

_KEYS = (
    ("h l", "whose"), ("b", "both"), ("x", "other way"), ("m", "merge"), ("s", "not the same"),
    ("Esc", "back"),
)  # fmt: skip


class Database(Protocol):
    """The way to the database; `tui.gateway.Gateway` is one."""

    async def write(self, work: Callable[[Desk], Any]) -> Any:
        """Run work that changes data."""
        ...


class Settled(NamedTuple):
    """What became of two customers: `merged` or `apart`; `keep` is who stays of merged ones."""

    what: str
    keep: int
    lose: int
    said: str


class SideBySide(Screen[Settled | None]):
    """Asks whose text stays, field by field, and merges the two.

    Dismissed with what became of them, with None when it was left.
    """

    DEFAULT_CSS = "SideBySide { layout: vertical; }"
    AUTO_FOCUS = ""

    def __init__(
        self, desk: Desk, database: Database, words: Words, keep: int, lose: int, why: str = ""
    ) -> None:
        """`why` says what speaks for it that the two are one. Raises what `trial` raises."""
        super().__init__()
        self._desk = desk
        self._database = database
        self._words = words
        self._why = why
        self._choices: dict[str, str] = {}
        self._busy = False
        self._look(keep, lose)
        self.head = Bar([self._names()])
        self.view = TextView()
        self.prompt = Prompt()

    def compose(self) -> ComposeResult:
        """Who stays and who goes, the fields, the status row, the keys."""
        yield self.head
        yield self.view
        yield self.prompt
        spans = [((key, "key"), (f" {title}  ", "")) for key, title in _KEYS]
        yield Bar([tuple(span for pair in spans for span in pair)])  # type: ignore[misc]

    def on_mount(self) -> None:
        """Show the fields."""
        self.set_focus(self.view)
        self.prompt.set_mode("MERGE")
        self._draw()
        self._say_usual()

    def on_resize(self, event: events.Resize) -> None:
        """Set the texts anew for the width there is."""
        del event
        self.call_after_refresh(self._draw)

    # What is shown

    @property
    def compared(self) -> Compared:
        """The two as they were read last."""
        return self._compared

    def _look(self, keep: int, lose: int) -> None:
        self._compared = party_merging.trial(self._desk, keep, lose).compared
        self._hanging = tuple(side_by_side.hanging(self._desk, one) for one in (keep, lose))
        known = {pair.field for pair in self._compared.pairs}
        self._choices = {name: side for name, side in self._choices.items() if name in known}

    def _names(self) -> Line:
        compared = self._compared
        half = self._half()
        return (
            (" " * (GUTTER + _LABEL), ""),
            (fit(display(f"STAYS #{compared.keep} {compared.keep_name}"), half), "good"),
            ("   ", ""),
            (fit(display(f"GOES #{compared.lose} {compared.lose_name}"), half), "warn"),
        )

    def _half(self) -> int:
        width = self.app.size.width if self.is_attached else 80
        return max(8, (width - GUTTER - _LABEL - 3) // 2)

    def _draw(self) -> None:
        half = self._half()
        lines: list[Line] = []
        entries: list[Entry] = []
        for number, pair in enumerate(self._compared.pairs):
            first = len(lines)
            lines += _pair_lines(pair, self._side(pair), half)
            entries.append(Entry(number, first, len(lines) - 1))
        lines += [BLANK, *_hanging_lines(self._hanging, half, self._words)]
        self.head.show(self._names())
        self.view.set_lines(lines, entries, keep=True)

    def _side(self, pair: Pair) -> str:
        return self._choices.get(pair.field, pair.usual)

    def _say_usual(self) -> None:
        number = len(self._compared.conflicts)
        told = f"{number} told differently; * stays." if number else "Nothing is told differently."
        self.prompt.say(f"{told} {self._why}".strip(), "dim")

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Move, choose, turn round, merge, tell apart, leave."""
        keys: dict[str, Callable[[], object]] = {
            **moves(self.view),
            "h": lambda: self._choose("keep"),
            "left": lambda: self._choose("keep"),
            "1": lambda: self._choose("keep"),
            "l": lambda: self._choose("lose"),
            "right": lambda: self._choose("lose"),
            "2": lambda: self._choose("lose"),
            "b": lambda: self._choose("both"),
            "x": self._turn_round,
            "m": self._ask_to_merge,
            "s": self._ask_why,
            "q": self._leave,
            "escape": self._leave,
        }
        return do_key(event, keys, self._say_unknown)

    def _say_unknown(self) -> None:
        self.prompt.say("This key has no meaning here; those below have one.")

    def _leave(self) -> None:
        self.dismiss(None)

    def _choose(self, side: str) -> None:
        entry = self.view.entry
        if entry is None:
            return
        pair = self._compared.pairs[entry.key]
        if pair.state in ("same", side) and side != "both":
            self.prompt.say(f"{pair.label}: there is nothing to choose.")
        elif side == "both" and not (pair.joins and pair.state == "differs"):
            self.prompt.say(f"Of {pair.label} one of the two stays.")
        else:
            self._choices[pair.field] = side
            self._draw()
            self._say_usual()

    def _turn_round(self) -> None:
        turned = {name: _MERGED_TO[side] for name, side in self._choices.items()}
        self._look(self._compared.lose, self._compared.keep)
        self._choices = turned
        self._draw()
        self._say_usual()

    def _ask_to_merge(self) -> None:
        compared = self._compared

        def answered(key: str) -> None:
            if key == "y":
                self.run_worker(self._merge(), group="merge", exclusive=True)
            else:
                self.prompt.say("Not done.")

        self.prompt.choose(
            f"merge {compared.lose_name} into {compared.keep_name}?",
            (("y", "yes"), ("n", "no")), answered,
        )  # fmt: skip

    async def _merge(self) -> None:
        compared, choices = self._compared, dict(self._choices)
        keep, lose = compared.keep, compared.lose
        said = f"Merged {compared.lose_name} into {compared.keep_name}; u takes it back."
        await self._write(
            lambda desk: party_merging.merge(desk, keep, lose, choices, seen=compared.versions),
            Settled("merged", keep, lose, said),
        )

    def _ask_why(self) -> None:
        def told(reason: str) -> None:
            compared = self._compared
            said = f"{compared.keep_name} and {compared.lose_name} are not the same."
            settled = Settled("apart", compared.keep, compared.lose, said)
            work = self._write(
                lambda desk: distinct.skip(desk, compared.keep, compared.lose, reason), settled
            )
            self.run_worker(work, group="merge", exclusive=True)

        self.prompt.ask("why are they not the same:", on_submit=told)

    async def _write(self, work: Callable[[Desk], Any], settled: Settled) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            await self._database.write(work)
        except CrmError as error:
            self.prompt.say(str(error), "alert")
            if isinstance(error, ConflictError):
                self._look(self._compared.keep, self._compared.lose)
                self._draw()
        else:
            self.dismiss(settled)
        finally:
            self._busy = False


def _pair_lines(pair: Pair, side: str, half: int) -> list[Line]:
    """A field: the two texts, a star before what stays."""
    label: Tone = "warn" if pair.state == "differs" else "dim"
    left, right = _column(pair.keep_words, half - 2), _column(pair.lose_words, half - 2)
    same = pair.state == "same"
    lines: list[Line] = []
    for nth, (mine, theirs) in enumerate(zip_longest(left, right, fillvalue="")):
        name = fit(display(pair.label), _LABEL - 1) + " " if not nth else " " * _LABEL
        lines.append(
            (
                (name, label if not nth else ""),
                *_cell(mine, half, stays=side in ("keep", "both"), first=not nth),
                (" | ", "dim"),
                *_cell(theirs, half, stays=side in ("lose", "both") and not same, first=not nth),
            )
        )
    return lines


def _cell(text: str, half: int, *, stays: bool, first: bool) -> tuple[tuple[str, Tone], ...]:
    sign = "* " if stays and first and text else "  "
    return (sign, "mark"), (fit(text, half - cell_width(sign)), "strong" if stays else "dim")


def _column(text: str, width: int) -> list[str]:
    lines = wrap(display(text, multiline=True), max(1, width)) or [""]
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "..."]


def _hanging_lines(both: Sequence[Hanging], half: int, words: Words) -> list[Line]:
    """What is joined and needs no choice."""
    rows = [
        ("reached by", [", ".join(one.reach) for one in both]),
        ("tags", [" ".join(one.tags) for one in both]),
        ("last contact", [words.moment(one.last_contact_at) for one in both]),
        ("has", [_counted(one) for one in both]),
    ]
    lines: list[Line] = [(("All of this goes along:", "dim"),)]
    for label, texts in rows:
        columns = [_column(text, half - 2) for text in texts]
        for nth, (mine, theirs) in enumerate(zip_longest(*columns, fillvalue="")):
            name = fit(label, _LABEL - 1) + " " if not nth else " " * _LABEL
            lines.append(
                ((name, "dim"), (f"  {fit(mine, half - 2)}", ""), (" | ", "dim"),
                 (f"  {fit(theirs, half - 2)}", ""))
            )  # fmt: skip
    return lines


def _counted(one: Hanging) -> str:
    told = (
        (one.entries, "entry", "entries"),
        (one.tasks, "open task", "open tasks"),
        (one.deals, "deal", "deals"),
        (one.tickets, "ticket", "tickets"),
    )
    said = [
        f"{number} {single if number == 1 else many}" for number, single, many in told if number
    ]
    return ", ".join(said) or "nothing yet"
