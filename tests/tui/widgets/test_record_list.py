"""The list: it draws what is seen, keeps the cursor in sight and follows changes."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from textual.app import ComposeResult

from crm_tui.tui.safety import SteadyApp
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.record_list import RecordList, Row
from tests.terminal import Terminal, python

COLUMNS = (Column("Name", 12, flex=1), Column("Phone", 10))


class Names:
    """Rows made when asked for; remembers what was asked."""

    def __init__(self, keys) -> None:
        self.keys = keys
        self.asked: list[int] = []
        self.versions: dict[int, int] = {}

    @property
    def count(self) -> int:
        return len(self.keys)

    def row(self, index: int) -> Row:
        self.asked.append(index)
        key = self.keys[index]
        version = self.versions.get(key, 0)
        return Row(key, (f"Name {key}" + "!" * version, f"555 {key}"), version=version)

    def index_of(self, key: int) -> int | None:
        return self.keys.index(key) if key in self.keys else None


class Alone(SteadyApp):
    def __init__(self, source, **settings) -> None:
        super().__init__()
        self.list = RecordList(COLUMNS, source, **settings)
        self.moved: list[tuple[int | None, int]] = []
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()

    def on_record_list_cursor_moved(self, event: RecordList.CursorMoved) -> None:
        self.moved.append((event.key, event.index))

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        self.opened.append(event.key)

    def lines(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]


@pytest.fixture
def source() -> Names:
    return Names(range(100, 1100))


@pytest.fixture
async def app(source):
    app = Alone(source)
    async with app.run_test(size=(40, 11)):
        yield app


async def test_the_cursor_stands_in_the_gutter_of_its_row(app):
    assert app.lines()[:3] == [
        "  Name                        Phone",
        "> Name 100                    555 100",
        "  Name 101                    555 101",
    ]
    app.list.move_by(1)
    assert app.lines()[2].startswith("> Name 101")
    assert app.list.cursor_key == 101


async def test_only_the_rows_on_the_screen_are_asked_for():
    source = Names(range(1_000_000))
    app = Alone(source)
    async with app.run_test(size=(40, 11)):
        app.list.end()
        app.lines()
    assert len(set(source.asked)) < 40


async def test_at_the_edge_the_list_turns_by_half_a_screen(app):
    app.list.move_to(9)
    assert app.list.top_index == 0
    app.list.move_by(1)
    assert (app.list.top_index, app.list.cursor_index) == (5, 10)


async def test_pages_keep_the_cursor_on_its_line(app):
    app.list.move_to(3)
    app.list.page()
    assert (app.list.top_index, app.list.cursor_index) == (10, 13)
    app.list.half_page(-1)
    assert (app.list.top_index, app.list.cursor_index) == (5, 8)
    app.list.page(-1)
    assert (app.list.top_index, app.list.cursor_index) == (0, 0)


async def test_the_cursor_never_leaves_the_list(app):
    app.list.move_by(-5)
    assert app.list.cursor_index == 0
    app.list.move_by(10_000)
    assert app.list.cursor_index == 999
    app.list.page(50)
    assert app.list.visible_keys()[-1] == 1099
    app.list.home()
    assert app.list.cursor_index == 0


async def test_whoever_follows_the_cursor_is_told_within_the_move(app):
    told = []
    app.list.on_cursor = lambda key, index: told.append((key, index))
    app.list.move_by(2)
    assert told == [(102, 2)]
    app.list.move_by(0)
    assert told == [(102, 2)]


async def test_of_many_moves_in_a_row_the_last_is_told_and_enter_opens_its_row(source):
    app = Alone(source)
    async with app.run_test(size=(40, 11)) as pilot:
        app.list.move_by(1)
        app.list.move_by(1)
        await pilot.pause()
        assert app.moved[-1] == (102, 2)
        app.list.move_by(1)
        app.list.open()
        await pilot.pause()
        assert app.opened == [103]


async def test_marking_moves_on_and_shows_a_sign(app):
    app.list.toggle_mark()
    app.list.toggle_mark()
    assert app.list.marks == {100, 101}
    assert app.lines()[1].startswith(" *Name 100")
    assert app.lines()[3].startswith("> Name 102")
    app.list.set_marks([102])
    assert app.lines()[3].startswith(">*Name 102")
    assert app.lines()[1].startswith("  Name 100")


async def test_marks_hold_for_rows_beyond_the_screen(app):
    app.list.set_marks(range(100, 1100))
    app.list.end()
    assert app.lines()[-1].startswith(">*Name 1099")


async def test_another_source_keeps_the_cursor_on_the_same_record_and_line(app):
    app.list.move_to(5)
    app.list.set_source(Names(range(50, 1100)), keep_key=105)
    assert (app.list.cursor_key, app.list.cursor_index) == (105, 55)
    assert app.list.cursor_index - app.list.top_index == 5


async def test_another_source_without_that_record_starts_at_the_top(app):
    app.list.move_to(500)
    app.list.set_source(Names([7, 8]), keep_key=600)
    assert (app.list.cursor_key, app.list.top_index) == (7, 0)


async def test_a_row_that_someone_changed_is_drawn_again(app, source):
    assert "Name 103!" not in app.lines()[4]
    source.versions[103] = 1
    app.list.refresh_rows({103})
    assert app.lines()[4].startswith("  Name 103!")


async def test_a_drawn_row_is_kept(app):
    assert app.list.render_line(4) is app.list.render_line(4)


async def test_an_empty_list_says_so_in_its_own_words():
    app = Alone(Names([]), empty="Nobody yet.\nN makes one.")
    async with app.run_test(size=(40, 11)):
        assert app.lines()[2:4] == ["  Nobody yet.", "  N makes one."]
        app.list.move_by(1)
        app.list.page()
        app.list.toggle_mark()
        app.list.open()
        assert app.list.cursor_key is None
        assert app.list.visible_keys() == []


async def test_a_source_may_shrink_and_grow_under_the_list(app, source):
    app.list.end()
    source.keys = range(100, 103)
    app.list.set_source(source, index=app.list.cursor_index)
    assert app.list.cursor_key == 102
    source.keys = range(100, 200)
    app.list.end()
    assert app.list.cursor_key == 199


async def test_any_size_of_terminal_keeps_the_cursor_in_sight(source):
    app = Alone(source)
    async with app.run_test(size=(80, 24)) as pilot:
        for size in ((40, 4), (10, 3), (3, 2), (1, 1), (200, 60)):
            await pilot.resize_terminal(80, 24)
            app.list.move_to(0)
            app.list.move_to(20)
            await pilot.resize_terminal(*size)
            assert app.list.size == size
            assert app.list.top_index <= 20 < app.list.top_index + app.list.page_size, size
            assert all(app.list.render_line(y).cell_length == size[0] for y in range(size[1]))


class Sections(Names):
    """Sections of so many rows each, every one under a heading; a row's key is its number."""

    def __init__(self, *sizes: int) -> None:
        keys: list[int] = []
        number = 0
        for section, size in enumerate(sizes, 1):
            keys += [-section, *range(number + 1, number + size + 1)]
            number += size
        super().__init__(keys)
        self.headings = [place for place, key in enumerate(keys) if key < 0]

    def row(self, index: int) -> Row:
        row = super().row(index)
        if row.key > 0:
            return row
        spans = ((f"Section {-row.key}", "title"), ("  3 h of 8 h", "warn"))
        return row._replace(heading=True, spans=spans, version=0)


