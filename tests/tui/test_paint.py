"""Writing only changed cells shows exactly what writing whole lines shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from time import monotonic

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from crm_tui.tui.paint import ChangedCells, Shadow, pieces_of
from tests.terminal import PATIENCE_S, Emulator, Terminal, python

WIDTH, HEIGHT = 30, 8
CONSOLE = Console(color_system="256", force_terminal=True)

STYLES = (
    None,
    Style(),
    Style(bold=True),
    Style(color="red"),
    Style(bold=True, color="red"),
    Style(reverse=True),
    Style(underline=True, color="blue"),
    Style(bgcolor="green"),
    Style(bgcolor="green", color="red"),
    Style(italic=True, strike=True),
)
FIXED = ("", " " * 9, "same text", "e\u0301te\u0301")


def segments_of(seed: int) -> list[Segment]:
    """A line of up to five texts in some style, always the same for a seed.

    To let hypothesis draw it letter by letter took ten times as long as to paint it.
    """
    chance = Random(seed)

    def text() -> str:
        letters, most = chance.choice((("ab c", 12), ("aé日 ß", 8), ("", 0)))
        if not letters:
            return chance.choice(FIXED)
        return "".join(chance.choices(letters, k=chance.randint(0, most)))

    return [Segment(text(), chance.choice(STYLES)) for _ in range(chance.randint(0, 5))]


# Few that come again and again, as on a screen of which little changes, and any at all.
SEGMENTS = st.one_of(st.integers(0, 9), st.integers(0, 2**32)).map(segments_of)


def strip(segments: list[Segment], width: int = WIDTH) -> Strip:
    return Strip(segments).adjust_cell_length(width)


STRIPS = SEGMENTS.map(strip)
SCREENS = st.lists(STRIPS, min_size=HEIGHT, max_size=HEIGHT)


def layout(strips: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in strips], Region(0, 0, WIDTH, HEIGHT))


@st.composite
def chops(draw: st.DrawFn) -> ChopsUpdate:
    """Some spans of some lines, two widgets side by side."""
    cut = draw(st.integers(1, WIDTH - 1))
    lines = [
        {0: strip(draw(SEGMENTS), cut), cut: strip(draw(SEGMENTS), WIDTH - cut)}
        for _ in range(HEIGHT)
    ]
    rows = draw(st.lists(st.integers(0, HEIGHT - 1), unique=True, min_size=1))
    side = draw(st.sampled_from([(0, cut), (cut, WIDTH), (0, WIDTH)]))
    spans = [(y, *side) for y in sorted(rows)]
    return ChopsUpdate(lines, spans, [[cut, WIDTH]] * HEIGHT)


class Pair:
    """Two terminals, one written whole, one by differences."""

    def __init__(self) -> None:
        self.whole = Emulator(WIDTH, HEIGHT)
        self.changed = Emulator(WIDTH, HEIGHT)
        for emulator in (self.whole, self.changed):
            emulator.feed("\x1b[?7l")
        self.shadow = Shadow(WIDTH, HEIGHT, ColorSystem.EIGHT_BIT)
        self.written = 0

    def show(self, update: LayoutUpdate | ChopsUpdate) -> str:
        self.whole.feed(update.render_segments(CONSOLE))
        difference = self.shadow.difference(pieces_of(update))
        self.changed.feed(difference)
        assert self.changed.cells() == self.whole.cells()
        return difference


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(SCREENS.map(layout), chops()), min_size=1, max_size=6))
def test_any_sequence_of_updates_shows_the_same(updates):
    pair = Pair()
    pair.show(layout([strip([])] * HEIGHT))
    for update in updates:
        pair.show(update)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(STRIPS, min_size=HEIGHT * 2, max_size=HEIGHT * 3),
    st.lists(st.integers(-HEIGHT, HEIGHT), max_size=6),
    st.integers(0, 2),
)
def test_scrolling_back_and_forth_shows_the_same(lines, steps, fixed):
    pair = Pair()
    top = 0
    for step in [0, *steps]:
        top = max(0, min(top + step, len(lines) - HEIGHT))
        pair.show(layout(lines[:fixed] + lines[top + fixed : top + HEIGHT]))


def test_what_is_shown_already_costs_nothing():
    pair = Pair()
    screen = [strip([Segment(f"line {y}", Style(bold=True))]) for y in range(HEIGHT)]
    pair.show(layout(screen))
    again = [strip([Segment(f"line {y}", Style(bold=True))]) for y in range(HEIGHT)]
    assert pair.show(layout(again)) == ""


def test_lines_that_move_are_moved_not_written():
    pair = Pair()
    lines = [strip([Segment(f"a rather long line {y}")]) for y in range(HEIGHT + 1)]
    pair.show(layout(lines[:HEIGHT]))
    assert len(pair.show(layout(lines[1:]))) < 2 * WIDTH


def test_one_letter_is_a_jump_and_a_letter():
    pair = Pair()
    pair.show(layout([strip([Segment("customer")])] * HEIGHT))
    other = [strip([Segment("customer")])] * HEIGHT
    other[3] = strip([Segment("custoner")])
    assert pair.show(layout(other)) == "\x1b[4;6Hn"


def test_after_a_character_of_doubtful_width_the_next_is_placed_anew():
    shadow = Shadow(WIDTH, HEIGHT, ColorSystem.EIGHT_BIT)
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    written = shadow.difference(pieces_of(layout([strip([Segment(f"a{family}b")])] * HEIGHT)))
    assert f"a{family}\x1b[1;4Hb" in written


KEYS = [
    ("jjj", "> 0000003"),
    ("\x1b[6~", "0000030"),
    (" ", ">"),
    ("\x04\x04", "0000050"),
    ("/12", "Name 112"),
    ("\x7f\x7f\r", "Name 3é"),
    ("?7\x1b[B\x1b[B", "> Entry 27"),
    ("\x1b", "left"),
    ("G", "0000999"),
    ("\x0c", "0000999"),
    ("g", "> 0000000"),
]


def screens(paint: str):
    """All that is shown in a session: list and card side by side, then the list alone."""
    command = python("-m", "tests.tui.demo", "1000", "extra=é日", f"paint={paint}", "card=1")
    counter = count(1)
    with Terminal(command, columns=100, lines=28) as terminal:
        terminal.wait_for("ready")
        yield from session(terminal, counter)
        terminal.resize(100, 28)
        terminal.send("c")
        terminal.wait(lambda: "Customer" not in terminal.text and whole(terminal, 28), "no card")
        settle(terminal, counter)
        yield terminal
        yield from session(terminal, counter)


def session(terminal: Terminal, counter: Iterator[int]):
    for keys, seen in KEYS:
        terminal.send(keys)
        terminal.wait_for(seen)
        settle(terminal, counter)
        yield terminal
    for size in ((70, 20), (120, 30)):
        terminal.resize(*size)
        terminal.send("g")
        terminal.wait(lambda size=size: whole(terminal, size[1]), f"{size}")
        settle(terminal, counter)
        yield terminal


def whole(terminal: Terminal, lines: int) -> bool:
    shown = terminal.emulator.lines
    return "Number" in shown[0] and "LIST" in shown[-1] and f"{lines - 3:07}" in shown[-2]


def settle(terminal: Terminal, counter: Iterator[int]):
    """Wait for the answer to a key that comes when all before it was drawn."""
    if terminal.emulator.lines[-1].startswith("LIST"):
        terminal.send("!")
        terminal.wait_for(f"said {next(counter)}.")


def come_to_agree(one: Terminal, other: Terminal) -> bool:
    """Whether both screens are the same once the last frames of both have come."""
    deadline = monotonic() + PATIENCE_S
    while one.emulator.cells() != other.emulator.cells():
        if monotonic() > deadline:
            return False
        one.look(0.02)
        other.look(0.02)
    return True


def test_a_whole_session_looks_the_same_painted_either_way():
    for number, (changed, whole_) in enumerate(
        zip(screens("changed"), screens("whole"), strict=True)
    ):
        assert come_to_agree(changed, whole_), f"after step {number}"


def test_a_failure_in_the_painting_falls_back_to_whole_lines(monkeypatch):
    shown = []

    class Recorded(ChangedCells):
        def _writes_now(self) -> bool:
            return True

        def post_display_hook(self) -> None:
            shown.append(self.paint)

    app = Recorded()
    update = layout([strip([])] * HEIGHT)
    del update.strips  # as a Textual we do not know might have it
    app._display(None, update)
    assert app.paint == "whole"
    assert shown == ["whole"]
