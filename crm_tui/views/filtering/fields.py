"""What a field of the filter language is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.views.filtering.conditions import Sql

ALL: Final = 1_000_000
"""More than any search finds: a condition must not be cut short before the others are asked."""


class MeantError(ValueError):
    """A value means nothing to its field; the sentence says why, the hint what would."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Asked(NamedTuple):
    """A value as it was said: `sign` is one of : = > >= < <=, and `quoted` takes it by the letter.

    `field` is the name it was said with. Unless it is `searching`, only whether the value means
    something is asked: what would be looked up in many records is not.
    """

    desk: Desk
    field: str
    sign: str
    text: str
    quoted: bool = False
    searching: bool = True


Compare = Callable[[Asked], Sql]


GREATER: Final = (">", ">=", "<", "<=")


class Field(NamedTuple):
    """A field: its names, what it means, how it is compared.

    `filled` holds where it has a value. `ordered` lets it be compared with < and >; `joined`
    takes values that commas took apart for one figure, 10,000. `lifts` names what the plain list
    asks for and this field asks anew. An `indexed` one is looked up along an index of the plain
    list. `offered` are the values to choose from where they are few.
    """

    name: str
    meaning: str
    compare: Compare
    filled: Sql
    aliases: tuple[str, ...] = ()
    ordered: bool = False
    joined: bool = False
    example: str = ""
    lifts: str = ""
    is_flag: bool = False
    indexed: bool = False
    offered: Callable[[Desk], Iterable[str]] | None = None


def says(text: str, asked: Asked) -> bool:
    """Whether a text is what was asked for, or where that may be, has words that begin so."""
    wanted, there = fold(asked.text), fold(text)
    if asked.sign == "=":
        return wanted == there
    if wanted and there.startswith(wanted):
        return True
    own = words(there)
    starts = words(wanted)
    return bool(starts) and all(any(one.startswith(start) for one in own) for start in starts)
