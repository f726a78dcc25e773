"""How the program speaks to a firm: its words, and the places it says nothing of (S67, S69).

Apart from the other settings, because a start reads it.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords, firm_words

ALWAYS = ("customers", "agenda")
"""The places that a firm begins with and keeps."""
PLACES_OFF = "places.off"
WORD = "word."
_NAMES = (*(f"{WORD}{name}" for name in FirmWords._fields), PLACES_OFF)
_SQL = f"SELECT name, value FROM setting WHERE name IN ({', '.join('?' * len(_NAMES))})"


class Speech(NamedTuple):
    """The words of the firm, and the places that are switched off."""

    words: FirmWords = FirmWords()
    off: frozenset[str] = frozenset()


def speech(desk: Desk, customer: str = "customer") -> Speech:
    """The firm's words and the places that are off, in one short query.

    `customer` is the word of the settings file, where the firm has said none.
    """
    said = dict(desk.store.rows(_SQL, _NAMES))
    off = frozenset(said.pop(PLACES_OFF, "").split()) - frozenset(ALWAYS)
    named = {name.removeprefix(WORD): value for name, value in said.items()}
    return Speech(firm_words(named, customer), off)


def words(desk: Desk, customer: str = "customer") -> FirmWords:
    """What the firm calls customers, deals and tickets."""
    return speech(desk, customer).words


def places_off(desk: Desk) -> frozenset[str]:
    """The places that are switched off."""
    return speech(desk).off
