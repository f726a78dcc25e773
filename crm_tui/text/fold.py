"""Text folded for search and sort: accents, case, ligatures and typography do not count."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

# Letters that Unicode does not take apart, as people without them on the keyboard type them,
# and the typographic forms of quotes and dashes.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ĸ": "k",
        "ə": "e",
        "ʼ": "'",
        "‘": "'",
        "’": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)

# Marks that a reader may leave out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic
# vowels and tatweel; and characters without a width. Indic, Thai and Kana marks are letters of
# their own and stay.
_LEFT_OUT: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f\xad\u200b-\u200f\u2060\ufeff"
    "\U000e0100-\U000e01ef]+"
)
_ASCII_WORD: Final = re.compile("[0-9a-z]+")


def fold(text: str) -> str:
    """The text for comparing: no accents, no case, ligatures apart, single spaces, trimmed.

    Other scripts and punctuation stay. Folding a folded text changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    # Once more: what a letter was taken apart into can have a case of its own.
    plain = _LEFT_OUT.sub("", normalize("NFKD", apart.casefold()).translate(_PLAIN))
    return " ".join(normalize("NFC", plain).split())


def words(text: str) -> list[str]:
    """The search words of a text in order: its folded runs of letters, digits and their marks."""
    return folded_words(fold(text))


def folded_words(folded: str) -> list[str]:
    """The search words of a text that is folded already."""
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return [word for word in _apart(folded).split() if any(map(str.isalnum, word))]


def indexed(text: str) -> str:
    """The folded text for a search index, nothing but words and gaps where it is not plain ASCII.

    An index with an older Unicode than ours would take newer signs, such as most emoji, for
    letters of the word beside them.
    """
    if text.isascii():
        return text.lower()  # gaps of any length are one to an index
    folded = fold(text)
    return folded if folded.isascii() else _apart(folded)


def _apart(folded: str) -> str:
    return "".join(c if c.isalnum() or category(c)[0] == "M" else " " for c in folded)
