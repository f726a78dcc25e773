"""The agenda on a screen: its start, its keys, with ten tasks and with ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.perf import place_screen
from tests.perf.desk import at_desk
from tests.perf.generate import NOW
from tests.perf.measure import Line, line
from tests.perf.place_screen import Keys, Place, told
from tests.perf.workspace import KEYS, Stopwatch

AGENDA = Place("agenda", "2", "the agenda", "tasks", "overdue")
_KEYS = (
    Keys("cursor down in the agenda", "j" * KEYS, "p95 10 ms, 1.7 kB"),
    Keys("page down in the agenda", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
    Keys("the next day, and back", "][" * (KEYS // 2), "p95 50 ms, 6.5 kB"),
)


def measure(few: Path, many: Path, size: str) -> Iterator[Line]:
    """Start, cursor, day, finishing and the walk."""
    for path in (few, many):
        bring_to_today(path)
    yield from place_screen.measure(AGENDA, few, many, size, _KEYS, _work)


def bring_to_today(path: Path) -> None:
    """Move all tasks by whole days, so that the program's today is the generated one."""
    days = (date.today() - NOW.date()).days
    with at_desk(path) as desk, desk.store.change_set(desk.user, "moved to today"):
        desk.store.write(
            f"UPDATE task SET due = date(due, '{days} days'), planned_for = due,"
            f" start_at = datetime(start_at, '{days} days')"
        )


def _work(terminal: Stopwatch, size: str) -> Iterator[Line]:
    """Finishing by `x`, a text, Enter and an outcome's key; then the walk, a key a task."""
    terminal.press("g")
    finished = []
    for _ in range(KEYS):
        for key in ("x", "sent", "\r"):
            terminal.press(key)
        finished.append(terminal.press("r"))
        terminal.press("\r")  # no next step
    yield from told("finishing a task", size, finished, "p95 50 ms, 6.5 kB")
    begun = terminal.press("P")
    yield line("the evening's walk, until it shows", size, [begun[0]])
    walked = [terminal.press(key) for key in "tl" * (KEYS // 2)]
    yield from told("a key of the walk", size, walked, "p95 50 ms, 6.5 kB")
