"""Many processes at once, and a lock that is held long."""

import pytest

from crm_tui.errors import BusyError
from crm_tui.services import parties
from crm_tui.store.engines.sqlite import backup, engine
from tests.builders import a_desk, labels
from tests.faults import work
from tests.faults.conftest import assert_whole, kept_by_upgrade, names, refused
from tests.faults.crowd import all_at_once, child


def test_twelve_who_begin_a_database_at_once_all_find_the_same(path):
    users = all_at_once(work.opens, [(path,)] * 12)
    assert len(set(users)) == 1
    with a_desk(path) as desk:
        assert labels(desk) == ["added colleague anna"]
        assert_whole(desk, [])
    assert [file.name for file in path.parent.iterdir()] == ["crm.db"]


def test_twelve_who_upgrade_a_database_at_once_do_it_once(made):
    assert all_at_once(work.opens_with_newer_program, [(made,)] * 12) == [work.NEWER] * 12
    kept = kept_by_upgrade(made)
    backup.verify(kept)
    # Two who close in the same moment may leave the log to whoever opens next.
    files = {file.name for file in made.parent.iterdir()} - {"crm.db-wal", "crm.db-shm"}
    assert files == {"crm.db", kept.name}


def test_a_program_that_was_open_during_an_upgrade_writes_no_more(made, crm):
    with a_desk(made) as desk:
        with child(work.opens_with_newer_program, made) as newer:
            assert newer.answer() == work.NEWER
        with pytest.raises(Exception, match="upgraded by a newer program; nothing was changed"):
            parties.add(desk, "company", "Late Kft")
    assert "made by a newer version" in refused(crm("find", "Rossi", "--db", made))


def test_forty_writers_and_four_readers_at_once(made):
    writers = [(made, f"writer{n}", 3) for n in range(40)]
    readers = [(made, 60) for _ in range(4)]
    answers = all_at_once(work.writes_or_reads, [*writers, *readers])
    acknowledged = [name for answer in answers[:40] for name in answer]
    assert len(acknowledged) == 120
    assert all(counts == sorted(counts) for counts in answers[40:])
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi", *acknowledged])
        assert len(names(desk)) == 121


def test_a_lock_held_long_is_told_of_and_then_given_up_politely(made, monkeypatch):
    monkeypatch.setattr(engine, "LOCK_PATIENCE", 0.1)
    with child(work.holds_the_lock, made) as holder, a_desk(made) as desk:
        holder.next_word()
        waits = []
        desk.store.on_wait = waits.append
        with pytest.raises(BusyError, match=r"Someone else is writing.*nothing was changed"):
            parties.add(desk, "company", "Late Kft")
        assert waits == sorted(waits)
        assert waits[-1] > waits[0]
        assert names(desk) == ["Rossi"]  # reading goes on meanwhile
        holder.hears()
        holder.answer()
        parties.add(desk, "company", "Late Kft")
        assert names(desk) == ["Rossi", "Slow Kft", "Late Kft"]


def test_a_command_says_that_it_could_not_get_the_lock(made):
    with child(work.holds_the_lock, made) as holder:
        holder.next_word()
        words = ("log", "Rossi", "called", "--db", str(made), "--as", "anna")
        with child(work.impatient_shell, *words) as late:
            assert refused(late.answer()) == (
                "Someone else is writing to the database; nothing was changed.\nTry again.\n"
            )
