"""The files of mails are found, saved elsewhere, watched over and tidied up."""

from __future__ import annotations

import os
import shutil

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import kept_files, undo, upkeep
from crm_tui.services.intake.mail import take_mail
from crm_tui.services.intake.mail_record import MailFile
from tests.builders import a_desk
from tests.exchange.mails import a_mail, read


def take(desk, *files: MailFile, subject: str = "x", **more) -> int:
    """A mail with files, taken in; its ticket."""
    mail = read(a_mail(Subject=subject))._replace(files=files, **more)
    taken = take_mail(desk, mail)
    assert taken.ticket is not None
    return taken.ticket


def a_file(name: str = "a.txt", content: bytes | None = b"x", note: str = "") -> MailFile:
    return MailFile(name, "text/plain", len(content or b""), content, note)


def test_an_attachment_is_found_and_one_that_was_not_kept_says_why(desk):
    take(desk, a_file(content=b"hello"), a_file("big", None, "not kept: too large"))
    assert kept_files.attached_file(desk, 1).read_bytes() == b"hello"
    with pytest.raises(NotFoundError, match="not kept: too large"):
        kept_files.attached_file(desk, 2)
    with pytest.raises(NotFoundError):
        kept_files.attached_file(desk, 3)


def test_the_files_of_a_ticket_are_saved_and_nothing_is_written_over(desk, tmp_path):
    ticket = take(desk, a_file(content=b"one"), a_file(content=b"two"), a_file("b", None, "large"))
    target = tmp_path / "saved"
    target.mkdir()
    (target / "a.txt").write_bytes(b"mine")
    saved = kept_files.save_attached(desk, ticket, target)
    assert [path.name for path in saved] == ["a-2.txt", "a-3.txt"]
    assert [path.read_bytes() for path in saved] == [b"one", b"two"]
    assert (target / "a.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..", "."])
def test_the_name_a_mail_gave_is_no_path(desk, tmp_path, name):
    ticket = take(desk, a_file(name))
    target = tmp_path / "saved"
    (path,) = kept_files.save_attached(desk, ticket, target)
    assert path.parent == target
    assert path.is_file()


def test_a_folder_that_cannot_be_written_to_is_said(desk, tmp_path):
    ticket = take(desk, a_file())
    (tmp_path / "file").write_text("")
    with pytest.raises(RuleError):
        kept_files.save_attached(desk, ticket, tmp_path / "file")


def test_a_missing_file_is_told_by_the_check(desk):
    take(desk, a_file())
    assert kept_files.missing(desk) == []
    kept_files.attached_file(desk, 1).unlink()
    (told,) = kept_files.missing(desk)
    assert told.startswith("a file of a mail is missing in ")


def test_a_file_that_undo_could_bring_back_stays(desk):
    take(desk, a_file())
    path = kept_files.attached_file(desk, 1)
    undo.undo(desk)
    left = kept_files.files_of(desk).keep(b"nobody's")
    for name in (path, kept_files.files_of(desk).folder / left):
        os.utime(name, (1, 1))
    assert kept_files.remove_unnamed(desk) == 1
    undo.redo(desk)
    assert kept_files.missing(desk) == []


def test_a_refused_mail_is_kept_as_it_came(desk):
    mail = read(a_mail(Precedence="junk"))
    take_mail(desk, mail)
    assert kept_files.refused_mail(desk, 1) == mail.raw
    with pytest.raises(NotFoundError, match="no refused mail 2"):
        kept_files.refused_mail(desk, 2)


def test_a_backup_has_the_files_and_a_restore_puts_them_back(tmp_path):
    database, backup = tmp_path / "crm.db", tmp_path / "backups" / "monday.bak"
    backup.parent.mkdir()
    with a_desk(database) as desk:
        take(desk, a_file(content=b"old"))
        upkeep.backup(desk, backup)
        take(desk, a_file(content=b"new"), subject="later")
    shutil.rmtree(tmp_path / "crm.db-files")
    upkeep.restore(str(database), backup, tmp_path / "kept.bak")
    with a_desk(database) as desk:
        assert kept_files.attached_file(desk, 1).read_bytes() == b"old"
        assert upkeep.check(desk) == []
    with a_desk(tmp_path / "kept.bak") as desk:
        assert len(upkeep.check(desk)) == 1  # the later file was lost before the restore


def test_the_database_that_a_restore_keeps_has_its_files_too(tmp_path):
    database, backup = tmp_path / "crm.db", tmp_path / "empty.bak"
    with a_desk(database) as desk:
        upkeep.backup(desk, backup)
        take(desk, a_file(content=b"new"))
    upkeep.restore(str(database), backup, tmp_path / "kept.bak")
    with a_desk(database) as desk:
        upkeep.repair(desk)
    with a_desk(tmp_path / "kept.bak") as desk:
        assert kept_files.attached_file(desk, 1).read_bytes() == b"new"
        assert upkeep.check(desk) == []


def test_a_repair_removes_what_nothing_names(desk):
    take(desk, a_file())
    left = kept_files.files_of(desk).folder / kept_files.files_of(desk).keep(b"nobody's")
    os.utime(left, (1, 1))
    upkeep.repair(desk)
    assert not left.exists()
    assert kept_files.attached_file(desk, 1).exists()
