"""Files are kept beside the database: whole, once, under names of our own."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from crm_tui.errors import DatabaseError
from crm_tui.store.files import Files

AN_HOUR_AGO = -3700


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(str(tmp_path / "crm.db"))


def age(path: Path, seconds: int) -> None:
    moment = path.stat().st_mtime + seconds
    os.utime(path, (moment, moment))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_found_again_by_its_name(files):
    path = files.path(files.keep(b"content"))
    assert path is not None
    assert path.read_bytes() == b"content"
    assert path.is_relative_to(files.folder)


def test_the_same_content_is_kept_once(files):
    assert files.keep(b"same") == files.keep(b"same") != files.keep(b"other")
    assert len([path for path in files.folder.rglob("*") if path.is_file()]) == 2


def test_an_empty_file_is_a_file(files):
    path = files.path(files.keep(b""))
    assert path is not None
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "ab/../../x", "/etc/passwd", "ab/" + "0" * 37, "AB/x"]
)
def test_a_name_that_is_none_of_ours_leads_nowhere(files, name):
    files.keep(b"x")
    assert files.path(name) is None


def test_half_a_file_that_was_left_over_is_written_anew(files):
    path = files.path(files.keep(b"content"))
    assert path is not None
    path.write_bytes(b"con")
    files.keep(b"content")
    assert path.read_bytes() == b"content"


def test_only_its_owner_reads_a_file(files):
    path = files.path(files.keep(b"x"))
    assert path is not None
    assert (mode(path), mode(path.parent), mode(files.folder)) == (0o600, 0o700, 0o700)


def test_a_group_that_shares_the_database_shares_its_files(tmp_path):
    tmp_path.chmod(0o2770)
    files = Files(str(tmp_path / "crm.db"))
    path = files.path(files.keep(b"x"))
    assert path is not None
    assert (mode(path), mode(path.parent), mode(files.folder)) == (0o660, 0o2770, 0o2770)


def test_where_nothing_can_be_written_it_says_so_and_leaves_nothing(files):
    files.folder.write_bytes(b"a file stands where the folder should")
    with pytest.raises(DatabaseError, match="cannot be kept"):
        files.keep(b"x")


def test_missing_files_are_named(files):
    there, gone = files.keep(b"there"), files.keep(b"gone")
    path = files.path(gone)
    assert path is not None
    path.unlink()
    assert files.missing([there, gone]) == [gone]


def test_old_files_that_nothing_names_are_removed_and_new_ones_stay(files):
    named, left, fresh = (files.keep(content) for content in (b"named", b"left", b"fresh"))
    for name in (named, left):
        path = files.path(name)
        assert path is not None
        age(path, AN_HOUR_AGO)
    assert files.remove_others([named]) == 1
    assert [files.path(name) is not None for name in (named, left, fresh)] == [True, False, True]


def test_a_file_kept_again_is_new_again(files):
    path = files.path(files.keep(b"x"))
    assert path is not None
    age(path, AN_HOUR_AGO)
    files.keep(b"x")
    assert files.remove_others([]) == 0


def test_strange_files_in_the_folder_are_let_be(files):
    files.keep(b"x")
    strange = files.folder / "notes.txt"
    strange.write_text("mine")
    age(strange, AN_HOUR_AGO)
    files.remove_others([])
    assert strange.exists()


def test_another_database_is_given_the_files(files, tmp_path):
    names = [files.keep(b"one"), files.keep(b"two")]
    (tmp_path / "copies").mkdir()
    copy = tmp_path / "copies" / "backup.bak"
    assert files.copy_to(copy) == 2
    assert Files(str(copy)).missing(names) == []
    assert files.copy_to(copy) == 0


@pytest.mark.parametrize("share", [False, True])
def test_files_given_to_another_database_outlive_those_of_this_one(files, tmp_path, share):
    name = files.keep(b"content")
    copy = tmp_path / "kept.bak"
    files.copy_to(copy, share=share)
    path = files.path(name)
    assert path is not None
    assert (path.stat().st_nlink == 2) == share
    path.unlink()
    kept = Files(str(copy)).path(name)
    assert kept is not None
    assert kept.read_bytes() == b"content"


def test_beside_a_link_to_the_database_are_the_files_of_the_database(files, tmp_path):
    (tmp_path / "crm.db").touch()
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "other.db"
    link.symlink_to(tmp_path / "crm.db")
    assert Files(str(link)).folder == files.folder
