"""How long the search for doubles takes, and in how much memory.

    python -m tests.perf.duplicates DATABASE

To a copy of a generated database (`tests.perf.generate`) one customer in twenty is added once
more, as hurried people do: a slip in the name or its words turned round, and of number, address
and birthday one or two that are the same.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import duplicates
from tests.perf.desk import at_desk
from tests.perf.measure import Line

ONE_IN = 20


def plant(desk: Desk, seed: int = 6) -> set[tuple[int, int]]:
    """Add the doubles; the pairs."""
    random_ = random.Random(seed)
    pairs = set()
    last = int(desk.store.value("SELECT max(id) FROM party"))
    with desk.store.change_set(desk.user, "planted doubles"):
        for first in range(1, last + 1, ONE_IN):
            twin = last + 1 + first // ONE_IN
            _double(desk, random_, first, twin)
            pairs.add((first, twin))
    return pairs


def _double(desk: Desk, random_: random.Random, first: int, twin: int) -> None:
    write = desk.store.write
    name = slipped(random_, desk.store.value("SELECT name FROM party WHERE id = ?", (first,)))
    write(
        "INSERT INTO party (id, created_at, updated_at, kind, name, sort_name, city, country)"
        " SELECT ?, created_at, updated_at, kind, ?, ?, city, country FROM party WHERE id = ?",
        (twin, name, fold(name), first),
    )
    for kind in random_.choice((("phone",), ("email",), ("phone", "email"), ())):
        write(
            "INSERT INTO contact_method (party_id, kind, value, normal, reversed_digits, shared)"
            " SELECT ?, kind, value, normal, reversed_digits, 1 FROM contact_method"
            " WHERE party_id = ? AND kind = ? LIMIT 1",
            (twin, first, kind),
        )
        break
    else:  # nothing to reach them by: the birthday tells
        day = f"{random_.randint(1940, 2005)}-{random_.randint(1, 12):02d}-17"
        write("UPDATE party SET birthday = ? WHERE id IN (?, ?)", (day, first, twin))


def slipped(random_: random.Random, name: str) -> str:
    """The name with its words turned round, a letter gone, doubled or swapped with the next."""
    words = name.split()
    if random_.random() < 0.3:
        return " ".join(words[::-1])
    nth = random_.randrange(len(words))
    word = words[nth]
    at = random_.randrange(1, len(word)) if len(word) > 2 else 0
    if len(word) > 2:
        words[nth] = random_.choice(
            (word[:at] + word[at + 1 :], word[:at] + word[at - 1 :], _turned(word, at))
        )
    return " ".join(words)


def _turned(word: str, at: int) -> str:
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def measure(path: Path, size: str) -> Iterator[Line]:
    """Seconds and memory of a search, in a process of its own, and how many doubles it found."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(shutil.copy(path, folder))
        with at_desk(copy) as desk:
            pairs = plant(desk)
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.perf.duplicates", "--search", str(copy)],
                check=True, capture_output=True, text=True,
            ).stdout
        )  # fmt: skip
    found = {tuple(pair) for pair in told["pairs"]}
    share = 100 * len(found & pairs) / len(pairs)
    for what, value, unit, goal in (
        ("search for doubles", told["seconds"], "s", "20 s with 100,000"),
        ("memory it took", told["megabytes"], "MB", "flat"),
        ("planted doubles found", share, "%", ""),
    ):
        yield Line(f"{what} ({len(found):,} pairs)", size, 1, value, value, value, unit, goal)


def _search(path: Path) -> dict[str, Any]:
    with at_desk(path) as desk:
        before = _peak_kb()
        started = time.perf_counter()
        found = duplicates.find(desk, limit=1_000_000)
        seconds = time.perf_counter() - started
        after = _peak_kb()
    return {
        "seconds": seconds,
        "megabytes": (after - before) / 1024,
        "pairs": [pair[:2] for pair in found.pairs],
    }


def _peak_kb() -> int:
    """The most memory of this process so far; `getrusage` would tell that of its parent, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def main() -> None:
    """Measure a database, or with --search only search it."""
    if sys.argv[1] == "--search":
        print(json.dumps(_search(Path(sys.argv[2]))))
        return
    for one in measure(Path(sys.argv[1]), Path(sys.argv[1]).stem):
        print(f"{one.what}: {one.median:,.1f} {one.unit}")


if __name__ == "__main__":
    main()
