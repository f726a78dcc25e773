"""How long something takes, as people write it and as it is said back: '20m', '1 h 20'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

LONGEST: Final = 99 * 60 + 59
"""Minutes; what is longer is no length of a task or a call."""

_MINUTES: Final = re.compile(r"(\d{1,4}) ?(?:m|mins?|minutes?|')", re.IGNORECASE)
_HOURS: Final = re.compile(
    r"(\d{1,2})(?:[.,](\d{1,2}))? ?(?:h|hrs?|hours?)(?: ?([0-5]?\d) ?(?:m|mins?|minutes?|')?)?",
    re.IGNORECASE,
)

_UNIT_WORD: Final = re.compile(r"[0-9]*(?:mins?|minutes?|h|hrs?|hours?)", re.IGNORECASE)
_PUNCTUATION: Final = ".,;:!?)"
_LONGEST_PHRASE = 4  # words: '1 h 20 min'


class Length(NamedTuple):
    """A length among words: it ends before the word `end`."""

    end: int
    minutes: int


def length_at(words: Sequence[str], first: int) -> Length | None:
    """The length that begins at a word of a sentence: '20m', '1 h 20'; not '20 m of cable'."""
    if first >= len(words) or not words[first][:1].isdecimal():
        return None
    for end in range(min(first + _LONGEST_PHRASE, len(words)), first, -1):
        last = words[end - 1].rstrip(_PUNCTUATION)
        if _ends_length(last, end - first):
            minutes = parse_minutes(" ".join([*words[first : end - 1], last]))
            if minutes:
                return Length(end, minutes)
    return None


def parse_minutes(text: str) -> int | None:
    """The minutes of '20m', '20 min', "90'", '1h', '1.5h', '1h30', '1 h 20'; None when none.

    Nothing and more than `LONGEST` is None.
    """
    said = text.strip()
    if not said.isascii():  # \d takes the digits of every script
        return None
    minutes = _MINUTES.fullmatch(said)
    if minutes:
        return _possible(int(minutes[1]))
    hours = _HOURS.fullmatch(said)
    if hours is None or (hours[2] and hours[3]):
        return None
    part = round(float(f"0.{hours[2]}") * 60) if hours[2] else int(hours[3] or 0)
    return _possible(int(hours[1]) * 60 + part)


def say_minutes(minutes: int) -> str:
    """The length as people say it: '20 min', '2 h', '1 h 20'."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def say_short(minutes: int) -> str:
    """The length in one word: '20m', '2h', '1h20'."""
    return say_minutes(minutes).replace(" min", "m").replace(" ", "")


def _possible(minutes: int) -> int | None:
    return minutes if 0 < minutes <= LONGEST else None


def _ends_length(word: str, count: int) -> bool:
    """Whether a word may be the last of so many that are a length."""
    if count == 1 or (count == 3 and len(word) == 2 and word.isdecimal()):
        return True
    return bool(_UNIT_WORD.fullmatch(word))
