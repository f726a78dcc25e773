"""Tags as files list them in a cell."""

from __future__ import annotations

from collections.abc import Iterable


def tag_names(cells: Iterable[str]) -> tuple[str, ...]:
    """The tags of some cells, each once: 'vip, new', '* myContacts ::: family'."""
    names: dict[str, None] = {}
    for cell in cells:
        text = cell.replace(":::", ",").replace(";", ",")
        names.update({tag: None for part in text.split(",") if (tag := part.strip(" *#"))})
    return tuple(names)
