"""The agenda on a screen: its start, its keys, with ten tasks and with ten thousand."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.perf.desk import LOGIN, at_desk
from tests.perf.generate import NOW
from tests.perf.measure import Line, line, quantile
from tests.perf.workspace import KEYS, SIZE, Stopwatch, time_to_show

ROUNDS = 9
SHOWN = "overdue"
"""What the head of the day's sheet says once it stands."""


def measure(few: Path, many: Path, size: str) -> Iterator[Line]:
    """Start, cursor, day, finishing and the walk."""
    for path in (few, many):
        bring_to_today(path)
    starts: dict[Path, list[float]] = {few: [], many: []}
    for _ in range(ROUNDS):  # side by side, so that both have the same weather
        for path, times in starts.items():
            times.append(time_to_show(_command(path), SHOWN, "\x11")[0])
    yield line("the agenda until it shows, ten tasks", size, starts[few])
    yield line("the agenda until it shows, all tasks", size, starts[many])
    floor = quantile(starts[few], 0.5)
    ratios = [value / floor for value in starts[many]]
    yield line("the same, times that of ten", size, ratios, "1.5 x", "x")
    with Stopwatch(_command(few), **SIZE) as small, Stopwatch(_command(many), **SIZE) as large:
        for terminal in (small, large):
            terminal.wait_for(SHOWN)
        time.sleep(1)
        yield from _opened(small, large, size)
        yield from _keys(large, size)
        yield from _work(large, size)


def bring_to_today(path: Path) -> None:
    """Move all tasks by whole days, so that the program's today is the generated one."""
    days = (date.today() - NOW.date()).days
    with at_desk(path) as desk, desk.store.change_set(desk.user, "moved to today"):
        desk.store.write(
            f"UPDATE task SET due = date(due, '{days} days'), planned_for = due,"
            f" start_at = datetime(start_at, '{days} days')"
        )


def _command(path: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("crm")), "--db", str(path), "--as", LOGIN,
            "open", "agenda"]  # fmt: skip


def _opened(small: Stopwatch, large: Stopwatch, size: str) -> Iterator[Line]:
    """From the customers to the agenda and back, in both programs by turns."""
    times: dict[str, list[float]] = {"ten": [], "all": []}
    for _ in range(KEYS):
        for name, terminal in (("ten", small), ("all", large)):
            terminal.press("1")
            times[name].append(terminal.press("2")[0])
    yield line("to the agenda by its key, ten tasks", size, times["ten"])
    yield line("to the agenda by its key, all tasks", size, times["all"])
    floor = quantile(times["ten"], 0.5)
    yield line("the same, times that of ten", size, [v / floor for v in times["all"]],
               "1.5 x", "x")  # fmt: skip


def _keys(terminal: Stopwatch, size: str) -> Iterator[Line]:
    for what, keys, goal in (
        ("cursor down in the agenda", "j" * KEYS, "p95 10 ms, 1.7 kB"),
        ("page down in the agenda", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
        ("the next day, and back", "][" * (KEYS // 2), "p95 50 ms, 6.5 kB"),
    ):
        pressed = [terminal.press(key) for key in keys]
        yield line(f"{what}, until it shows", size, [p[0] for p in pressed], goal)
        yield line(f"{what}, bytes", size, [float(p[1]) for p in pressed], goal, unit="")


def _work(terminal: Stopwatch, size: str) -> Iterator[Line]:
    """Finishing by `x`, a text, Enter and an outcome's key; then the walk, a key a task."""
    terminal.press("g")
    finished = []
    for _ in range(KEYS):
        for key in ("x", "sent", "\r"):
            terminal.press(key)
        finished.append(terminal.press("r"))
        terminal.press("\r")  # no next step
    yield line("finishing a task, until it shows", size, [p[0] for p in finished], "p95 50 ms")
    yield line("finishing a task, bytes", size, [float(p[1]) for p in finished], "6.5 kB", unit="")
    begun = terminal.press("P")
    yield line("the evening's walk, until it shows", size, [begun[0]])
    walked = [terminal.press(key) for key in "tl" * (KEYS // 2)]
    yield line("a key of the walk, until it shows", size, [p[0] for p in walked], "p95 50 ms")
    yield line("a key of the walk, bytes", size, [float(p[1]) for p in walked], "6.5 kB", unit="")
