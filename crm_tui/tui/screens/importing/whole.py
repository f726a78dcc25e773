"""A whole database brought in: what it holds is shown and asked about, and then it stands here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.errors import CrmError
from crm_tui.services.moving_in import MovedIn, refuse_full
from crm_tui.store.desk import Desk
from crm_tui.tui.card.spans import BLANK, cut_line, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import moves
from crm_tui.tui.status import pairs
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import TextView

TELL_EVERY_S = 0.25
Run = Callable[[Callable[[Desk], Any]], Awaitable[Any]]
"""Runs work on the database beside the event loop; `Gateway.write` is one."""


class WholeImport(Screen[MovedIn | None]):
    """Dismissed with what came in, or with None where nothing did.

    While it is under way no key reaches what is below: the whole database is exchanged.
    """

    DEFAULT_CSS = "WholeImport { layout: vertical; }"
    AUTO_FOCUS = ""

    def __init__(self, path: Path, words: Words, run: Run) -> None:
        super().__init__()
        self._path = path
        self._words = words
        self._run = run
        self._sentences: list[str] = []
        self._came: MovedIn | None = None
        self._done = 0
        self.working = False
        self._head = Bar()
        self.text = TextView()
        self.prompt = Prompt()
        self.hints = Bar()

    def compose(self) -> ComposeResult:
        """The file, what it holds and what came of it, status row, keys."""
        yield self._head
        yield self.text
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Look at what there is, then ask."""
        self.prompt.set_mode("IMPORT")
        self.set_focus(self.text)
        self._work(partial(_look, self._path), self._ask)

    def on_resize(self) -> None:
        """Draw for the room there is now."""
        title = line(("Import ", "title"), span(self._path.name, "title"))
        self._head.show(cut_line(title, self.size.width, self._words.ellipsis))
        self._show()

    def _show(self) -> None:
        width = max(1, self.size.width - 1)
        said = [part for one in self._sentences for part in wrapped(one, width) or [BLANK]]
        self.text.set_lines(said)
        keys = [("Enter", "open it")] if self._came else [] if self.working else [("q", "leave")]
        self.hints.show(pairs(keys))

    def _work(self, work: Callable[[Desk], Any], then: Callable[[Any], None]) -> None:
        self.working = True
        self._show()

        async def run() -> None:
            ticking = self.set_interval(TELL_EVERY_S, self._tell)
            try:
                found = await self._run(work)
            except CrmError as error:
                self.working = False
                self._say([*self._sentences, "", str(error)])
                self.prompt.say("Nothing was brought in.", "alert")
            else:
                self.working = False
                then(found)
            finally:
                ticking.stop()

        self.run_worker(run(), group="import")

    def _say(self, sentences: Sequence[str]) -> None:
        self._sentences = list(sentences)
        self._show()

    def _tell(self) -> None:
        if self._done:
            self.prompt.say(f"Bringing in: {self._done:,} rows so far.")

    def _ask(self, found: tuple[list[str], CrmError | None]) -> None:
        held, refused = found
        if refused is not None:
            self._say([*held, "", str(refused)])
            self.prompt.say("Nothing was brought in.", "alert")
            return
        self._say([*held, "", "It takes the place of what a new database holds, as one change."])
        self.prompt.choose("Bring it in?", [("y", "yes"), ("n", "no")], self._answered)

    def _answered(self, key: str) -> None:
        if key == "n":
            self.dismiss(None)
            return
        self.prompt.say("Bringing it in.")
        self._work(partial(_bring_in, self._path, self._heard), self._take)

    def _heard(self, done: int) -> None:
        """Note the progress; called from the thread that works."""
        self._done = done

    def _take(self, came: MovedIn) -> None:
        self._came = came
        rows, tables = sum(came.counts.values()), len(came.counts)
        said = [f"{rows:,} rows in {tables} tables brought in.",
                f"'crm undo {came.change_set}' takes it back."]  # fmt: skip
        if came.added:
            said.append(f"Nobody of the login '{came.added}' came with them: you were added.")
        self._say([*self._sentences, "", *said])
        self.prompt.say("Enter opens it.", "good")

    async def take_key(self, event: Pressed) -> bool:
        """Move in the text, leave, or open what came in."""
        if isinstance(event, events.Paste) or self.working:
            return True
        if (move := moves(self.text).get(event.key)) is not None:
            move()
        elif event.key in ("q", "escape", "enter"):
            if self._came is not None or event.key != "enter":
                self.dismiss(self._came)
        else:
            return event.is_printable
        return True

    def keep(self) -> None:
        """Nothing is typed here."""

    def read_again(self) -> None:
        """Nothing that others change is shown."""


def _look(path: Path, desk: Desk) -> tuple[list[str], CrmError | None]:
    """What a whole database holds, and why it cannot come in here."""
    from crm_tui.exchange.importing_all import opened

    with opened(path) as there:
        held = there.sentences()
    try:
        refuse_full(desk)
    except CrmError as error:
        return held, error
    return held, None


def _bring_in(path: Path, heard: Callable[[int], None], desk: Desk) -> MovedIn:
    from crm_tui.exchange.importing_all import bring_in, opened

    with opened(path) as there:
        return bring_in(desk, there, heard)
