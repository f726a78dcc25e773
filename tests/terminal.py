"""A program in a pseudo-terminal, as a person at a terminal has it: keys in, a screen out."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

import pyte
from pyte.screens import wcwidth

PROJECT = Path(__file__).parents[1]
PATIENCE_S = 60.0
_SEQUENCE = re.compile(r"\x1b\[([<=>?]?)([0-9;]*)(\$?)([@-~])")
_HALF = re.compile(r"\x1b(\[[<=>?]?[0-9;]*\$?)?$")


class Cell(NamedTuple):
    """What is seen in one cell; of a blank only what a blank shows."""

    text: str
    background: str
    reverse: bool
    underlined: bool
    struck: bool
    colour: str = "default"
    bold: bool = False
    italic: bool = False


class Emulator:
    """A terminal's screen; understands the few sequences that pyte leaves out."""

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self._rest = ""
        self._lines = [""] * lines
        self.questions: list[str] = []

    def feed(self, text: str) -> None:
        """Draw the text."""
        text = self._rest + text
        half = _HALF.search(text)
        self._rest = half.group() if half else ""
        text = text[: len(text) - len(self._rest)]
        at = 0
        for found in _SEQUENCE.finditer(text):
            self._stream.feed(text[at : found.start()])
            at = found.end()
            self._sequence(found)
        self._stream.feed(text[at:])

    def _sequence(self, found: re.Match[str]) -> None:
        private, numbers, dollar, final = found.groups()
        if dollar:
            self.questions.append(found.group())
        elif final in "ST" and not private:
            self._scroll(int(numbers or 1), up=final == "S")
        elif final == "r" and not numbers:
            self.screen.set_margins()
        elif not (private in "<=>" and private):
            self._stream.feed(found.group())

    def _scroll(self, count: int, *, up: bool) -> None:
        margins = self.screen.margins
        top, bottom = margins or (0, self.screen.lines - 1)
        for _ in range(count):
            self.screen.cursor.y = bottom if up else top
            (self.screen.index if up else self.screen.reverse_index)()

    @property
    def lines(self) -> list[str]:
        """The text on the screen; only lines that were drawn on since are read anew."""
        screen = self.screen
        # An accent at the start of a line is drawn on the line before, which does not say so.
        drawn = screen.dirty | {y - 1 for y in screen.dirty}
        screen.dirty.clear()
        self._lines = (self._lines + [""] * screen.lines)[: screen.lines]
        for y in drawn & set(range(screen.lines)):
            self._lines[y] = _text(screen.buffer[y], screen.columns)
        return list(self._lines)

    def cells(self) -> list[list[Cell]]:
        """All that is seen, cell by cell."""
        lines, columns = range(self.screen.lines), range(self.screen.columns)
        rows = [self.screen.buffer[y] for y in lines]
        return [[_seen(row[x]) for x in columns] for row in rows]


def _text(cells: Mapping[int, pyte.screens.Char], columns: int) -> str:
    """The text of a line; of a character two cells wide the second says nothing."""
    text = "".join([cells[x].data for x in range(columns)])
    if not text.isascii():
        parts, x = [], 0
        while x < columns:
            parts.append(cells[x].data)
            x += 2 if wcwidth(cells[x].data[0]) == 2 else 1
        text = "".join(parts)
    return text.rstrip()


@lru_cache(maxsize=4096)
def _seen(char: pyte.screens.Char) -> Cell:
    shown = Cell(char.data, char.bg, char.reverse, char.underscore, char.strikethrough)
    if char.data == " " and not (char.reverse or char.underscore or char.strikethrough):
        return shown
    return shown._replace(colour=char.fg, bold=char.bold, italic=char.italics)


class Terminal:
    """A running program and its screen. Every wait has a deadline and ends when it is met."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        environ: Mapping[str, str] | None = None,
        ignore_hangup: bool = False,
    ) -> None:
        self.emulator = Emulator(columns, lines)
        self.output = b""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._master, slave = pty.openpty()
        self._resize_to(columns, lines)
        self.attributes = termios.tcgetattr(slave)
        self._slave = slave

        def own_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if ignore_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)

        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=PROJECT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", "/"),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                **(environ or {}),
            },
            start_new_session=True,
            preexec_fn=own_terminal,  # noqa: PLW1509  # nothing here runs threads
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for fileno in (self._master, self._slave):
            if fileno >= 0:
                os.close(fileno)

    def send(self, keys: str | bytes) -> None:
        """Press keys."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal another size; what it showed is lost, as on many."""
        self.emulator.screen.resize(lines, columns)
        self.emulator.screen.erase_in_display(2)
        self._resize_to(columns, lines)

    def _resize_to(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    @property
    def text(self) -> str:
        """The screen's text."""
        return "\n".join(self.emulator.lines)

    def wait(self, met: Callable[[], bool], what: str = "the condition") -> None:
        """Read until the condition is met by a whole frame; fails after the patience."""
        deadline = time.monotonic() + PATIENCE_S
        while not (self._frame_ended and met()):
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"{what} never came; the screen:\n{self.text}")

    def wait_for(self, text: str) -> None:
        """Wait until the text is on the screen."""
        self.wait(lambda: text in self.text, repr(text))

    def look(self, seconds: float) -> None:
        """Draw what comes within so many seconds, if anything does."""
        self._read(seconds)

    def wait_exit(self) -> int:
        """Wait for the program's end; returns its exit status, negative for a signal."""
        deadline = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._master >= 0:
                self._read(0.05)
            else:
                self.process.wait(deadline - time.monotonic())
        if self.process.returncode is None:
            raise AssertionError(f"the program did not end; the screen:\n{self.text}")
        while self._master >= 0 and self._read(0):
            pass
        return self.process.returncode

    def hang_up(self) -> None:
        """Take the terminal away, as a closed window does."""
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    @property
    def restored(self) -> bool:
        """Whether the terminal is as the program found it: modes and the alternate screen."""
        modes = termios.tcgetattr(self._slave)[:4] == self.attributes[:4]
        output = self.output
        left = output.rfind(b"\x1b[?1049l") > output.rfind(b"\x1b[?1049h")
        cursor = output.rfind(b"\x1b[?25h") > output.rfind(b"\x1b[?25l")
        return modes and left and cursor

    @property
    def _frame_ended(self) -> bool:
        return self.output.rfind(b"\x1b[?2026l") >= self.output.rfind(b"\x1b[?2026h")

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.output += data
        self.emulator.feed(self._decode(data))
        while self.emulator.questions:
            mode = self.emulator.questions.pop()[3:-2]
            self.send(f"\x1b[?{mode};{2 if mode == '2026' else 0}$y")
        return bool(data)


def python(*arguments: str) -> list[str]:
    """The command that runs Python, as the tests run, on a module or a script."""
    return [sys.executable, *arguments]
