"""What every test stands on: no setting of this machine, a clock that stands still, a desk."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crm_tui.clock import FixedClock
from crm_tui.services.opening import Desk
from crm_tui.store.engines.sqlite import connection, upgrade
from tests import builders, quick
from tests.exchange.support_tickets import TakenIn, taken_in

# Each process reads every test file: to rewrite their asserts anew takes one 5 s, so what was
# rewritten is kept in __pycache__, also for whoever set PYTHONDONTWRITEBYTECODE.
sys.dont_write_bytecode = False

# How long an example takes depends on who else uses the machine: it decides nothing here.
settings.register_profile(
    "crm", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crm")


def pytest_collection_finish() -> None:
    """Keep what was read of thousands of tests out of the searches for garbage.

    They are fewer, too: at the usual pace they take a tenth of the time of a test of a screen.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without settings, shared by tests that leave it empty."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def isolation(monkeypatch: pytest.MonkeyPatch, empty_home: Path) -> Iterator[None]:
    """Nothing of the machine's own settings, data or time zone reaches a test."""
    for name in os.environ:
        if name.startswith(("CRM_", "XDG_")) and name != "CRM_TEST_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(empty_home))
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "Europe/Budapest")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _quick_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with quick.quick_databases(tmp_path_factory.mktemp("made")):
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shared by all the processes that run tests together."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def support_tickets(run_folder: Path) -> TakenIn:
    """The real support tickets, taken in once by all the processes that run tests together."""
    return taken_in(run_folder)


@pytest.fixture
def real_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of the making and the keeping: databases made and synced as the program does."""
    monkeypatch.setattr(upgrade, "make", quick.MAKE)
    monkeypatch.setattr(connection, "_PRAGMAS", quick.PRAGMAS)


@pytest.fixture
def clock() -> FixedClock:
    return builders.a_clock()


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Anna's, on a new database in which nothing stands but her."""
    path = tmp_path / "crm.db"

    def begin() -> None:
        with builders.a_desk(path, clock):
            pass

    if "real_databases" not in request.fixturenames:
        builders.made_once(path, f"begun at {clock.now()} in {clock.zone}", begin)
    with builders.a_desk(path, clock) as opened:
        yield opened
