"""Facts of a deal or a ticket: a label and behind it what is said, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.tui.card.pages import Sheet, Target
from crm_tui.tui.card.spans import cut_line, flow, labelled, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.open_tasks import OpenTask

LABEL = 10
"""Cells of the label before a fact."""

_MOST_LINES = 3


def room_of(width: int) -> int:
    """The cells behind the label."""
    return max(1, width - LABEL)


def fact(label: str, parts: Sequence[Line], width: int, words: Words) -> list[Line]:
    """A label and the parts that are not empty, one after the other; nothing without any."""
    parts = [part for part in parts if part]
    if not parts:
        return []
    said = flow(
        parts, room_of(width), separator=words.dot, ellipsis=words.ellipsis, most=_MOST_LINES
    )
    return labelled(label, said.lines, LABEL)


def listed(label: str, nth: int, said: Line, width: int, words: Words) -> list[Line]:
    """The `nth` of several things, from 0, each on a line; the label stands before the first."""
    shown = cut_line(said, room_of(width), words.ellipsis)
    return labelled("" if nth else label, [shown], LABEL)


def add_tasks(
    sheet: Sheet, label: str, tasks: Sequence[OpenTask], width: int, words: Words
) -> None:
    """Add what is to be done: by when, what, by whom; what is late stands out."""
    for nth, one in enumerate(tasks):
        late = one.due is not None and one.due < words.today
        day = words.day(one.due) or "no day"
        said = line(
            (f"{'! ' if late else ''}{day} ", "alert" if late else "strong"),
            span(one.title), (" ", ""), span(f"({one.assignee})" if one.assignee else "", "dim"),
        )  # fmt: skip
        sheet.add(listed(label, nth, said, width, words), Target("task", one.id))
