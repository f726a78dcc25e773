"""A desk on a generated database, on the day it was generated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_tui.clock import FixedClock
from crm_tui.services.opening import Desk, open_desk
from tests.perf.generate import NOW

LOGIN = "user1"


@contextmanager
def at_desk(path: Path, login: str = LOGIN) -> Iterator[Desk]:
    """The desk, closed at the end; one at a time, as in the program itself."""
    desk = open_desk(str(path), login=login, clock=FixedClock(NOW), origin="shell")
    try:
        yield desk
    finally:
        desk.store.close()
