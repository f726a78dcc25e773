"""What a filter says, as a tree whose every node knows where in the text it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from crm_tui.errors import UsageError
from crm_tui.text.width import cell_width

SHOWN: Final = 72
"""Cells of a long filter that are shown around the place an error points at."""

_NAMED_MOST = 40


def _place() -> int:
    """A position in the text, which does not make one node another."""
    return field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a condition; a `quoted` one is taken by the letter: no range, no 'none'."""

    text: str
    quoted: bool = False
    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text that is searched for as a search line always does."""

    text: str
    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Condition:
    """A field compared with values, any of which will do; without values it is not finished.

    `sign` is one of `:` `=` `!=` `>` `>=` `<` `<=`, or `;`, which compares nothing. With a gap
    before its value (`spaced`) it is plain text where there is no such field; `said` is that.
    """

    name: str
    sign: str
    values: tuple[Value, ...]
    spaced: bool = False
    said: str = field(default="", compare=False)
    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    part: Node
    start: int = _place()


@dataclass(frozen=True, slots=True)
class And:
    """What holds altogether; two parts at least."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of which holds; two parts at least."""

    parts: tuple[Node, ...]


Node = Words | Condition | Not | And | Or


class FilterError(UsageError):
    """A filter cannot be read; `start` and `end` are the place in its text that is meant.

    `begins` is where the condition begins that the place is a part of.
    """

    def __init__(self, text: str, start: int, end: int, what: str, hint: str = "") -> None:
        self.text = text
        self.begins = min(start, len(text))
        self.start = min(start, len(text))
        self.end = max(self.start, min(end, len(text)))
        self.what = what
        place = " ".join(text[self.start : self.end].split())
        if len(place) > _NAMED_MOST:
            place = f"{place[: _NAMED_MOST - 1]}\u2026"
        super().__init__(f"{place}: {what}" if place else f"{what[:1].upper()}{what[1:]}", hint)

    def pointed(self) -> tuple[str, str]:
        """The text around the place, on one line, and a line of carets under the place."""
        shown = "".join(" " if one.isspace() else one for one in self.text)
        first = 0
        while cell_width(shown[first : self.start]) > SHOWN // 2:
            first += 1
        last = len(shown)
        while cell_width(shown[first:last]) > SHOWN:
            last -= 1
        carets = max(1, cell_width(shown[self.start : min(self.end, last)]))
        return shown[first:last], " " * cell_width(shown[first : self.start]) + "^" * carets


def conditions(node: Node | None) -> list[Condition]:
    """Every condition of a filter, in order."""
    if isinstance(node, Condition):
        return [node]
    if isinstance(node, Not):
        return conditions(node.part)
    if isinstance(node, And | Or):
        return [one for part in node.parts for one in conditions(part)]
    return []


def plain_text(node: Node | None) -> str | None:
    """The text of a filter that is nothing but plain words; None for any other."""
    if node is None:
        return ""
    if isinstance(node, Words):
        return node.text
    if isinstance(node, And) and all(isinstance(part, Words) for part in node.parts):
        return " ".join(part.text for part in node.parts if isinstance(part, Words))
    return None
