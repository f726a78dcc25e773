"""A view of prepared lines: scrolling, entries, and repainting only what differs."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult

from crm_tui.tui.safety import SteadyApp
from crm_tui.tui.widgets.text_view import Entry, TextView

LINES = [((f"line {number}", ""),) for number in range(50)]
ENTRIES = [Entry(100 + number, number * 5, number * 5 + 3) for number in range(10)]


class Alone(SteadyApp):
    def __init__(self) -> None:
        super().__init__()
        self.view = TextView(LINES)
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.focus()

    def on_text_view_opened(self, event: TextView.Opened) -> None:
        self.opened.append(event.key)

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]


@pytest.fixture
async def app():
    app = Alone()
    async with app.run_test(size=(30, 10)):
        yield app


@pytest.fixture
def repainted(app, monkeypatch):
    """The rows that were repainted."""
    rows: list[int] = []
    monkeypatch.setattr(
        app.view, "refresh", lambda *regions: rows.extend(region.y for region in regions)
    )
    return rows


async def test_it_scrolls_to_its_ends_and_no_further(app):
    app.view.scroll_by(3)
    assert app.lines()[0] == "line 3"
    app.view.page()
    assert app.lines()[0] == "line 13"
    app.view.half_page(-1)
    assert app.lines()[0] == "line 8"
    app.view.end()
    assert app.lines()[-1] == "line 49"
    app.view.scroll_by(99)
    assert app.lines()[-1] == "line 49"
    app.view.home()
    assert app.lines()[0] == "line 0"


async def test_only_lines_that_differ_are_painted_again(app, repainted):
    other = list(LINES)
    other[4] = (("changed", "alert"),)
    other[40] = (("changed out of sight", ""),)
    app.view.set_lines(other)
    assert repainted == [4]
    assert app.lines()[4] == "changed"


async def test_the_same_lines_again_paint_nothing(app, repainted):
    app.view.set_lines(list(LINES))
    assert repainted == []


async def test_a_cursor_goes_from_entry_to_entry_and_keeps_them_in_sight(app):
    chosen = []
    app.view.on_entry = chosen.append
    app.view.set_lines(LINES, ENTRIES)
    assert app.lines()[0] == "> line 0"
    app.view.move_by(2)
    assert chosen == [102]
    assert app.view.entry == ENTRIES[2]
    assert "> line 10" in app.lines()
    assert "  line 13" in app.lines()
    app.view.end()
    assert "> line 45" in app.lines()


async def test_an_entry_longer_than_the_screen_is_shown_from_its_start(app):
    app.view.set_lines(LINES, [Entry(1, 0, 2), Entry(2, 20, 45)])
    app.view.move_by(1)
    assert app.lines()[0] == "> line 20"


async def test_the_same_record_shown_anew_keeps_its_place_and_entry(app):
    app.view.set_lines(LINES, ENTRIES)
    app.view.move_by(6)
    top = app.view.top_line
    app.view.set_lines(LINES[:-1], [Entry(1, 0, 0), *ENTRIES], keep=True)
    assert app.view.entry is not None
    assert app.view.entry.key == 106
    assert app.view.top_line == top


async def test_another_record_starts_at_the_top(app):
    app.view.scroll_by(20)
    app.view.set_lines([(("other", ""),)])
    assert app.lines()[0] == "other"


async def test_opening_tells_which_entry():
    app = Alone()
    async with app.run_test(size=(30, 10)) as pilot:
        app.view.open()
        app.view.set_lines(LINES, ENTRIES)
        app.view.move_by(1)
        app.view.open()
        await pilot.pause()
        assert app.opened == [101]


async def test_long_and_wide_lines_are_cut_at_the_edge(app):
    app.view.set_lines([(("日" * 40, ""),), (("x" * 99, "strong"),)])
    assert all(app.view.render_line(y).cell_length == 30 for y in range(10))
    assert app.lines()[0] == "日" * 15
