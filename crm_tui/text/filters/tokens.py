"""A filter's text taken apart: words, quotes, conditions, signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from crm_tui.text.filters.tree import Condition, FilterError, Value, Words

QUOTES: Final = '"“”„'
_NAME = r"(?P<name>[^\W\d_](?:[\w.-]*\w)?)"
_FIELD: Final = re.compile(
    rf"{_NAME}(?:(?P<sign>!=|>=|<=|<>|≥|≤|≠|:(?:>=|<=|!=|[=<>])|[:=<>])(?!:)(?!//)"
    r"|(?P<mistaken>;)(?=\w)"
    r"|\s+(?P<apart>!=|>=|<=|≥|≤|≠|[=<>])(?=\s|\d))"
)
_SIGNS: Final = {"≥": ">=", "≤": "<=", "≠": "!=", "<>": "!="}
_BARE: Final = re.compile(r"[^\s()|]+")
_VALUE: Final = re.compile(r"[^\s()|,]+")
_GAP: Final = re.compile(r"\s*")
_FIGURE: Final = re.compile(r"[+-]?[\d.,'_]*\d[\d.,'_]*[kKmM]?")
_CURRENCY: Final = re.compile(r"\s+([A-Z]{3})(?=[\s()|]|$)")
_NEGATES: Final = re.compile(r'-(?=[^\W\d_]|["“”„(])')
KEYWORDS: Final = {"AND": "and", "OR": "or", "NOT": "not"}


class Token(NamedTuple):
    """A piece of the text.

    `kind` is word, quoted, condition, or one of the signs `(` `)` `or` `and` `not`; a word's and
    a condition's node stand in `node`.
    """

    kind: str
    start: int
    end: int
    node: Words | Condition | None = None


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a text in order. Raises FilterError for a quote that is not closed."""
    place = _after_gap(text, 0)
    while place < len(text):
        token = _token(text, place)
        yield token
        place = _after_gap(text, token.end)


def _after_gap(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _token(text: str, at: int) -> Token:
    letter = text[at]
    if letter in "()":
        return Token(letter, at, at + 1)
    if letter == "|":
        end = at + 2 if text.startswith("||", at) else at + 1
        return Token("or", at, end)
    if _NEGATES.match(text, at):
        return Token("not", at, at + 1)
    if letter in QUOTES:
        said, end = _quoted(text, at)
        return Token("quoted", at, end, Words(said, at, end))
    found = _FIELD.match(text, at)
    if found:
        return _condition(text, found)
    end = _end_of(_BARE, text, at)
    kind = KEYWORDS.get(text[at:end], "word")
    return Token(kind, at, end, Words(text[at:end], at, end) if kind == "word" else None)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at + 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What a quote says, a backslash before a quote or itself left out, and where it ends."""
    said: list[str] = []
    place = at + 1
    while place < len(text):
        letter = text[place]
        if letter in QUOTES:
            return "".join(said), place + 1
        if letter == "\\" and text[place + 1 : place + 2] in (*QUOTES, "\\"):
            place += 1
            letter = text[place]
        said.append(letter)
        place += 1
    raise FilterError(text, at, len(text), "the quote is not closed.", 'It ends with a ".')


def _condition(text: str, found: re.Match[str]) -> Token:
    start = found.start()
    sign = found["sign"] or found["mistaken"] or found["apart"]
    if len(sign) > 1 and sign.startswith(":"):
        sign = sign[1:]
    sign = _SIGNS.get(sign, sign)
    values, end = _values(text, found.end())
    spaced = bool(found["apart"])
    if not values:
        first = _after_gap(text, found.end())
        if first > found.end() and _is_value(text, first):
            values, end = _values(text, first)
            spaced = True
    end = end if values else found.end()
    node = Condition(found["name"], sign, tuple(values), spaced, text[start:end], start, end)
    return Token("condition", start, end, node)


def _is_value(text: str, at: int) -> bool:
    """Whether what stands after a gap can be the value of the field before."""
    if at >= len(text) or text[at] in "()|" or _NEGATES.match(text, at):
        return False
    if text[at] in QUOTES:
        return True
    if _FIELD.match(text, at):
        return False
    return text[at : _end_of(_BARE, text, at)] not in KEYWORDS


def _values(text: str, at: int) -> tuple[list[Value], int]:
    """The values that stand here, and where they end; a comma after the last says nothing."""
    values: list[Value] = []
    end = at
    while at < len(text):
        if text[at] in QUOTES:
            said, end = _quoted(text, at)
            values.append(Value(said, True, at, end))
        elif one := _VALUE.match(text, at):
            end = one.end()
            values.append(Value(one.group(), False, at, end))
        else:
            end = at
        if not text.startswith(",", end):
            break
        at = end = end + 1
    if values and not values[-1].quoted:
        values[-1], end = _with_currency(text, values[-1], end)
    return values, end


def _with_currency(text: str, value: Value, end: int) -> tuple[Value, int]:
    """A figure with the currency that stands after it, in '10000 EUR'."""
    behind = _CURRENCY.match(text, end)
    figure = value.text.rpartition("..")[2]
    if end != value.end or not behind or not _FIGURE.fullmatch(figure):
        return value, end
    from crm_tui.text.money import CURRENCIES

    if behind[1] not in CURRENCIES:
        return value, end
    return Value(f"{value.text} {behind[1]}", False, value.start, behind.end()), behind.end()
