"""Answers from the keyboard: drafts stay, mail goes out once, who was first is seen."""

from __future__ import annotations

import json
import shlex
import signal
import stat
import sys
from pathlib import Path

import pytest

from crm_tui.services import claims, conversations, snippets, tickets
from crm_tui.tui.screens import answer as module
from crm_tui.tui.screens.answer import AnswerScreen
from crm_tui.views import outbox, ticket_card
from crm_tui.views import tickets as views
from tests.neighbour import Neighbour
from tests.terminal import Terminal
from tests.tui.actions.counter import at, row
from tests.tui.office import MEDIUM, NARROW, a_seat
from tests.tui.stage import seen, until

SENDMAIL = """
import pathlib, sys
box = pathlib.Path({box!r})
if (box / "down").exists():
    sys.exit("the server is down")
count = len(list(box.glob("*.eml")))
(box / f"{{count}}.eml").write_bytes(sys.stdin.buffer.read())
"""


@pytest.fixture
def box(tmp_path):
    """A mail server made of a script: what it took, in files."""
    folder = tmp_path / "box"
    folder.mkdir()
    (tmp_path / "sendmail.py").write_text(SENDMAIL.format(box=str(folder)))
    return folder


def by_mail(tmp_path):
    command = shlex.join([sys.executable, str(tmp_path / "sendmail.py")])
    return {"mail__sender": "Support <support@firm.example>", "mail__send": command}


def last_said(desk, ticket):
    return ticket_card.conversation(desk, ticket)[0].entry


async def begin(seat, ticket):
    await at(seat, ticket)
    await seat.press("r")
    assert isinstance(seat.workspace.screen, AnswerScreen)


