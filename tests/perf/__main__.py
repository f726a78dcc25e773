"""All measurements by one command: `python -m tests.perf`.

    python -m tests.perf [--sizes 10k,100k,1M] [--only reading,shell,...] [--json FILE]

Databases are generated where they are missing (1M takes some minutes) and kept in the folder.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.perf import (
    agenda,
    crowd,
    duplicates,
    imports,
    pipeline,
    reading,
    shell,
    tickets,
    workspace,
    writing,
)
from tests.perf.desk import at_desk
from tests.perf.generate import generate, size_of
from tests.perf.measure import Line, machine, table

PARTS = ("reading", "agenda", "pipeline", "tickets", "shell", "workspace", "writing", "crowd",
         "imports", "duplicates")  # fmt: skip
ENTRIES = {"1M": 1}


def main() -> None:
    """Generate, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.perf", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k,1M", help="customers, with commas between")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "crm-perf"))
    parser.add_argument("--seconds", type=float, default=60, help="how long the crowd works")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for size in args.sizes.split(","):
        path = _database(args.folder, size)
        for one in _measured(path, size, args.only.split(","), args.seconds):
            lines.append(one)
            print(f"  {one.what}: {one.median:,.4g} {one.unit}", file=sys.stderr)
    print(table(lines))
    if args.json:
        told = {"machine": machine(), "lines": [one._asdict() for one in lines]}
        args.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _database(folder: Path, size: str) -> Path:
    path = folder / f"{size}.db"
    if not path.exists():
        print(f"generating {path}", file=sys.stderr)
        draft = folder / f"{size}.draft.db"
        draft.unlink(missing_ok=True)
        generate(draft, size_of(size), ENTRIES.get(size, 10))
        draft.rename(path)
    return path


def _measured(path: Path, size: str, parts: list[str], seconds: float) -> Iterator[Line]:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copy(path, copy)
        if "reading" in parts:
            with at_desk(copy) as desk:
                yield from reading.measure(desk, size)
        if "agenda" in parts:
            yield from agenda.measure(copy, size)
        if "pipeline" in parts:
            yield from pipeline.measure(copy, size)
        if "tickets" in parts:
            yield from tickets.measure(copy, size)
        if "shell" in parts:
            yield from shell.measure(copy, size)
        if "workspace" in parts:
            yield from workspace.measure(copy, size)
        if "crowd" in parts and size != "1M":
            for people in (8, 32):
                yield from crowd.measure(copy, size, people, seconds)
        if "imports" in parts and size != "1M":
            yield from imports.measure(Path(folder), size)
        if "duplicates" in parts and size != "1M":
            yield from duplicates.measure(copy, size)
        if "writing" in parts and size != "1M":
            yield from writing.measure(copy, size)


if __name__ == "__main__":
    main()
