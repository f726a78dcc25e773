"""Bars are as long as the figure's part of the largest one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.bars import bar
from crm_tui.text.width import cell_width

FIGURES = st.one_of(st.integers(0, 10**15), st.floats(0, 1e15))


def test_the_largest_fills_the_width_and_nothing_shows_nothing() -> None:
    assert bar(50, 50, width=8) == "████████"
    assert bar(25, 50, width=8) == "████"
    assert bar(0, 50) == bar(-3, 50) == bar(0, 0) == ""


def test_an_eighth_of_a_cell_is_told_apart() -> None:
    assert [bar(eighths, 16, width=2) for eighths in (1, 7, 9)] == ["▏", "▉", "█▏"]


def test_in_ascii_there_are_no_signs_beyond_it() -> None:
    assert bar(1, 2, width=10, ascii_only=True) == "#####"
    assert bar(1, 10**9, ascii_only=True) == "#"


@given(FIGURES, FIGURES, st.booleans())
def test_it_never_exceeds_its_width_and_grows_with_its_figure(
    one: float, other: float, ascii_only: bool
) -> None:
    less, more = sorted((one, other))
    short, long = (bar(value, more, width=12, ascii_only=ascii_only) for value in (less, more))
    assert cell_width(short) <= cell_width(long) <= 12
    assert bool(short) == (less > 0)
