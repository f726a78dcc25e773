"""Files that are damaged, foreign, newer, empty or no file at all: named, and left as they are."""

import shutil
import sqlite3

import pytest

from crm_tui.errors import BusyError, DatabaseError, RuleError
from crm_tui.services import timeline, upkeep
from tests.builders import a_desk, dump
from tests.faults import work
from tests.faults.conftest import assert_whole, names, refused
from tests.faults.crowd import child

PAGE = 4096


def truncated(path):
    path.write_bytes(path.read_bytes()[: 20 * PAGE])


def zeroed(path):
    path.write_bytes(bytes(path.stat().st_size))


def without_header(path):
    path.write_bytes(b"X" * 100 + path.read_bytes()[100:])


def a_text(path):
    path.write_text("Dear diary,\n" * 50)


def foreign(path):
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE diary (day)")
    other.close()


def newer(path):
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()


def empty(path):
    path.write_bytes(b"")


def a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (truncated, "The database is damaged"),
        (zeroed, "not a database of this program"),
        (without_header, "not a database of this program"),
        (a_text, "not a database of this program"),
        (foreign, "is a database of another program"),
        (newer, "was made by a newer version of crm"),
        (empty, "is empty: not a database of this program"),
        (a_folder, "is a folder, not a database"),
    ],
)
def test_a_file_that_is_not_right_is_named_and_not_touched(made, crm, spoil, sentence):
    spoil(made)
    before = made.is_file() and made.read_bytes()
    for words in (("show", "Rossi"), ("log", "Rossi", "called"), ("check",), ("new", "Verdi")):
        complaint = refused(crm(*words, "--db", made, "--as", "anna"))
        assert sentence in complaint
        assert str(made) in complaint or spoil is truncated
    assert (made.is_file() and made.read_bytes()) == before
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_reading_never_begins_a_database(path, crm):
    assert f"There is no database at {path}." in refused(crm("find", "Rossi", "--db", path))
    assert not path.exists()


def test_a_device_is_not_taken_for_a_file(crm):
    assert "/dev/null is a device" in refused(crm("find", "Rossi", "--db", "/dev/null"))


def test_a_link_leads_to_the_database_it_names(tmp_path, made):
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(made)
    with a_desk(link) as desk:
        work.one_customer(desk, "Verdi")
        assert [file.name for file in link.parent.iterdir()] == ["link.db"]
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi", "Verdi"])


def test_a_link_to_itself_is_said_to_be_one(tmp_path, crm):
    link = tmp_path / "link.db"
    link.symlink_to(link)
    assert "is a link that leads to itself" in refused(crm("find", "Rossi", "--db", link))


def test_a_damaged_file_names_the_newest_backup_beside_it(made, crm):
    kept = made.with_name("crm-2026-11-20-100000.bak")
    shutil.copy(made, kept)
    zeroed(made)
    assert f"'crm restore {kept}'" in refused(crm("show", "Rossi", "--db", made))


@pytest.fixture
def spoilt(made):
    """A database with a page in the middle overwritten: opened, and found out only later."""
    with a_desk(made) as desk:
        party = work.one_customer(desk, "Verdi")
        for number in range(40):
            timeline.log(desk, party, f"word{number} " * 400, kind="note")
        root = desk.store.value("SELECT rootpage FROM sqlite_master WHERE name='timeline_entry'")
    content = bytearray(made.read_bytes())
    content[(root - 1) * PAGE : root * PAGE] = b"\xa5" * PAGE
    made.write_bytes(content)
    return made


def test_check_reports_damage_and_does_not_fail_of_it(spoilt, crm):
    told = crm("check", "--db", spoilt, "--as", "anna")
    assert told.returncode == 6
    assert "damaged" in told.stdout
    assert "Traceback" not in told.stderr


def test_what_is_not_damaged_can_still_be_read(spoilt):
    with a_desk(spoilt) as desk:
        assert names(desk) == ["Rossi", "Verdi"]
        with pytest.raises(DatabaseError, match="The database is damaged"):
            desk.store.rows("SELECT body FROM timeline_entry")
        assert any("damaged" in problem for problem in upkeep.check(desk))


def test_a_damaged_database_gives_no_backup(spoilt):
    with a_desk(spoilt) as desk, pytest.raises(DatabaseError, match="damaged"):
        upkeep.backup(desk, spoilt.with_name("crm.bak"))
    assert not list(spoilt.parent.glob("*crm.bak*"))


def test_a_backup_takes_the_place_of_a_damaged_database_which_is_kept(made, crm):
    kept = made.with_name("good.bak")
    assert crm("backup", kept, "--db", made, "--as", "anna").returncode == 0
    zeroed(made)
    told = crm("restore", kept, "--db", made, "--as", "anna")
    assert (told.returncode, told.stderr) == (0, "")
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi"])
    assert made.with_name("crm-before-restore-1.bak").read_bytes().strip(b"\0") == b""


@pytest.mark.parametrize("spoil", [truncated, zeroed, a_text, foreign, newer, empty])
def test_a_backup_that_is_not_good_is_never_restored(made, tmp_path, spoil):
    bad = tmp_path / "bad.bak"
    shutil.copy(made, bad)
    spoil(bad)
    before = made.read_bytes()
    with pytest.raises(DatabaseError, match=r"bad\.bak"):
        upkeep.restore(str(made), bad, tmp_path / "kept.bak")
    assert made.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.bak", "crm.db"]


def test_a_database_that_others_have_open_is_not_replaced_under_them(made, tmp_path, crm):
    good = tmp_path / "good.bak"
    with a_desk(made) as desk:
        upkeep.backup(desk, good)
    with child(work.holds_the_lock, made) as other:
        other.next_word()
        complaint = refused(crm("restore", good, "--db", made, "--as", "anna"))
        assert f"Others have {made} open; nothing was restored." in complaint
        other.hears()
        other.answer()
    with a_desk(made) as desk:
        assert names(desk) == ["Rossi", "Slow Kft"]


def test_a_restored_database_is_what_the_backup_held(made, tmp_path):
    good, before = tmp_path / "good.bak", tmp_path / "before.bak"
    with a_desk(made) as desk:
        upkeep.backup(desk, good)
        held = dump(desk)
        work.one_customer(desk, "Verdi")
    upkeep.restore(str(made), good, before)
    with a_desk(made) as desk:
        assert dump(desk) == held
        assert_whole(desk, ["Rossi"])
    with a_desk(before) as desk:
        assert_whole(desk, ["Rossi", "Verdi"])


def test_a_database_is_no_backup_of_itself(made):
    with a_desk(made) as desk, pytest.raises(RuleError):
        upkeep.backup(desk, made)
    with pytest.raises(RuleError):
        upkeep.restore(str(made), made, made.with_name("kept.bak"))


def test_another_program_s_file_is_not_replaced_by_a_backup(made, tmp_path):
    other = tmp_path / "diary.db"
    other.touch()
    foreign(other)
    with pytest.raises(DatabaseError, match="another program"):
        upkeep.restore(str(other), made, tmp_path / "kept.bak")


def test_a_restore_beside_a_busy_database_says_busy(made, tmp_path):
    good = tmp_path / "good.bak"
    with a_desk(made) as desk:
        upkeep.backup(desk, good)
        with pytest.raises(BusyError, match="Let them leave"):
            upkeep.restore(str(made), good, tmp_path / "kept.bak")
