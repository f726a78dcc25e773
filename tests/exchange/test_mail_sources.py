"""Mails are found in files, mboxes, Maildirs and folders; each once, in their order."""

from __future__ import annotations

import io
import mailbox
from pathlib import Path

import pytest

from crm_tui.errors import NotFoundError, UsageError
from crm_tui.exchange import mail_sources
from crm_tui.exchange.mail_sources import from_path, from_pipe
from tests.exchange.mails import a_mail

ENVELOPE = b"From anna@rossi.example Fri Nov 20 08:00:00 2026\n"


def raws(path: Path) -> list[bytes]:
    return [mail.raw for mail in from_path(path)]


def test_a_pipe_holds_one_mail():
    raw = a_mail("From the start\nFrom me to you at 10:00 in 2026")
    assert from_pipe(io.BytesIO(raw)).raw == raw


def test_a_file_holds_one_mail(tmp_path):
    file = tmp_path / "a.eml"
    file.write_bytes(a_mail())
    assert raws(file) == [a_mail()]


def test_an_mbox_is_taken_apart(tmp_path):
    file = tmp_path / "inbox"
    mails = [a_mail(f"text {n}\n") for n in range(3)]
    file.write_bytes(b"".join(ENVELOPE + mail + b"\n" for mail in mails))
    assert raws(file) == mails
    assert [mail.name for mail in from_path(file)] == [f"{file} ({n})" for n in (1, 2, 3)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_that_begins_with_from_is_text(tmp_path, end):
    text = "Hello\n\nFrom here on it fails.\n>From before\n"
    box = ENVELOPE + a_mail(text.replace(">From", ">>From")) + b"\n" + ENVELOPE + a_mail("two")
    (tmp_path / "inbox").write_bytes(box.replace(b"\n", end))
    assert raws(tmp_path / "inbox") == [
        a_mail(text).replace(b"\n", end),
        a_mail("two").replace(b"\n", end),
    ]


def test_an_mbox_that_python_wrote_gives_what_was_put_in(tmp_path):
    box = mailbox.mbox(tmp_path / "inbox")
    mails = [a_mail(f"From the {n}th\n\nFrom me\n") for n in range(3)]
    for mail in mails:
        box.add(mail)
    box.close()
    assert raws(tmp_path / "inbox") == mails


def test_a_mail_whose_from_has_a_gap_before_its_colon_is_no_mbox(tmp_path):
    (tmp_path / "a.eml").write_bytes(b"From   : a@b.example\nSubject: x\n\ny")
    assert raws(tmp_path / "a.eml") == [b"From   : a@b.example\nSubject: x\n\ny"]


def test_a_mail_without_an_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(mail_sources, "MOST_BYTES", 100_000)
    (tmp_path / "inbox").write_bytes(
        ENVELOPE + a_mail("x" * 1_000_000) + b"\n\n" + ENVELOPE + a_mail("two")
    )
    first, second = raws(tmp_path / "inbox")
    assert len(first) < 300_000
    assert second == a_mail("two")


def test_a_maildir_is_read_and_only_what_is_taken_moves(tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(a_mail("one"))
    box.add(a_mail("two"))
    first, second = from_path(tmp_path / "box")
    first.taken()
    assert [file.read_bytes() for file in (tmp_path / "box/new").iterdir()] == [second.raw]
    (read,) = (tmp_path / "box/cur").iterdir()
    assert read.name.endswith(":2,S")
    assert read.read_bytes() == first.raw


def test_what_is_read_already_in_a_maildir_is_offered_too_and_stays(tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    message = mailbox.MaildirMessage(a_mail("old"))
    message.set_subdir("cur")
    message.add_flag("R")
    box.add(message)
    before = sorted((tmp_path / "box").rglob("*"))
    (mail,) = from_path(tmp_path / "box")
    mail.taken()
    assert sorted((tmp_path / "box").rglob("*")) == before


def test_a_mail_that_another_process_has_moved_is_passed_over(tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(a_mail("one"))
    box.add(a_mail("two"))
    mails = from_path(tmp_path / "box")
    first = next(mails)
    for file in (tmp_path / "box/new").iterdir():
        file.unlink()
    first.taken()
    assert list(mails) == []


def test_a_folder_of_messages_is_read_in_the_order_of_names(tmp_path):
    for name in ("b.eml", "a.EML", "7", "notes.txt"):
        (tmp_path / name).write_bytes(a_mail(name))
    assert raws(tmp_path) == [a_mail("7"), a_mail("a.EML"), a_mail("b.eml")]


def test_where_there_is_no_mail_it_says_so(tmp_path):
    with pytest.raises(NotFoundError):
        list(from_path(tmp_path / "none"))
    with pytest.raises(UsageError):
        list(from_path(tmp_path))
