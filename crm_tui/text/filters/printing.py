"""A filter written as text, which is read back as the same filter."""

from __future__ import annotations

import re
from typing import Final

from crm_tui.text.filters.tree import And, Condition, FilterError, Node, Not, Or, Value, Words

# What is surely read back as words, whatever stands beside it.
_SURE: Final = re.compile(r"(?!(?:AND|OR|NOT)\b)[\w@.+'/*#&]+")


def written(node: Node | None) -> str:
    """The filter as text; '' for one that says nothing."""
    if node is None:
        return ""
    return _or(node)


def quoted(text: str) -> str:
    """A text that is plain words, whatever it looks like."""
    kept = "".join(f"\\{one}" if one in '"“”„\\' else one for one in text)
    return f'"{kept}"'


def both(first: str, then: str) -> str:
    """A filter that asks for both; either may be empty. What cannot be read is plain words."""
    there = [one for one in (_read(first), _read(then)) if one is not None]
    if len(there) < 2:
        return ((first.strip() and first) or then).strip()
    return written(And(tuple(there)))


def _read(text: str) -> Node | None:
    from crm_tui.text.filters.parsing import parse

    try:
        return parse(text)
    except FilterError:
        return Words(text)


def _or(node: Node) -> str:
    if isinstance(node, Or):
        return " OR ".join(_and(part) for part in node.parts)
    return _and(node)


def _and(node: Node) -> str:
    if not isinstance(node, And):
        return _one(node)
    said: list[str] = []
    for place, part in enumerate(node.parts):
        before = node.parts[place - 1] if place else None
        if not isinstance(part, Words):
            said.append(_one(part))
        elif isinstance(before, Condition) and not before.values:
            said.append(f"({quoted(part.text)})")  # else it would be that field's value
        else:
            beside = (before, *node.parts[place + 1 : place + 2])
            said.append(_words(part, alone=not any(isinstance(one, Words) for one in beside)))
    return " ".join(said)


def _one(node: Node) -> str:
    if isinstance(node, Words):
        return _words(node, alone=True)
    if isinstance(node, Condition):
        return _condition(node)
    if isinstance(node, Not):
        part = node.part
        return f"NOT {quoted(part.text) if isinstance(part, Words) else _one(part)}"
    return f"({_or(node)})"


def _words(node: Words, *, alone: bool) -> str:
    bare = alone and all(map(_SURE.fullmatch, node.text.split(" ")))
    return node.text if bare else quoted(node.text)


def _condition(node: Condition) -> str:
    gap = " " if node.spaced and node.values else ""
    apart = gap if node.spaced and node.sign not in (":", ";") else ""
    return f"{node.name}{apart}{node.sign}{gap}{','.join(map(_value, node.values))}"


def _value(value: Value) -> str:
    return quoted(value.text) if value.quoted else value.text
