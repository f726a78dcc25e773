"""Answers from the keyboard: drafts stay, mail goes out once, who was first is seen."""

from __future__ import annotations

import json
import shlex
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from crm_tui.services import claims, conversations, snippets, tickets
from crm_tui.tui.screens import answer as module
from crm_tui.tui.screens.answer import AnswerScreen
from crm_tui.views import outbox, ticket_card
from crm_tui.views import tickets as views
from tests.neighbour import Neighbour
from tests.terminal import PATIENCE_S, Terminal
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


async def sent(seat, what="the queue"):
    await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, what)
    await seat.look()


async def test_r_writes_an_answer_and_the_ticket_waits_for_the_customer(desk, desk_of, tmp_path):
    leak, idea = desk_of["leak"], desk_of["idea"]
    claims.claim(desk._replace(user=2, login="bob", user_name="Bob Stone"), idea)
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await begin(seat, leak)
        # colleagues see that one is on it
        assert views.claims(desk, [leak])[leak].user == desk.user
        await seat.type("We come tomorrow.", "ctrl+s")
        await sent(seat)
        found = row(desk, leak)
        assert (found.state, found.owner) == ("waiting_customer", "anna")
        assert last_said(desk, leak).body == "We come tomorrow."
        await seat.press("u")
        assert row(desk, leak).state == "new"
        # whoever leaves the answer leaves the ticket, where they began in the queue
        await begin(seat, leak)
        await seat.press("escape")
        assert not views.claims(desk, [leak])
        await seat.press("enter", "r", "escape")
        assert views.claims(desk, [leak])
        await seat.press("q")
        # it says who is on the ticket already
        await begin(seat, idea)
        assert "Bob Stone is on it since 10:00." in seen(seat.workspace)
        # a resize while one writes leaves the row of keys right
        await seat.pilot.resize_terminal(*NARROW)
        await seat.look()
        assert "r answer" in await seat.press("escape")
        assert views.claims(desk, [idea])[idea].user == 2


async def test_whoever_answers_inside_a_ticket_stays_there_though_it_leaves_the_view(
    desk, desk_of, tmp_path
):
    """The next key acts on the ticket one was working on, not on the one that moved up."""
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        # unless they send it by ctrl+g, which shows the next ticket
        await at(seat, desk_of["invoice"])
        place = seat.workspace.places.tickets
        ids = views.all_ids(desk, place.pane.shown)
        after = ids[ids.index(desk_of["invoice"]) + 1]
        await seat.press("enter", "r")
        await seat.type("Here it is.", "ctrl+g")
        await sent(seat)
        assert place.ticket.ticket == after
        assert views.claims(desk, ids).keys() == {after}
        for size in (NARROW, MEDIUM):
            await seat.press("q")
            await seat.pilot.resize_terminal(*size)
            await seat.press("v", "n", "g")
            here = place.pane.ticket
            await seat.press("enter", "r")
            await seat.type("We come tomorrow.", "ctrl+s")
            await sent(seat, "the ticket")
            assert place.pane.ticket != here
            assert place.ticket.ticket == here == place.tickets_here()[0]
            moved_up = place.pane.ticket
            await seat.press("]")
            assert place.ticket.ticket == moved_up


async def test_what_was_begun_is_kept_by_escape_and_by_a_signal_and_marks_the_ticket(
    desk, desk_of, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "KEEP_S", 3600)
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        await seat.type("half an answer", "escape")
        assert "r goes on with it" in seat.status
        assert seat.workspace.answers.tickets() == {desk_of["leak"]}
        await begin(seat, desk_of["invoice"])
        await seat.type("not lost")
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        await begin(seat, desk_of["leak"])
        assert "half an answer" in seen(seat.workspace)
        await seat.press("escape")
        await begin(seat, desk_of["invoice"])
        assert "not lost" in seen(seat.workspace)
        await seat.press("escape")
        await begin(seat, desk_of["idea"])
        assert "half an answer" not in seen(seat.workspace)
        assert "not lost" not in seen(seat.workspace)


@pytest.fixture
def bob(desk, people):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


async def test_what_others_write_meanwhile_is_shown_and_the_text_stays(
    desk, desk_of, bob, tmp_path
):
    leak = desk_of["leak"]
    async with a_seat(desk, tmp_path, place="tickets") as seat:
        # an answer is one ticket's
        await seat.type(":view all open", "enter")
        await seat.press("space", "space", "r")
        assert "to one ticket" in seat.status
        assert len(seat.workspace.screen_stack) == 1
        await seat.press("escape")
        # what the customer writes meanwhile stands out above the answer
        await begin(seat, leak)
        await seat.type("We come")
        bob.does(conversations.note_in, leak, "It has stopped by itself.")
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "new: " in screen
        assert "It has stopped by itself." in screen
        assert "We come" in screen
        # a colleague who was first is shown
        bob.does(conversations.reply, leak, "Bob was faster")
        await seat.press("ctrl+s")
        await until(seat.pilot, lambda: "has answered T1" in seen(seat.workspace), "the conflict")
        screen = seen(seat.workspace)
        assert "Bob was faster" in screen
        assert "We come" in screen
        # an answer that solves does both in one change
        await seat.press("escape")
        await begin(seat, desk_of["leak2"])
        await seat.type("Put right.")
        await seat.press("ctrl+t", "s", "p", "ctrl+s")
        await sent(seat)
        assert row(desk, desk_of["leak2"]).state == "solved"
        await seat.press("u")
        found = row(desk, desk_of["leak2"])
        assert (found.state, found.first_responded_at) == ("new", None)