async def test_r_writes_an_answer_and_the_ticket_waits_for_the_customer(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("We come tomorrow.", "ctrl+s")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the queue")
        found = row(desk, desk_of["leak"])
        assert (found.state, found.owner) == ("waiting_customer", "anna")
        assert last_said(desk, desk_of["leak"]).body == "We come tomorrow."
        await seat.press("u")
        assert row(desk, desk_of["leak"]).state == "new"


@pytest.mark.parametrize("size", [NARROW, MEDIUM])
async def test_whoever_answers_inside_a_ticket_stays_there_though_it_leaves_the_view(
    desk, desk_of, tmp_path, size
):
    """The next key acts on the ticket one was working on, not on the one that moved up."""
    async with a_seat(desk, tmp_path, size, place="tickets") as seat:
        await seat.press("v", "n")
        place = seat.workspace.places.tickets
        here = place.pane.ticket
        await seat.press("enter", "r")
        await seat.type("We come tomorrow.", "ctrl+s")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the ticket")
        await seat.look()
        assert place.pane.ticket != here
        assert place.ticket.ticket == here == place.tickets_here()[0]
        moved_up = place.pane.ticket
        await seat.press("]")
        assert place.ticket.ticket == moved_up


async def test_a_resize_while_one_writes_leaves_the_row_of_keys_right(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.pilot.resize_terminal(80, 24)
        await seat.look()
        assert "r answer" in await seat.press("escape")


async def test_r_claims_the_ticket_for_colleagues_to_see(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        assert views.claims(desk, [desk_of["leak"]])[desk_of["leak"]].user == desk.user


async def test_whoever_leaves_the_answer_leaves_the_ticket_where_they_began_in_the_queue(
    desk, desk_of, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.press("escape")
        assert not views.claims(desk, [desk_of["leak"]])
        await seat.press("enter", "r", "escape")
        assert views.claims(desk, [desk_of["leak"]])


async def test_r_says_who_is_on_the_ticket_already(desk, desk_of, tmp_path):
    bob = desk._replace(user=2, login="bob", user_name="Bob Stone")
    claims.claim(bob, desk_of["leak"])
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        assert "Bob Stone is on it since 10:00." in seen(seat.workspace)
        await seat.press("escape")
        assert views.claims(desk, [desk_of["leak"]])[desk_of["leak"]].user == 2


async def test_escape_keeps_the_answer_and_marks_the_ticket_in_the_queue(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("half an answer", "escape")
        assert "r goes on with it" in seat.status
        assert seat.workspace.answers.tickets() == {desk_of["leak"]}
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        assert "half an answer" in seen(seat.workspace)
        await seat.press("escape")
        await begin(seat, desk_of["idea"])
        assert "half an answer" not in seen(seat.workspace)


async def test_a_signal_keeps_the_answer_as_it_stands(desk, desk_of, tmp_path):
    module.KEEP_S, before = 3600, module.KEEP_S
    try:
        async with a_seat(desk, tmp_path, place="tickets") as seat:
            await begin(seat, desk_of["leak"])
            await seat.type("not lost")
            seat.workspace.end(129)
    finally:
        module.KEEP_S = before
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        assert "not lost" in seen(seat.workspace)


async def test_ctrl_g_sends_and_shows_the_next_ticket(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["invoice"])
        place = seat.workspace.places.tickets
        ids = views.all_ids(desk, place.pane.shown)
        after = ids[ids.index(desk_of["invoice"]) + 1]
        await seat.press("enter", "r")
        await seat.type("Here it is.", "ctrl+g")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the queue")
        await seat.look()
        assert place.ticket.ticket == after
        assert views.claims(desk, ids).keys() == {after}


async def test_a_colleague_who_was_first_is_shown_and_the_text_stays(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("Mine")
        bob = desk._replace(user=2, login="bob", user_name="Bob Stone")
        conversations.reply(bob, desk_of["leak"], "Bob was faster")
        await seat.press("ctrl+s")
        await until(seat.pilot, lambda: "has answered T1" in seen(seat.workspace), "the conflict")
        screen = seen(seat.workspace)
        assert "Bob was faster" in screen
        assert "Mine" in screen


@pytest.fixture
def bob(desk, people):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


async def test_what_the_customer_writes_meanwhile_stands_out_above_the_answer(
    desk, desk_of, bob, tmp_path
):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("We come")
        bob.does(conversations.note_in, desk_of["leak"], "It has stopped by itself.")
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "new: " in screen
        assert "It has stopped by itself." in screen
        assert "We come" in screen


async def test_an_answer_goes_out_by_mail_and_says_so(desk, desk_of, box, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        await begin(seat, desk_of["leak"])
        assert "by mail to info@rossi.example" in seen(seat.workspace)
        await seat.type("We come tomorrow.", "ctrl+s")
        await until(seat.pilot, lambda: "sent to info@rossi.example" in seen(seat.workspace))
    (message,) = box.glob("*.eml")
    assert b"We come tomorrow." in message.read_bytes()
    assert outbox.waiting(desk) == []


async def test_mail_that_fails_waits_is_told_and_goes_out_with_the_next_once(
    desk, desk_of, box, tmp_path
):
    (box / "down").touch()
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("First.", "ctrl+s")
        await until(seat.pilot, lambda: "not sent: " in seen(seat.workspace), "the failure")
        assert [one.state for one in outbox.waiting(desk)] == ["failed"]
        (box / "down").unlink()
        await begin(seat, desk_of["leak2"])
        await seat.type("Second.", "ctrl+s")
        await until(seat.pilot, lambda: not outbox.waiting(desk), "the mail")
        await seat.look()
    texts = sorted(path.read_bytes() for path in box.glob("*.eml"))
    assert len(texts) == 2
    assert {b"First." in text for text in texts} == {True, False}


async def test_where_no_mail_can_go_it_is_written_down_and_said(desk, desk_of, box, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        await begin(seat, desk_of["invoice"])
        assert "no e-mail address is known" in seen(seat.workspace)
        await seat.type("Here.", "ctrl+s")
        await until(seat.pilot, lambda: "no mail goes out" in seat.status, "the reason")
    assert not list(box.glob("*.eml"))
    assert last_said(desk, desk_of["invoice"]).body == "Here."


async def test_a_note_for_colleagues_never_goes_out(desk, desk_of, box, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("psst")
        await seat.press("ctrl+n", "ctrl+s")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the queue")
        await seat.look()
        assert "Noted on T1: The pump leaks" in seat.status
    assert last_said(desk, desk_of["leak"]).internal
    assert not list(box.glob("*.eml"))
    assert row(desk, desk_of["leak"]).state == "open"


async def test_an_answer_that_solves_does_both_in_one_change(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("Put right.")
        await seat.press("ctrl+t", "s", "p", "ctrl+s")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the queue")
        assert row(desk, desk_of["leak"]).state == "solved"
        await seat.press("u")
        found = row(desk, desk_of["leak"])
        assert (found.state, found.first_responded_at) == ("new", None)


async def test_the_answers_of_a_macro_go_out_too(desk, desk_of, box, tmp_path):
    snippets.save_macro(desk, "Zap", [("reply", "more")], then="stay")
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        await at(seat, desk_of["leak"])
        await seat.press("M", "z")
        await until(seat.pilot, lambda: bool(list(box.glob("*.eml"))), "the mail")
        await seat.look()
    assert outbox.waiting(desk) == []


async def test_an_answer_is_one_tickets(desk, desk_of, tmp_path):
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await seat.type(":view all open", "enter")
        await seat.press("space", "space", "r")
        assert "to one ticket" in seat.status
        assert len(seat.workspace.screen_stack) == 1


# In a real terminal


def sit_down(desk, tmp_path, **environ) -> Terminal:
    command = [
        *(sys.executable, "-m", "crm_tui", "--db", desk.store.engine.address, "--as", "anna"),
        *("open", "tickets"),
    ]
    environ |= {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    return Terminal(command, environ=environ)


@pytest.fixture
def one(desk, people):
    return tickets.add(desk, "The pump leaks", party=people["rossi"], body="It leaks.")


def watch(terminal, met):
    """Look at the terminal until something is so that it does not show."""
    for _ in range(400):
        if met():
            return
        terminal.look(0.05)
    raise AssertionError(f"it never came; the screen:\n{terminal.text}")


def drafts(tmp_path):
    found = list((tmp_path / "state").rglob("answer-*.json"))
    return json.loads(found[0].read_text("utf-8"))["answers"] if found else {}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP])
def test_an_answer_survives_the_programs_death(desk, one, tmp_path, ending):
    with sit_down(desk, tmp_path) as terminal:
        terminal.wait_for("The pump leaks")
        terminal.send("l")  # new and nobody's
        terminal.send("r")
        terminal.wait_for("then waiting for customer")
        terminal.send("We come tomorrow,\rAnna")
        text = "We come tomorrow,\nAnna"
        watch(terminal, lambda: drafts(tmp_path).get(str(one), {}).get("text") == text)
        terminal.process.send_signal(ending)
        terminal.wait_exit()
    with sit_down(desk, tmp_path) as terminal:
        terminal.wait_for("The pump leaks")
        terminal.send("r")
        terminal.wait_for("is back")
        assert "We come tomorrow," in terminal.text
        terminal.send("\x13")
        terminal.wait_for("nswered T1")
    assert last_said(desk, one).body == "We come tomorrow,\nAnna"
    assert drafts(tmp_path) == {}


def test_an_editor_has_the_terminal_and_its_text_comes_back(desk, one, tmp_path):
    script = tmp_path / "editor.py"
    seen_file = tmp_path / "seen"
    script.write_text(
        "import os, pathlib, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        f"pathlib.Path({str(seen_file)!r}).write_text("
        "f'{path} {oct(path.stat().st_mode)} {os.isatty(0)}')\n"
        "print('this is the editor', flush=True)\n"
        "input()\n"
        "path.write_text(path.read_text() + ' and on')\n"
    )
    with sit_down(desk, tmp_path, VISUAL=shlex.join([sys.executable, str(script)])) as terminal:
        terminal.wait_for("The pump leaks")
        terminal.send("lr")
        terminal.wait_for("then waiting for customer")
        terminal.send("begun\x05")
        terminal.wait_for("this is the editor")
        terminal.send("\r")
        terminal.wait_for("begun and on")
        terminal.send("!\x13")
        terminal.wait_for("nswered T1")
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        assert terminal.restored
    name, mode, is_terminal = seen_file.read_text().split()
    assert not Path(name).exists()
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert is_terminal == "True"
    assert last_said(desk, one).body == "begun and on!"


def test_quitting_waits_no_longer_than_two_seconds_for_mail(desk, one, tmp_path):
    """A server that never answers: the message is neither lost nor sent again by itself."""
    script = tmp_path / "slow.py"
    script.write_text("import time\ntime.sleep(30)\n")
    config = tmp_path / ".config" / "crm-tui" / "config.toml"
    config.parent.mkdir(parents=True)
    command = shlex.join([sys.executable, str(script)])
    config.write_text(f'[mail]\nsender = "s@firm.example"\nsend = "{command}"\n')
    with sit_down(desk, tmp_path, XDG_CONFIG_HOME=str(tmp_path / ".config")) as terminal:
        terminal.wait_for("The pump leaks")
        terminal.send("lr")
        terminal.wait_for("by mail to")
        terminal.send("Yes\x13")
        terminal.wait_for("nswered T1")
        watch(terminal, lambda: [mail.state for mail in outbox.waiting(desk)] == ["sending"])
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
    assert [mail.state for mail in outbox.waiting(desk)] == ["sending"]
