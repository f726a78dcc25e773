"""Two texts for one field: both are seen, neither is lost (rule 17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.card.conflict import ConflictScreen, Difference, conflict_lines
from tests.tui.card.cards import text
from tests.tui.stage import Stage, seen

TWO = [
    Difference("name", "name", "Rossi Spa", "Rossi S.p.A."),
    Difference("likes", "likes", "espresso", "tea"),
]


@pytest.fixture
def screen() -> ConflictScreen:
    return ConflictScreen("Someone changed name, likes of Rossi.", TWO)


def test_both_texts_stand_side_by_side():
    lines, entries = conflict_lines(TWO[:1], 40)
    assert text(lines)[1:3] == ["theirs             | mine", "Rossi Spa          | Rossi S.p.A."]
    assert entries[0][1:] == (0, 2)


@given(theirs=st.text(max_size=200), mine=st.text(max_size=200), width=st.integers(40, 120))
def test_any_two_texts_fit(theirs, mine, width):
    lines, _entries = conflict_lines([Difference("x", "x", theirs, mine)], width)
    for line in lines:
        assert sum(cell_width(part) for part, _tone in line) <= width
        assert all(display(part) == part for part, _tone in line)


async def test_theirs_mine_and_a_third_are_one_key_each(screen):
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Rossi S.p.A." in seen(app)
        await pilot.press("t", "e", *"x", "enter", "ctrl+s")
        await pilot.pause()
    assert app.answers == [{"name": "Rossi Spa", "likes": "teax"}]


async def test_a_key_that_comes_before_the_first_refresh_is_not_lost(screen, monkeypatch):
    monkeypatch.setattr(screen, "call_after_refresh", lambda *_later: None)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "m", "ctrl+s")
        await pilot.pause()
    assert app.answers == [{"name": "Rossi Spa", "likes": "tea"}]


async def test_nothing_is_saved_while_something_is_undecided(screen):
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("m", "ctrl+s")
        assert app.answers == []
        assert "t, m or e" in screen.prompt.message
        await pilot.press("escape")
        await pilot.pause()
    assert app.answers == [None]
