"""`crm ticket take`: mail from a pipe or from files, and what a mail server is told."""

from __future__ import annotations

import io
import mailbox
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from crm_tui.cli.main import run
from crm_tui.errors import RuleError
from crm_tui.services import upkeep
from tests import builders
from tests.cli.conftest import Crm, Said
from tests.exchange.mails import a_mail, a_multipart

TRY_AGAIN = 75


@pytest.fixture
def pipe(crm: Crm, database: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs `crm ticket take` with a mail on standard input."""
    with builders.a_desk(database):
        pass

    def through(raw: bytes, *words: str) -> Said:
        stdin = SimpleNamespace(buffer=io.BytesIO(raw), isatty=lambda: False)
        monkeypatch.setattr(sys, "stdin", stdin)
        return crm("ticket", "take", *words)

    return through


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def test_a_mail_from_a_pipe_becomes_a_ticket(crm, pipe):
    said = pipe(a_mail("It burns."))
    assert (said.status, said.err) == (0, "")
    assert "1 new ticket" in said.out
    assert "New: T1." in said.out
    assert crm("ticket", "show", "T1", "--json").value["title"] == "The printer"


def test_the_same_mail_again_is_known_and_the_server_is_told_that_it_is_done(pipe):
    pipe(a_mail())
    said = pipe(a_mail(), "--json")
    assert said.status == 0
    assert said.value == {
        "read": 1, "tickets": 0, "replies": 0, "noted": 0, "known": 1, "refused": [],
        "numbers": [], "warnings": [],
    }  # fmt: skip


def test_a_refused_mail_is_kept_so_the_server_need_not_and_the_reason_is_said(crm, pipe):
    said = pipe(a_mail(Auto_Submitted="auto-replied"))
    reason = "an automatic answer that belongs to no ticket"
    assert said.status == 0
    assert said.err == f"refused: standard input: {reason}\n"
    (row,) = crm("ticket", "refused", "--json").value
    assert (row["subject"], row["sender"], row["refused"]) == (
        "The printer", "anna@rossi.example", reason,
    )  # fmt: skip
    assert row["at"] == "2026-11-20T08:00:00Z"


def test_a_refused_mail_can_be_taken_in_after_all(crm, pipe):
    pipe(a_mail(Precedence="bulk"))
    assert "bulk mail" in crm("ticket", "refused").out
    taken = crm("ticket", "refused", "--take", "1", "--kind", "complaint")
    assert taken.out.startswith("Taken in: T1 (ticket).")
    assert crm("ticket", "refused").out == "No mail was refused.\n"
    assert crm("ticket", "refused", "--take", "1").status == 3


def test_while_the_database_is_busy_the_server_is_asked_to_try_again(crm, pipe, monkeypatch):
    from crm_tui.errors import BusyError
    from crm_tui.store.database import Store

    crm("new", "Rossi Kft")

    def busy(*_: object, **__: object):
        raise BusyError("Someone else is writing to the database.", "Try again.")

    with monkeypatch.context() as away:
        away.setattr(Store, "change_set", busy)
        said = pipe(a_mail())
    assert said.status == TRY_AGAIN
    assert said.err == "Someone else is writing to the database.\nTry again.\n"
    assert pipe(a_mail()).status == 0


@pytest.mark.parametrize("words", [("--kind", "wish"), ("--as", "nobody"), ("--queue", "x")])
def test_whatever_is_set_up_wrongly_the_server_keeps_the_mail(pipe, crm, words):
    crm("new", "Rossi Kft")
    said = pipe(a_mail(), *words)
    assert said.status == TRY_AGAIN
    assert said.err


def test_a_fault_of_the_program_is_no_reason_to_give_the_mail_up(pipe, monkeypatch):
    def broken(*_: object):
        raise ZeroDivisionError

    monkeypatch.setattr("crm_tui.exchange.mail_taking.read_mail", broken)
    said = pipe(a_mail("secret"))
    assert said.status == TRY_AGAIN
    assert said.err == "Something is wrong inside the program (ZeroDivisionError).\n"


def test_where_it_stops_half_way_it_says_how_far_it_came(crm, tmp_path):
    files = [write(tmp_path / f"{name}.eml", a_mail(name)) for name in "ab"]
    said = crm("ticket", "take", *files, tmp_path / "none.eml")
    assert said.status == 3
    assert said.err.splitlines()[:2] == [
        "2 mails before that stay taken in, and are passed over another time.",
        f"There is no file {tmp_path / 'none.eml'}.",
    ]
    assert "2 known already" in crm("ticket", "take", *files).out


def test_at_a_terminal_without_a_mail_it_says_how_it_goes(crm, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    said = crm("ticket", "take")
    assert said.status == 2
    assert "crm ticket take" in said.err


def test_a_pipe_gives_its_tickets_kind_queue_and_priority(crm, pipe):
    pipe(a_mail(), "--kind", "fault", "--queue", "second_line", "--priority", "urgent")
    shown = crm("ticket", "show", "T1", "--json").value
    assert (shown["kind"], shown["queue"], shown["priority"]) == ("fault", "second_line", "urgent")


def test_mail_from_the_mailbox_itself_is_refused(pipe):
    said = pipe(a_mail(From="support@firm.example"), "--mailbox", "support@firm.example")
    assert "our own address" in said.err


def test_mail_from_the_address_that_answers_come_from_is_refused(pipe, tmp_path):
    settings = write(tmp_path / "config.toml", b'[mail]\nsender = "Us <us@firm.example>"\n')
    said = pipe(a_mail(From="us@firm.example"), "--config", settings)
    assert "our own address us@firm.example" in said.err


def test_files_mboxes_and_maildirs_are_taken_in_together(crm, tmp_path):
    file = write(tmp_path / "a.eml", a_mail("one"))
    box = mailbox.mbox(tmp_path / "inbox")
    box.add(a_mail("two"))
    box.add(a_mail("three"))
    box.close()
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(a_mail("four"))
    folder.add(a_mail("five", Precedence="junk"))
    said = crm("ticket", "take", file, tmp_path / "inbox", tmp_path / "Maildir", "--json")
    assert (said.status, said.value["read"], said.value["tickets"]) == (0, 5, 4)
    assert said.value["numbers"] == ["T1", "T2", "T3", "T4"]
    (refused,) = said.value["refused"]
    assert refused["message"] == "The printer"
    assert refused["reason"] == "bulk mail that belongs to no ticket"
    assert str(tmp_path) in refused["source"]
    assert not list((tmp_path / "Maildir/new").iterdir())
    assert len(list((tmp_path / "Maildir/cur").iterdir())) == 2


def test_where_it_cannot_be_written_a_maildir_keeps_its_mail_as_new(crm, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object):
        raise RuleError("No.")

    mailbox.Maildir(tmp_path / "Maildir").add(a_mail())
    assert crm("ticket", "take", tmp_path / "Maildir", "--kind", "wish").status == 2
    monkeypatch.setattr("crm_tui.services.entries.said", refuse)
    assert crm("ticket", "take", tmp_path / "Maildir").status == 5
    assert len(list((tmp_path / "Maildir/new").iterdir())) == 1


def test_kind_and_queue_are_meant_by_what_is_read(crm, pipe):
    pipe(a_mail(), "--kind", "compl", "--queue", "second line")
    shown = crm("ticket", "show", "T1", "--json").value
    assert (shown["kind"], shown["queue"]) == ("complaint", "second_line")


def test_what_is_not_there_is_said(crm, tmp_path):
    assert crm("ticket", "take", tmp_path / "none").status == 3
    assert crm("ticket", "take", "-", tmp_path / "none").status == 2


def test_hostile_mail_reaches_no_terminal(crm, pipe):
    said = pipe(a_mail("\x1b[2J", Subject="x\x1b]0;gone\x07", From="\x1b[31m <a@b.example>"))
    assert "\x1b" not in said.out + said.err + crm("ticket", "show", "T1").out


def test_two_processes_with_the_same_mails_take_each_once(database, tmp_path):
    box = mailbox.mbox(tmp_path / "inbox")
    for number in range(12):
        box.add(a_mail(f"mail {number}", From=f"p{number % 3}@rossi.example"))
    box.close()
    with builders.a_desk(database):
        words = ["ticket", "take", str(tmp_path / "inbox"), "--db", str(database), "--as", "anna"]
    both = [
        subprocess.Popen([sys.executable, "-m", "crm_tui", *words], stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    with builders.a_desk(database) as desk:
        assert desk.store.value("SELECT count(*) FROM ticket") == 12
        assert desk.store.value("SELECT count(*) FROM mail_message") == 12
        assert desk.store.value("SELECT count(*) FROM party") == 3


def test_the_command_begins_a_new_database(database, monkeypatch, tmp_path):
    monkeypatch.setenv("CRM_DB", str(database))
    file = write(tmp_path / "a.eml", a_mail())
    assert run(["ticket", "take", str(file)]) == 0
    assert database.exists()


def test_from_a_pipe_it_begins_none_so_that_no_mail_goes_where_nobody_looks(pipe, tmp_path):
    missing = tmp_path / "not-mounted" / "crm.db"
    said = pipe(a_mail(), "--db", str(missing))
    assert said.status == TRY_AGAIN
    assert "There is no database" in said.err
    assert not missing.parent.exists()


def test_a_process_that_dies_half_way_loses_no_mail_and_doubles_none(database, tmp_path):
    """It dies inside the third mail's transaction, its files kept already."""
    box = mailbox.Maildir(tmp_path / "Maildir")
    part = "Content-Type: text/plain; name=notes.txt\n\nfile of mail {}"
    for number in range(5):
        box.add(a_multipart(f"\nmail {number}", part.format(number)))
    with builders.a_desk(database):
        words = ["ticket", "take", str(tmp_path / "Maildir"), "--db", str(database), "--as", "anna"]
    dies = (
        "import os, sys\n"
        "from crm_tui.cli.main import run\n"
        "from crm_tui.services.intake.mail import _Intake\n"
        "calls, write = [], _Intake._write\n"
        "def dying(self, *words, **named):\n"
        "    calls.append(1)\n"
        "    write(self, *words, **named)\n"
        "    if len(calls) == 3: os._exit(9)\n"
        "_Intake._write = dying\n"
        "run(sys.argv[1:])\n"
    )
    assert subprocess.run([sys.executable, "-c", dies, *words], check=False).returncode == 9
    assert len(list((tmp_path / "Maildir/new").iterdir())) == 3
    subprocess.run([sys.executable, "-m", "crm_tui", *words], check=True, capture_output=True)
    assert not list((tmp_path / "Maildir/new").iterdir())
    with builders.a_desk(database) as desk:
        bodies = desk.store.rows("SELECT body FROM timeline_entry ORDER BY body")
        assert [row[0] for row in bodies] == [f"mail {number}" for number in range(5)]
        assert desk.store.value("SELECT count(*) FROM attachment") == 5
        assert upkeep.check(desk) == []
