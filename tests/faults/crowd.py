"""Processes of their own, many at once, each on the same database.

They are forked from a server that has the program loaded, so that forty cost little.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from crm_tui.store.engines.sqlite import engine

PATIENCE_S = 60.0
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["pytest", "tests.faults.work"])

Work = Callable[..., Any]


class Child:
    """A process that does one piece of work; what it says and what it gives comes by a pipe."""

    def __init__(self, work: Work, *arguments: Any, start: Any = None) -> None:
        self._line, theirs = _PROCESSES.Pipe()
        self.process: BaseProcess = _PROCESSES.Process(
            target=_do, args=(theirs, start, work, arguments), daemon=True
        )
        self.process.start()
        theirs.close()
        self.said: list[Any] = []

    def hears(self, what: Any = None) -> None:
        """Let the child go on where it listens."""
        self._line.send(what)

    def next_word(self) -> Any:
        """What the child says next; an error of its is raised here."""
        if not self._line.poll(PATIENCE_S):
            raise AssertionError("the child says nothing")
        kind, what = self._line.recv()
        if kind == "failed":
            raise what
        self.said.append(what)
        return what

    def answer(self) -> Any:
        """What the work gives, when it has ended by itself."""
        while True:
            if not self._line.poll(PATIENCE_S):
                raise AssertionError("the child does not end")
            kind, what = self._line.recv()
            if kind == "said":
                self.said.append(what)
                continue
            self.process.join(PATIENCE_S)
            if kind == "failed":
                raise what
            return what

    def wait_for_death(self) -> list[Any]:
        """All it said before it died."""
        with _closed_line():
            while True:
                kind, what = self._line.recv()
                assert kind == "said", f"it was to die, and {kind} {what!r}"
                self.said.append(what)
        self.process.join(PATIENCE_S)
        assert self.process.exitcode == -signal.SIGKILL
        return self.said

    def kill(self) -> list[Any]:
        """End it as `kill -9` does; all it had said."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)
        return self.wait_for_death()


@contextmanager
def _closed_line() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionResetError):
        return


@contextmanager
def child(work: Work, *arguments: Any) -> Iterator[Child]:
    """One process at its work; it does not outlive the block."""
    one = Child(work, *arguments)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.join(PATIENCE_S)


def all_at_once(work: Work, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What each of many processes gives that begin their work at the same moment."""
    start = _PROCESSES.Barrier(len(arguments))
    crowd = [Child(work, *each, start=start) for each in arguments]
    try:
        return [one.answer() for one in crowd]
    finally:
        for one in crowd:
            one.process.kill()


def until(crowd: Sequence[Child], enough: Callable[[], bool]) -> None:
    """Listen to all until it is enough."""
    deadline = time.monotonic() + PATIENCE_S
    lines: dict[Any, Child] = {one._line: one for one in crowd}
    while not enough():
        assert time.monotonic() < deadline, "it was never enough"
        for line in wait(list(lines), timeout=1):
            lines[line].next_word()


class Speaker:
    """How a child speaks to the test."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def says(self, what: Any) -> None:
        """Tell the test; it has it even if the child is killed right after."""
        self._line.send(("said", what))

    def listens(self) -> Any:
        """Wait until the test says something."""
        return self._line.recv()


def _do(line: Connection, start: Any, work: Work, arguments: tuple[Any, ...]) -> None:
    # How long a disk keeps a crowd waiting says nothing of the program: nobody gives up for it.
    engine.LOCK_PATIENCE = PATIENCE_S
    try:
        if start is not None:
            start.wait(PATIENCE_S)
        answer = work(Speaker(line), *arguments)
    except BrokenPipeError:
        return  # the test has ended
    except BaseException as error:
        line.send(("failed", error))
    else:
        line.send(("gave", answer))
