"""With a SQLite that has the WAL-reset fault: a rollback journal, and the same promises."""

import pytest

from crm_tui.exchange import importing
from crm_tui.services import undo, upkeep
from crm_tui.store.engines.sqlite.connection import wal_is_safe
from tests.builders import a_company, a_desk, dump
from tests.faults import work
from tests.faults.conftest import assert_whole, names
from tests.faults.crowd import all_at_once, child


@pytest.fixture(autouse=True)
def older_sqlite():
    with work.rollback_journal():
        yield


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)  # fmt: skip
def test_which_libraries_have_the_fault(version, safe):
    assert wal_is_safe(version) is safe


def test_a_rollback_journal_is_used_and_check_says_why(path):
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
        assert [file.name for file in path.parent.iterdir()] == ["crm.db"]
        journal = dict(upkeep.facts(desk))["journal"]
        assert journal == "delete (this library has the WAL-reset fault)"


def test_a_file_in_wal_mode_is_changed_to_it_with_nothing_lost(path):
    with child(work.writes, path, "writer", 3) as other:
        acknowledged = other.answer()
    with a_desk(path) as desk:
        assert desk.store.value("PRAGMA journal_mode") == "delete"
        assert_whole(desk, acknowledged)


def test_while_others_use_it_in_wal_mode_it_is_left_alone(path, monkeypatch):
    monkeypatch.setattr(work.engine, "PATIENCE_MS", 100)
    with child(work.holds_the_lock, path) as other:
        other.next_word()
        with pytest.raises(Exception, match="this older SQLite cannot share safely"), a_desk(path):
            pass
        other.hears()
        other.answer()


def test_what_is_done_can_be_taken_back_and_done_again(path, tmp_path):
    file = work.a_file_of_customers(tmp_path / "customers.csv", 300)
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
        before = dump(desk)
        importing.take_over(desk, importing.look(file))
        assert len(names(desk)) == 301
        undo.undo(desk)
        assert dump(desk) == before
        undo.redo(desk)
        assert len(names(desk)) == 301
        a_company(desk, "And on it goes")
        assert upkeep.check(desk) == []


def test_twelve_writers_at_once_all_succeed(path):
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
    crowd = [(path, f"writer{n}", 3) for n in range(12)]
    answers = all_at_once(work.writes_on_faulty_library, crowd)
    with a_desk(path) as desk:
        assert_whole(desk, [name for answer in answers for name in answer])
        assert len(names(desk)) == 37
