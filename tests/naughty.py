"""Text that tries to drive the terminal, to be markup, or to be something else than it looks."""

from __future__ import annotations

CONTROLS = (
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]0;owned\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[31mred\x1b[0m",
    "\x1b[?1049l",
    "\x1bc",
    "\x1bPq#0\x1b\\",
    "\x9b2J",
    "\x9d0;owned\x9c",
    "nul\x00byte",
    "bell\x07back\x08\x08space",
    "line\nbreak\r\nreturn\rtab\tvt\x0bff\x0c",
    "shift\x0eout\x0fin\x7fdel",
    "next\x85line\u2028separator\u2029",
    "abc\u202edefgh\u202c",
    "\u2066isolate\u2069\u200f\u200e",
    "zero\u200bwidth\u2060joiner\ufeffmark",
    "lone\udc9bsurrogate",
)
"""Each holds something that must never reach a terminal as it is."""

MARKUP = (
    "[/]",
    "[/b]",
    "a[/]b",
    "[@click=app.quit]x[/]",
    "[link=https://evil.example]x[/link]",
    "Acme [EU]",
    "[bold]loud[/bold]",
    "[$primary]x",
    "[",
    "\\[b]",
    "[red",
)
"""Each must be shown as it is."""

WIDE = (
    "日本語の顧客",
    "한국어",
    "e\u0301a\u0308o\u0302 combining",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "\U0001f1e9\U0001f1ea flag",
    "\u0e01\u0e33 thai",
    "می\u200cخواهم",
    "Ω≈ç√∫˜µ≤≥÷",
)
"""Each takes other cells than it has characters."""

HARMFUL = (
    frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
    | frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    | frozenset("\u200b\u2028\u2029\u2060\ufeff")
)
"""Characters none of which may stand in a line that is drawn."""