async def test_an_answer_goes_out_by_mail_and_a_note_for_colleagues_never(
    desk, desk_of, box, tmp_path
):
    leak, leak2, invoice = (desk_of[name] for name in ("leak", "leak2", "invoice"))
    snippets.save_macro(desk, "Zap", [("reply", "more")], then="stay")
    async with a_seat(desk, tmp_path, place="tickets", **by_mail(tmp_path)) as seat:
        # where no mail can go it is written down and said
        await begin(seat, invoice)
        assert "no e-mail address is known" in seen(seat.workspace)
        await seat.type("Here.", "ctrl+s")
        await until(seat.pilot, lambda: "no mail goes out" in seat.status, "the reason")
        assert last_said(desk, invoice).body == "Here."
        # a note never goes out
        await begin(seat, leak2)
        await seat.type("psst")
        await seat.press("ctrl+n", "ctrl+s")
        await sent(seat)
        assert "Noted on T2: Pump leaks oil" in seat.status
        assert last_said(desk, leak2).internal
        assert row(desk, leak2).state == "open"
        assert not list(box.glob("*.eml"))
        # an answer does and says so
        await begin(seat, leak)
        assert "by mail to info@rossi.example" in seen(seat.workspace)
        await seat.type("We come tomorrow.", "ctrl+s")
        await until(seat.pilot, lambda: "sent to info@rossi.example" in seen(seat.workspace))
        (message,) = box.glob("*.eml")
        assert b"We come tomorrow." in message.read_bytes()
        assert outbox.waiting(desk) == []
        # the answers of a macro do too
        await at(seat, leak2)
        await seat.press("M", "z")
        await until(seat.pilot, lambda: len(list(box.glob("*.eml"))) > 1, "the mail")
        await seat.look()
    assert outbox.waiting(desk) == []
    assert len(list(box.glob("*.eml"))) == 2


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
    deadline = time.monotonic() + PATIENCE_S
    while not met():
        assert time.monotonic() < deadline, f"it never came; the screen:\n{terminal.text}"
        terminal.look(0.05)


def drafts(tmp_path):
    found = list((tmp_path / "state").rglob("answer-*.json"))
    return json.loads(found[0].read_text("utf-8"))["answers"] if found else {}


EDITOR = """
import os, pathlib, sys
path = pathlib.Path(sys.argv[-1])
pathlib.Path({seen!r}).write_text(f"{{path}} {{oct(path.stat().st_mode)}} {{os.isatty(0)}}")
print("this is the editor", flush=True)
input()
path.write_text(path.read_text() + " and on")
"""


def test_an_answer_survives_the_programs_deaths_and_goes_on_in_the_editor(desk, one, tmp_path):
    typed = ("We come tomorrow,\r", "Anna")
    for number, ending in enumerate((signal.SIGKILL, signal.SIGHUP)):
        with sit_down(desk, tmp_path) as terminal:
            terminal.wait_for("The pump leaks")
            terminal.send("r" if number else "lr")  # new and nobody's
            terminal.wait_for("is back" if number else "then waiting for customer")
            terminal.send(typed[number])
            text = "".join(typed[: number + 1]).replace("\r", "\n")
            watch(terminal, lambda text=text: drafts(tmp_path)
                  .get(str(one), {}).get("text") == text)  # fmt: skip
            terminal.process.send_signal(ending)
            terminal.wait_exit()
    # the editor has the terminal, and its text comes back
    script, seen_file = tmp_path / "editor.py", tmp_path / "seen"
    script.write_text(EDITOR.format(seen=str(seen_file)))
    with sit_down(desk, tmp_path, VISUAL=shlex.join([sys.executable, str(script)])) as terminal:
        terminal.wait_for("The pump leaks")
        terminal.send("r")
        terminal.wait_for("is back")
        assert "We come tomorrow," in terminal.text
        terminal.send("\x05")
        terminal.wait_for("this is the editor")
        terminal.send("\r")
        terminal.wait_for("Anna and on")
        terminal.send("!\x13")
        terminal.wait_for("nswered T1")
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        assert terminal.restored
    name, mode, is_terminal = seen_file.read_text().split()
    assert not Path(name).exists()
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert is_terminal == "True"
    assert last_said(desk, one).body == "We come tomorrow,\nAnna and on!"
    assert drafts(tmp_path) == {}


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
