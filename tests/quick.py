"""Databases that cost little, for tests of what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from crm_tui.store.engines.sqlite import connection, upgrade
from crm_tui.store.engines.sqlite.connection import create_file
from crm_tui.store.engines.sqlite.engine import JOURNALLED

MAKE, PRAGMAS = upgrade.make, connection._PRAGMAS
"""How the program makes a database, and what it asks of SQLite."""


@contextmanager
def quick_databases(folder: Path) -> Iterator[None]:
    """A new one is a copy of one the program made in the folder, and no commit waits for the disk,
    for no test cuts the power.
    """
    made = folder / "made.db"
    MAKE(made, JOURNALLED)
    content = made.read_bytes()

    def copy(path: Path, tables: tuple[str, ...]) -> None:
        draft = path.with_name(f".{path.name}.new")
        create_file(draft)
        draft.write_bytes(content)
        draft.replace(path)

    unsynced = tuple("synchronous = 0" if "synchronous" in one else one for one in PRAGMAS)
    assert unsynced != PRAGMAS
    with patch.object(upgrade, "make", copy), patch.object(connection, "_PRAGMAS", unsynced):
        yield
