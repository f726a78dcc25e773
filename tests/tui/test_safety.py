"""Hostile text stays text; a crash tells no secrets."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.content import Content
from textual.widgets import Input, Static

from crm_tui.errors import CrmError
from crm_tui.tui.safety import SafeText, SteadyApp, crash_sentence, run, write_crash_log
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import TextView
from tests.naughty import CONTROLS, HARMFUL, MARKUP, WIDE
from tests.terminal import Terminal, python
from tests.tui.widgets.test_record_list import Names

POINTER_SHAPE = b"\x1b]22;default\x07"  # Textual's own
BLACK = Color(0, 0, 0)


class TestSafeText:
    @given(st.text())
    def test_no_harmful_character_passes_and_no_width_changes(self, text):
        (segment,) = SafeText().apply([Segment(text, Style(bold=True))], BLACK)
        assert HARMFUL.isdisjoint(segment.text)
        assert cell_len(segment.text) == cell_len(text)
        assert segment.style == Style(bold=True)

    @pytest.mark.parametrize("text", [*WIDE, *MARKUP, "plain"])
    def test_harmless_text_passes_as_it_is(self, text):
        segments = [Segment(text)]
        assert SafeText().apply(segments, BLACK) == segments

    def test_codes_of_textuals_own_pass(self):
        control = Control.home().segment
        assert control in SafeText().apply([control, Segment("\x1b[2J")], BLACK)


class Shown(SteadyApp):
    """One hostile text in every widget of the kit, and in some of Textual's own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        class Source(Names):
            def row(self, index: int):
                row = super().row(index)
                return row._replace(cells=(self.text, self.text))

        source = Source([1, 2])
        source.text = self.text
        yield RecordList(
            [Column(self.text, 10, flex=1), Column("Phone", 10)], source, empty=self.text
        )
        yield RecordList([Column("Name", 10)], empty=self.text)
        yield TextView([((self.text, "alert"), ("after", ""))])
        yield Static(Content(self.text))
        yield Static(self.text, markup=False)
        yield Input(self.text, placeholder=self.text)
        yield Prompt()

    async def show(self, text: str) -> None:
        """Show another text everywhere."""
        self.text = text
        await self.recompose()
        prompt = self.query_one(Prompt)
        prompt.set_mode(self.text)
        prompt.say(self.text)
        prompt.set_right(self.text)


@pytest.mark.parametrize("texts", [CONTROLS, MARKUP, WIDE], ids=["controls", "markup", "wide"])
async def test_hostile_text_is_inert_in_every_widget(texts):
    app = Shown("")
    async with app.run_test(size=(60, 30)) as pilot:
        for text in texts:
            await app.show(text)
            await pilot.pause()
            assert_inert(app)
            if texts is MARKUP:  # it is shown as it is
                shown = [strip.text for strip in app.screen._compositor.render_strips()]
                assert sum(text in line for line in shown) >= 5, text
            prompt = app.query_one(Prompt)
            prompt.ask(text, text, completions=lambda _, text=text: [text])
            await pilot.pause()
            assert_inert(app)
            prompt.choose(text, [("y", text)], str)
            await pilot.pause()
            assert_inert(app)
            rows = [(1, (text,))]
            app.push_screen(Picker(text, [Column(text, 9)], lambda _, rows=rows: rows))
            await pilot.pause()
            assert isinstance(app.screen, Picker)
            assert_inert(app)
            await app.pop_screen()


def assert_inert(app: Shown) -> None:
    for strip in app.screen._compositor.render_strips():
        assert HARMFUL.isdisjoint(strip.text), repr(app.text)
        assert strip.cell_length == app.size.width, repr(app.text)
        harmless = not any(
            style and ("@click" in style.meta or style.link) for _, style, _ in strip
        )
        assert harmless, repr(app.text)


@pytest.mark.parametrize("paint", ["changed", "whole"])
def test_nothing_hostile_reaches_a_real_terminal(paint):
    hostile = "\x1b]52;c;cHduZWQ=\x07\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
    command = python("-m", "tests.tui.demo", "100", f"extra={hostile}", f"paint={paint}")
    with Terminal(command, columns=100) as terminal:
        terminal.wait_for("ready")
        terminal.send("j?")
        terminal.wait_for("Entries:")
        terminal.send("\x1b")
        terminal.wait_for("left")
        output = terminal.output.replace(POINTER_SHAPE, b"")
        assert b"]52;c;" in output
        for harm in ("\x1b]", "\x1b[2J", "\x07", "\u202e", "\x9b"):
            assert harm.encode() not in output


class TestCrash:
    def test_it_shows_a_sentence_and_restores_the_terminal(self, tmp_path):
        command = python("-m", "tests.tui.demo", "100", f"state={tmp_path}")
        with Terminal(command, columns=120) as terminal:
            terminal.wait_for("ready")
            terminal.send("x")
            assert terminal.wait_exit() == 1
            assert terminal.restored
            after = terminal.output.rpartition(b"\x1b[?1049l")[2]
            assert b"The program failed (ValueError)" in after
            assert b"crash.log" in after
            assert b"Rossi" not in after
            assert b"Traceback" not in after
        log = tmp_path / "crash.log"
        assert "builtins.ValueError" in log.read_text()
        assert "demo.py" in log.read_text()
        assert "Rossi" not in log.read_text()
        assert stat.S_IMODE(log.stat().st_mode) == 0o600

    def test_a_log_open_to_others_is_closed_to_them(self, tmp_path):
        log = tmp_path / "crash.log"
        log.write_text("older\n")
        log.chmod(0o644)
        assert write_crash_log(ValueError("x"), tmp_path) == log
        assert log.read_text().startswith("older\n")
        assert stat.S_IMODE(log.stat().st_mode) == 0o600

    def test_a_log_that_is_a_link_is_not_followed(self, tmp_path):
        target = tmp_path / "target"
        (tmp_path / "crash.log").symlink_to(target)
        assert write_crash_log(ValueError("x"), tmp_path) is None
        assert not target.exists()

    def test_without_a_place_for_logs_it_says_so(self, tmp_path):
        blocked = tmp_path / "file"
        blocked.write_text("")
        log = write_crash_log(ValueError("x"), blocked / "state")
        assert log is None
        assert "No log could be written" in crash_sentence(ValueError("x"), log)

    def test_an_error_of_our_own_says_its_sentence(self, tmp_path):
        error = CrmError("The database is gone.\x1b[2J", "Open another.")
        sentence = crash_sentence(error, tmp_path)
        assert sentence == "The database is gone.\ufffd[2J Open another."

    async def test_drafts_are_kept_once_and_a_failure_there_hides_nothing(self, tmp_path):
        class Failing(SteadyApp):
            saved = 0

            def save_drafts(self) -> None:
                self.saved += 1
                raise OSError("disk full")

        app = Failing(state_dir=tmp_path)
        async with app.run_test():
            app.end(143)
            app.end(143)
            app.rescue()
        assert app.saved == 1
        assert app.return_code == 143
        assert "OSError" in (tmp_path / "crash.log").read_text()


def test_quitting_is_0(monkeypatch):
    class Quits(SteadyApp):
        def on_mount(self) -> None:
            self.exit()

        def run(self, **settings) -> None:
            super().run(headless=True, **settings)

    assert run(Quits()) == 0
