"""The list: it draws what is seen, keeps the cursor in sight and follows changes."""

from __future__ import annotations

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


async def test_of_many_moves_in_a_row_the_last_is_told(source):
    app = Alone(source)
    async with app.run_test(size=(40, 11)) as pilot:
        app.list.move_by(1)
        app.list.move_by(1)
        await pilot.pause()
        assert app.moved[-1] == (102, 2)


async def test_enter_opens_the_row_under_the_cursor(source):
    app = Alone(source)
    async with app.run_test(size=(40, 11)) as pilot:
        app.list.move_by(3)
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


@pytest.mark.parametrize("size", [(40, 4), (10, 3), (3, 2), (1, 1), (200, 60)])
async def test_any_size_of_terminal_keeps_the_cursor_in_sight(source, size):
    app = Alone(source)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.move_to(20)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert app.list.top_index <= 20 < app.list.top_index + app.list.page_size
        assert all(app.list.render_line(y).cell_length == size[0] for y in range(size[1]))


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
