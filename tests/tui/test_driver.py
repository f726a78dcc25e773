"""The terminal's life: keys, odd bytes, signals, a terminal that goes away."""

import os
import re
import signal

import pytest
from textual import events

from crm_tui.tui.driver import PASTE_END, PASTE_START, PasteGate
from tests.terminal import Terminal, python

DEMO = python("-m", "tests.tui.demo", "1000")


@pytest.fixture
def demo():
    with Terminal(DEMO) as terminal:
        terminal.wait_for("ready")
        yield terminal


def test_keys_and_odd_bytes_are_taken_one_by_one_and_quitting_restores_the_terminal(demo):
    # an arrow key is not taken for an escape
    demo.send("\x1b[B\x1b[B")
    demo.wait_for("> 0000002")
    assert "escape" not in demo.text
    # a byte that is no UTF-8 is only an odd letter
    for stray in (b"\xff", b"\xe9", b"\xc3(", b"\xed\xa0\x80"):
        demo.send(stray)
        demo.send("/abc")
        demo.wait_for("/ abc")
        demo.send("\x1b")
        demo.wait_for("ready")
    # a lone escape is a key without another key after it
    demo.send("\x1b")
    demo.wait_for("escape")
    # the mouse stays with the terminal unless asked for
    assert b"\x1b[?1000h" not in demo.output
    assert b"\x1b[?1003h" not in demo.output
    demo.send("q")
    assert demo.wait_exit() == 0
    assert demo.restored


def test_a_stop_takes_nothing_and_a_paste_comes_whole_or_gives_the_keyboard_back(demo):
    # a stopped program draws its screen again when it goes on
    demo.send("jjj\x1a")
    demo.wait(lambda: b"\x1b[?1049l" in demo.output, "the shell's screen")
    demo.emulator.screen.erase_in_display(2)
    os.waitid(os.P_PID, demo.process.pid, os.WSTOPPED | os.WNOWAIT)
    demo.process.send_signal(signal.SIGCONT)
    demo.wait_for("> 0000003")
    demo.wait_for("ready")
    # a long paste arrives whole as one line
    demo.send("/")
    demo.wait_for("\n/")
    demo.send("\x1b[200~" + "first\nsecond\r\nthird\t" + "x" * 3000 + "END\x1b[201~")
    demo.wait_for("END")
    demo.send("\x01")
    demo.wait_for("/ first second third xxx")
    demo.send("\x1b")
    demo.wait_for("ready")
    # an unfinished one gives the keyboard back
    demo.send("/")
    demo.wait_for("\n/")
    demo.send("\x1b[200~pasted and never ended")
    demo.wait_for("/ pasted and never ended")
    demo.send("\x1b")
    demo.wait_for("ready")
    demo.send("q")
    assert demo.wait_exit() == 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_with_drafts_kept_and_the_terminal_restored(number, tmp_path):
    drafts = tmp_path / "drafts"
    with Terminal([*DEMO, f"drafts={drafts}"]) as terminal:
        terminal.wait_for("ready")
        terminal.send("/half a thought")
        terminal.wait_for("half a thought")
        terminal.process.send_signal(number)
        assert terminal.wait_exit() == 128 + number
        assert terminal.restored
    assert drafts.read_text() == "half a thought"


def test_a_program_that_hangs_ends_all_the_same(tmp_path):
    drafts = tmp_path / "drafts"
    with Terminal([*DEMO, f"drafts={drafts}"]) as terminal:
        terminal.wait_for("ready")
        terminal.send("B")
        terminal.wait_for("hanging")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert terminal.restored
    assert drafts.exists()


@pytest.mark.parametrize("ignoring", [False, True])
def test_a_terminal_that_vanishes_ends_the_program(ignoring, tmp_path):
    drafts = tmp_path / "drafts"
    with Terminal([*DEMO, f"drafts={drafts}"], ignore_hangup=ignoring) as terminal:
        terminal.wait_for("ready")
        terminal.send("/half")
        terminal.wait_for("/ half")
        terminal.hang_up()
        assert terminal.wait_exit() == 128 + signal.SIGHUP
    assert drafts.read_text() == "half"


class TestPasteGate:
    def test_text_passes_and_a_paste_comes_out_whole(self):
        gate = PasteGate()
        pieces = list(gate.feed(f"a{PASTE_START}two\nlines{PASTE_END}b"))
        assert _plain(pieces) == ["a", ("two\nlines",), "b"]
        assert gate.deadline is None

    def test_markers_may_be_cut_anywhere_but_after_a_lone_escape(self):
        text = f"a{PASTE_START}middle{PASTE_END}b"
        for cut in range(len(text)):
            if text[:cut].endswith("\x1b") and cut < 4:
                continue
            gate = PasteGate()
            pieces = [*gate.feed(text[:cut]), *gate.feed(text[cut:])]
            assert _joined(pieces) == ["a", ("middle",), "b"], cut

    def test_a_lone_escape_is_never_held_back(self):
        gate = PasteGate()
        assert list(gate.feed("\x1b")) == ["\x1b"]
        assert gate.deadline is None

    def test_the_beginning_of_another_key_is_let_go_when_time_is_up(self):
        gate = PasteGate()
        assert list(gate.feed("\x1b[2")) == []
        assert gate.deadline is not None
        assert list(gate.give_up()) == ["\x1b[2"]
        assert gate.deadline is None

    def test_an_unfinished_paste_is_taken_as_it_is_when_time_is_up(self):
        gate = PasteGate()
        assert list(gate.feed(f"{PASTE_START}half")) == []
        assert gate.deadline is not None
        assert _plain(gate.give_up()) == [("half",)]
        assert list(gate.feed("j")) == ["j"]


def _plain(pieces):
    return [(p.text,) if isinstance(p, events.Paste) else p for p in pieces]


def _joined(pieces):
    joined = []
    for piece in _plain(pieces):
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def test_without_colour_there_is_none():
    with Terminal(DEMO, environ={"NO_COLOR": "1"}, columns=120) as terminal:
        terminal.wait_for("ready")
        terminal.send("  j")
        terminal.wait_for("> 0000003")
        codes = re.findall(rb"\x1b\[([\d;]*)m", terminal.output)
        numbers = {int(number) for code in codes for number in code.split(b";") if number}
        assert numbers <= {0, 1, 2, 3, 4, 7, 9, 39, 49}  # 39 and 49: the terminal's own
        assert " *0000000" in terminal.text
