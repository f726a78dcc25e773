"""A long log is emptied by a thread of its own, which nobody waits for."""

import shutil
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from crm_tui.services.opening import Desk
from crm_tui.store.engines.sqlite.connection import connect, library_version, wal_is_safe
from crm_tui.store.engines.sqlite.log_emptying import log_emptied
from tests.builders import a_company, a_desk

pytestmark = [
    pytest.mark.usefixtures("real_databases"),
    pytest.mark.skipif(not wal_is_safe(library_version()), reason="this SQLite keeps no log"),
]


def names_in_the_file_alone(path: Path, at: Path) -> list[str]:
    shutil.copy(path, at)
    with closing(connect(at)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM party ORDER BY id")]


def test_what_was_told_of_is_in_the_file_when_the_thread_has_ended(tmp_path: Path):
    path = tmp_path / "crm.db"
    with a_desk(path) as desk:
        a_company(desk, "Before Kft")
        assert names_in_the_file_alone(path, tmp_path / "before.db") == []
        with log_emptied(path) as committed:
            a_company(desk, "Meanwhile Kft")
            committed()
        assert names_in_the_file_alone(path, tmp_path / "after.db") == [
            "Before Kft",
            "Meanwhile Kft",
        ]


def test_a_long_change_set_leaves_no_long_log_and_no_thread(tmp_path: Path):
    path = tmp_path / "crm.db"
    with a_desk(path) as desk:
        with desk.store.long_change_set(desk.user, "import") as whole:
            for name in ("Rossi Kft", "Kovács Bt"):
                with whole.part():
                    a_company(desk, name)
        assert names_in_the_file_alone(path, tmp_path / "after.db") == ["Rossi Kft", "Kovács Bt"]
        assert not [one for one in threading.enumerate() if one.name == "log emptying"]


def test_who_reads_an_old_state_is_not_disturbed_nor_waited_for(tmp_path: Path):
    path = tmp_path / "crm.db"
    with a_desk(path) as desk, closing(connect(path)) as reader:
        a_company(desk, "Rossi Kft")
        reader.execute("BEGIN")
        names = "SELECT name FROM party ORDER BY id"
        assert reader.execute(names).fetchall() == [("Rossi Kft",)]
        with desk.store.long_change_set(desk.user, "import") as whole, whole.part():
            a_company(desk, "Kovács Bt")
        assert reader.execute(names).fetchall() == [("Rossi Kft",)]
        reader.execute("COMMIT")
        assert reader.execute(names).fetchall() == [("Rossi Kft",), ("Kovács Bt",)]


def test_an_error_in_the_long_change_set_ends_the_thread_too(desk: Desk):
    with (
        suppress(LookupError),
        desk.store.long_change_set(desk.user, "import") as whole,
        whole.part(),
    ):
        a_company(desk, "Ghost Kft")
        raise LookupError
    assert not [one for one in threading.enumerate() if one.name == "log emptying"]
