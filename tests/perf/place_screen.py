"""A place on a screen: its start, the way to it, its keys; with ten records and with all."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.perf.desk import LOGIN
from tests.perf.measure import Line, line, quantile
from tests.perf.workspace import KEYS, SIZE, Stopwatch, time_to_show

ROUNDS = 9


class Place(NamedTuple):
    """A place: its name and key, what it is called and holds, and what shows that it stands."""

    name: str
    key: str
    called: str
    records: str
    shows: str


class Keys(NamedTuple):
    """Keys that are pressed one after the other, what they do, and how quick they should be."""

    what: str
    keys: Sequence[str]
    goal: str


Work = Callable[[Stopwatch, str], Iterator[Line]]


def measure(
    place: Place, few: Path, many: Path, size: str, keys: Sequence[Keys], work: Work | None = None
) -> Iterator[Line]:
    """Start, the way there from the customers, keys, and what else is done there."""
    commands = {"ten": _command(few, place), "all": _command(many, place)}
    starts: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):  # side by side, so that both have the same weather
        for name, command in commands.items():
            starts[name].append(time_to_show(command, place.shows, "\x11")[0])
    yield from _beside(f"{place.called} until it shows", place, size, starts)
    with (
        Stopwatch(commands["ten"], **SIZE) as small,
        Stopwatch(commands["all"], **SIZE) as large,
    ):
        for terminal in (small, large):
            terminal.wait_for(place.shows)
        time.sleep(1)
        opened: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(KEYS):
            for name, terminal in (("ten", small), ("all", large)):
                terminal.press("1")
                opened[name].append(terminal.press(place.key)[0])
        yield from _beside(f"to {place.called} by its key", place, size, opened)
        for what, pressed, goal in keys:
            yield from told(what, size, [large.press(key) for key in pressed], goal)
        if work is not None:
            yield from work(large, size)


def told(what: str, size: str, pressed: Sequence[tuple[float, int]], goal: str) -> Iterator[Line]:
    """The lines for keys that were pressed: when they showed, and their bytes."""
    yield line(f"{what}, until it shows", size, [one[0] for one in pressed], goal)
    yield line(f"{what}, bytes", size, [float(one[1]) for one in pressed], goal, unit="")


def _beside(what: str, place: Place, size: str, times: dict[str, list[float]]) -> Iterator[Line]:
    """The times with ten records and with all, and how the second stands to the first."""
    for name, values in times.items():
        yield line(f"{what}, {name} {place.records}", size, values)
    floor = quantile(times["ten"], 0.5)
    ratios = [value / floor for value in times["all"]]
    yield line("the same, times that of ten", size, ratios, "1.5 x", "x")


def _command(path: Path, place: Place) -> list[str]:
    return [str(Path(sys.executable).with_name("crm")), "--db", str(path), "--as", LOGIN,
            "open", place.name]  # fmt: skip
