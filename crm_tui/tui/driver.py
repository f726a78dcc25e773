"""The terminal as Textual drives it, without polling and without surprises.

Textual's own input thread wakes ten times a second: only then does it see that an Escape was
alone, or that the program is leaving. This one sleeps until there is something to do. It also
outlives a byte that is no UTF-8, a paste whose end never comes and a terminal that vanishes.
"""

from __future__ import annotations

import codecs
import os
import select
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

PASTE_START = "\x1b[200~"
PASTE_END = "\x1b[201~"
PASTE_PATIENCE = 1.0
"""Seconds without input after which an unfinished paste counts as finished."""

_LEAVING = b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""What gives the terminal back: no frame and no paste is under way, lines wrap, keys, sizes and
focus are told as before, the screen that was there is shown again, with its cursor."""
_LEAVING_PATIENCE_S = 0.1

_SEQUENCE_PATIENCE = 0.05
_READ_AT_MOST = 4096


@runtime_checkable
class WatchesTerminal(Protocol):
    """An app that wants to know about its terminal."""

    mouse_wanted: bool

    def terminal_lost(self) -> None:
        """The terminal is gone: nothing can be read or shown any more."""

    def terminal_started(self) -> None:
        """The terminal is ours, for the first time or again; it shows nothing of ours."""

    def input_failed(self, error: Exception) -> None:
        """Reading the keyboard failed in a way nobody thought of."""


class PasteGate:
    """Takes bracketed pastes out of the stream before the key parser sees them.

    The parser would wait for ever for the end of a paste, the keyboard dead meanwhile.
    """

    def __init__(self) -> None:
        self._held = ""
        self._pasting = False
        self._since = 0.0

    @property
    def deadline(self) -> float | None:
        """The instant of `time.monotonic` at which `give_up` is due; None: not waiting."""
        if self._pasting:
            return self._since + PASTE_PATIENCE
        return self._since + _SEQUENCE_PATIENCE if self._held else None

    def feed(self, text: str) -> Iterator[str | events.Paste]:
        """The text without pastes, and the pastes, in the order they came."""
        self._since = monotonic()
        text = self._held + text
        self._held = ""
        while text:
            marker = PASTE_END if self._pasting else PASTE_START
            before, found, after = text.partition(marker)
            if not found:
                yield from self._keep(text, marker)
                return
            if self._pasting:
                yield _paste(before)
            elif before:
                yield before
            self._pasting = not self._pasting
            text = after

    def give_up(self) -> Iterator[str | events.Paste]:
        """What was held back, as it is: the rest will not come."""
        held, self._held = self._held, ""
        if self._pasting:
            self._pasting = False
            yield _paste(held)
        elif held:
            yield held

    def _keep(self, text: str, marker: str) -> Iterator[str]:
        """Hold back a paste, or what may be the first half of a marker; let the rest pass.

        A lone Escape passes: the parser's own clock decides whether it was a key.
        """
        if self._pasting:
            self._held = text
            return
        for length in range(len(marker) - 1, 1, -1):
            if text.endswith(marker[:length]):
                self._held = text[-length:]
                text = text[:-length]
                break
        if text:
            yield text


def _paste(text: str) -> events.Paste:
    return events.Paste(text.replace("\x00", ""))


class TerminalOutput:
    """Standard output as the driver's writer uses it; a vanished terminal swallows the rest.

    Always UTF-8, as Textual draws with characters no other encoding has.
    """

    def __init__(self, fileno: int, lost: Callable[[], None]) -> None:
        self._fileno = fileno
        self._lost = lost
        self._gone = False

    def fileno(self) -> int:
        """The descriptor written to."""
        return self._fileno

    def write(self, text: str) -> None:
        """Write all of the text, at once; after the terminal is lost, nothing."""
        rest = memoryview(text.encode("utf-8", "replace"))
        while rest and not self._gone:
            try:
                rest = rest[os.write(self._fileno, rest) :]
            except BlockingIOError:
                select.select([], [self._fileno], [])
            except OSError:
                self._gone = True
                self._lost()

    def flush(self) -> None:
        """Nothing to do: `write` holds nothing back."""


class QuietDriver(LinuxDriver):
    """A driver that sleeps until a key, the end of an Escape's time or the program's end."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        wanted = mouse and isinstance(app, WatchesTerminal) and app.mouse_wanted
        super().__init__(app, debug=debug, mouse=wanted, size=size)
        self._told_lost = threading.Event()
        output = sys.__stdout__.fileno() if sys.__stdout__ is not None else 1
        self._file: Any = TerminalOutput(output, self._tell_lost)
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)

    def start_application_mode(self) -> None:
        """Take the terminal over and tell the app that it shows nothing of ours yet."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if isinstance(self._app, WatchesTerminal):
            self._app.terminal_started()

    def leave_at_once(self) -> None:
        """Give the terminal back from any thread, whatever the others do or wait for.

        A terminal that takes nothing, frozen or gone, is left as it is.
        """
        with suppress(OSError, termios.error, ValueError):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            output = self._file.fileno()
            if select.select([], [output], [], _LEAVING_PATIENCE_S)[1]:
                os.write(output, _LEAVING)

    def disable_input(self) -> None:
        """Stop reading keys, at once."""
        os.write(self._wake_write, b"\0")
        super().disable_input()
        os.read(self._wake_read, _READ_AT_MOST)

    def run_input_thread(self) -> None:
        """Read keys until the program leaves or the terminal is gone."""
        parser = XTermParser(self._debug)
        gate = PasteGate()
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        watched = [self.fileno, self._wake_read]
        while not self.exit_event.is_set():
            woken, _, _ = select.select(watched, [], [], _wait(parser, gate))
            pieces: list[str | events.Paste] = []
            if self.fileno in woken:
                data = self._read()
                if not data:
                    self._tell_lost()
                    return
                pieces += gate.feed(decode(data))
            elif gate.deadline is not None and monotonic() >= gate.deadline:
                pieces += gate.give_up()
            for piece in pieces:
                if isinstance(piece, str):
                    for message in parser.feed(piece):
                        self.process_message(message)
                else:
                    self.process_message(piece)
            for message in parser.tick():
                self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _READ_AT_MOST)
        except OSError:
            return b""

    def _run_input_thread(self) -> None:
        # Textual's own would show the failure with its local variables, keys typed included.
        try:
            self.run_input_thread()
        except Exception as error:
            if isinstance(self._app, WatchesTerminal):
                self._loop.call_soon_threadsafe(self._app.input_failed, error)
            else:
                raise

    def _tell_lost(self) -> None:
        if self._told_lost.is_set():
            return
        self._told_lost.set()
        if isinstance(self._app, WatchesTerminal) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._app.terminal_lost)


def _wait(parser: XTermParser, gate: PasteGate) -> float | None:
    """Seconds until something must happen by itself; None: sleep until woken."""
    waits: list[float] = []
    if parser._timeout_time is not None:
        waits.append(parser._timeout_time - monotonic())
    if gate.deadline is not None:
        waits.append(gate.deadline - monotonic())
    return max(0.0, min(waits)) + 0.001 if waits else None
