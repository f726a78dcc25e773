"""How the program keeps its terminal and its user safe: hostile text, crashes, signals.

Nothing from the data reaches the terminal as a command; a crash shows a sentence and leaves a
private log without anybody's data; a signal or a vanished terminal ends the program within two
seconds, drafts kept, terminal restored.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from crm_tui.errors import CrmError
from crm_tui.text.safe import STAND_IN, display
from crm_tui.tui.driver import QuietDriver

ENDING_SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
LAST_RESORT_S = 1.5
"""Seconds an ending may take before the process leaves by force."""


class SafeText(LineFilter):
    """Makes control, bidi and invisible characters inert in every widget, widths preserved."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with each harmful character replaced; codes of Textual's own stay."""
        del background
        if all(text.isprintable() or control for text, _style, control in segments):
            return segments
        return [
            segment if segment.control else Segment(_inert(segment.text), segment.style)
            for segment in segments
        ]


def _inert(text: str) -> str:
    safe = display(text)
    if cell_len(safe) == cell_len(text):
        return safe
    # Most harmful characters take no cell: a stand-in there would push the line out of shape.
    return "".join(
        character if display(character) == character else STAND_IN * cell_len(character)
        for character in text
    )


class SteadyApp(App[None]):
    """An app that shows data safely and ends well, whatever ends it."""

    ENABLE_COMMAND_PALETTE = False
    mouse_wanted = False

    def __init__(self, *args: Any, state_dir: Path | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("driver_class", QuietDriver)
        kwargs.setdefault("ansi_color", True)
        super().__init__(*args, **kwargs)
        self._safe_text = SafeText()
        self._state_dir = state_dir
        self._ending = False
        self._ends_as = 0
        self._saved = False
        self._last_resort: threading.Timer | None = None
        self._terminal_known = False

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters, and before them the one that makes text safe."""
        return [self._safe_text, *super().get_line_filters()]

    # Ending

    def save_drafts(self) -> None:
        """Keep what was typed and not saved yet. The workspace fills this in."""

    def end(self, exit_code: int) -> None:
        """End the program: drafts first, then the terminal restored; once however often asked."""
        if self._ending:
            return
        self._ending = True
        self._ends_as = exit_code
        self.rescue()
        self.exit(return_code=exit_code)

    def rescue(self) -> None:
        """Keep the drafts, once; a failure there must not keep the program from ending."""
        if self._saved:
            return
        self._saved = True
        try:
            self.save_drafts()
        except Exception as error:
            write_crash_log(error, self._state_dir)

    def terminal_lost(self) -> None:
        """End as a hang-up does: the terminal has vanished."""
        self.end_by_force_after(LAST_RESORT_S, 128 + signal.SIGHUP)
        self.end(128 + signal.SIGHUP)

    def end_by_force_after(self, seconds: float, exit_code: int) -> None:
        """Leave the process when it has not ended by then: drafts kept, terminal restored."""
        if self._last_resort is None:
            self._last_resort = threading.Timer(seconds, self._leave_by_force, (exit_code,))
            self._last_resort.daemon = True
            self._last_resort.start()

    def _leave_by_force(self, exit_code: int) -> None:
        self.rescue()
        if isinstance(self._driver, QuietDriver):
            self._driver.leave_at_once()
        os._exit(exit_code)

    # The terminal

    def redraw(self) -> None:
        """Draw the whole screen again, whatever the terminal shows."""
        self.refresh()

    def terminal_started(self) -> None:
        """Draw everything again after a pause: the terminal forgot it."""
        if self._terminal_known:
            self.call_later(self.redraw)
        self._terminal_known = True

    def input_failed(self, error: Exception) -> None:
        """End as a crash does."""
        self._handle_exception(error)

    # Crashing

    def _handle_exception(self, error: Exception) -> None:
        # Textual prints a traceback with local variables: customers' data, on the terminal.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self.rescue()
            log = write_crash_log(error, self._state_dir)
            self._exit_renderables.append(crash_sentence(error, log))
            self._exception_event.set()
        self._close_messages_no_wait()


def crash_sentence(error: BaseException, log: Path | None) -> str:
    """What a crash says to the user: no data, no traceback, where to find more."""
    if isinstance(error, CrmError):
        return display(str(error))
    where = f"The log is in {log}." if log else "No log could be written."
    return display(f"The program failed ({type(error).__name__}); saved work is safe. {where}")


def default_state_dir() -> Path | None:
    """Where logs go: `crm-tui` in the user's state directory; None without a home."""
    if base := os.environ.get("XDG_STATE_HOME"):
        return Path(base) / "crm-tui"
    try:
        return Path.home() / ".local" / "state" / "crm-tui"
    except RuntimeError:
        return None


def write_crash_log(error: BaseException, state_dir: Path | None = None) -> Path | None:
    """Append where the error came from to `crash.log`, readable by its owner alone.

    Neither local variables nor the error's own words are written: both quote the data.
    Returns the log's path, or None where none could be written.
    """
    from datetime import UTC, datetime

    directory = state_dir or default_state_dir()
    if directory is None:
        return None
    path = directory / "crash.log"
    entry = [f"--- {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", *_trace(error), ""]
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(log, "a", encoding="utf-8", errors="replace") as file:
            os.fchmod(log, 0o600)
            file.write(display("\n".join(entry), multiline=True) + "\n")
    except OSError:
        return None
    return path


def _trace(error: BaseException) -> Iterator[str]:
    from traceback import walk_tb

    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield f"{type(cause).__module__}.{type(cause).__qualname__}"
        for frame, line in walk_tb(cause.__traceback__):
            code = frame.f_code
            yield f"  {code.co_filename}:{line} {code.co_qualname}"
        cause = cause.__cause__ or cause.__context__


# Running


def run(app: SteadyApp) -> int:
    """Run the app until it ends; returns the exit status for the shell.

    0 after quitting, 1 after a crash, 128 and the signal's number after a signal. Restores the
    terminal in every case and prints the crash's sentence to standard error.
    """
    with _ending_on_signals(app):
        app.run(mouse=app.mouse_wanted)
    if app._exception is not None:
        return 1
    return app.return_code or app._ends_as


def leave(exit_code: int) -> NoReturn:
    """End the process at once: nothing is left to clean up, and it saves 50 ms at quitting."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(exit_code)


@contextmanager
def _ending_on_signals(app: SteadyApp) -> Iterator[None]:
    """Make the ending signals end the app while it runs."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        loop = app._loop
        if loop is None:
            raise SystemExit(128 + number)
        # The loop may be busy or the terminal frozen: then only a thread can still act.
        app.end_by_force_after(LAST_RESORT_S, 128 + number)
        loop.call_soon_threadsafe(app.end, 128 + number)

    before = {number: signal.signal(number, on_signal) for number in ENDING_SIGNALS}
    try:
        yield
    finally:
        if app._last_resort is not None:
            app._last_resort.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
