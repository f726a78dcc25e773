"""The card's page of tasks: the plan we share with them, what is open on either side (S6)."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.text.lasting import say_minutes
from crm_tui.text.say import say_nth
from crm_tui.tui.card import summary
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, labelled, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.card import Card
from crm_tui.views.shared_plan import REVIEW, TaskRow, next_review, sides

_INDENT = 4
_LABEL = 6
_MOST_LINES = 3
_PRESSING = ("high", "urgent")
_SIDES = {"us": "we", "them": "they"}


def page(card: Card, width: int, words: Words) -> CardLines:
    """The open tasks of both sides, the next due first, and below them what ended lately."""
    sheet = Sheet()
    sheet.add([BLANK])
    if card.tasks:
        counted = flow(
            list(_counts(card, words)), width, separator=words.dot, ellipsis=words.ellipsis, most=2
        )
        sheet.add(counted.lines)
    else:
        help_ = words.press("customer.add_task", "adds one")
        said = line((f"No next step{help_}.", "warn"))
        sheet.add([cut_line(said, width, words.ellipsis)])
    for one in card.tasks:
        sheet.add(_open(one, width, words), Target("task", one.id))
    if card.ended_tasks:
        sheet.add([BLANK, (("lately", "dim"),)])
    for one in card.ended_tasks:
        sheet.add(_ended(one, width, words), Target("task", one.id))
    return sheet.done()


def _counts(card: Card, words: Words) -> Iterator[Line]:
    """How much either side has to do, how much of it is late, and when both look at it again."""
    for count in sides(card.tasks, words.today):
        yield line(
            (f"{_SIDES[count.side]}: ", "dim"),
            (f"{count.open} open" if count.open else "nothing open", "strong"),
            (f", {count.overdue} overdue" if count.overdue else "", "alert"),
        )
    if review := next_review(card.tasks):
        tone: Tone = "alert" if review < words.today else "strong"
        yield line(("review ", "dim"), (words.day(review), tone))


def _open(one: TaskRow, width: int, words: Words) -> list[Line]:
    room = width - _INDENT
    first = cut_line(summary.task(one, words), width, words.ellipsis)
    facts = flow(
        list(_facts(one, words)), room,
        separator=words.dot, ellipsis=words.ellipsis, most=_MOST_LINES,
    ).lines  # fmt: skip
    why, note = (
        _told(label, text, room, words) for label, text in (("why", one.reason), ("note", one.note))
    )
    return [first, *_indented([*facts, *why, *note, *_came(one, room, words)])]


def _indented(lines: list[Line]) -> list[Line]:
    return [((" " * _INDENT, ""), *one) for one in lines]


def _facts(one: TaskRow, words: Words) -> Iterator[Line]:
    """What is known of an open task beside its day and title; nothing that goes without saying."""
    if one.kind == REVIEW:
        yield line(("review of the plan", "mark"))
    elif one.kind != "other":
        yield line(span(words.label("task_kind", one.kind), "dim"))
    if one.priority != "normal":
        yield line((f"priority {one.priority}", "warn" if one.priority in _PRESSING else "dim"))
    said = [
        "being done" if one.state == "doing" else "",
        _waits(one),
        say_minutes(one.minutes) if one.minutes else "",
        _repeats(one),
        f"{say_nth(one.attempt)} try" if one.attempt > 1 else "",
        f"agreed {words.day(one.agreed_on)}" if one.agreed_on else "",
        f"{one.assignee} sees to it" if one.side == "them" and one.assignee else "",
        _planned(one, words),
    ]
    yield from (line(span(text, "dim")) for text in said if text)


def _waits(one: TaskRow) -> str:
    if one.day is not None:
        return ""
    if one.follows is None:
        return "no day set"
    days = one.follows_after
    later = f"{days} day{'s' if days > 1 else ''} " if days else ""
    return f"{later}after '{one.follows_title}'"


def _repeats(one: TaskRow) -> str:
    if not one.repeats:
        return ""
    from crm_tui.text.repeats import say_repeat

    return say_repeat(one.repeats)


def _planned(one: TaskRow, words: Words) -> str:
    """Who put it on its day's sheet, and when that was (S73)."""
    if one.planned_at is None:
        return ""
    who = f"by {one.planned_by} " if one.planned_by else ""
    at = one.planned_at.astimezone(words.zone)
    return f"planned {who}{words.day(at.date())} {at:%H:%M}"


def _came(one: TaskRow, room: int, words: Words) -> list[Line]:
    """The entry of the timeline it came of; nothing where that was taken back."""
    if one.entry_at is None:
        return []
    came = f"{words.way(one.entry_way, '')} {words.moment(one.entry_at)}"
    parts = [line(span(came, "dim")), line(span(one.entry_text, "dim"))]
    whole = joined(parts, ": ")
    return labelled("from", [cut_line(whole, room - _LABEL, words.ellipsis)], _LABEL)


def _told(label: str, text: str, room: int, words: Words) -> list[Line]:
    """A text of its own behind a label, its first few lines."""
    if not text.strip():
        return []
    lines = [one for one in wrapped(text, room - _LABEL) if one]
    if len(lines) > _MOST_LINES:
        cut = (*lines[_MOST_LINES - 1], (f" {words.ellipsis}", ""))
        lines[_MOST_LINES - 1 :] = [cut_line(cut, room - _LABEL, words.ellipsis)]
    return labelled(label, lines, _LABEL)


def _ended(one: TaskRow, width: int, words: Words) -> list[Line]:
    """A task that is done, with its result, or that was dropped, with the reason."""
    state: Tone = "good" if one.state == "done" else "dim"
    what = joined(
        [
            line((one.state, state)),
            line((words.moment(one.done_at), "strong")),
            summary.whose(one),
        ],
        " ",
    )
    outcome = span(words.label("outcome", one.outcome), words.outcome_tone(one.outcome))
    parts = [what, line(outcome), line(span(one.result))]
    lines = flow(
        [part for part in parts if part], width - _INDENT,
        separator=words.dot, ellipsis=words.ellipsis, most=2,
    ).lines  # fmt: skip
    return [*lines[:1], *_indented(lines[1:])]
