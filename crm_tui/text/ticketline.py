"""A ticket in one line: its kind in front, then what it is about; !priority, @owner, #tag anywhere.

`complaint the pump leaks !high #pump @bob`. What is none of these belongs to the title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from crm_tui.text.fold import fold
from crm_tui.text.priorities import PRIORITIES

_MARKER: Final = re.compile(
    rf"!(?P<priority>{'|'.join(PRIORITIES)})|@(?P<owner>[\w.-]*\w)|#(?P<tag>[^\W\d][\w-]*)",
    re.IGNORECASE,
)
_BELONGS_TOGETHER: Final = frozenset({"about", "for", "from", "of", "on", "regarding", "to"})
"""'request for an invoice' says its kind, and is a title as it stands."""


class TicketLine(NamedTuple):
    """What a line says of a ticket; empty where it says nothing. `kind` is a code."""

    title: str
    kind: str = ""
    priority: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()


def parse(text: str, kinds: Mapping[str, str]) -> TicketLine:
    """What the line says; `kinds` are the codes of kinds by the words people say for them.

    Of a priority or an owner said twice the last counts.
    """
    said = {"priority": "", "owner": ""}
    tags: list[str] = []
    words: list[str] = []
    for word in text.split():
        found = _MARKER.fullmatch(word)
        if found is None:
            words.append(word)
        elif tag := found["tag"]:
            tags.append(tag)
        else:
            name = str(found.lastgroup)
            said[name] = found[name].lower() if name == "priority" else found[name]
    kind, title = _kind(words, {fold(name): code for name, code in kinds.items()})
    return TicketLine(" ".join(title), kind, **said, tags=tuple(dict.fromkeys(tags)))


def _kind(words: list[str], kinds: Mapping[str, str]) -> tuple[str, list[str]]:
    """The kind that the first words name, and the words that are left for the title."""
    for count in range(min(len(words), 4), 0, -1):
        name = fold(" ".join(words[:count]))
        code = kinds.get(name.removesuffix(":"))
        if code:
            rest = words[count:]
            whole = not rest or fold(rest[0]) in _BELONGS_TOGETHER
            return code, words if whole and not name.endswith(":") else rest
    return "", words


def say(line: TicketLine, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was understood, as (label, words); `labels` are those of the kinds."""
    said = [
        ("kind", labels.get(line.kind, line.kind)),
        ("priority", line.priority),
        ("for", f"@{line.owner}" if line.owner else ""),
        ("tags", " ".join(f"#{tag}" for tag in line.tags)),
    ]
    return [(label, words) for label, words in said if words]
