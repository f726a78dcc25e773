"""The file goes away, or another takes its place, while the program has it open."""

import shutil

import pytest

from crm_tui.errors import DatabaseError
from crm_tui.services import upkeep
from crm_tui.store.feed import ChangeFeed
from tests.builders import a_company, a_desk
from tests.faults import work
from tests.faults.conftest import assert_whole, names
from tests.faults.crowd import child


@pytest.fixture(params=["removed", "replaced"])
def lost(request, made):
    """What makes the file go away."""

    def replaced():
        with child(work.writes, made.with_name("other.db"), "Verdi", 1) as other:
            other.answer()
        made.with_name("other.db").replace(made)

    return made.unlink if request.param == "removed" else replaced


def test_nothing_is_written_into_a_file_that_is_not_there_any_more(made, lost):
    with a_desk(made) as desk:
        feed = ChangeFeed(desk.store)
        lost()
        with pytest.raises(DatabaseError, match="removed or replaced while it was open"):
            a_company(desk, "Late Kft")
        with pytest.raises(DatabaseError, match="removed or replaced while it was open"):
            feed.look()
        assert names(desk) == ["Rossi"]


def test_a_write_ahead_log_that_is_removed_takes_nothing_with_it(made):
    with a_desk(made) as desk:
        work.one_customer(desk, "Verdi")
        made.with_name("crm.db-wal").unlink()
        with pytest.raises(DatabaseError, match="what was saved is safe, nothing new was changed"):
            a_company(desk, "Late Kft")
        shutil.copy(made, made.with_name("copy.db"))
    for path in (made, made.with_name("copy.db")):
        with a_desk(path) as desk:
            assert_whole(desk, ["Rossi", "Verdi"])
            assert "Late Kft" not in names(desk)


def test_a_database_whose_folder_is_gone_is_said_to_be_lost(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    with a_desk(folder / "crm.db") as desk:
        shutil.rmtree(folder)
        with pytest.raises(DatabaseError, match="removed or replaced"):
            a_company(desk, "Late Kft")
        with pytest.raises(DatabaseError, match="cannot be written"):
            upkeep.backup(desk)
