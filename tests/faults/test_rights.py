"""Files and folders one may not write to or not even read; and the modes the program gives."""

import os
import stat

import pytest

from crm_tui.store.engines.sqlite import backup
from tests.builders import a_desk, labels
from tests.faults import work
from tests.faults.conftest import names, refused
from tests.faults.crowd import child

OWN, OF_THE_GROUP = 0o600, 0o660


@pytest.fixture
def public(public_folder):
    """A database that everybody may read, in a folder where only its owner may write."""
    if os.geteuid():
        pytest.skip("only the superuser can become another user")
    path = public_folder / "crm.db"
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
    path.chmod(0o444)
    public_folder.chmod(0o555)
    return path


def nobody(*words, login=("--as", "anna")):
    with child(work.shell_of_nobody, *map(str, words), *login) as other:
        return other.answer()


def test_who_may_only_read_the_file_is_told_so_and_changes_nothing(public):
    before = public.read_bytes()
    complaint = refused(nobody("log", "Rossi", "called", "--db", public))
    assert "only be read" in complaint
    assert public.read_bytes() == before
    assert [file.name for file in public.parent.iterdir()] == ["crm.db"]


def test_a_reader_beside_a_writer_reads_and_does_not_write(public):
    public.parent.chmod(0o755)
    with a_desk(public) as desk:
        work.one_customer(desk, "Verdi")
        for side in ("-wal", "-shm"):
            public.with_name(public.name + side).chmod(0o644)
        status, output, complaint = nobody("show", "Verdi", "--db", public)
        assert (status, complaint) == (0, "")
        assert "call Verdi" in output
        assert "only be read" in refused(nobody("log", "Verdi", "called", "--db", public))
        assert names(desk) == ["Rossi", "Verdi"]


def test_a_stranger_to_the_file_reads_as_a_guest(public):
    public.parent.chmod(0o755)
    with a_desk(public) as desk:
        for side in ("-wal", "-shm"):
            public.with_name(public.name + side).chmod(0o644)
        status, output, complaint = nobody("show", "Rossi", "--db", public, login=())
        assert (status, complaint) == (0, "")
        assert "call Rossi" in output
        assert labels(desk)[0] == "added colleague anna"
        assert desk.store.value('SELECT count(*) FROM "user"') == 1


def test_a_file_one_may_not_read_is_said_to_be_one(public):
    public.chmod(0o600)
    complaint = refused(nobody("show", "Rossi", "--db", public))
    assert str(public) in complaint


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become another user")
def test_no_database_is_begun_where_one_may_not_write(public_folder):
    complaint = refused(nobody("new", "Rossi", "--db", public_folder / "new.db"))
    assert complaint.startswith(f"No database can be made in {public_folder}: Permission denied.")
    assert list(public_folder.iterdir()) == []


def test_a_backup_into_a_folder_one_may_not_write_to_is_refused(public):
    public.parent.chmod(0o755)
    with a_desk(public):
        for side in ("-wal", "-shm"):
            public.with_name(public.name + side).chmod(0o644)
        complaint = refused(nobody("backup", public.with_name("b.bak"), "--db", public))
    assert "b.bak cannot be written: Permission denied." in complaint


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(("folder_mode", "wanted"), [(0o755, OWN), (0o2770, OF_THE_GROUP)])
def test_the_owner_or_the_group_of_the_folder_may_use_the_file(
    tmp_path, umask, folder_mode, wanted
):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(folder_mode)
    before = os.umask(umask)
    try:
        with a_desk(folder / "crm.db") as desk:
            work.one_customer(desk, "Rossi")
            kept = folder / "kept.bak"
            desk.store.engine.backup(kept)
            with desk.store.engine.long_lock():
                modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ["crm.db", "crm.db-wal", "crm.db-shm", "crm.db.import", "kept.bak"], wanted
    )
    backup.verify(kept)
