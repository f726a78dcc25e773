"""The board on a screen: its start, its keys, with ten deals and with ten thousand."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.perf.desk import LOGIN
from tests.perf.measure import Line, line, quantile
from tests.perf.workspace import KEYS, SIZE, Stopwatch, time_to_show

ROUNDS = 7
SHOWN = "weighted"
"""What the title of the board says once it stands."""


def measure(few: Path, many: Path, size: str) -> Iterator[Line]:
    """Start, cursor, page, column, moving a card."""
    starts: dict[Path, list[float]] = {few: [], many: []}
    for _ in range(ROUNDS):  # side by side, so that both have the same weather
        for path, times in starts.items():
            times.append(time_to_show(_command(path), SHOWN, "\x11")[0])
    yield line("the board until it shows, ten deals", size, starts[few])
    yield line("the board until it shows, all deals", size, starts[many])
    floor = quantile(starts[few], 0.5)
    ratios = [value / floor for value in starts[many]]
    yield line("the same, times that of ten", size, ratios, "1.5 x", "x")
    with Stopwatch(_command(few), **SIZE) as small, Stopwatch(_command(many), **SIZE) as large:
        for terminal in (small, large):
            terminal.wait_for(SHOWN)
        time.sleep(1)
        yield from _opened(small, large, size)
        yield from _keys(large, size)


def _command(path: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("crm")), "--db", str(path), "--as", LOGIN,
            "open", "pipeline"]  # fmt: skip


def _opened(small: Stopwatch, large: Stopwatch, size: str) -> Iterator[Line]:
    """From the customers to the board and back, in both programs by turns."""
    times: dict[str, list[float]] = {"ten": [], "all": []}
    for _ in range(KEYS):
        for name, terminal in (("ten", small), ("all", large)):
            terminal.press("1")
            times[name].append(terminal.press("3")[0])
    yield line("to the board by its key, ten deals", size, times["ten"])
    yield line("to the board by its key, all deals", size, times["all"])
    floor = quantile(times["ten"], 0.5)
    ratios = [value / floor for value in times["all"]]
    yield line("the same, times that of ten", size, ratios, "1.5 x", "x")


def _keys(terminal: Stopwatch, size: str) -> Iterator[Line]:
    for what, keys, goal in (
        ("cursor down on the board", "j" * KEYS, "p95 10 ms, 1.7 kB"),
        ("page down on the board", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
        ("the next column, and back", "lh" * (KEYS // 2), "p95 20 ms, 6.5 kB"),
        ("a card forward, and back", "LH" * (KEYS // 2), "p95 60 ms, 6.5 kB"),
        ("taking it back", "Lu" * (KEYS // 2), "p95 60 ms, 6.5 kB"),
    ):
        pressed = [terminal.press(key) for key in keys]
        yield line(f"{what}, until it shows", size, [p[0] for p in pressed], goal)
        yield line(f"{what}, bytes", size, [float(p[1]) for p in pressed], goal, unit="")
