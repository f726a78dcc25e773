"""Who stands in the database before anybody sits down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import app, pilot

from crm_tui.services.opening import Desk
from tests.tui import office
from tests.tui.quiet import wait_for_quiet


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """The customers of the office, their ids by a short name."""
    return office.fill(desk)


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """A pilot that waits as long as there is something to wait for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pilot, "wait_for_idle", wait_for_quiet)
        patch.setattr(app, "wait_for_idle", wait_for_quiet)
        yield
