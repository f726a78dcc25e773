"""A folder as the file chooser shows it: what can be taken in, and the ways up and down."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from crm_tui.text.fold import fold

ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl",
    ".ndjson", ".ics", ".vcf", ".db", ".sqlite", ".sqlite3", ".zip",
)  # fmt: skip
"""The files that can be read, by the endings of their names."""

MOST = 5_000
"""So many entries of a folder are listed."""

_UNITS = ("B", "kB", "MB", "GB", "TB")


class Item(NamedTuple):
    """An entry of the list: a file, a folder, the way up, or a file taken in before."""

    path: Path
    what: Literal["file", "folder", "up", "recent"]
    size: int = 0
    day: date | None = None

    @property
    def name(self) -> str:
        """The entry as it is listed; folders end with a stroke."""
        if self.what == "up":
            return "../"
        return f"{self.path.name}/" if self.what == "folder" else self.path.name


class Listing(NamedTuple):
    """A folder's entries, or the `problem` that hides them; `more` were too many to list."""

    folder: Path
    items: tuple[Item, ...]
    problem: str = ""
    more: int = 0

    def narrowed(self, wanted: str) -> tuple[Item, ...]:
        """The entries whose name holds what was typed; all for nothing."""
        sought = fold(wanted)
        return tuple(item for item in self.items if sought in fold(item.name))


def listing(folder: Path, *, hidden: bool = False, recent: Sequence[str] = ()) -> Listing:
    """What stands in a folder: files taken in before, the way up, folders, files; by name.

    Files that no reader reads or that may not be read are left out, hidden ones unless wanted.
    """
    before = [_item(Path(name), "recent") for name in recent]
    above = [Item(folder.parent, "up")] if folder.parent != folder else []
    folders: list[Item] = []
    files: list[Item] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") and not hidden:
                    continue
                if _is_folder(entry):
                    folders.append(Item(folder / entry.name, "folder"))
                elif entry.name.lower().endswith(ENDINGS) and os.access(entry.path, os.R_OK):
                    files.append(_item(folder / entry.name, "file"))
    except OSError as error:
        return Listing(folder, tuple(above), f"{folder} cannot be listed: {error.strerror}.")
    listed = [*sorted(folders, key=_by_name), *sorted(files, key=_by_name)]
    items = [*(one for one in before if one.day), *above, *listed[:MOST]]
    return Listing(folder, tuple(items), more=max(0, len(listed) - MOST))


def say_size(size: int) -> str:
    """The size as people say it: '812 B', '1.2 MB'."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = f"{amount:.1f}" if unit and amount < 9.95 else f"{amount:.0f}"
    return f"{shown} {_UNITS[unit]}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _item(path: Path, what: Literal["file", "recent"]) -> Item:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return Item(path, what)
    return Item(path, what, found.st_size, datetime.fromtimestamp(found.st_mtime).date())


def _by_name(item: Item) -> tuple[str, str]:
    return fold(item.name), item.name
