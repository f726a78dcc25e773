"""`crm mail`, and the mails that answers from the shell are."""

from __future__ import annotations

import email
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from crm_tui.clock import FixedClock
from crm_tui.services import outbox, parties
from crm_tui.views import outbox as views
from tests import builders
from tests.cli.conftest import Crm
from tests.cli.test_tickets import noise, told
from tests.exchange.smtp_server import SmtpServer

__all__ = ["noise"]

Sets = Callable[..., Path]
SENDER = "Support <support@firm.example>"


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sets:
    """Writes the section [mail] of the settings."""

    def write(sender: str = SENDER, **values: str) -> Path:
        file = tmp_path / "settings.toml"
        lines = [f"{name} = '''{value}'''" for name, value in {"sender": sender, **values}.items()]
        file.write_text("\n".join(["[mail]", *lines]))
        monkeypatch.setenv("CRM_CONFIG", str(file))
        return file

    return write


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Where the fake sendmail puts what it gets."""
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


@pytest.fixture
def sendmail(tmp_path: Path, box: Path) -> Callable[[str], str]:
    """A command that keeps what it gets, then does what it is told."""

    def command(then: str = "") -> str:
        file = tmp_path / "sendmail"
        file.write_text(f"cat > \"$(mktemp '{box}/XXXXXXXXXX')\"\n{then}\n")
        return f"/bin/sh '{file}'"

    return command


def got(box: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(box.iterdir())
    ]


def states(crm: Crm) -> list[str]:
    return [row["state"] for row in crm("mail", "list", "--json").value]


# Answers


def test_an_answer_goes_out_at_once(crm: Crm, noise: int, sets: Sets, sendmail, box: Path):
    sets(send=sendmail(), signature="Anna\nFirm")
    said = crm("ticket", "reply", "T1", "Es läuft.")
    assert (said.status, said.err) == (0, "")
    (message,) = got(box)
    assert (message["From"], message["To"]) == (SENDER, "info@rossi.example")
    assert message.get_content() == "Es läuft.\n\n-- \nAnna\nFirm\n"
    assert crm("mail", "list").out == "Nothing waits to be sent.\n"


def test_an_answer_that_could_not_be_sent_waits_and_that_is_said(
    crm: Crm, noise: int, sets: Sets, sendmail, box: Path
):
    sets(send=sendmail("echo 'no route' >&2; exit 1"))
    said = crm("ticket", "reply", "T1", "we come")
    assert said.status == 0
    assert said.err == (
        "Not sent: /bin/sh refused it: no route.\n"
        "The answer is kept and waits; 'crm mail send' tries again.\n"
    )
    assert told(crm, "T1")["conversation"][-1]["body"] == "we come"
    assert crm("mail", "list").out == (
        "1  T1  info@rossi.example  Re: The pump is loud [T1]  failed"
        "  /bin/sh refused it: no route.\n"
    )
    sets(send=sendmail())
    assert crm("mail", "send").out == "Sent 1 message.\n"
    assert len(got(box)) == 2


def test_settings_that_name_nobody_any_more_leave_the_answer_waiting(
    crm: Crm, noise: int, sets: Sets
):
    sets(send="ftp://mail.firm.example")
    said = crm("ticket", "reply", "T1", "we come")
    assert said.status == 0
    assert said.err.startswith("Not sent: mail.send names no mail server.")
    assert states(crm) == ["queued"]


def test_an_answer_that_perhaps_went_out_is_told_as_that_and_settled_by_hand(
    crm: Crm, noise: int, sets: Sets
):
    with SmtpServer({".": ""}) as server:
        sets(send=server.address)
        said = crm("ticket", "reply", "T1", "we come")
    assert said.err == (
        "Perhaps sent: 127.0.0.1 broke off before it said that it had taken the message.\n"
        "'crm mail list' shows it.\n"
    )
    listed = crm("mail", "list")
    assert "perhaps sent" in listed.out
    assert "'crm mail sent ID' or 'crm mail retry ID'" in listed.out
    with SmtpServer() as server:
        sets(send=server.address)
        assert crm("mail", "send").out == "Sent 0 messages.\n"
        assert crm("mail", "retry", "1").out == "Message 1 waits to be sent.\n"
        assert crm("mail", "send", "--json").value == {"sent": 1, "failed": 0, "perhaps": 0}
    assert len(server.messages) == 1
    assert crm("mail", "sent", "1").status == 5


def test_an_answer_is_handed_to_the_mail_program(crm: Crm, noise: int, sets: Sets, tmp_path: Path):
    script = tmp_path / "mua"
    script.write_text(f"cp \"$1\" '{tmp_path}/draft'\n")
    sets(program=f"/bin/sh '{script}' {{file}}")
    assert crm("ticket", "reply", "T1", "we come").err == ""
    assert b"we come" in (tmp_path / "draft").read_bytes()
    assert told(crm, "T1")["conversation"][-1]["mail"]["state"] == "handed"


def test_an_answer_that_waits_is_taken_back_and_not_sent(crm: Crm, noise: int, sets: Sets, box):
    sets(send="/no/such/sendmail")
    crm("ticket", "reply", "T1", "we come")
    assert crm("undo").status == 0
    assert crm("mail", "list").out == "Nothing waits to be sent.\n"
    assert told(crm, "T1")["conversation"][-1]["body"] != "we come"


def test_an_answer_that_is_sent_cannot_be_taken_back(crm: Crm, noise: int, sets: Sets, sendmail):
    sets(send=sendmail())
    crm("ticket", "reply", "T1", "we come")
    said = crm("undo")
    assert said.status == 5
    assert "since then the program sent the answer on T1 to info@rossi.example." in said.err


def test_the_answers_of_a_macro_go_out(crm: Crm, noise: int, sets: Sets, sendmail, box: Path):
    sets(send=sendmail())
    crm("macro", "set", "thank", "reply=thanks")
    said = crm("ticket", "macro", "T1", "thank")
    assert (said.status, said.err) == (0, "")
    assert [message["To"] for message in got(box)] == ["info@rossi.example"]


@pytest.mark.parametrize(
    ("way", "why", "state"),
    [("/no/such/sendmail", "1 message could not be sent.\n'crm mail list' says more.\n", "failed"),
     ("ftp://mail", "Not sent: mail.send names no mail server. ", "queued")],
)  # fmt: skip
def test_that_the_answers_of_a_macro_do_not_go_out_is_said(
    crm: Crm, noise: int, sets: Sets, way: str, why: str, state: str
):
    sets(send=way)
    crm("macro", "set", "thank", "reply=thanks")
    said = crm("ticket", "macro", "T1", "thank")
    assert said.status == 0
    assert said.err.startswith(why)
    assert states(crm) == [state]


# The outbox


def test_what_cannot_be_sent_ends_the_command_with_1_so_that_cron_tells(
    crm: Crm, noise: int, sets: Sets
):
    sets(send="/no/such/sendmail")
    crm("ticket", "reply", "T1", "we come")
    said = crm("mail", "send")
    assert (said.status, said.out) == (1, "Sent 0 messages.\n")
    assert said.err == "1 message could not be sent.\n'crm mail list' says more.\n"


def test_where_no_way_is_set_sending_says_so(crm: Crm, noise: int):
    said = crm("mail", "send")
    assert said.status == 2
    assert "No mail goes out" in said.err


def test_what_waits_can_be_kept_here(crm: Crm, noise: int, sets: Sets, sendmail, box: Path):
    sets(send="/no/such/sendmail")
    crm("ticket", "reply", "T1", "we come")
    assert crm("mail", "cancel", "1").out == "Message 1 stays here.\n"
    sets(send=sendmail())
    assert crm("mail", "send").out == "Sent 0 messages.\n"
    assert got(box) == []
    assert crm("mail", "retry", "1").status == 5


@pytest.mark.parametrize("verb", ["retry", "sent", "cancel"])
def test_a_message_that_is_not_there_is_not_found(crm: Crm, noise: int, verb: str):
    assert crm("mail", verb, "7").status == 3
    assert crm("mail", verb, "x").status == 2


def test_no_password_is_shown_by_any_command(crm: Crm, noise: int, sets: Sets):
    with SmtpServer() as server:
        sets(send=server.address, user="anna", password_command="echo s3cret")
        told_by = [
            crm("settings"), crm("settings", "--json"), crm("ticket", "reply", "T1", "x"),
            crm("mail", "send"), crm("mail", "list"), crm("mail", "list", "--json"),
        ]  # fmt: skip
    assert "the password was not sent" in told_by[2].err
    assert "s3cret" not in "".join(said.out + said.err for said in told_by).replace(
        "echo s3cret", ""
    )


def test_a_password_in_the_address_of_the_server_is_refused_and_not_shown(crm: Crm, sets: Sets):
    sets(send="smtp://anna:s3cret@mail.firm.example")
    said = crm("settings")
    assert said.status == 2
    assert "mail.user and mail.password_command" in said.err
    assert "s3cret" not in said.out + said.err


# Several processes


def begin(database: Path, settings: Path, *words: str) -> subprocess.Popen[str]:
    """A command line in a process of its own."""
    environ = {**os.environ, "CRM_CONFIG": str(settings), "CRM_DB": str(database)}
    return subprocess.Popen(
        [sys.executable, "-m", "crm_tui", "--as", "anna", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
    )  # fmt: skip


def fill(database: Path, count: int) -> list[str]:
    """Put answers into the outbox; their Message-IDs."""
    with builders.a_desk(database) as desk:
        party = builders.a_company(desk)
        parties.add_method(desk, party, "email", "info@rossi.example")
        ids = []
        for _ in range(count):
            ticket = builders.a_ticket(desk, party)
            made = outbox.answer(desk, ticket, "It prints.", sender=SENDER).mail
            ids.append(views.mail(desk, made).message_id)
    return ids


def test_two_processes_send_one_queue_and_each_message_goes_out_once(
    database: Path, sets: Sets, sendmail, box: Path
):
    ids = fill(database, 50)
    settings = sets(send=sendmail())
    both = [begin(database, settings, "mail", "send") for _ in range(2)]
    told_by = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told_by
    assert sorted(message["Message-ID"] for message in got(box)) == sorted(ids)
    assert sum(int(out.split()[1]) for out, _ in told_by) == 50


def test_who_is_killed_between_sending_and_noting_it_leaves_a_message_perhaps_sent(
    database: Path, sets: Sets, sendmail, box: Path
):
    fill(database, 1)
    settings = sets(send=sendmail("kill -9 $PPID"))
    process = begin(database, settings, "mail", "send")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert len(got(box)) == 1
    settings = sets(send=sendmail())

    def send() -> str:
        return begin(database, settings, "mail", "send").communicate(timeout=60)[0]

    assert send() == "Sent 0 messages.\n"
    clock = FixedClock(begun(database))
    with builders.a_desk(database, clock) as desk:
        assert [row.state for row in views.waiting(desk)] == ["sending"]
        clock.instant += views.SURELY_STUCK + timedelta(seconds=1)
        assert [row.state for row in views.waiting(desk)] == ["perhaps"]
        outbox.retry(desk, views.waiting(desk)[0].id)
    assert send() == "Sent 1 message.\n"
    first, second = got(box)
    assert first["Message-ID"] == second["Message-ID"]


def begun(database: Path) -> datetime:
    """When the sending of the only message began."""
    with builders.a_desk(database) as desk:
        said = builders.column(desk, "sent_at", "mail_message", 1)
    return datetime.fromisoformat(f"{said}+00:00")
