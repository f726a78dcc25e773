"""The card's page of tasks: what is open, by when, on whose side."""

from __future__ import annotations

from crm_tui.tui.card import summary
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.card import Card, TaskRow


def page(card: Card, width: int, words: Words) -> CardLines:
    """The open tasks, the next due first, each with what is known of it."""
    sheet = Sheet()
    sheet.add([BLANK])
    if not card.tasks:
        help_ = words.press("customer.add_task", "adds one")
        said = line((f"No next step{help_}.", "warn"))
        sheet.add([cut_line(said, width, words.ellipsis)])
    for one in card.tasks:
        sheet.add(_task(one, width, words), Target("task", one.id))
    return sheet.done()


def _task(one: TaskRow, width: int, words: Words) -> list[Line]:
    more = [
        words.label("task_kind", one.kind) if one.kind != "other" else "",
        f"priority {one.priority}" if one.priority != "normal" else "",
        f"{one.minutes} min" if one.minutes else "",
        "being done" if one.state == "doing" else "",
        "no day set" if not one.due else "",
    ]
    parts = [line(span(text, "dim")) for text in more if text]
    first = cut_line(summary.task(one, words), width, words.ellipsis)
    rest = flow(parts, width - 4, separator=words.dot, ellipsis=words.ellipsis).lines
    return [first, *((("    ", ""), *extra) for extra in rest)]
