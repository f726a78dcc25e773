"""What the keys are called on screen and on paper: hint row, help, palette, manual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from crm_tui.keys.actions import GROUPS, SCOPE_TITLES, TYPING_SCOPES, Action
from crm_tui.keys.keymap import Keymap, KeySequence
from crm_tui.keys.matters import MATTERS
from crm_tui.keys.names import is_printable, show_keys
from crm_tui.keys.places import SCOPES

# Between a key and its title, and between two hints.
TITLE_GAP = " "
HINT_GAP = "  "

_MANUAL_WIDTH = 78
_MANUAL_KEYS_WIDTH = 22


class HelpRow(NamedTuple):
    """One action as the help and the palette list it; `here` tells whether it works here."""

    group: str
    keys: str
    title: str
    description: str
    name: str
    here: bool


def hint_row(
    keymap: Keymap, scopes: Sequence[str], width: int, *, ascii_only: bool = False
) -> list[tuple[str, str]]:
    """Return (key, title) of the actions that matter most in `scopes`, most important first.

    Written with `TITLE_GAP` and `HINT_GAP` between them they take at most `width` cells.
    """
    usable = {
        action.name: action
        for _, action in _actions(scopes)
        if _usable_keys(keymap, action, scopes)
    }
    row: list[tuple[str, str]] = []
    left = width + len(HINT_GAP)
    for action in (usable[name] for name in MATTERS[scopes[0]] if name in usable):
        key = show_keys(_usable_keys(keymap, action, scopes)[0], ascii_only)
        title = keymap.said(action.title)
        # Keys are made of single cells, as tests/keys/test_hints.py keeps them.
        left -= len(HINT_GAP) + len(key) + len(TITLE_GAP) + _cells(title)
        if left < 0:
            break
        row.append((key, title))
    return row


def choice_row(
    continuations: Sequence[tuple[str, Action]],
    *,
    ascii_only: bool = False,
    said: Callable[[str], str] = str,
) -> list[tuple[str, str]]:
    """Return (key, title) of what can follow a prefix, for the status row."""
    return [(show_keys((key,), ascii_only), said(action.title)) for key, action in continuations]


def help_rows(
    keymap: Keymap, scopes: Sequence[str], filter_text: str = "", *, ascii_only: bool = False
) -> list[HelpRow]:
    """Return what works in `scopes`, what matters most there first, then group by group.

    It is narrowed to what holds every typed word. The words are looked for in key, title,
    description and name; what has exactly the typed text as its key comes first.
    """
    rows = [
        row
        for row in _rows(keymap, scopes, ascii_only)
        if row.here and row.keys and _holds(row, filter_text)
    ]
    places = {name: place for place, name in enumerate(MATTERS[scopes[0]])}
    rows.sort(key=lambda row: places.get(row.name, len(places)))
    return _exact_key_first(rows, filter_text)


def palette(
    keymap: Keymap, scopes: Sequence[str], filter_text: str = "", *, ascii_only: bool = False
) -> list[HelpRow]:
    """Return every action, those that work in `scopes` first, narrowed as `help_rows`.

    Actions without a key stand here too: the palette is how they are reached.
    """
    rows = [row for row in _rows(keymap, scopes, ascii_only) if _holds(row, filter_text)]
    return _exact_key_first(sorted(rows, key=lambda row: not row.here), filter_text)


def manual(keymap: Keymap) -> str:
    """Return the key section of the manual page as plain text, at most 78 columns wide."""
    from textwrap import wrap

    lines = ["KEYS"]
    for group, actions in GROUPS:
        lines += ["", f"  {group}"]
        for action in actions:
            keys = ", ".join(show_keys(keys) for keys in keymap.keys_of(action.name)) or "-"
            text = f"{action.description} ({action.name}; {works_in(action)})"
            lead = f"    {keys:<{_MANUAL_KEYS_WIDTH}}"
            lines += wrap(
                text,
                _MANUAL_WIDTH,
                initial_indent=lead,
                subsequent_indent=" " * (_MANUAL_KEYS_WIDTH + 4),
                break_on_hyphens=False,
            )
    return "\n".join(lines) + "\n"


def works_in(action: Action, keymap: Keymap | None = None) -> str:
    """Return where an action works, in words; with a keymap, without the places that are off."""
    if keymap is None:
        return ", ".join(SCOPE_TITLES[scope] for scope in action.scopes)
    scopes = [scope for scope in action.scopes if SCOPES.get(scope) not in keymap.off]
    return keymap.said(", ".join(SCOPE_TITLES[scope] for scope in scopes))


def _actions(scopes: Sequence[str]) -> Iterator[tuple[str, Action]]:
    """Yield the group and the action of all that works in `scopes`."""
    for group, actions in GROUPS:
        for action in actions:
            if not set(action.scopes).isdisjoint(scopes):
                yield group, action


def _usable_keys(keymap: Keymap, action: Action, scopes: Sequence[str]) -> list[KeySequence]:
    keys = list(keymap.keys_of(action.name))
    if scopes and scopes[0] in TYPING_SCOPES:
        return [one for one in keys if not is_printable(one[0])]
    return keys


def _rows(keymap: Keymap, scopes: Sequence[str], ascii_only: bool) -> Iterator[HelpRow]:
    for group, actions in GROUPS:
        for action in actions:
            if not keymap.has(action.name):
                continue
            here = not set(action.scopes).isdisjoint(scopes)
            keys = _usable_keys(keymap, action, scopes if here else ())
            shown = ", ".join(show_keys(one, ascii_only) for one in keys)
            title, description = keymap.said(action.title), keymap.said(action.description)
            yield HelpRow(keymap.said(group), shown, title, description, action.name, here)


def _cells(text: str) -> int:
    """The cells that a title takes: a firm's own words may be of wide characters."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(one) else 1 + (east_asian_width(one) in "WF") for one in text)


def _holds(row: HelpRow, filter_text: str) -> bool:
    content = f"{row.keys} {row.title} {row.description} {row.name}".casefold()
    return all(word in content for word in filter_text.casefold().split())


def _exact_key_first(rows: list[HelpRow], filter_text: str) -> list[HelpRow]:
    wanted = filter_text.strip()
    if not wanted:
        return rows
    return sorted(rows, key=lambda row: wanted not in row.keys.split(", "))
