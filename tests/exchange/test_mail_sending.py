"""A mail going out: what it says, and by whom it goes."""

from __future__ import annotations

import email
import os
import signal
import stat
import sys
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange.mail_sending import MailError, Way, compose, postman
from crm_tui.services.outbox import NoWayOutError, PerhapsSentError
from crm_tui.text.safe import clean
from crm_tui.views.outbox import OutgoingMail
from tests.exchange.mails import read
from tests.exchange.smtp_server import SmtpServer
from tests.naughty import HARMFUL

SENDER = "Support <support@firm.example>"
HEADS = {
    "Message-ID", "In-Reply-To", "References", "From", "To", "Subject", "Date", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip


def a_message(**said: Any) -> OutgoingMail:
    """An answer on T12 to Anna Rossi."""
    message = OutgoingMail(
        id=1, ticket=12, number="T12", message_id="<crm.T12.abc@firm.example>",
        in_reply_to="2@rossi.example", references=("1@rossi.example", "2@rossi.example"),
        sender=SENDER, recipients="anna@rossi.example", subject="Re: The printer [T12]",
        body="Dear Anna,\n\nIt prints.", at=datetime(2026, 11, 20, 9, tzinfo=UTC), state="sending",
        failure="",
    )  # fmt: skip
    return message._replace(**said)


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=policy.default)


def text_of(raw: bytes) -> str:
    """The text that whoever gets it reads."""
    return str(parsed(raw).get_content()).replace("\r\n", "\n").rstrip()


# What it says


def test_a_message_says_from_whom_to_whom_when_and_what():
    raw = compose(a_message())
    message = parsed(raw)
    assert message["From"] == SENDER
    assert message["To"] == "anna@rossi.example"
    assert message["Subject"] == "Re: The printer [T12]"
    assert message["Date"].datetime == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert text_of(raw) == "Dear Anna,\n\nIt prints."


def test_it_stands_in_its_thread():
    raw = compose(a_message())
    assert b"\r\nIn-Reply-To: <2@rossi.example>\r\n" in raw
    assert b"References: <1@rossi.example>\r\n <2@rossi.example>\r\n" in raw
    assert raw.startswith(b"Message-ID: <crm.T12.abc@firm.example>\r\n")
    taken = read(raw)
    assert taken.references[0] == taken.in_reply_to == "2@rossi.example"


def test_a_long_message_id_of_theirs_stays_whole():
    long = f"{'x' * 300}@mail.rossi.example"
    raw = compose(a_message(in_reply_to=long, references=(long,)))
    assert f"In-Reply-To: <{long}>\r\n".encode() in raw
    assert f"References: <{long}>\r\n".encode() in raw


@pytest.mark.parametrize("none", ["", "  ", "a b", "<>", "x" * 1000, "ä@x", "a\r\nBcc: b@x"])
def test_what_is_no_message_id_is_left_out(none):
    message = parsed(compose(a_message(in_reply_to=none, references=(none,))))
    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["Bcc"] is None


def test_the_signature_stands_below_it():
    raw = compose(a_message(), "Anna\nFirm & Co")
    assert text_of(raw).endswith("It prints.\n\n-- \nAnna\nFirm & Co")


@pytest.mark.parametrize("text", ["Áron, 你好 – 👩‍🔧", "x" * 5000, "ő" * 3000, ".\n.\n", "From me"])
def test_any_text_arrives_as_it_was_written(text):
    raw = compose(a_message(body=text, subject=f"Re: {text[:200]}".replace("\n", " ")))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert text_of(raw) == text.rstrip()
    assert parsed(raw)["Subject"] == f"Re: {text[:200]}".replace("\n", " ").rstrip()


def test_lines_are_folded_as_mail_asks():
    raw = compose(a_message(body="word " * 2000, subject="Re: " + "long word " * 30))
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_a_server_gets_crlf_and_a_command_the_machines_own_line_ends():
    assert b"\n" not in compose(a_message(), "Anna").replace(b"\r\n", b"")
    assert b"\r" not in compose(a_message(), "Anna", local=True)


def test_a_domain_beyond_ascii_is_written_as_servers_know_it():
    assert parsed(compose(a_message(recipients="anna@bücher.example")))["To"] == (
        "anna@xn--bcher-kva.example"
    )


def test_a_name_with_a_comma_and_accents_stays_one_name():
    (sender,) = parsed(compose(a_message(sender='"Käthe, Böhm" <k@firm.example>')))[
        "From"
    ].addresses
    assert (sender.display_name, sender.addr_spec) == ("Käthe, Böhm", "k@firm.example")


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@rossi.example", "ánna@rossi.example", "a@b.example, c@d.example",
     "anna@rossi..example", f"{'x' * 65}@rossi.example", "a b@rossi.example", "<>", "\r\n",
     "a@b@c"],
)  # fmt: skip
def test_an_address_that_is_none_gets_nothing_and_is_named(address):
    with pytest.raises(MailError, match="The recipient is no address that mail can go to"):
        compose(a_message(recipients=address))


