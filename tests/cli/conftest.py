from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crm_tui.cli.main import run
from crm_tui.services.opening import Desk, open_desk
from crm_tui.store.engines import Engine, open_engine
from tests import builders


class Said(NamedTuple):
    """What a command line did: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


Crm = Callable[..., Said]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "crm.db"


@pytest.fixture
def crm(database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Crm:
    """Runs a command line as `crm` does, on a Friday at ten in Budapest, as anna."""
    monkeypatch.setenv("CRM_DB", str(database))
    monkeypatch.setenv("CRM_USER", "anna")
    monkeypatch.setattr("crm_tui.cli.session._clock", lambda zone: builders.a_clock())

    def line(*words: str | int | Path) -> Said:
        capsys.readouterr()
        status = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return line


@pytest.fixture
def stays_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For hundreds of lines on one database: it stays open from one line to the next.

    To open it is most of what a line takes; how each opens and closes it, other tests see.
    """
    engines: dict[str, Engine] = {}

    def open_once(address: str, *, create: bool = True) -> Engine:
        if address not in engines:
            engines[address] = engine = open_engine(address, create=create)
            monkeypatch.setattr(engine, "close", lambda: None)
        return engines[address]

    def desk_of_a_line(address: str, **more: Any) -> Desk:
        with monkeypatch.context() as patch:
            patch.setattr("crm_tui.store.database.open_engine", open_once)
            return open_desk(address, **more)

    monkeypatch.setattr("crm_tui.services.opening.open_desk", desk_of_a_line)
    yield
    for engine in engines.values():
        type(engine).close(engine)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a text on standard input."""

    def put(text: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO(text))

    return put


@pytest.fixture
def rossi(crm: Crm, database: Path) -> int:
    """A company in Milan with a buyer, Anna Bianchi, who is customer 2."""

    def make() -> None:
        crm(
            "new", "Rossi GmbH", "--city", "Milano", "--phone", "+39 02 1234567",
            "--email", "info@rossi.example",
        )  # fmt: skip
        crm(
            "new", "Anna Bianchi", "--at", "Rossi GmbH", "--title", "buyer",
            "--phone", "+393331112222",
        )  # fmt: skip

    builders.made_once(database, "Rossi and his buyer", make)
    return 1
