"""The places of the workspace, and the top row that names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crm_tui.text.width import cell_width, cut
from crm_tui.tui.widgets.text_view import Line, Span


class Place(NamedTuple):
    """A place: its name in commands, its key, its title, and what the status row calls it.

    `scope` is where its list's keys are looked for (`keys.actions.CONTEXTS`).
    """

    name: str
    number: str
    title: str
    mode: str
    scope: str


CUSTOMERS = Place("customers", "1", "Customers", "LIST", "list")
AGENDA = Place("agenda", "2", "Agenda", "AGENDA", "sheet")
PIPELINE = Place("pipeline", "3", "Pipeline", "PIPELINE", "board")
PLACES = (CUSTOMERS, AGENDA, PIPELINE)
BY_NAME = {place.name: place for place in PLACES}


def top_row(here: Place, counts: Mapping[str, Line], right: str, width: int) -> Line:
    """The places with their counts, the present one strong; who, where and when at the right.

    Where there is too little room the right part is cut: the places never are.
    """
    spans: list[Span] = []
    for place in PLACES:
        spans += [(f" {place.number} ", "key"), (place.title, "strong" if place is here else "")]
        spans += [*counts.get(place.name, ()), (" ", "")]
    room = width - sum(cell_width(text) for text, _tone in spans)
    shown = right if cell_width(right) <= room else f"{cut(right, max(0, room - 1))}"
    gap = max(0, room - cell_width(shown))
    return (*spans, (" " * gap, ""), (shown, "dim"))
