"""The board draws what is on the screen only, and its cursor stays where the eye is."""

from __future__ import annotations

from textual.app import App

from crm_tui.tui.widgets.board import TILE, Board, Tile
from tests.tui.stage import seen


class Numbers:
    """Columns of so many cards each, which remember how far they were asked for."""

    def __init__(self, *counts: int) -> None:
        self.counts = counts
        self.asked: set[tuple[int, int]] = set()

    @property
    def columns(self):
        return len(self.counts)

    def count(self, column):
        return self.counts[column] if column < len(self.counts) else 0

    def key(self, column, place):
        return column * 100_000 + place + 1 if place < self.count(column) else None

    def tile(self, column, place, width):
        key = self.key(column, place)
        if key is None:
            return None
        self.asked.add((column, place))
        lines = tuple(((f"{column}.{place}.{number}", ""),) for number in range(TILE))
        return Tile(key, lines)

    def head(self, column, width, *, here):
        return [((f"head {column}{'!' if here else ''}", ""),)]

    def edges(self, first, shown, width):
        return ((f"edges {first} {shown}", ""),)


class Shown(App):
    def __init__(self, source):
        super().__init__()
        self.board = Board()
        self.tiles = source
        self.told = []

    def compose(self):
        yield self.board

    def on_mount(self):
        self.board.on_cursor = self.told.append
        self.board.focus()
        self.board.set_source(self.tiles, 0, 0)


async def test_as_many_columns_stand_there_as_have_room():
    app = Shown(Numbers(1, 1, 1, 1, 1))
    async with app.run_test(size=(80, 20)) as pilot:
        for width, columns in ((130, 5), (104, 5), (103, 4), (62, 3), (20, 1)):
            await pilot.resize_terminal(width, 20)
            assert len(app.board.slots) == columns, width
            assert all(slot.width >= 20 for slot in app.board.slots)
            last = app.board.slots[-1]
            assert last.x + last.width == width
            assert ("edges" in seen(app)) == (columns < 5), width


async def test_only_cards_on_the_screen_are_asked_for():
    source = Numbers(10_000, 10_000)
    app = Shown(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert len(source.asked) <= 2 * app.board.page_size
        app.board.end()
        await pilot.pause()
        assert "> 0.9999.0" in seen(app).replace(">*", "> ")
        assert len(source.asked) <= 4 * app.board.page_size


async def test_a_change_of_column_keeps_the_line_of_the_screen():
    app = Shown(Numbers(100, 100, 2))
    async with app.run_test(size=(80, 20)) as pilot:
        app.board.page(3)
        app.board.move_by(2)
        app.board.move_column(1)
        await pilot.pause()
        assert app.board.cursor_index == 2
        app.board.move_column(1)
        assert app.board.cursor_index == 1
        assert app.told[-1] == app.board.cursor_key == 200_002
        app.board.move_column(-2)
        assert app.board.cursor_index == app.board.page_size * 3 + 1


async def test_the_cursor_scrolls_columns_in_and_never_leaves_the_board():
    app = Shown(Numbers(1, 1, 1, 0, 1))
    async with app.run_test(size=(45, 20)) as pilot:
        for _ in range(9):
            app.board.move_column(1)
        await pilot.pause()
        assert app.board.column == 4
        assert "head 4!" in seen(app)
        app.board.move_column(-1)
        assert app.board.cursor_key is None
        app.board.move_by(5)
        assert app.told[-1] is None
        app.board.move_column(-9)
        await pilot.pause()
        assert "edges 0 2" in seen(app)


async def test_marks_are_drawn_and_stay_when_cards_are_read_again():
    app = Shown(Numbers(3))
    async with app.run_test(size=(45, 20)) as pilot:
        app.board.toggle_mark()
        await pilot.pause()
        assert app.board.marks == {1}
        assert " *0.0.0" in seen(app)
        app.board.set_source(Numbers(3), 0, 2)
        await pilot.pause()
        assert app.board.marks == {1}
        assert app.board.cursor_index == 2


async def test_a_smaller_screen_keeps_the_cursor_in_sight():
    app = Shown(Numbers(50, 50))
    async with app.run_test(size=(60, 40)) as pilot:
        app.board.move_to(9)
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        assert ">" in seen(app)


async def test_an_empty_board_says_what_helps():
    app = Shown(Numbers())
    app.board.empty = "N adds one"
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert "N adds one" in seen(app)
        app.board.move_by(1)
        app.board.move_column(1)
        app.board.end()
        app.board.toggle_mark()
        assert app.board.cursor_key is None
