"""A file becomes what this program needs, whole or not at all, and never someone else's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crm_tui.errors import DatabaseError
from crm_tui.services import parties
from crm_tui.services.opening import Desk, open_desk
from crm_tui.store.engines.sqlite.connection import APPLICATION_ID, NEWEST
from crm_tui.store.engines.sqlite.upgrade import statements, steps
from tests.builders import a_company, a_desk, dump


def test_the_last_step_makes_the_schema_the_program_knows():
    numbers = [number for number, _ in steps()]
    assert numbers == list(range(1, NEWEST + 1))


def test_a_script_is_cut_into_whole_statements():
    script = "CREATE TABLE a (x);\n-- a; comment\nCREATE TRIGGER t AFTER INSERT ON a\n" \
             "BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\nDROP TABLE a;\n"  # fmt: skip
    found = list(statements(script))
    assert [one.split()[0] for one in found] == ["CREATE", "--", "DROP"]
    assert found[1].endswith("END;")


def test_a_new_file_says_whose_and_how_new_it_is(desk: Desk):
    assert desk.store.value("PRAGMA application_id") == APPLICATION_ID
    assert desk.store.value("PRAGMA user_version") == NEWEST


def test_opening_an_up_to_date_file_changes_nothing_in_it(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        a_company(desk)
    before = (tmp_path / "crm.db").read_bytes()
    with a_desk(tmp_path / "crm.db"):
        pass
    assert (tmp_path / "crm.db").read_bytes() == before


def test_a_newer_file_is_left_alone(tmp_path: Path):
    with a_desk(tmp_path / "crm.db"):
        pass
    set_pragma(tmp_path / "crm.db", f"user_version = {NEWEST + 1}")
    before = (tmp_path / "crm.db").read_bytes()
    with pytest.raises(DatabaseError, match="newer version"):
        open_desk(str(tmp_path / "crm.db"))
    assert (tmp_path / "crm.db").read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path):
    other = tmp_path / "music.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (name)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(DatabaseError, match="another program"):
        open_desk(str(other))
    assert other.read_bytes() == before


def test_a_program_left_open_notices_that_the_file_was_upgraded(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        party = a_company(desk)
        before = dump(desk)
        set_pragma(tmp_path / "crm.db", f"user_version = {NEWEST + 1}")
        with pytest.raises(DatabaseError, match="upgraded by a newer program"):
            parties.edit(desk, party, {}, {"city": "Győr"})
        assert dump(desk) == before


def set_pragma(path: Path, pragma: str) -> None:
    """Change the header of a file as another program would."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA {pragma}")
    connection.commit()
    connection.close()
