"""Answers that go out from the screen: all of a macro's, and those for one's own mail program."""

from __future__ import annotations

import shlex
import stat
import sys
from pathlib import Path

import pytest

from crm_tui.services import snippets, tickets
from crm_tui.views import outbox
from tests.terminal import Terminal
from tests.tui import office
from tests.tui.office import a_seat
from tests.tui.stage import until

SENDER = "Support <support@firm.example>"


@pytest.fixture
def two(desk):
    """Two tickets, new and nobody's, of one who has an address."""
    rossi = office.fill(desk)["rossi"]
    return [tickets.add(desk, f"The pump leaks {number}", party=rossi) for number in (1, 2)]


async def answer_both(seat):
    await seat.type(":view all open", "enter")
    await seat.press("g", "space", "space", "M", "z", "y")


TOLD = [
    ("", "Sent 2 messages.", []),
    ("exit 1", "0 sent, 2 not sent, 0 perhaps; see 'crm mail'.", ["failed", "failed"]),
]


async def test_what_became_of_all_answers_of_a_macro_is_told_at_once(desk, two, tmp_path):
    script = tmp_path / "sendmail"
    snippets.save_macro(desk, "Zap", [("reply", "more")], then="stay")
    way = {"mail__sender": SENDER, "mail__send": f"/bin/sh {script}"}
    async with a_seat(desk, tmp_path, place="tickets", **way) as seat:
        for then, said, left in TOLD:
            script.write_text(f"cat > /dev/null\n{then}\n")
            await answer_both(seat)
            await until(seat.pilot, lambda said=said: said in seat.status, said)
            assert [mail.state for mail in outbox.waiting(desk)] == left


async def test_where_the_way_cannot_be_read_the_answers_of_a_macro_wait(desk, two, tmp_path):
    snippets.save_macro(desk, "Zap", [("reply", "more")], then="stay")
    way = {"mail__sender": SENDER, "mail__send": "ftp://mail"}
    async with a_seat(desk, tmp_path, place="tickets", **way) as seat:
        await answer_both(seat)
        await until(seat.pilot, lambda: "names no mail server" in seat.status)
    assert [mail.state for mail in outbox.waiting(desk)] == ["queued", "queued"]


PROGRAM = """
import os, pathlib, sys
path, told = pathlib.Path(sys.argv[1]), pathlib.Path({told!r})
(told / "seen").write_text(
    f"{{path}} {{oct(path.stat().st_mode)}} {{os.isatty(0)}}\\n{{path.read_text()}}"
)
ending = (told / "ending").read_text()
print("the mail program will end with", ending, flush=True)
input()
sys.exit(int(ending))
"""
ENDINGS = [("0", "handed to your mail program", []), ("1", "not sent: ", ["failed"])]


def test_ones_own_mail_program_has_the_terminal_and_the_draft_goes_with_it(desk, two, tmp_path):
    script = tmp_path / "mua.py"
    script.write_text(PROGRAM.format(told=str(tmp_path)))
    config = tmp_path / ".config" / "crm-tui" / "config.toml"
    config.parent.mkdir(parents=True)
    program = f"{shlex.join([sys.executable, str(script)])} {{file}}"
    config.write_text(f'[mail]\nsender = "{SENDER}"\nprogram = "{program}"\n')
    command = [
        *(sys.executable, "-m", "crm_tui", "--db", desk.store.engine.address, "--as", "anna"),
        *("open", "tickets"),
    ]
    environ = {
        "XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
    }  # fmt: skip
    with Terminal(command, environ=environ) as terminal:
        terminal.wait_for("The pump leaks 1")
        terminal.send("l")
        for ending, said, state in ENDINGS:
            (tmp_path / "ending").write_text(ending)
            terminal.send("r")
            terminal.wait_for("by mail to")
            terminal.send(f"We come {ending}.\x13")
            terminal.wait_for(f"the mail program will end with {ending}")
            terminal.send("\r")
            terminal.wait_for(said)
            place, _, draft = (tmp_path / "seen").read_text().partition("\n")
            file, mode, is_terminal = place.split()
            assert not Path(file).exists()
            assert stat.S_IMODE(int(mode, 8)) == 0o600
            assert is_terminal == "True"
            assert f"We come {ending}." in draft
            assert [mail.state for mail in outbox.waiting(desk)] == state
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        assert terminal.restored
