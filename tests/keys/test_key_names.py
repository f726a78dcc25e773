"""Names of keys agree with the terminal toolkit and with people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.keys import Keys, _character_to_key

from crm_tui.keys.names import EVENT_KEYS, is_printable, key_of, show_key, to_event_key


@given(st.characters(exclude_categories=["Cs", "Cc"]))
def test_a_character_has_the_name_that_textual_gives_it(character):
    assert key_of(character) == _character_to_key(character)


def test_every_named_key_is_one_that_textual_reports():
    sent = {
        key.value if isinstance(key, Keys) else key
        for keys in ANSI_SEQUENCES_KEYS.values()
        if isinstance(keys, tuple)
        for key in keys
    }
    signs = {_character_to_key(chr(code)) for code in range(0x20, 0x7F)}
    alternate = {f"alt+{chr(code)}" for code in range(ord("a"), ord("z") + 1)}
    assert EVENT_KEYS - sent - signs == alternate


@pytest.mark.parametrize(
    ("written", "event"),
    [
        ("/", "slash"),
        ("?", "question_mark"),
        ("[", "left_square_bracket"),
        (".", "full_stop"),
        ("+", "plus"),
        ("-", "minus"),
        ("*", "asterisk"),
        ("<", "less_than_sign"),
        ("slash", "slash"),
        ("j", "j"),
        ("G", "G"),
        ("shift+g", "G"),
        ("ж", "ж"),
        ("Space", "space"),
        ("PgDn", "pagedown"),
        ("PageDown", "pagedown"),
        ("Esc", "escape"),
        ("Return", "enter"),
        ("Del", "delete"),
        ("↓", "down"),
        ("Ctrl+D", "ctrl+d"),
        ("^D", "ctrl+d"),
        ("control+d", "ctrl+d"),
        ("ctrl+Space", "ctrl+@"),
        ("Shift+Tab", "shift+tab"),
        ("shift+↓", "shift+down"),
        ("F1", "f1"),
    ],
)
def test_people_write_keys_in_many_ways(written, event):
    assert to_event_key(written) == event


@pytest.mark.parametrize("written", ["", "ctrl+", "F99", "ctrl+i", "hyper+x", "pgdwn", "\x1b"])
def test_what_no_terminal_sends_is_no_key(written):
    assert to_event_key(written) is None


@given(st.text(max_size=12))
def test_any_writing_is_a_key_or_none(written):
    key = to_event_key(written)
    assert key is None or key in EVENT_KEYS or len(written) == 1


@pytest.mark.parametrize("key", sorted(EVENT_KEYS))
def test_what_is_shown_can_be_written_back(key):
    assert to_event_key(show_key(key)) == key
    assert to_event_key(show_key(key, ascii_only=True)) == key
    assert show_key(key, ascii_only=True).isascii()


@given(st.characters(exclude_categories=["Cs", "Cc"]))
def test_a_key_that_types_a_character_is_printable(character):
    assert is_printable(key_of(character))


@pytest.mark.parametrize("key", ["enter", "escape", "tab", "f1", "ctrl+d", "down", "shift+tab"])
def test_a_key_that_types_nothing_is_not_printable(key):
    assert not is_printable(key)
