"""Files of customers taken into a new database: how long, in how much memory, and who waits."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, NamedTuple

from crm_tui.services import parties, timeline
from tests.perf.desk import LOGIN, at_desk
from tests.perf.generate import size_of
from tests.perf.measure import Line, line
from tests.perf.writing import write_csv

GOALS = {"10k": "2 s", "100k": "20 s"}
PAUSE_S = 0.05


class Run(NamedTuple):
    """What one `crm import` took; the processes it has are counted together where they add up."""

    wall_s: float
    processor_s: float
    most_mib: float


def measure(folder: Path, size: str) -> Iterator[Line]:
    """A file of the size: taken in, taken in again, and taken in beside somebody who writes."""
    file, database = folder / "imported.csv", folder / "imported.db"
    write_csv(file, size_of(size))
    for what, goal in (("first", GOALS.get(size, "")), ("again", "")):
        run = _imported(database, file)
        yield line(f"import of {size} rows, {what}", size, [run.wall_s], goal, unit="s")
        yield line(f"its processor time, {what}", size, [run.processor_s], unit="s")
        yield line(f"memory of its largest process, {what}", size, [run.most_mib], unit="MiB")
    _remove(database)
    with neighbour(database) as waits:
        _imported(database, file)
    yield line("a neighbour's note meanwhile", size, waits, "none over 300 ms")
    _remove(database)
    file.unlink()


def _imported(database: Path, file: Path) -> Run:
    """Takes the file in as anybody would, in a process of its own."""
    command = [sys.executable, "-m", "crm_tui", "--db", str(database), "--as", LOGIN]
    with at_desk(database):  # whoever imports is a colleague here
        pass
    started = time.perf_counter()
    child = subprocess.Popen([*command, "import", str(file)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def neighbour(database: Path) -> Iterator[list[float]]:
    """Somebody who writes a note every 50 ms until the block ends; then how long each took, ms."""
    context = multiprocessing.get_context("spawn")
    answer: Queue[list[float]] = context.Queue()
    ready, stop = context.Event(), context.Event()
    worker = context.Process(target=_write_notes, args=(str(database), ready, stop, answer))
    worker.start()
    ready.wait()
    waits: list[float] = []
    try:
        yield waits
    finally:
        stop.set()
        waits.extend(answer.get())
        worker.join()


def _write_notes(database: str, ready: Event, stop: Event, answer: Queue[Any]) -> None:
    waits: list[float] = []
    with at_desk(Path(database)) as desk:
        party = parties.add(desk, "company", "Next Door")
        timeline.log(desk, party, "Good morning.", kind="note")  # what a first write loads
        ready.set()
        while not stop.wait(PAUSE_S):
            started = time.perf_counter()
            timeline.log(desk, party, "A note.", kind="note")
            waits.append((time.perf_counter() - started) * 1000)
    answer.put(waits)


def _remove(database: Path) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
