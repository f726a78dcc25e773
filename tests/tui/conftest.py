"""Who stands in the database before anybody sits down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual import app, pilot
from textual.css.stylesheet import Stylesheet

from crm_tui.services.opening import Desk
from crm_tui.tui import foothold
from crm_tui.tui.gateway import Gateway
from tests.tui import office
from tests.tui.quiet import drained, wait_for_quiet


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """The customers of the office, their ids by a short name."""
    return office.fill(desk)


@pytest.fixture
def gateway(desk: Desk) -> Iterator[Gateway]:
    """The way to the database, with nobody who waits for its news."""
    opened = Gateway(desk, lambda: None)
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """A pilot that waits as long as there is something to wait for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pilot, "wait_for_idle", wait_for_quiet)
        patch.setattr(app, "wait_for_idle", wait_for_quiet)
        patch.setattr(pilot.Pilot, "_wait_for_screen", drained)
        yield


@pytest.fixture(scope="session", autouse=True)
def everybody_has_seen_it() -> Iterator[None]:
    """Keys that are pressed here mean what stands under the cursor: no time passes in between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foothold, "REACTION_S", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def sheets_read_once() -> Iterator[None]:
    """Style sheets that are read once for all the apps which are started with them."""
    read: dict[tuple[object, ...], Any] = {}
    parse = Stylesheet._parse_rules

    def parsed(sheet: Stylesheet, *args: Any, **named: Any) -> Any:
        key = (*sorted(sheet._variables.items()), args, *named.items())
        if key not in read:
            read[key] = parse(sheet, *args, **named)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        yield
