"""The status row: it says, asks and lets choose, one line high, letters never commands."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import ComposeResult

from crm_tui.tui.keyboard import OrderedKeys, Pressed
from crm_tui.tui.safety import SteadyApp
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import TextView


class Alone(OrderedKeys, SteadyApp):
    def __init__(self) -> None:
        super().__init__()
        self.view = TextView([(("text", ""),)])
        self.prompt = Prompt()
        self.commands: list[str] = []
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.view
        yield self.prompt

    def on_mount(self) -> None:
        self.view.focus()
        self.prompt.set_mode("LIST")
        self.prompt.set_right("2 marked")

    async def take_key(self, event: Pressed) -> bool:
        if isinstance(event, events.Key):
            self.commands.append(event.key)
        return True

    def ask(self, **settings) -> None:
        self.prompt.ask(
            "find:",
            on_submit=lambda text: self.heard.append(("submit", text)),
            on_cancel=lambda: self.heard.append("cancel"),
            **settings,
        )

    def row(self) -> str:
        return self.prompt.render_line(0).text

    async def paste(self, pilot, text: str) -> None:
        self.post_message(events.Paste(text))
        await pilot.pause()


@pytest.fixture
def app() -> Alone:
    return Alone()


async def test_it_says_something_between_mode_and_marks(app):
    async with app.run_test(size=(60, 10)):
        app.prompt.say("saved", "good")
        assert app.row() == "LIST      saved" + " " * 36 + " 2 marked"


async def test_a_letter_and_what_it_changes_are_one_event(app):
    seen = []
    async with app.run_test(size=(60, 10)) as pilot:
        app.ask(on_change=lambda text: seen.append((text, app.row().split()[:2])))
        await pilot.press("a", "b", "backspace")
        assert seen == [("a", ["find:", "a"]), ("ab", ["find:", "ab"]), ("a", ["find:", "a"])]


async def test_letters_are_never_commands_while_it_asks(app):
    async with app.run_test(size=(60, 10)) as pilot:
        # nor is a paste, also where nothing asks
        await app.paste(pilot, "ddq")
        assert app.prompt.value == ""
        assert app.commands == []
        await pilot.press("q")
        app.ask()
        await pilot.press("q", "j", "space", "x")
        assert app.prompt.value == "qj x"
        await pilot.press("enter", "q")
        assert app.heard == [("submit", "qj x")]
        assert app.commands == ["q", "q"]


async def test_keys_that_follow_at_once_find_what_the_first_has_changed(app):
    async with app.run_test(size=(60, 10)) as pilot:
        app.ask()
        for key, character in [("a", "a"), ("enter", "\r"), ("j", "j")]:
            app.post_message(events.Key(key, character))
        await pilot.pause()
        assert app.heard == [("submit", "a")]
        assert app.commands == ["j"]


async def test_a_paste_becomes_one_line_and_escape_cancels_and_gives_the_focus_back(app):
    async with app.run_test(size=(60, 10)) as pilot:
        # a paste becomes one line
        app.ask()
        await app.paste(pilot, "two\nlines\r\nand\ta tab\x1b[2J")
        assert app.prompt.value == "two lines and a tab[2J"
        assert app.focused is app.prompt
        await pilot.press("a", "escape")
        assert app.heard == ["cancel"]
        assert app.focused is app.view
        assert not app.prompt.active
        assert app.row().startswith("LIST")


async def test_choices_are_shown_and_wait_for_one_of_their_keys(app):
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.choose(
            "add:", [("n", "note"), ("c", "call")], app.heard.append, lambda: app.heard.append("")
        )
        assert app.row().split() == ["add:", "n", "note", "c", "call"]
        await pilot.press("x", "enter", "space")
        assert app.heard == []
        await pilot.press("c")
        assert app.heard == ["c"]
        app.prompt.choose("sure?", [("y", "yes")], app.heard.append, lambda: app.heard.append(""))
        await app.paste(pilot, "y")
        assert app.heard == ["c"]
        await pilot.press("escape")
        assert app.heard == ["c", ""]
        assert app.commands == []


async def test_one_question_may_follow_from_another(app):
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.ask("text:", on_submit=lambda text: app.ask(value=f"{text}?"))
        await pilot.press("a", "enter")
        assert app.prompt.value == "a?"
        await pilot.press("enter")
        assert app.heard == [("submit", "a?")]
        assert app.focused is app.view


async def test_up_and_down_bring_back_what_was_entered(app):
    async with app.run_test(size=(60, 10)) as pilot:
        for text in ("one", "two"):
            app.ask()
            await pilot.press(*text, "enter")
        app.ask()
        await pilot.press("d", "up")
        assert app.prompt.value == "two"
        await pilot.press("up", "up")
        assert app.prompt.value == "one"
        await pilot.press("down", "down", "down")
        assert app.prompt.value == "d"


async def test_tab_walks_through_completions(app):
    async with app.run_test(size=(60, 10)) as pilot:
        app.ask(completions=lambda text: [f"{text}x", f"{text}y"])
        await pilot.press("a", "tab")
        assert app.prompt.value == "ax"
        await pilot.press("tab", "tab", "tab")
        assert app.prompt.value == "ay"


async def test_movement_keys_can_go_to_a_list_while_its_filter_is_typed(app):
    used = []
    async with app.run_test(size=(60, 10)) as pilot:
        app.ask(on_key=lambda key: key == "down" and not used.append(key))
        await pilot.press("a", "down", "left", "b")
        assert used == ["down"]
        assert app.prompt.value == "ba"


async def test_the_cursor_stays_in_sight_in_a_long_line(app):
    async with app.run_test(size=(40, 10)) as pilot:
        for text in ("x" * 200, "日本語" * 40, "e\u0301" * 90):
            app.ask(value=text + "END")
            strip = app.prompt.render_line(0)
            assert strip.cell_length == 40
            assert "END" in strip.text
            await pilot.press("home")
            assert app.prompt.render_line(0).text.startswith(f"find: {text[:2]}")
            assert app.prompt.cursor_screen_offset == (6, 9)
            await pilot.press("escape")


async def test_it_fits_any_width(app):
    async with app.run_test(size=(1, 5)) as pilot:
        for width in (1, 5, 12, 30):
            await pilot.resize_terminal(width, 5)
            app.prompt.say("a message of some length")
            assert app.prompt.render_line(0).cell_length == width
            app.ask(value="some text")
            assert app.prompt.render_line(0).cell_length == width
            await pilot.press("escape")