@asynccontextmanager
async def sectioned(*sizes: int, size=(40, 11), **settings):
    app = Alone(Sections(*sizes), **settings)
    async with app.run_test(size=size):
        yield app


class TestHeadings:
    async def test_are_drawn_across_the_list_and_the_cursor_starts_below(self):
        async with sectioned(2, 3) as app:
            # they have the tones of their spans
            first, second, fill = app.list.render_line(1)
            assert first.style.underline
            assert first.style.bold
            assert second.style.bold
            assert not second.style.underline
            assert fill.text.isspace()
            assert app.lines()[:6] == [
                "  Name                        Phone",
                "Section 1  3 h of 8 h",
                "> Name 1                      555 1",
                "  Name 2                      555 2",
                "Section 2  3 h of 8 h",
                "  Name 3                      555 3",
            ]
            assert app.list.cursor_key == 1

    async def test_without_spans_are_one_title(self):
        source = Sections(1)
        source.row = lambda index: Row(0, ("Later", "4"), heading=True)
        app = Alone(source)
        async with app.run_test(size=(40, 5)):
            assert app.lines()[1] == "Later 4"

    async def test_are_cut_at_the_edge_and_hold_nothing_harmful(self):
        source = Sections(1)
        spans = (("日本\x1b[2J語", "title"), ("[red]" * 9, ""))
        source.row = lambda index: Row(0, (), heading=True, spans=spans)
        app = Alone(source)
        async with app.run_test(size=(1, 5)) as pilot:
            for width in (1, 5, 12, 40):
                await pilot.resize_terminal(width, 5)
                strip = app.list.render_line(1)
                assert strip.cell_length == width
                assert "\x1b" not in strip.text

    async def test_are_stepped_over_both_ways(self):
        async with sectioned(2, 2, 0, 2) as app:
            seen = [app.list.cursor_key]
            for step in (1,) * 6 + (-1,) * 6:
                app.list.move_by(step)
                seen.append(app.list.cursor_key)
            assert seen == [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 1]

    async def test_do_not_count_in_a_move(self):
        async with sectioned(3, 0, 1, 2, 0, 4, 0) as app:
            for rows in (-9, -4, -3, -1, 0, 1, 2, 5, 99):
                app.list.move_to(app.list.source.index_of(5))
                app.list.move_by(rows)
                assert app.list.cursor_key == min(max(5 + rows, 1), 10), rows

    async def test_pass_the_cursor_on_in_the_direction_of_the_move(self):
        async with sectioned(2, 2) as app:
            app.list.move_to(3)
            assert app.list.cursor_key == 3
            app.list.move_to(3)
            assert app.list.cursor_key == 2

    async def test_turn_the_cursor_back_at_both_ends(self):
        async with sectioned(2, 1, 0) as app:
            app.list.end()
            assert app.list.cursor_key == 3
            app.list.home()
            assert app.list.cursor_key == 1

    async def test_pages_never_end_on_one_nor_off_the_screen(self):
        async with sectioned(*(3,) * 20) as app:
            for turn in (app.list.page, app.list.half_page):
                for turns in (1,) * 20 + (-1,) * 20:
                    turn(turns)
                    assert app.list.cursor_key in app.list.visible_keys()
                assert app.list.cursor_key == 1

    async def test_right_above_the_first_row_come_into_sight_with_it(self):
        async with sectioned(0, 30) as app:
            app.list.end()
            app.list.page(-2)
            app.list.move_by(2 - app.list.cursor_key)
            assert app.list.top_index == 2
            app.list.move_by(-1)
            assert (app.list.cursor_key, app.list.top_index) == (1, 0)
            app.list.end()
            app.list.home()
            assert app.lines()[1].startswith("Section 1")

    async def test_come_into_sight_with_the_first_row_of_their_section(self):
        async with sectioned(20, 20) as app:
            app.list.move_to(38)
            app.list.move_to(22)
            assert app.list.top_index <= 21

    async def test_after_the_last_row_can_be_seen(self):
        async with sectioned(30, 0, 0) as app:
            app.list.end()
            assert app.lines()[-1].startswith("Section 3")
            assert app.list.cursor_key in app.list.visible_keys()

    async def test_that_fill_the_screen_leave_the_cursor_in_sight(self):
        async with sectioned(5, *(0,) * 30, 5, *(0,) * 30) as app:
            for _ in range(9):
                app.list.move_by(1)
                assert app.list.cursor_key in app.list.visible_keys()

    async def test_are_never_marked(self):
        async with sectioned(1, 1) as app:
            app.list.set_marks([-1, -2])
            app.list.toggle_mark()
            app.list.toggle_mark()
            assert {1, 2} <= app.list.marks
            assert app.lines()[1].startswith("Section 1")
            assert app.lines()[3].startswith("Section 2")

    async def test_are_drawn_anew_whenever_asked(self):
        async with sectioned(2) as app:
            told = Row(-1, (), heading=True, spans=(("done 1", ""),))
            row = app.list.source.row
            app.list.source.row = lambda index: row(index) if index else told
            app.list.refresh_rows({-1})
            assert app.lines()[1] == "done 1"

    async def test_alone_are_an_empty_list(self):
        told = []
        async with sectioned(0, 0, empty="Nothing to do.") as app:
            app.list.on_cursor = lambda key, index: told.append(key)
            for move in (app.list.end, app.list.page, app.list.toggle_mark, app.list.home):
                move()
            app.list.move_by(1)
            assert (app.list.cursor_key, app.list.visible_keys()) == (None, [])
            assert app.lines()[1:5] == [
                "Section 1  3 h of 8 h",
                "Section 2  3 h of 8 h",
                "",
                "  Nothing to do.",
            ]
            assert told == []

    async def test_of_another_source_are_stepped_over_too(self):
        async with sectioned(2, 2) as app:
            app.list.set_source(Sections(3, 3), keep_key=4)
            assert (app.list.cursor_key, app.list.cursor_index) == (4, 5)
            app.list.set_source(Sections(3, 3), index=4)
            assert app.list.cursor_key == 4
            app.list.set_source(Sections(3, 0), index=9)
            assert app.list.cursor_key == 3

    async def test_keep_the_first_heading_on_the_screen_in_any_size(self):
        app = Alone(Sections(1, 30))
        async with app.run_test(size=(40, 20)) as pilot:
            app.list.move_to(3)
            for height in (2, 3, 6, 20):
                await pilot.resize_terminal(40, height)
                await pilot.pause()
                assert app.list.cursor_key in app.list.visible_keys()

    async def test_cost_no_more_rows_however_long_the_list(self):
        app = Alone(Sections(*(100,) * 1000))
        async with app.run_test(size=(40, 11)):
            app.list.move_by(50_000)
            app.list.page(-1)
            app.list.end()
            app.list.home()
            app.lines()
        assert len(set(app.list.source.asked)) < 60


def test_a_move_is_few_bytes_and_a_page_fits_in_a_few_packets():
    with Terminal(python("-m", "tests.tui.demo", "1000000"), columns=120, lines=35) as terminal:
        terminal.wait_for("ready")
        terminal.send("!")
        terminal.wait_for("said 1.")
        before = len(terminal.output)
        terminal.send("j")
        terminal.wait_for("> 0000001")
        assert len(terminal.output) - before <= 100
        before = len(terminal.output)
        terminal.send("\x1b[6~")
        terminal.wait_for("> 0000034")
        assert len(terminal.output) - before <= 6_500
