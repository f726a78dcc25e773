"""A colleague at another terminal: a process of its own on the same database.

In one process the models belong to one open store; what two sessions do to each other is
therefore tried with two processes.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from tests.builders import a_clock, a_desk

_PROCESSES = multiprocessing.get_context("spawn")
_PATIENCE = 60.0
_LEFT = "left"
_idle: list[tuple[SpawnProcess, Connection]] = []


class Neighbour:
    """Does what it is told at its own desk; leaving the `with` block closes that.

    The process takes its time to start: the next neighbour of the same run gets it.
    """

    def __init__(self, path: Path, login: str) -> None:
        self._place = path, login

    def __enter__(self) -> Neighbour:
        self._process, self._line = _idle.pop() if _idle else _called_in()
        self._line.send(self._place)
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if not failed:
            self._line.send(None)
            if self._line.poll(_PATIENCE) and self._line.recv() == _LEFT:
                _idle.append((self._process, self._line))
                return
        self._process.kill()
        self._process.join()

    def does(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """What the use case gives at the neighbour's desk; an error of theirs is raised here."""
        self._line.send(("does", use_case, args, named))
        return self._answer()

    def begins(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """As `does`, but the change set stays open, and others wait, until `ends`."""
        self._line.send(("begins", use_case, args, named))
        return self._answer()

    def ends(self) -> None:
        """Commit what was begun; the neighbour does it while others go on waiting."""
        self._line.send("ends")

    def _answer(self) -> Any:
        assert self._line.poll(_PATIENCE), "the neighbour does not answer"
        answer = self._line.recv()
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _called_in() -> tuple[SpawnProcess, Connection]:
    line, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    return process, line


def _work(line: Connection) -> None:
    while True:
        path, login = line.recv()
        with a_desk(path, a_clock(), login) as desk:
            while (told := line.recv()) is not None:
                how, use_case, args, named = told
                try:
                    if how == "does":
                        line.send(use_case(desk, *args, **named))
                        continue
                    with desk.store.change_set(desk.user, "begun"):
                        line.send(use_case(desk, *args, **named))
                        line.recv()
                except Exception as error:
                    line.send(error)
        line.send(_LEFT)
