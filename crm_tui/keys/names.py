"""Names of keys: what people write, what a key event is called, what is shown.

Event names are those of Textual 8 (`textual.keys`), which tells characters by their Unicode
names. What an ordinary terminal cannot send, or sends as another key, has no name here.
"""

from __future__ import annotations

from collections.abc import Iterable

# Unicode names that Textual shortens.
_SHORT = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}

_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 13))
_MOVING_KEYS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
_NAMED_KEYS = ("enter", "escape", "tab", "space", "backspace", "insert", "delete")

# Without a newer keyboard protocol a terminal sends one byte for both of these.
SAME_BYTE = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Escape",
    "ctrl+h": "Backspace",
    "ctrl+enter": "Enter",
    "shift+enter": "Enter",
    "ctrl+tab": "Tab",
    "shift+space": "Space",
}

# Synonyms people write, by the event's name.
_SYNONYMS = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "backtab": "shift+tab",
    "ctrl+space": "ctrl+@",
    "ctrl+at": "ctrl+@",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}

_SHOWN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "delete": "Del",
    "insert": "Ins",
    "@": "Space",
}

_MODIFIERS = ("ctrl", "alt", "shift")


def key_of(character: str) -> str:
    """Return the name of the event that typing `character` makes: 'j', 'slash', 'space'."""
    if character.isalnum():
        return character
    import unicodedata

    name = unicodedata.name(character, character).lower()
    name = name.replace("-", "_").replace(" ", "_")
    return _SHORT.get(name, name)


def _signs() -> dict[str, str]:
    """Return the signs of ASCII by the name of their events."""
    return {key_of(chr(code)): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()}


_SIGNS = _signs()


def _event_keys() -> frozenset[str]:
    """Return every event name a plain terminal can be relied on to send, characters apart."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    control = {f"ctrl+{letter}" for letter in letters}
    control |= {f"ctrl+{key}" for key in (*_MOVING_KEYS, "insert", "delete")}
    control |= {f"ctrl+{sign}" for sign in ("@", "backslash", "right_square_bracket", "underscore")}
    shifted = {f"shift+{key}" for key in (*_MOVING_KEYS, "tab", "insert", "delete")}
    alternate = {f"alt+{letter}" for letter in letters}
    named = {*_FUNCTION_KEYS, *_MOVING_KEYS, *_NAMED_KEYS, *_SIGNS}
    return frozenset((control | shifted | alternate | named) - set(SAME_BYTE))


EVENT_KEYS = _event_keys()


def to_event_key(written: str) -> str | None:
    """Return the event's name of a key as people write it; None where no such key exists.

    '/', 'slash', 'Space', 'PgDn', 'Ctrl+D', 'shift+a' and '↓' are understood. Keys that
    a terminal cannot tell from another one (`SAME_BYTE`) are None too.
    """
    if len(written) == 1 and written not in _SYNONYMS:
        return key_of(written) if written.isprintable() else None
    *modifiers, last = _parts(written)
    if modifiers == ["shift"] and len(last) == 1 and last.isalpha():
        return last.upper()
    last = last.lower() if modifiers or len(last) > 1 else last
    last = _SYNONYMS.get(last, last)
    if len(last) == 1 and not last.isalnum() and last != "@":
        last = key_of(last)
    key = "+".join([*modifiers, last])
    key = _SYNONYMS.get(key, key)
    return key if key in EVENT_KEYS else None


def said_as(written: str) -> str:
    """Return the key a terminal sends in place of the written one; empty where none."""
    *modifiers, last = _parts(written)
    last = _SYNONYMS.get(last.lower(), last.lower())
    if len(last) == 1 and not last.isalnum():
        last = key_of(last)
    return SAME_BYTE.get("+".join([*modifiers, last]), "")


def known_keys() -> Iterable[str]:
    """Return every key name a person may write, as shown, for naming the nearest."""
    return [show_key(key) for key in sorted(EVENT_KEYS)] + ["PageUp", "PageDown", "Escape"]


def show_key(key: str, ascii_only: bool = False) -> str:
    """Return an event's name as people know it: '/', 'Ctrl+D', '↓' ('Down' in ASCII)."""
    *modifiers, last = key.split("+")
    if last in _SIGNS:
        shown = _SIGNS[last]
    elif last in _SHOWN and not (ascii_only and not _SHOWN[last].isascii()):
        shown = _SHOWN[last]
    elif len(last) > 1:
        shown = last.capitalize()
    else:
        shown = last.upper() if modifiers else last
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def show_keys(sequence: Iterable[str], ascii_only: bool = False) -> str:
    """Return a sequence of event names as people know it: 'a n', '↓'."""
    return " ".join(show_key(key, ascii_only) for key in sequence)


def is_printable(key: str) -> bool:
    """Return whether the key types a character, so that it must not act in a text field."""
    return key == "space" or len(key) == 1 or ("+" not in key and key not in _UNPRINTABLE)


_UNPRINTABLE = frozenset({*_FUNCTION_KEYS, *_MOVING_KEYS, *_NAMED_KEYS}) - {"space"}


def _parts(written: str) -> list[str]:
    """Return modifiers in lower case and in order, then the key itself: '+' may be the key."""
    pieces = [*written[:-2].split("+"), "+"] if written.endswith("++") else written.split("+")
    if written.startswith("^") and len(written) == 2:
        pieces = ["ctrl", written[1]]
    modifiers = sorted(piece.strip().lower() for piece in pieces[:-1])
    return [*("ctrl" if one == "control" else one for one in modifiers), pieces[-1].strip()]
