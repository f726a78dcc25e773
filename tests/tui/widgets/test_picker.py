"""Picking one of many on a screen of its own."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from crm_tui.tui.keyboard import OrderedKeys
from crm_tui.tui.safety import SteadyApp
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from tests.tui.stage import seen

FRUIT = ["apple", "banana", "cherry", "date", "elderberry"]


def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, (name,)) for number, name in enumerate(FRUIT) if wanted in name]


class Alone(OrderedKeys, SteadyApp):
    picked: list[int | None]

    def compose(self) -> ComposeResult:
        yield Static("behind")

    def pick(self, **settings) -> Picker:
        self.picked = []
        picker = Picker("Fruit", [Column("Name", 10, flex=1)], rows, **settings)
        self.push_screen(picker, self.picked.append)
        return picker


@pytest.fixture
def app() -> Alone:
    return Alone()


async def test_typing_filters_and_enter_picks(app):
    async with app.run_test(size=(40, 10)) as pilot:
        picker = app.pick()
        await pilot.pause()
        await pilot.press("r", "r", "y")
        assert [picker.list.source.row(i).key for i in range(picker.list.source.count)] == [2, 4]
        await pilot.press("down", "enter")
        assert app.picked == [4]

        # nothing found is said, and enter picks nothing
        picker = app.pick()
        await pilot.pause()
        await pilot.press("z", "enter")
        assert app.picked == []
        assert "Nothing answers" in picker.list.render_line(2).text
        await pilot.press("backspace", "enter")
        assert app.picked == [0]
        # escape leaves without a choice
        app.pick()
        await pilot.pause()
        await pilot.press("a", "escape")
        assert app.picked == [None]


async def test_in_the_list_letters_move_and_q_leaves(app):
    async with app.run_test(size=(40, 10)) as pilot:
        picker = app.pick()
        await pilot.pause()
        await pilot.press("tab", "j", "j", "k")
        assert picker.list.cursor_key == 1
        await pilot.press("G", "q")
        assert app.picked == [None]
        # it can start in the list and filter later
        picker = app.pick(filtering=False)
        await pilot.pause()
        await pilot.press("j")
        assert picker.list.cursor_key == 1
        await pilot.press("slash", "d", "a", "enter")
        assert app.picked == [3]


def below(app, lines=2):
    return [line.strip() for line in seen(app).split("\n")[-lines:]]


async def test_what_a_row_has_no_room_for_is_said_below_and_goes_with_the_cursor(app):
    async with app.run_test(size=(24, 10)) as pilot:
        app.pick(explain=lambda key: f"{FRUIT[key]} grows in a garden and is eaten")
        await pilot.pause()
        assert below(app) == ["apple grows in a", "garden and is eaten"]
        await pilot.press("down")
        assert below(app) == ["banana grows in a", "garden and is eaten"]
        await pilot.press("z")
        assert below(app) == ["", ""]
        await pilot.press("backspace", "d", "a", "t")
        assert below(app)[0] == "date grows in a"
        # it is wrapped anew in a wider terminal
        await pilot.resize_terminal(60, 10)
        assert below(app) == ["date grows in a garden and is eaten", ""]


async def test_a_choice_without_more_to_say_has_all_its_lines_for_rows(app):
    async with app.run_test(size=(24, 7)) as pilot:
        app.pick()
        await pilot.pause()
        assert "elderberry" in below(app, 1)[0]
