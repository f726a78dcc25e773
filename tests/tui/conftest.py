"""Who stands in the database before anybody sits down."""

from __future__ import annotations

import pytest

from crm_tui.services.opening import Desk
from tests.tui import office


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """The customers of the office, their ids by a short name."""
    return office.fill(desk)
