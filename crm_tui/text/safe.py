"""Text made harmless: once on its way in, once more on its way to any screen (rule 19).

Control characters would drive the terminal, bidi controls would show one text and mean
another, invisible characters would make two equal-looking names differ.
"""

from __future__ import annotations

import re
from unicodedata import normalize

STAND_IN = "\ufffd"

# C0, C1, soft hyphen, Arabic letter mark, Mongolian vowel separator, zero width space,
# direction marks, line and paragraph separators, bidi embeddings, word joiners and isolates,
# surrogates, byte-order mark, interlinear annotation, the two non-characters.
# ZWNJ and ZWJ (U+200C, U+200D) are not among them: Persian, Hindi and emoji need them.
_HARMFUL_BUT_LINE_ENDS = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_LINE_ENDS = "\n\x0b\x0c\r\x85\u2028\u2029"
_DROPPED = re.compile(f"[{_HARMFUL_BUT_LINE_ENDS}]+")
_GAP = re.compile(f"[\t{_LINE_ENDS}]+")
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_SHOWN = re.compile(f"[{_HARMFUL_BUT_LINE_ENDS}\t{_LINE_ENDS}]")
_SHOWN_MULTILINE = re.compile(_SHOWN.pattern.replace("\n", "").replace("\t", ""))


def clean(value: str, *, multiline: bool = False) -> str:
    r"""The text as it may be stored: NFC, trimmed, without control or invisible characters.

    Line ends and tabs become one space, or with `multiline` stay (every line end as `\n`).
    """
    if value.isascii() and value.isprintable():
        return value.strip()
    text = _DROPPED.sub("", value)
    text = _LINE_END.sub("\n", text) if multiline else _GAP.sub(" ", text)
    return normalize("NFC", text).strip()


def display(value: object, *, multiline: bool = False) -> str:
    """The value as it may be written to a screen, shell, log or title; None is ''.

    Each harmful character becomes one visible stand-in. With `multiline` newlines stay and a
    tab, which would move the cursor, becomes a space.
    """
    text = value if type(value) is str else "" if value is None else str(value)
    if text.isprintable():  # decides nearly every text, in C
        return text
    if multiline:
        return _SHOWN_MULTILINE.sub(STAND_IN, text.replace("\t", " "))
    return _SHOWN.sub(STAND_IN, text)
