"""A desk on a fresh database, and what stands in it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crm_tui.clock import FixedClock
from crm_tui.services.opening import Desk, open_desk


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    clock = FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    opened = open_desk(str(tmp_path / "crm.db"), login="anna", clock=clock)
    yield opened
    opened.store.close()
