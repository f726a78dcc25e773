import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_tui.text.width import cell_width, clusters, cut, fit, wrap

EMOJI = [
    "👍🏽",
    "👨\u200d👩\u200d👧",
    "🇩🇪",
    "🇭🇺",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "🏴\u200d☠\ufe0f",
    "😀",
]
PIECES = st.sampled_from(
    [
        *EMOJI,
        "e\u0301",
        "山",
        "ｶﾞ",
        "한",
        "각",
        "ก็",
        "a",
        " ",
        "…",
        "\u200d",
        "\ufe0f",
        "\u0301",
        "🇩",
    ]
)
MIXED = st.lists(PIECES | st.characters(), max_size=20).map("".join)
WIDTHS = st.integers(-1, 25)


def test_every_character_measures_as_on_the_screen():
    differing = [
        hex(point)
        for point in (*range(0x33480), *range(0xDFF00, 0xE1100), sys.maxunicode)
        if cell_width(chr(point)) != cell_len(chr(point))
    ]
    assert differing == []


@given(MIXED)
def test_a_text_measures_as_on_the_screen(text):
    assert cell_width(text) == cell_len(text)


@given(MIXED)
def test_clusters_leave_nothing_out(text):
    parts = list(clusters(text))
    assert "".join(text[p.start : p.end] for p in parts) == text
    assert sum(p.cells for p in parts) == cell_width(text)


@pytest.mark.parametrize("whole", [*EMOJI, "e\u0301", "ก็", "각"])
def test_what_is_seen_as_one_character_is_one(whole):
    assert [whole] == [whole[p.start : p.end] for p in clusters(whole)]
    assert cut(whole + "x", cell_width(whole)) == whole


@given(MIXED, WIDTHS, st.sampled_from("<>"), st.sampled_from(["…", "...", "~", ""]))
def test_a_fitted_text_takes_exactly_its_field(text, width, align, ellipsis):
    fitted = fit(text, width, align=align, ellipsis=ellipsis)
    assert cell_len(fitted) == max(width, 0)
    assert cell_len(f"{fitted}|") == max(width, 0) + 1


@given(MIXED, WIDTHS)
def test_a_cut_is_the_longest_beginning_that_has_room(text, width):
    beginning = cut(text, width)
    assert text.startswith(beginning)
    assert cell_width(beginning) <= max(width, 0)
    rest = text[len(beginning) :]
    if rest:
        following = next(clusters(rest))
        assert cell_width(beginning) + following.cells > width


def test_fitting_shows_that_something_is_missing():
    assert fit("Rossi", 8) == "Rossi   "
    assert fit("Rossi", 8, align=">") == "   Rossi"
    assert fit("Rossi and Sons", 8) == "Rossi a…"
    assert fit("Rossi and Sons", 8, ellipsis="~") == "Rossi a~"
    assert fit("山田太郎", 4) == "山… "
    assert fit("山田太郎", 4, align=">") == " 山…"
    assert fit("Rossi", 1) == "…"
    assert fit("Rossi", 2, ellipsis="...") == "Ro"
    assert fit("Rossi", 0) == ""


@given(MIXED, WIDTHS)
def test_wrapped_lines_have_room_and_keep_all_words(text, width):
    lines = wrap(text, width)
    assert lines
    assert all(cell_width(line) <= max(width, 1) for line in lines)
    if width > 1:
        kept = "".join(lines).replace(" ", "").replace("\n", "")
        assert kept == text.replace(" ", "").replace("\n", "")


def test_wrapping_breaks_between_words():
    assert wrap("spoke to Anna about the price", 12) == ["spoke to", "Anna about", "the price"]
    assert wrap("one\n\n  two", 10) == ["one", "", "  two"]
    assert wrap("", 10) == [""]
    assert wrap("a donaudampfschiff b", 8) == ["a donaud", "ampfschi", "ff b"]
    assert wrap("山田太郎", 5) == ["山田", "太郎"]


@pytest.mark.real_data
def test_published_naughty_strings_fit(naughty_strings):
    for text in naughty_strings:
        assert cell_width(text) == cell_len(text)
        for width in (0, 1, 2, 10, 40):
            assert cell_len(fit(text, width)) == width
