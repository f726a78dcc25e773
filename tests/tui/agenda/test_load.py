"""The bar says how full a day is, and its words say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.agenda.load import load_bar


def said(*args, ascii_only=False):
    return "".join(text for text, _tone in load_bar(*args, ascii_only=ascii_only))


@pytest.mark.parametrize(
    ("minutes", "capacity", "drawn"),
    [
        (0, 480, "▁▁▁▁▁▁▁▁ 0 of 8 h"),
        (5, 480, "▇▁▁▁▁▁▁▁ 5 min of 8 h"),
        (320, 480, "▇▇▇▇▇▁▁▁ 5 h 20 of 8 h"),
        (479, 480, "▇▇▇▇▇▇▇▁ 7 h 59 of 8 h"),
        (480, 480, "▇▇▇▇▇▇▇▇ 8 h of 8 h"),
        (540, 480, "▇▇▇▇▇▇▇▇ ! 9 h of 8 h, over by 1 h"),
        (0, 0, "day off"),
        (90, 0, "! 1 h 30 on a day off"),
        (90, None, "1 h 30"),
        (0, None, ""),
    ],
)
def test_a_day_is_as_full_as_its_tasks_are_long(minutes, capacity, drawn):
    assert said(minutes, capacity) == drawn


def test_ascii_has_a_bar_too():
    assert said(320, 480, 8, ascii_only=True) == "#####--- 5 h 20 of 8 h"


def test_without_cells_the_words_stand_alone():
    assert said(320, 480, 0) == "5 h 20 of 8 h"


@pytest.mark.parametrize(("minutes", "alert"), [(480, False), (481, True)])
def test_too_much_is_said_by_tone_and_in_words(minutes, alert):
    tones = {tone for _text, tone in load_bar(minutes, 480, ascii_only=False)}
    assert ("alert" in tones) is alert
    assert ("over by" in said(minutes, 480)) is alert


@given(st.integers(0, 10_000), st.integers(1, 1440), st.integers(1, 40))
def test_the_bar_has_its_cells_and_is_full_only_when_the_day_is(minutes, capacity, cells):
    bar, _, words = said(minutes, capacity, cells, ascii_only=True).partition(" ")
    assert len(bar) == cells
    assert bar.count("#") <= cells
    if minutes < capacity and cells > 1:
        assert "-" in bar
    if minutes >= capacity:
        assert bar == "#" * cells
    assert words.endswith(("h", "min")) or words[-1].isdigit()