def heads_and_addresses(raw: bytes) -> None:
    """Ask that nothing was put in between the lines: no other head, nobody else written to."""
    message = parsed(raw)
    assert set(message.keys()) <= HEADS
    assert len(message.keys()) == len(set(message.keys()))
    assert [one.addr_spec for one in message["To"].addresses] == ["anna@rossi.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["support@firm.example"]
    assert not any(message.defects)


@pytest.mark.parametrize(
    "harm", [*sorted(HARMFUL), "\r\nBcc: x@y.example", "a\u2028Bcc: x@y\x85Cc: z@y"]
)
def test_no_hostile_text_writes_a_head_of_its_own(harm):
    text = f"x{harm}Bcc: evil@evil.example{harm * 40}"
    subject = f"Re: {text}"
    raw = compose(a_message(subject=subject, body=clean(text, multiline=True), in_reply_to=text))
    heads_and_addresses(raw)


@given(st.text(max_size=300), st.text(max_size=600), st.lists(st.text(max_size=80), max_size=3))
def test_no_text_at_all_writes_a_head_of_its_own(subject, body, ids):
    body = clean(body, multiline=True)
    raw = compose(a_message(subject=subject, body=body, references=tuple(ids)), subject)
    heads_and_addresses(raw)
    signed = f"{body.rstrip()}\n\n-- \n{clean(subject, multiline=True)}" if subject else body
    assert text_of(raw) == signed.rstrip()


@given(st.text(max_size=120))
def test_no_name_of_a_sender_writes_a_head_or_another_address(name):
    try:
        raw = compose(a_message(sender=f"{name} <support@firm.example>"))
    except MailError:
        return
    message = parsed(raw)
    assert set(message.keys()) <= HEADS
    assert [one.addr_spec for one in message["To"].addresses] == ["anna@rossi.example"]


# By a command


def script(path: Path, text: str) -> str:
    """The command line of a shell script."""
    path.write_text(text)
    return f"/bin/sh '{path}'"


def hand(way: Way, message: OutgoingMail | None = None, **more: Any) -> str:
    """Hand a message on; the state it has then."""
    man = postman(way, **more)
    man.transport(message or a_message())
    return man.state


def test_a_command_gets_the_message_on_its_standard_input(tmp_path):
    command = script(tmp_path / "send mail", f"cat > '{tmp_path}/got'; echo chatter")
    assert hand(Way(SENDER, command, signature="Anna")) == "sent"
    assert (tmp_path / "got").read_bytes() == compose(a_message(), "Anna", local=True)


def test_a_command_that_fails_has_not_sent_and_its_words_are_told(tmp_path):
    command = script(tmp_path / "send", "echo; echo 'no \x1b[31mroute' >&2; exit 75")
    with pytest.raises(MailError, match=r"/bin/sh refused it: no \[31mroute\.$"):
        hand(Way(SENDER, command))


def test_a_command_that_fails_without_a_word_tells_its_status(tmp_path):
    with pytest.raises(MailError, match="status 3"):
        hand(Way(SENDER, script(tmp_path / "send", "exit 3")))


def test_a_command_that_is_not_there_sends_nothing_for_anybody():
    with pytest.raises(NoWayOutError, match="cannot be run: No such file"):
        hand(Way(SENDER, "/no/such/sendmail -t"))


def test_of_a_command_that_does_not_end_nobody_knows_whether_it_sent(tmp_path):
    waits = f"'{sys.executable}' -c 'import signal; signal.pause()'"
    with pytest.raises(PerhapsSentError, match=r"did not end within 0\.1 seconds"):
        hand(Way(SENDER, waits), patience=0.1)


def test_of_a_command_that_was_killed_nobody_knows_whether_it_sent(tmp_path):
    with pytest.raises(PerhapsSentError, match="signal 9"):
        hand(Way(SENDER, script(tmp_path / "send", "kill -9 $$")))


def test_what_a_command_leaves_running_is_not_waited_for(tmp_path):
    command = script(tmp_path / "send", 'cat > /dev/null; sleep 60 & echo $! > "$0.pid"')
    assert hand(Way(SENDER, command), patience=30) == "sent"
    os.kill(int((tmp_path / "send.pid").read_text()), signal.SIGTERM)


# By a server


def test_a_server_gets_the_message_whole():
    with SmtpServer() as server:
        message = a_message(body="One\n.\n..two")
        assert hand(Way(SENDER, server.address), message) == "sent"
    assert server.messages == [compose(message)]
    assert server.lines[1].startswith("mail FROM:<support@firm.example>")
    assert server.lines[2] == "rcpt TO:<anna@rossi.example>"
    assert server.lines[-1] == "quit"


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("MAIL", "550 no, not you"), ("RCPT", "550 not you"), ("DATA", "554 not you"),
     (".", "552 not you")],
)  # fmt: skip
def test_what_a_server_refuses_has_surely_not_gone_out(verb, answer):
    with SmtpServer({verb: answer}) as server, pytest.raises(MailError, match="not you"):
        hand(Way(SENDER, server.address))


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_where_a_server_breaks_off_before_the_message_it_has_surely_not_gone_out(verb):
    with SmtpServer({verb: ""}) as server, pytest.raises(MailError, match="broke off"):
        hand(Way(SENDER, server.address))


