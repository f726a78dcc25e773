"""The service desk at which actions are tried."""

from __future__ import annotations

import pytest

from crm_tui.services.opening import Desk
from tests.tui.actions import counter


@pytest.fixture
def desk_of(desk: Desk, people: dict[str, int]) -> dict[str, int]:
    """A few tickets, their ids by a short name."""
    return counter.fill(desk, people)
