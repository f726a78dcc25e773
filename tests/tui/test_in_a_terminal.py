"""The workspace in a real terminal: what arrives there, and how it ends."""

from __future__ import annotations

import sys

import pytest

from crm_tui.services import tags, timeline
from tests import builders
from tests.naughty import CONTROLS, MARKUP
from tests.terminal import Terminal
from tests.tui.office import fill


@pytest.fixture
def office(desk):
    return fill(desk)


def sit_down(desk, tmp_path, **how) -> Terminal:
    command = [
        *(sys.executable, "-m", "crm_tui", "--db", desk.store.engine.address, "--as", "anna"),
        *("open", "customers"),
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


def test_keys_sent_in_one_go_are_all_taken_in_order(desk, office, tmp_path):
    with sit_down(desk, tmp_path) as terminal:
        terminal.wait_for("Rossi Kft")
        terminal.send("/rossi\rTbig fish\r")
        terminal.wait_for("Tagged a customer")
    assert desk.store.value("SELECT count(*) FROM tag WHERE name IN ('big', 'fish')") == 2
