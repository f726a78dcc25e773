"""The workspace in a real terminal: what arrives there, and how it ends."""

from __future__ import annotations

import sys
from datetime import date

from crm_tui.services import tags, tickets, timeline
from tests import builders
from tests.naughty import CONTROLS, MARKUP
from tests.terminal import Terminal


def sit_down(desk, tmp_path, place="customers", **how) -> Terminal:
    command = [
        *(sys.executable, "-m", "crm_tui", "--db", desk.store.engine.address, "--as", "anna"),
        *("open", place),
    ]
    environ = {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    return Terminal(command, environ=environ, **how)


def test_hostile_text_is_shown_and_does_nothing(desk, tmp_path):
    for number, text in enumerate((*CONTROLS, *MARKUP)):
        party = builders.a_company(desk, f"{number:02}", phones=["+36 1 234 5678"])
        timeline.log(desk, party, text, kind="note")
        tags.change(desk, [party], tags.TagLine((f"t{number}{text}",), ()))
        # Past the services, which would have cleaned it: as a foreign program left it.
        raw = text.replace("\udc9b", "")
        with desk.store.change_set(desk.user, f"renamed {raw}"):
            desk.store.write(
                "UPDATE party SET name = ?, likes = ? WHERE id = ?",
                (f"{number:02} {raw}", raw, party),
            )
    with sit_down(desk, tmp_path, columns=120, lines=50) as terminal:
        terminal.wait_for("Customers")
        clean = len(terminal.output)
        for keys in ("G", "k" * 20, "U", "\x1b", "/", "a", "\r", "?", "\x1b"):
            terminal.send(keys)
            terminal.wait(lambda: True)
        terminal.wait_for("LIST")
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        # The one such code that is Textual's own: the pointer's shape.
        shown = terminal.output[clean:].replace(b"\x1b]22;default\x07", b"")
    for harm in (
        b"\x1b]52",
        b"\x1b]0;",
        b"\x1b]8;",
        b"\x1b[2J",
        b"\x1bc",
        b"\x1bP",
        b"\x07",
        b"\x00",
    ):
        assert harm not in shown
    for harm in ("\x9b", "\x9d", "\u202e", "\u2066"):
        assert harm.encode() not in shown


def test_keys_sent_in_one_go_are_all_taken_in_order(desk, tmp_path):
    long_ago = date(2020, 1, 6)
    party = builders.a_company(desk, "Rossi Kft")
    builders.a_task(desk, party, "Send the offer", due=date(2020, 1, 2))
    for number in range(6):
        builders.a_task(desk, None, f"Task {number}", due=long_ago)
    with sit_down(desk, tmp_path, "agenda") as terminal:
        # a task is finished and its next step typed in one go
        terminal.wait_for("Send the offer")
        terminal.send("xit is sent\rr")
        terminal.wait_for("next step with Rossi Kft")
        terminal.send("call them 2030-01-07\r")
        terminal.wait_for("Added task")
        # a key of the evening plans one task, however fast they come
        terminal.send("P")
        terminal.wait_for("6 left")
        terminal.send("tttt")
        terminal.wait_for("2 left")
        terminal.send("q")
        terminal.wait_for("4 tasks")
        # a search, and what is done with what it found
        terminal.send("1")
        terminal.wait_for("LIST")
        terminal.send("/rossi\rTbig fish\r")
        terminal.wait_for("Tagged a customer")
    assert desk.store.rows("SELECT title, state, due FROM task WHERE party_id ORDER BY id") == [
        ("Send the offer", "done", "2020-01-02"),
        ("call them", "open", "2030-01-07"),
    ]
    left = desk.store.rows(
        "SELECT title FROM task WHERE due = ? AND state = 'open' ORDER BY title", (str(long_ago),)
    )
    assert left == [("Task 4",), ("Task 5",)]
    assert desk.store.value("SELECT count(*) FROM tag WHERE name IN ('big', 'fish')") == 2


def test_a_ticket_opens_by_its_number_and_is_let_go_at_the_end(desk, tmp_path):
    firm = builders.a_company(desk, "Rossi GmbH")
    for title in ("the first one", "the pump is loud"):
        ticket = tickets.add(desk, title, party=firm, body=f"they say: {title}")
    claimed = "SELECT ticket_id FROM claim"
    with sit_down(desk, tmp_path, place="t2", columns=120, lines=40) as terminal:
        terminal.wait_for("they say: the pump is loud")
        terminal.wait(lambda: desk.store.rows(claimed) == [(ticket,)])
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
    assert desk.store.rows(claimed) == []
