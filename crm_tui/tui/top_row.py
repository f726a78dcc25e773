"""The top row: the places with their counts; who, where and when at the right."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.keys.places import SIGNS, Sign
from crm_tui.text.width import cell_width, cut
from crm_tui.tui.widgets.text_view import Line, Span


def top_row(here: Sign, counts: Mapping[str, Line], right: str, width: int) -> Line:
    """The places with their counts by name, the present one strong, and a text at the right.

    Where there is too little room the right part is cut: the places never are.
    """
    spans: list[Span] = []
    for sign in SIGNS:
        spans += [(f" {sign.number} ", "key"), (sign.title, "strong" if sign is here else "")]
        spans += [*counts.get(sign.name, ()), (" ", "")]
    room = width - sum(cell_width(text) for text, _tone in spans)
    shown = right if cell_width(right) <= room else f"{cut(right, max(0, room - 1))}"
    gap = max(0, room - cell_width(shown))
    return (*spans, (" " * gap, ""), (shown, "dim"))
