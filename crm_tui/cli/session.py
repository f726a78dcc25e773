"""One run of a command: its options, the desk it works at, the answer it gives."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crm_tui.cli import layout
from crm_tui.cli.command import Line
from crm_tui.config import Config, load
from crm_tui.text.safe import display

if TYPE_CHECKING:
    from crm_tui.clock import Clock
    from crm_tui.services.opening import Desk
    from crm_tui.text.firm_words import FirmWords

_OWN_WORD = "SELECT 1 FROM setting WHERE name LIKE 'word.%' LIMIT 1"


class Session:
    """What a command's code is given. Settings and database are opened at their first use."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.json = bool(line.common["json"])
        self.login: str | None = line.common["login"]  # type: ignore[assignment]
        self._config: Config | None = None
        self._desk: Desk | None = None

    @property
    def config(self) -> Config:
        """The settings, this run's options included."""
        if self._config is None:
            common = self.line.common
            self._config = load({"db": common["db"], "as": self.login, "config": common["config"]})
        return self._config

    @property
    def desk(self) -> Desk:
        """The desk, opened at its first use."""
        return self._desk or self.sit_down("shell")

    def sit_down(
        self, origin: str, *, address: str = "", login: str = "", creates: bool = True
    ) -> Desk:
        """Open the desk for changes that come from `origin`: shell, import, mail or screen.

        The database must be there where the command begins none, or `creates` is false.
        """
        from crm_tui.services.opening import open_desk

        config = self.config
        self._desk = open_desk(
            address or config.database_path(),
            login=login or config.user.login,
            clock=_clock(config.firm.zone),
            home_country=config.firm.home_country,
            currency=config.firm.currency,
            origin=origin,
            create=creates and self.line.command.creates,
            on_take_back=_say_taking_back,
        )
        layout.speak_as(self._words())
        return self._desk

    def _words(self) -> FirmWords | None:
        """The firm's words where it has some of its own."""
        desk, customer = self._desk, self.config.firm.customer_word
        if self.json or desk is None:
            return None
        if customer == "customer" and not desk.store.value(_OWN_WORD):
            return None
        from crm_tui.views import speech

        return speech.words(desk, customer)

    def close(self) -> None:
        """Close the database, if it was opened."""
        if self._desk is not None:
            self._desk.store.close()
            self._desk = None
            layout.speak_as(None)

    def said(self, text: str) -> str:
        """A text of the program's own in the firm's words; never for what people wrote."""
        return layout.said(text)

    def tell(self, lines: Iterable[str]) -> None:
        """Write lines for people; each is made harmless (`domain.md` rule 19)."""
        write("".join(f"{display(line)}\n" for line in lines))

    def text(self, said: str) -> str:
        """What was said, or all of standard input where that is '-'."""
        if said.strip() != "-" or sys.stdin is None:
            return said
        reconfigure = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
        return sys.stdin.read()

    def answer(self, value: Any) -> None:
        """Write the one JSON value of this run."""
        from crm_tui.cli.json_form import json_text

        write(json_text(value) + "\n")


def write(text: str) -> None:
    """Write to standard output, also where its encoding lacks some characters."""
    if sys.stdout is None:
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def complain(*sentences: str) -> None:
    """Write sentences to standard error, each on a line of its own."""
    if sys.stderr is None:
        return
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    for sentence in filter(None, sentences):
        text = f"{display(sentence)}\n"
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding))


def _say_taking_back() -> None:
    complain("An import that broke off is being taken back; a large one takes a while.")
    if sys.stderr is not None:
        sys.stderr.flush()


def _clock(zone: str) -> Clock | None:
    if not zone:
        return None
    from zoneinfo import ZoneInfo

    from crm_tui.clock import SystemClock

    return SystemClock(ZoneInfo(zone))
