"""A disk without room: said so, nothing half done, reading goes on, and so does work afterwards."""

import shutil
from collections.abc import Callable

import pytest

from crm_tui.errors import DatabaseError
from crm_tui.exchange import importing
from crm_tui.services import parties, timeline, upkeep
from crm_tui.services.opening import Desk
from crm_tui.store import history
from crm_tui.store.engines.sqlite import backup
from crm_tui.store.engines.sqlite.faults import full_disk
from crm_tui.tui import lookout
from tests.builders import a_desk, dump
from tests.faults import work
from tests.faults.conftest import assert_whole, names, refused
from tests.faults.crowd import child
from tests.tui.office import a_seat, elsewhere
from tests.tui.stage import until

# Files may grow to here; the database is smaller, its write-ahead log reaches it soon.
LIMIT = 1_000_000


def test_a_file_that_may_not_grow_stops_writing_and_nothing_else(made):
    with child(work.writes_until_full, made, LIMIT) as writer:
        told = writer.answer()
    assert isinstance(told["error"], DatabaseError)
    assert told["error"].sentence == (
        "The disk refused to read or write the database; nothing was changed."
    )
    assert told["done"]
    assert told["read"] == ["Rossi", *told["done"]]
    assert isinstance(told["again"], DatabaseError)
    assert told["undone"] == "a long one"
    assert told["problems"] == []
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi", *told["done"]])
        assert told["after"] not in names(desk)


def test_a_full_disk_is_called_a_full_disk(small_disk):
    path = small_disk / "crm.db"
    with a_desk(path) as desk:
        party = work.one_customer(desk, "Rossi")
        with pytest.raises(DatabaseError, match="The disk is full; nothing was changed"):
            write_on_and_on(desk, party, written := [])
        assert desk.store.value("SELECT count(*) FROM timeline_entry WHERE kind='note'") == len(
            written
        )
        assert written


def test_commands_on_a_full_disk_say_so_and_work_again_when_there_is_room(small_disk, crm):
    path = small_disk / "crm.db"
    with a_desk(path) as desk:
        party = work.one_customer(desk, "Rossi")
        fill(small_disk)
        with pytest.raises(DatabaseError, match="The disk is full"):
            write_on_and_on(desk, party, [])
        late = crm("log", "Rossi", "word " * 20_000, "--db", path, "--as", "anna")
        assert "The disk is full; nothing was changed." in refused(late)
        shown = crm("show", "Rossi", "--db", path, "--as", "anna")
        assert shown.returncode == 0
        assert "call Rossi" in shown.stdout
    fill(small_disk)  # closing has made room
    late = crm("log", "Rossi", "late", "--db", path, "--as", "anna")
    assert "The disk is full; nothing was changed." in refused(late)
    (small_disk / "filler").unlink()
    assert crm("log", "Rossi", "at last", "--db", path, "--as", "anna").returncode == 0


def test_no_database_is_begun_on_a_full_disk(small_disk, crm):
    fill(small_disk)
    path = small_disk / "crm.db"
    assert "The disk is full" in refused(crm("new", "Rossi", "--db", path))
    assert not path.exists()


def test_an_import_that_fills_the_disk_leaves_nothing_of_itself(small_disk, tmp_path):
    path = small_disk / "crm.db"
    file = work.a_file_of_customers(tmp_path / "many.csv", 3000)
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
        before = dump(desk)
        with pytest.raises(DatabaseError, match="The disk is full"):
            importing.take_over(desk, importing.look(file))
    roomy = tmp_path / "roomy.db"
    for side in ("", "-wal", "-shm"):
        if (small := small_disk / f"crm.db{side}").exists():
            shutil.copy(small, f"{roomy}{side}")
    with a_desk(roomy) as desk:
        assert dump(desk) == before
        assert upkeep.check(desk) == []


@pytest.fixture
def breaks_off(monkeypatch):
    """Breaks a long change set off on a disk so full that taking it back fails, too."""

    def full(*_: object, **__: object) -> None:
        raise full_disk()

    def breaks_off(desk: Desk) -> None:
        monkeypatch.setattr(history, "take_back", full)
        with pytest.raises(DatabaseError, match=r"full; .* still stands\. .* can be done\."):
            writes_a_half(desk, full)
        assert "Verdi" in names(desk)
        monkeypatch.undo()

    def writes_a_half(desk: Desk, ends: Callable[[], None]) -> None:
        with desk.store.long_change_set(desk.user, "imported many") as many:
            with many.part():
                parties.add(desk, "company", "Verdi")
            ends()

    return breaks_off


def test_what_could_not_be_taken_back_for_want_of_room_is_by_whoever_opens_next(made, breaks_off):
    with a_desk(made) as desk:
        before = dump(desk)
        breaks_off(desk)
    with a_desk(made) as desk:
        assert dump(desk) == before


def test_what_could_not_be_taken_back_is_before_the_next_import_of_the_same_program(
    made, breaks_off, tmp_path
):
    with a_desk(made) as desk:
        breaks_off(desk)
        file = work.a_file_of_customers(tmp_path / "few.csv", 3)
        assert importing.take_over(desk, importing.look(file)).created == 3
        assert "Verdi" not in names(desk)
        assert upkeep.check(desk) == []


async def test_what_could_not_be_taken_back_is_by_a_program_that_runs(
    made, breaks_off, tmp_path, monkeypatch
):
    with a_desk(made) as desk:
        before = dump(desk)
        monkeypatch.setattr(lookout, "TAKE_BACK_AFTER_S", 0.0)
        async with a_seat(desk, tmp_path) as seat:
            await elsewhere(desk, breaks_off)
            await until(seat.pilot, lambda: "taken back" in seat.status, "the end of the half")
            assert "Verdi" not in await seat.look()
            assert dump(desk) == before


async def test_an_import_under_way_is_left_alone_by_programs_that_run(made, tmp_path, monkeypatch):
    monkeypatch.setattr(lookout, "TAKE_BACK_AFTER_S", 0.0)
    file, tried = work.a_file_of_customers(tmp_path / "customers.csv", 900), []
    with a_desk(made) as desk, child(work.imports, made, file) as running:
        async with a_seat(desk, tmp_path) as seat:
            whole = desk.store.take_back_broken
            monkeypatch.setattr(
                desk.store, "take_back_broken", lambda *how: tried.append(whole(*how))
            )
            running.next_word()
            await until(seat.pilot, lambda: bool(tried), "a try")
            running.hears()
            assert running.answer() == 900
        assert set(tried) == {0}
        assert len(names(desk)) == 901


def test_a_backup_without_room_keeps_the_older_backup(small_disk, made, crm):
    kept = small_disk / "kept.bak"
    assert crm("backup", kept, "--db", made, "--as", "anna").returncode == 0
    with a_desk(made) as desk:
        party = work.one_customer(desk, "Verdi")
        for _ in range(200):
            timeline.log(desk, party, "word " * 2000, kind="note")
    older = kept.read_bytes()
    complaint = refused(crm("backup", kept, "--db", made, "--as", "anna"))
    assert str(kept) in complaint
    assert "The disk is full" in complaint
    assert kept.read_bytes() == older
    backup.verify(kept)
    assert [file.name for file in small_disk.iterdir()] == ["kept.bak"]


def write_on_and_on(desk, party, written):
    """Log until that fails: the write-ahead log has room left for a while."""
    while True:
        written.append(timeline.log(desk, party, "word " * 2000, kind="note").entry)


def fill(folder):
    """Leave no room at all."""
    try:
        with (folder / "filler").open("ab", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass
    except OSError:
        return
