"""What the filter that is being typed can become: names of fields, and values of the last one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from crm_tui.store.desk import Desk
from crm_tui.text.filters.printing import quoted
from crm_tui.text.filters.tokens import QUOTES
from crm_tui.text.fold import fold, words
from crm_tui.views.filtering.records import RECORDS, Kind, field_named
from crm_tui.views.filtering.telling import fields

MOST: Final = 12
"""So many values are offered: whoever wants another one types another letter."""

_NAME: Final = re.compile(r"(?:^|(?<=[\s()|])|(?<=[\s()|]-)|(?<=^-))(?P<name>[^\W\d_]+)$")
_VALUE: Final = re.compile(
    rf"""(?:^|(?<=[\s()|-]))(?P<name>[^\W\d_](?:[\w.-]*\w)?)
    (?:!=|>=|<=|[:=<>≥≤≠])
    (?:(?:[{QUOTES}][^{QUOTES}]*[{QUOTES}]|[^\s()|,{QUOTES}]+),)*
    (?P<begun>[{QUOTES}][^{QUOTES}]*|[^\s()|,{QUOTES}]*)$""",
    re.VERBOSE,
)
_PLAIN: Final = re.compile(r"(?!-)(?:(?!\.\.)[\w@.+#&'/-])+")


def completions(desk: Desk, kind: Kind, text: str) -> list[str]:
    """The whole texts that a filter can become with what is typed at its end."""
    if value := _VALUE.search(text):
        start = value.start("begun")
        found = values(desk, kind, value["name"], value["begun"].lstrip(QUOTES))
        return [f"{text[:start]}{_said(one)}" for one in found]
    if name := _NAME.search(text):
        start, begun = name.start("name"), fold(name["name"])
        known = (one.name for one in fields(desk, kind))
        return [f"{text[:start]}{one}:" for one in known if one.startswith(begun)]
    return []


def values(desk: Desk, kind: Kind, name: str, begun: str) -> list[str]:
    """Values of a field that begin so, or with words that do; a few at the most."""
    offered: Iterable[str]
    if fold(name) == "has":
        offered = (one.name for one in fields(desk, kind))
    elif fold(name) == "is":
        offered = (one.name for one in RECORDS[kind].fields if one.is_flag)
    else:
        field = field_named(desk, kind, name)
        if field is None or field.offered is None:
            return []
        offered = field.offered(desk)
    wanted, first, further = fold(begun), list[str](), list[str]()
    for one in offered:
        folded = fold(one)
        if folded.startswith(wanted):
            first.append(one)
        elif any(word.startswith(wanted) for word in words(folded)):
            further.append(one)
    return list(islice(dict.fromkeys([*first, *further]), MOST))


def _said(value: str) -> str:
    """The value as it can stand in a filter."""
    return value if _PLAIN.fullmatch(value) else quoted(value)
