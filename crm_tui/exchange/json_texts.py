"""The objects of a JSON file one after the other, each with the line it begins on.

The elements of an array, JSON lines, and objects that merely follow each other are all the same
here. One value is held at a time and its size is bounded, so memory stays flat; a broken one
costs itself alone where its end can be told. Figures stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple, TextIO

VALUE_LIMIT = 5_000_000
KEPT = 10_000
"""So many characters of a broken value are kept for the rejected rows."""

_CHUNK = 1 << 16
_NEAR_END = 12
_BETWEEN = re.compile(r"[\s,\ufeff]*")
# A string is taken whole, closed or not, and never looked at twice: that keeps the time in bounds.
_MARKS = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?|[{}\[\]]|\n[ \t]*\{')
_NO_OBJECT = re.compile(r"[,{\[\]\n]")


class JsonValue(NamedTuple):
    """One value, or the `problem` why there is none and the `text` that stands there."""

    line: int
    value: Any
    problem: str = ""
    text: str = ""


def json_values(stream: TextIO) -> Iterator[JsonValue]:
    """All values of the file in order; one that cannot be read says so."""
    return _Values(stream).read()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


class _Values:
    """A passage through the text: what is not yet read, and the line it begins on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._line = 1
        self._in_array = False
        self._decode = JSONDecoder(
            parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_unique
        ).raw_decode

    def read(self) -> Iterator[JsonValue]:
        broken = False
        while self._next():
            if self._text[self._at] in "[]" and self._in_array == (self._text[self._at] == "]"):
                self._in_array = not self._in_array
                self._pass(self._at + 1)
                continue
            value = self._value()
            broken = bool(value.problem)
            yield value
        if self._in_array and not broken:
            yield JsonValue(self._line, None, "the list is never closed; is the file cut off?")

    def _next(self) -> bool:
        """Goes to where the next value begins; False at the end."""
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._pass(between.end() if between else self._at)
            if self._at < len(self._text):
                if self._at > _CHUNK:
                    self._forget()
                return True
            if not self._more():
                return False

    def _value(self) -> JsonValue:
        line = self._line
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except JSONDecodeError as error:
                if self._may_be_cut(error) and self._more():
                    continue
                problem = f"{error.msg} (line {self._line_of(error.pos)})"
            except RecursionError:
                problem = "objects within objects, too many"
            except ValueError as error:
                problem = str(error)
            else:
                if end == len(self._text) and self._more():
                    continue  # a figure may go on
                text = self._passed(end) if not isinstance(value, dict) else ""
                self._pass(end)
                return JsonValue(line, value, "it is no object" if text else "", text)
            return self._broken(line, problem)

    def _may_be_cut(self, error: JSONDecodeError) -> bool:
        if len(self._text) - self._at > VALUE_LIMIT:
            return False
        return error.msg.startswith("Unterminated") or error.pos > len(self._text) - _NEAR_END

    def _line_of(self, position: int) -> int:
        return self._line + self._text.count("\n", self._at, position)

    def _broken(self, line: int, problem: str) -> JsonValue:
        """A value that cannot be read; goes behind it, or to the end where that is too far."""
        while (end := self._end_of_broken()) is None:
            if len(self._text) - self._at > VALUE_LIMIT:
                text = self._passed(self._at + KEPT)
                self._stream.close()
                self._text, self._at, self._in_array = "", 0, False
                problem = f"it is longer than {VALUE_LIMIT:,} characters; the file is not read on"
                return JsonValue(line, None, problem, text)
            if not self._more():
                end = len(self._text)
                break
        text = self._passed(end)
        self._pass(end)
        return JsonValue(line, None, f"it cannot be read as JSON: {problem}", text)

    def _end_of_broken(self) -> int | None:
        """Where a value that cannot be read ends: with its line, or in an array with its brackets
        or before a line that begins as its own did; None where that is not in sight.
        """
        if not self._in_array:
            return _found(self._text.find("\n", self._at))
        if self._text[self._at] not in "{[":
            mark = _NO_OBJECT.search(self._text, self._at + 1)
            return mark.start() if mark else None
        indent = self._text[self._line_end() + 1 : self._at]
        own = "" if indent.strip() else f"\n{indent}{{"
        depth = 0
        for mark in _MARKS.finditer(self._text, self._at):
            sign = mark[0]
            if sign == own:
                return mark.start()
            if sign[0] == '"':
                continue
            depth += (sign[-1] in "{[") - (sign in "}]")
            if depth <= 0:
                return mark.end()
        return None

    def _passed(self, end: int) -> str:
        return self._text[self._at : min(end, self._at + KEPT)]

    def _pass(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """Reads on, as much again as is there; False at the end."""
        self._forget()
        size = max(_CHUNK, len(self._text))
        piece = "" if self._stream.closed else self._stream.read(size)
        self._text += piece
        return bool(piece)

    def _forget(self) -> None:
        """Drops what has been passed, but for the beginning of the line."""
        end = self._line_end()
        passed = end if end >= 0 else self._at
        self._text = self._text[passed:]
        self._at -= passed

    def _line_end(self) -> int:
        """Where the line before this one ends; -1 where that is far away."""
        return self._text.rfind("\n", max(0, self._at - KEPT), self._at)


def _found(position: int) -> int | None:
    return None if position < 0 else position
