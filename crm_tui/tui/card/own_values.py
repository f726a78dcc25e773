"""What a deal's or a ticket's own fields hold, as lines of its pane."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.text.width import cell_width
from crm_tui.tui.card.facts import LABEL
from crm_tui.tui.card.pages import Sheet
from crm_tui.tui.card.spans import labelled, span, wrapped
from crm_tui.views.own_fields import Said

_WIDEST = 20


def add_own(sheet: Sheet, said: Sequence[Said], width: int, least: int = LABEL) -> None:
    """Add a line or more a value, behind its label of `least` cells or what the labels need."""
    names = [span(one.label)[0] for one in said]
    label = min(max([least, *(cell_width(name) + 1 for name in names)]), _WIDEST, width // 2)
    for name, one in zip(names, said, strict=True):
        sheet.add(labelled(name, wrapped(one.value, max(1, width - label)), label))
