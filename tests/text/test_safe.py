import re
from unicodedata import category, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.safe import STAND_IN, clean, display

ANYTHING = st.text(st.characters(), max_size=60)
HOSTILE = st.text(
    st.sampled_from(
        "a é\t\n\r\x00\x07\x1b\x7f\x85\x9b\u200b\u200d\u202e\u2028\u2066\ufeff\ufffa\ud800\u0301"
    )
)


@given(ANYTHING | HOSTILE)
def test_nothing_shown_can_drive_a_terminal(text):
    shown = display(text)
    assert not [c for c in shown if category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert len(shown) == len(text)
    assert [c for c in display(text, multiline=True) if category(c) == "Cc"] == ["\n"] * (
        text.count("\n")
    )


@given(ANYTHING | HOSTILE)
def test_what_was_cleaned_needs_no_stand_in(text):
    assert display(clean(text)).count(STAND_IN) == text.count(STAND_IN)
    kept = display(clean(text, multiline=True), multiline=True)
    assert kept.count(STAND_IN) == text.count(STAND_IN)


@given(ANYTHING | HOSTILE, st.booleans())
def test_cleaning_twice_is_cleaning_once(text, multiline):
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert is_normalized("NFC", once)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("dirty", "stored"),
    [
        ("  Rossi \n", "Rossi"),
        ("Rossi\x1b[2J", "Rossi[2J"),
        ("two\r\nlines\tand", "two lines and"),
        ("Jose\u0301", "José"),
        ("+36\u202c 1 234", "+36 1 234"),
        ("co\xadop\u200beration\ufeff", "cooperation"),
        ("nul\x00 lone\ud83d", "nul lone"),
        ("Nguyễn 山田 می\u200cخواهم", "Nguyễn 山田 می\u200cخواهم"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_one_line_is_stored_without_what_cannot_be_seen(dirty, stored):
    assert clean(dirty) == stored


def test_a_note_keeps_its_lines_and_tabs():
    assert clean("a\r\nb\rc\u2028d\te\x1b\n\n", multiline=True) == "a\nb\nc\nd\te"


def test_a_screen_shows_where_something_was_hidden():
    assert display("pay\u202e123\x9b1m") == "pay\ufffd123\ufffd1m"
    assert display("a\n\tb\x1b", multiline=True) == "a\n b\ufffd"
    assert display(None) == ""
    assert display(42) == "42"


@pytest.mark.real_data
def test_published_naughty_strings_show_inert(naughty_strings):
    assert naughty_strings
    for text in naughty_strings:
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", display(text))
        assert display(clean(text)) == clean(text)
