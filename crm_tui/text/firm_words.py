"""What a firm calls its customers, deals and tickets: client, member, case (S67)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class FirmWords(NamedTuple):
    """The words of the firm, each for one and for several."""

    customer: str = "customer"
    customers: str = "customers"
    deal: str = "deal"
    deals: str = "deals"
    ticket: str = "ticket"
    tickets: str = "tickets"

    def said(self, text: str) -> str:
        """A text of the program's in the firm's words; capitals stay where they stand.

        For titles, hints and headings. What stands between quotes stays, for it is what people
        wrote or a command to be typed; so do names of actions and options.
        """
        if self == _USUAL:
            return text
        return _ours().sub(self._put, text)

    def _put(self, found: re.Match[str]) -> str:
        word = found["word"]
        return _cased(word, getattr(self, word.lower())) if word else found[0]


_USUAL = FirmWords()


@cache
def _ours() -> re.Pattern[str]:
    """Compiled where it is needed: a firm with the usual words never pays for it."""
    words = "|".join(FirmWords._fields)
    return re.compile(
        rf"(?<!\w)'.*?'(?!\w)|(?<![\w.:/-])(?P<word>{words})\b(?![.=:]\w)", re.IGNORECASE
    )


def firm_words(said: Mapping[str, str], customer: str = "customer") -> FirmWords:
    """The words from what the firm said (`customers` to `members`); plurals follow by themselves.

    `customer` is the word of the settings file, where the firm has said none.
    """
    words = {"customer": customer, **{name: word for name, word in said.items() if word}}
    for one in ("customer", "deal", "ticket"):
        if words.get(one, one) != one:
            words.setdefault(f"{one}s", _plural(words[one]))
    return FirmWords(**{name: words[name] for name in FirmWords._fields if name in words})


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1].lower() not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _cased(pattern: str, word: str) -> str:
    if pattern.isupper() and len(pattern) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word
