"""The top row: the places with their counts; who, where and when at the right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from crm_tui.keys.places import SIGNS, Sign
from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.widgets.text_view import Line, Span


def top_row(
    here: Sign,
    counts: Mapping[str, Line],
    right: Sequence[str],
    width: int,
    *,
    off: Collection[str] = (),
    said: Callable[[str], str] = str,
) -> Line:
    """The places with their counts by name, the present one strong, and a text at the right.

    Those that are `off` are left out; `said` puts their titles into the words of the firm.

    `right` has what may stand there, the longest first: the first that fits does, nothing where
    none fits. A part of a text would say something else; the places are never cut.
    """
    spans: list[Span] = []
    for sign in SIGNS:
        if sign.name in off:
            continue
        title = display(said(sign.title))
        spans += [(f" {sign.number} ", "key"), (title, "strong" if sign is here else "")]
        spans += [*counts.get(sign.name, ()), (" ", "")]
    room = width - sum(cell_width(text) for text, _tone in spans)
    shown = next((text for text in right if cell_width(text) <= room), "")
    gap = max(0, room - cell_width(shown))
    return (*spans, (" " * gap, ""), (shown, "dim"))
