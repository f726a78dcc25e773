"""A desk on a fresh database, and what stands in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_tui.clock import FixedClock
from crm_tui.services.opening import Desk, open_desk


@contextmanager
def sat_down(path: Path) -> Iterator[Desk]:
    """Anna's desk on a Monday in March, on a file that is made if it is not there."""
    clock = FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    opened = open_desk(str(path), login="anna", clock=clock)
    try:
        yield opened
    finally:
        opened.store.close()


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    with sat_down(tmp_path / "crm.db") as opened:
        yield opened