def test_where_a_server_breaks_off_after_the_message_nobody_knows():
    with SmtpServer({".": ""}) as server, pytest.raises(PerhapsSentError, match="broke off"):
        hand(Way(SENDER, server.address))
    assert len(server.messages) == 1


def test_where_a_server_says_nothing_to_the_message_nobody_knows():
    with SmtpServer({".": None}) as server, pytest.raises(PerhapsSentError):
        hand(Way(SENDER, server.address), patience=0.3)


@pytest.mark.parametrize("answer", ["", "554 go away", None])
def test_a_server_that_greets_nobody_takes_no_message_at_all(answer):
    with SmtpServer({"greeting": answer}) as server, pytest.raises(NoWayOutError, match="reached"):
        hand(Way(SENDER, server.address), patience=0.3)


def test_a_server_that_ends_badly_after_it_has_taken_the_message_has_taken_it():
    with SmtpServer({"QUIT": ""}) as server:
        assert hand(Way(SENDER, server.address)) == "sent"


def test_a_server_that_is_not_there_takes_no_message_at_all():
    with SmtpServer() as server:
        gone = server.address
    with pytest.raises(NoWayOutError, match="cannot be reached"):
        hand(Way(SENDER, gone))


def test_no_password_goes_over_a_line_that_is_not_encrypted():
    with SmtpServer({"EHLO": "250 AUTH PLAIN"}) as server:
        way = Way(SENDER, server.address, "anna", "echo s3cret")
        with pytest.raises(NoWayOutError, match="the password was not sent"):
            hand(way)
    assert server.lines == [server.lines[0]]


@pytest.mark.parametrize(
    ("command", "said"),
    [("sh -c 'echo s3cret; echo s3cret >&2; exit 2'", "ended with status 2"),
     ("/no/such/pass", "cannot be run"), ("", "says no command"), ("'", "says no command")],
)  # fmt: skip
def test_where_the_password_is_not_to_be_had_that_is_said_and_no_more(command, said):
    with SmtpServer() as server, pytest.raises(CrmError, match=said) as caught:
        hand(Way(SENDER, server.address, "anna", command))
    assert "s3cret" not in str(caught.value)
    assert server.lines == []


# By one's mail program


def test_a_mail_program_gets_the_draft_in_a_file_of_ones_own_which_goes_with_it():
    seen: list[tuple[str, int, bytes]] = []

    def run(words):
        file = Path(words[2])
        seen.append((words[0], stat.S_IMODE(file.stat().st_mode), file.read_bytes()))
        return 0

    assert hand(Way(SENDER, program="mutt -H {file}", signature="Anna"), run=run) == "handed"
    assert seen == [("mutt", 0o600, compose(a_message(), "Anna", local=True))]


@pytest.mark.parametrize("outcome", ["status", "error"])
def test_of_a_mail_program_that_fails_no_draft_stays(outcome):
    files = []

    def run(words):
        files.append(Path(words[2]))
        if outcome == "error":
            raise CrmError("There is no terminal here.")
        return 1

    with pytest.raises(CrmError):
        hand(Way(SENDER, program="mutt -H {file}"), run=run)
    assert not files[0].exists()


def test_a_mail_program_runs_as_it_is_where_nothing_else_runs_it(tmp_path):
    program = script(tmp_path / "mua", f"cp \"$1\" '{tmp_path}/draft'") + " {file}"
    assert hand(Way(SENDER, program=program)) == "handed"
    assert parsed((tmp_path / "draft").read_bytes())["To"] == "anna@rossi.example"


def test_a_mail_program_that_is_not_there_is_said():
    with pytest.raises(NoWayOutError, match="/no/such/mutt cannot be run"):
        hand(Way(SENDER, program="/no/such/mutt {file}"))


# Which of them


def test_the_command_comes_before_the_mail_program(tmp_path):
    way = Way(SENDER, script(tmp_path / "send", "cat > /dev/null"), program="/no/such {file}")
    assert hand(way) == "sent"


@pytest.mark.parametrize("way", [Way(""), Way(SENDER), Way("", "sendmail", program="mutt {file}")])
def test_without_a_sender_or_a_way_no_mail_goes_out(way):
    assert not way.is_set
    with pytest.raises(UsageError, match="No mail goes out"):
        postman(way)


@pytest.mark.parametrize(
    "send", ["ftp://mail", "smtp://", "smtp://mail:port", "smtp://[x", "'", "smtps://:1"]
)
def test_a_way_that_cannot_be_read_is_said_before_anything_is_sent(send):
    with pytest.raises(UsageError):
        postman(Way(SENDER, send))
