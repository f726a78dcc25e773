"""Help and palette come from the one table of actions and are narrowed as is typed."""

from __future__ import annotations

from textwrap import wrap

import pytest

from crm_tui.keys.actions import ACTIONS, CONTEXTS
from crm_tui.keys.keymap import build
from crm_tui.tui.screens.help import HelpScreen
from crm_tui.tui.screens.palette import PaletteScreen
from crm_tui.tui.widgets.record_list import GUTTER
from tests.tui.stage import Stage, seen

LIST = CONTEXTS["list"]


def names(screen):
    rows = [screen.list.source.row(index) for index in range(screen.list.source.count)]
    return [screen.picked(row.key) for row in rows]


def test_help_lists_what_works_here_and_nothing_else():
    shown = names(HelpScreen(build(), CONTEXTS["form"]))
    works = {one.name for one in ACTIONS if set(one.scopes) & set(CONTEXTS["form"])}
    assert set(shown) == works


def test_the_palette_lists_every_action_those_that_work_here_first():
    shown = names(PaletteScreen(build(), LIST))
    here = [set(one.scopes) & set(LIST) != set() for name in shown for one in ACTIONS
            if one.name == name]  # fmt: skip
    assert sorted(shown) == sorted(one.name for one in ACTIONS)
    assert here == sorted(here, reverse=True)


@pytest.mark.parametrize("kind", [HelpScreen, PaletteScreen])
async def test_typing_narrows_and_enter_takes(kind):
    screen = kind(build(), LIST)
    app = Stage(screen)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        # the row under the cursor is said in full below the list
        await pilot.press(*"quick line")
        *rows, first, second = seen(app).split("\n")
        said = next(one.description for one in ACTIONS if one.name == "line.add")
        assert said not in "\n".join(rows)
        assert f"{first.strip()} {second.strip()}".strip() == said

        await pilot.resize_terminal(80, 24)
        await pilot.press(*["backspace"] * len("quick line"), *"last back")
        assert "Take back the last change." in seen(app)
        assert names(screen) == ["change.undo"]
        await pilot.press("enter")
        await pilot.pause()
    assert app.answers == ["change.undo"]


async def test_a_key_that_was_moved_is_shown_where_it_is_now_and_escape_does_nothing():
    app = Stage(HelpScreen(build(user={"change.undo": "f5"}), LIST))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"take back")
        assert "F5" in seen(app)
        await pilot.press("escape")
        await pilot.pause()
    assert app.answers == [None]


async def test_the_palette_says_where_an_action_works_and_escape_does_nothing():
    app = Stage(PaletteScreen(build(), LIST))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"form.save")
        assert seen(app).split("\n")[2].endswith("a form")
        await pilot.press("escape")
        await pilot.pause()
    assert app.answers == [None]


def test_two_lines_of_a_small_terminal_hold_every_description():
    too_long = [one.name for one in ACTIONS if len(wrap(one.description, 60 - 2 * GUTTER)) > 2]
    assert too_long == []
