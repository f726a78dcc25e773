"""Many processes on one file, at people's pace: reads and writes, and what is lost (nothing).

A person searches, opens a card, and about every fifth time writes down a call; four such steps a
second is hurried work.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, NamedTuple

from crm_tui.errors import CrmError
from crm_tui.services import timeline
from crm_tui.store.desk import Desk
from crm_tui.views import card
from tests.perf.desk import at_desk
from tests.perf.measure import Line, line
from tests.perf.reading import first_hits, keystrokes

PAUSE_S = 0.25
MARK = "written by the crowd"


class Told(NamedTuple):
    """What people told of their work: times in ms, errors in words."""

    reads: list[float]
    writes: list[float]
    errors: list[str]


class People:
    """Processes at work; `told()` after their end."""

    def __init__(self) -> None:
        self.parts: list[Told] = []

    def told(self) -> Told:
        """What all of them told, together."""
        return Told(
            [value for part in self.parts for value in part.reads],
            [value for part in self.parts for value in part.writes],
            [value for part in self.parts for value in part.errors],
        )


def measure(path: Path, size: str, people: int, seconds: float) -> Iterator[Line]:
    """So many people for so long; whatever they wrote must be there afterwards."""
    before = _written(path)
    with at_work(path, people, seconds) as crowd:
        pass
    told = crowd.told()
    goal = "p99 50 ms" if people == 32 else ""
    yield line(f"{people} people: a read", size, told.reads)
    yield line(f"{people} people: a write", size, told.writes, goal)
    ordered = sorted(told.writes)
    yield line(f"{people} people: the slowest hundredth of writes", size,
               ordered[int(len(ordered) * 0.99) :], goal)  # fmt: skip
    lost = before + len(told.writes) - _written(path)
    yield line(f"{people} people: errors", size, [len(told.errors)], "0", unit="")
    yield line(f"{people} people: lost writes", size, [lost], "0", unit="")


@contextmanager
def at_work(path: Path, people: int, seconds: float | None) -> Iterator[People]:
    """People at work on a file: for so many seconds, or until the block ends."""
    context = multiprocessing.get_context("spawn")
    answers: Queue[Told] = context.Queue()
    ready, stop = context.Barrier(people + 1), context.Event()
    workers = [
        context.Process(target=_work, args=(str(path), nth, seconds, ready, stop, answers))
        for nth in range(people)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    crowd = People()
    try:
        yield crowd
    finally:
        if seconds is None:
            stop.set()
        crowd.parts = [answers.get() for _ in workers]
        for worker in workers:
            worker.join()


def _work(
    path: str, nth: int, seconds: float | None, ready: Any, stop: Event, answers: Queue[Told]
) -> None:
    with at_desk(path, login=f"user{nth + 1}") as desk:
        answers.put(_day(desk, random.Random(nth), seconds, ready, stop))


def _day(desk: Desk, chance: random.Random, seconds: float | None, ready: Any, stop: Event) -> Told:
    timeline.log(desk, 1, "Good morning.", kind="call")  # what a first write loads is loaded
    typed = list(keystrokes(desk, people=5))
    newest = desk.store.value("SELECT max(id) FROM party")
    told = Told([], [], [])
    ready.wait()
    ends = time.monotonic() + seconds if seconds is not None else float("inf")
    while time.monotonic() < ends and not stop.is_set():
        started = time.perf_counter()
        try:
            times = _step(desk, chance, typed, newest, told)
        except CrmError as error:
            told.errors.append(error.sentence)
        else:
            times.append((time.perf_counter() - started) * 1000)
        time.sleep(chance.uniform(0, 2 * PAUSE_S))
    return told


def _step(
    desk: Desk, chance: random.Random, typed: list[str], newest: int, told: Told
) -> list[float]:
    """Do one thing; the list its time belongs to."""
    party = chance.randint(1, newest)
    done = chance.random()
    if done < 0.2:
        timeline.log(desk, party, MARK, kind="call")
        return told.writes
    if done < 0.6:
        card.card(desk, party)
        card.timeline(desk, party)
    else:
        first_hits(desk, chance.choice(typed))
    return told.reads


def _written(path: Path) -> int:
    with at_desk(path) as desk:
        return int(desk.store.value("SELECT count(*) FROM timeline_entry WHERE body = ?", (MARK,)))
