"""The workspace in a pseudo-terminal, beside the smallest Textual app: its start, keys, its end.

The times of the start include the emulator that reads the screen, which shares the processors
with the program; those of keys do not.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from crm_tui.views import customers
from crm_tui.views.customers import CustomerQuery
from tests.perf.desk import LOGIN, at_desk
from tests.perf.measure import Line, line, quantile
from tests.terminal import Terminal

ROUNDS = 7
KEYS = 20
BREATH_S = 0.04
REST_S = 0.3
SIZE = {"columns": 120, "lines": 35}
SMALLEST = """
from textual.app import App
from textual.widgets import Static
class Smallest(App):
    def compose(self):
        yield Static("ready")
Smallest().run()
"""


class Stopwatch(Terminal):
    """A terminal that only counts what comes, so that no emulator shares the processor."""

    def press(self, key: str) -> tuple[float, int]:
        """Milliseconds from a key to the end of what it shows at once, and all its bytes.

        What follows after a breath, such as the rest of a card the cursor rests on, counts in
        the bytes alone.
        """
        count, started = 0, time.perf_counter()
        shown = 0.0
        self.send(key)
        while select.select([self._master], [], [], REST_S)[0]:
            last = time.perf_counter() - started
            if not shown or last - shown < BREATH_S:
                shown = last
            count += len(os.read(self._master, 65536))
        return shown * 1000, count


def measure(path: Path, size: str) -> Iterator[Line]:
    """Start, cursor, page and quit."""
    with at_desk(path) as desk:
        shown = customers.rows(desk, customers.page(desk, CustomerQuery(), 0, 3))[-1].name[:10]
    command = [str(Path(sys.executable).with_name("crm")), "--db", str(path), "--as", LOGIN,
               "open", "customers"]  # fmt: skip
    floors, starts, quits = [], [], []
    for _ in range(ROUNDS):
        floors.append(time_to_show([sys.executable, "-c", SMALLEST], "ready")[0])
        start, quitting = time_to_show(command, shown, "\x11")
        starts.append(start)
        quits.append(quitting)
    yield line("smallest Textual app until it shows", size, floors)
    yield line("workspace until the list shows", size, starts)
    floor = quantile(floors, 0.5)
    yield line("the same, times the smallest app", size, [v / floor for v in starts], "1.3 x", "x")
    yield line("quit", size, quits, "80 ms")
    yield from _keys(command, shown, size)


def time_to_show(command: list[str], shown: str, leave: str = "") -> tuple[float, float]:
    """How long until the text showed, and from the key that leaves until the end, in ms."""
    started = time.perf_counter()
    with Terminal(command, **SIZE) as terminal:
        terminal.wait_for(shown)
        took = (time.perf_counter() - started) * 1000
        if not leave:
            return took, 0.0
        time.sleep(0.3)  # whatever the start left to be done is done
        leaving = time.perf_counter()
        terminal.send(leave)
        terminal.wait_exit()
        return took, (time.perf_counter() - leaving) * 1000


def _keys(command: list[str], shown: str, size: str) -> Iterator[Line]:
    with Stopwatch(command, **SIZE) as terminal:
        terminal.wait_for(shown)
        time.sleep(1)
        for what, keys, goal in (
            ("cursor down", "j" * KEYS, "p95 10 ms, 1.7 kB"),
            ("page down", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
            ("a key of the search", "/anna berg", "p95 35 ms at 1M, 6.5 kB"),
        ):
            pressed = [terminal.press(key) for key in keys]
            yield line(f"{what}, until it shows", size, [p[0] for p in pressed], goal)
            yield line(f"{what}, bytes", size, [float(p[1]) for p in pressed], goal, unit="")
