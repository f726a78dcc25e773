"""A command's key works on a keyboard of another alphabet."""

import pytest

from crm_tui.keys.layouts import latin_for


@pytest.mark.parametrize(
    ("typed", "latin"),
    [
        ("й", "q"),
        ("Й", "Q"),
        ("ч", "x"),
        ("х", "["),
        ("і", "s"),
        ("ξ", "j"),
        ("Σ", "S"),
        ("ש", "a"),
        ("ת", ","),
        ("ش", "a"),
        ("ฟ", "a"),
        ("ㅁ", "a"),
        ("ㅉ", "W"),
        ("ｊ", "j"),
        ("？", "?"),
        ("\u3000", " "),
    ],
)
def test_a_letter_is_the_latin_key_at_its_place(typed, latin):
    assert latin_for(typed) == latin


@pytest.mark.parametrize("typed", ["j", "?", "é", "ñ", "漢", "€", "ز"])
def test_what_is_on_no_table_stays_itself(typed):
    assert latin_for(typed) is None
