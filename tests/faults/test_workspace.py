"""The workspace and its terminal: signals, a terminal that vanishes, sizes that change wildly."""

import random
import signal

import pytest

from crm_tui.services import upkeep
from tests.builders import a_desk
from tests.faults import work
from tests.faults.conftest import assert_whole
from tests.faults.crowd import child
from tests.terminal import Terminal, python


@pytest.fixture
def open_workspace(made, empty_home):
    """Opens the workspace on a database with a customer, in a terminal."""

    def opened(**more):
        environ = {"HOME": str(empty_home), **more.pop("environ", {})}
        words = ("-m", "crm_tui", "--db", str(made), "--as", "anna", "open", "customers")
        terminal = Terminal(python(*words), environ=environ, **more)
        terminal.wait_for("Rossi")
        return terminal

    return opened


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_it_with_the_terminal_as_it_was(open_workspace, made, number):
    with open_workspace() as terminal:
        terminal.process.send_signal(number)
        assert terminal.wait_exit() == 128 + number
        assert terminal.restored
        assert "Traceback" not in terminal.text
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi"])


def test_what_was_typed_when_the_terminal_vanished_is_offered_at_the_next_start(open_workspace):
    with open_workspace() as terminal:
        terminal.send("iwants a lower price")
        terminal.wait_for("wants a lower price")
        terminal.hang_up()
        assert terminal.wait_exit() == 128 + signal.SIGHUP
    with open_workspace() as terminal:
        terminal.wait_for("wants a lower price")


@pytest.mark.parametrize("ignoring", [False, True])
def test_a_terminal_that_vanishes_ends_it(open_workspace, made, ignoring):
    with open_workspace(ignore_hangup=ignoring) as terminal:
        terminal.hang_up()
        assert terminal.wait_exit() == 128 + signal.SIGHUP
    with a_desk(made) as desk:
        assert upkeep.check(desk) == []


def test_a_killed_workspace_leaves_nothing_behind_that_hinders(open_workspace, made):
    with open_workspace() as terminal:
        terminal.process.kill()
        assert terminal.wait_exit() == -signal.SIGKILL
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi"])


def test_a_storm_of_sizes_leaves_it_working(open_workspace):
    wild = random.Random(7)
    with open_workspace() as terminal:
        for _ in range(80):
            terminal.resize(wild.randint(1, 300), wild.randint(1, 100))
            terminal.process.send_signal(signal.SIGWINCH)
        terminal.resize(100, 30)
        terminal.wait_for("Rossi")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.restored


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"TERM": "vt100"},
        {"TERM": "nonsense"},
    ],
    ids=str,
)
def test_a_poor_terminal_still_shows_the_customers(open_workspace, environ):
    with open_workspace(environ=environ) as terminal:
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_a_dumb_terminal_is_told_what_works_there(made, empty_home):
    words = ("-m", "crm_tui", "--db", str(made), "--as", "anna", "open", "customers")
    environ = {"HOME": str(empty_home), "TERM": "dumb"}
    with Terminal(python(*words), environ=environ) as terminal:
        assert terminal.wait_exit() == 2
        assert "cannot be drawn on a terminal with TERM=dumb" in terminal.text


def test_a_lock_held_long_is_shown_while_keys_go_on(open_workspace, made):
    with child(work.holds_the_lock, made) as holder, open_workspace() as terminal:
        holder.next_word()
        terminal.send("iwants a lower price\r")
        terminal.wait_for("waiting for another writer")
        terminal.send("?")
        terminal.wait_for("Keys")
        terminal.send("\x1b")
        holder.hears()
        holder.answer()
        terminal.wait_for("lower price")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_a_file_that_is_removed_under_it_is_noticed(open_workspace, made):
    with open_workspace() as terminal:
        made.unlink()
        terminal.wait_for("was removed or replaced")
        terminal.send("q")
        assert terminal.wait_exit() == 0
