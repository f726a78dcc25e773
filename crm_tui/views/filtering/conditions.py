"""Pieces of SQL that hold or do not, and how they are put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """A condition with its parameters."""

    where: str
    params: tuple[Any, ...] = ()


ALWAYS = Sql("1 = 1")
NEVER = Sql("1 = 0")


def negated(one: Sql) -> Sql:
    """What holds where the condition does not, an unknown value included."""
    if one in (ALWAYS, NEVER):
        return NEVER if one == ALWAYS else ALWAYS
    return Sql(f"({one.where}) IS NOT TRUE", one.params)


def all_of(parts: Sequence[Sql]) -> Sql:
    """What holds where every part does."""
    return _joined(parts, " AND ", ALWAYS)


def any_of(parts: Sequence[Sql]) -> Sql:
    """What holds where some part does."""
    return _joined(parts, " OR ", NEVER)


def _joined(parts: Sequence[Sql], by: str, empty: Sql) -> Sql:
    if len(parts) < 2:
        return parts[0] if parts else empty
    where = by.join(f"({one.where})" for one in parts)
    return Sql(where, tuple(value for one in parts for value in one.params))


def one_of(expression: str, values: Iterable[Any]) -> Sql:
    """What holds where an expression is one of a few values."""
    known = tuple(values)
    if not known:
        return NEVER
    if len(known) == 1:
        return Sql(f"{expression} = ?", known)
    return Sql(f"{expression} IN ({', '.join('?' * len(known))})", known)


def among(expression: str, ids: Iterable[int]) -> Sql:
    """What holds where an expression is one of these ids, however many there are."""
    known = sorted(ids)
    if not known:
        return NEVER
    return Sql(f"{expression} IN (SELECT value FROM json_each(?))", (json.dumps(known),))


def between(expression: str, first: Any, last: Any) -> Sql:
    """What holds from the first value to the last one; None leaves an end open."""
    bounds = [
        Sql(f"{expression} {sign} ?", (value,))
        for sign, value in ((">=", first), ("<=", last))
        if value is not None
    ]
    return all_of(bounds) if bounds else Sql(f"{expression} IS NOT NULL")


def holding(expression: str, folded: str) -> Sql:
    """What holds where a folded text has a piece in it."""
    kept = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "")
    return Sql(f"{expression} LIKE ? ESCAPE '\\'", (f"%{kept}%",))


def member(document: str, key: str) -> Sql:
    """An expression: the value under a key of a JSON object, null where it has none."""
    if '"' in key or "\\" in key:  # no path leads to such a key
        return Sql(f"(SELECT j.value FROM json_each({document}) j WHERE j.key = ?)", (key,))
    return Sql(f"json_extract({document}, ?)", (f'$."{key}"',))
