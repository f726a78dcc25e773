"""How many of the true doubles are found, and how many that are none: on labelled sets.

    python -m tests.perf.likeness FOLDER

The folder is that of the sets `duplicates` (Febrl's dataset1, Splink's fake_1000). Each is taken
in as the program would, every row a customer of its own; the true pairs are those whose keys say
so, which the search never sees.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from crm_tui.clock import FixedClock
from crm_tui.exchange.importing import look, take_over
from crm_tui.services.opening import open_desk
from crm_tui.views import duplicates
from tests.perf.generate import NOW


class Labelled(NamedTuple):
    """A labelled set: the file, how its columns are read, and the column that tells who is who."""

    name: str
    file: str
    columns: dict[str, str]
    key: str
    cluster: str


SETS = (
    Labelled(
        "febrl", "febrl/dataset1.csv", {"rec_id": "external_id", "suburb": "city"}, "rec_id", ""
    ),
    Labelled(
        "splink", "splink/fake_1000.csv", {"unique_id": "external_id", "cluster": "skip"},
        "unique_id", "cluster",
    ),
)  # fmt: skip


class Quality(NamedTuple):
    """How a search did; precision and recall as shares of 1."""

    name: str
    least: int
    found: int
    true: int
    precision: float
    recall: float


def measure(folder: Path, labelled: Labelled, marks: tuple[int, ...]) -> list[Quality]:
    """How good the pairs are that reach each of the scores."""
    path = folder / labelled.file
    true = _true_pairs(path, labelled)
    with tempfile.TemporaryDirectory() as home:
        desk = open_desk(str(Path(home, "crm.db")), login="anna", clock=FixedClock(NOW))
        plan = look(path, kind="people", fields=labelled.columns)
        take_over(desk, plan, rejects=Path(home, "rejects.csv"))
        keys = dict(desk.store.rows('SELECT "row", value FROM external_id'))
        pairs = duplicates.find(desk, least=min(marks), limit=100_000).pairs
        desk.store.close()
    qualities = []
    for least in marks:
        found = {
            frozenset((keys[pair.one], keys[pair.other])) for pair in pairs if pair.score >= least
        }
        right = len(found & true)
        qualities.append(
            Quality(
                labelled.name, least, len(found), len(true), right / max(len(found), 1),
                right / len(true),
            )
        )  # fmt: skip
    return qualities


def _true_pairs(path: Path, labelled: Labelled) -> set[frozenset[str]]:
    clusters: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            key = row[labelled.key]
            cluster = row[labelled.cluster] if labelled.cluster else key.split("-")[1]
            clusters.setdefault(cluster, []).append(key)
    return {frozenset(pair) for keys in clusters.values() for pair in combinations(keys, 2)}


def main() -> None:
    """Measure both sets and tell."""
    print("| set | from score | pairs found | true pairs | precision | recall |")
    print("|-----|------------|-------------|------------|-----------|--------|")
    for labelled in SETS:
        for one in measure(Path(sys.argv[1]), labelled, (50, duplicates.LEAST, 70, 80, 90)):
            print(
                f"| {one.name} | {one.least} | {one.found:,} | {one.true:,}"
                f" | {one.precision:.3f} | {one.recall:.3f} |"
            )


if __name__ == "__main__":
    main()
