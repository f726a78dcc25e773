"""Whole shell commands beside the smallest program that opens a database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.perf.desk import LOGIN, at_desk
from tests.perf.measure import Line, line, quantile, timed

ROUNDS = 21
FLOOR = "python -c 'import sqlite3'"
GOALS = {"crm who": "5 x and 100 ms", "crm find": "6 x", "crm show": "6 x"}


def measure(path: Path, size: str) -> Iterator[Line]:
    """Each command as often as the floor, side by side, so that both have the same weather."""
    commands = _commands(path)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(timed(lambda command=command: _run(command)))
    floor = quantile(times[FLOOR], 0.5)
    for name, values in times.items():
        yield line(f"{name}, whole process", size, values, GOALS.get(name, ""))
        if name != FLOOR:
            ratios = [value / floor for value in values]
            yield line(f"{name}, times the floor", size, ratios, GOALS.get(name, ""), unit="x")


def _commands(path: Path) -> dict[str, list[str]]:
    with at_desk(path) as desk:
        newest = desk.store.value("SELECT max(id) FROM party")
        party, number, name = desk.store.row(
            "SELECT p.id, m.value, p.name FROM contact_method m JOIN party p ON p.id = m.party_id"
            " WHERE m.kind = 'phone' AND p.id > ? ORDER BY p.id LIMIT 1",
            (newest // 2,),
        )
    crm = [str(Path(sys.executable).with_name("crm")), "--db", str(path), "--as", LOGIN]
    return {
        FLOOR: [sys.executable, "-c", "import sqlite3"],
        "crm who": [*crm, "who", number],
        "crm find": [*crm, "find", name],
        "crm show": [*crm, "show", str(party)],
    }


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
