"""What we have to do with a customer and what they have to do, as `crm show` writes it (S6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crm_tui.cli.layout import columns, counted, one_line, say_date, say_moment, say_when
from crm_tui.text.lasting import say_minutes
from crm_tui.text.say import say_nth
from crm_tui.views.shared_plan import REVIEW, next_review, sides

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.card import Card
    from crm_tui.views.shared_plan import TaskRow

_SIDES = {"us": "we", "them": "they"}


def counted_sides(desk: Desk, card: Card) -> str:
    """How much either side has open and overdue, and when both look at the plan again."""
    said = [
        f"{_SIDES[one.side]}: {one.open} open{f', {one.overdue} overdue' if one.overdue else ''}"
        for one in sides(card.tasks, desk.clock.today())
    ]
    if review := next_review(card.tasks):
        said.append(f"review {say_date(desk, review)}")
    return "; ".join(said)


def open_lines(desk: Desk, card: Card) -> Iterator[str]:
    """The open tasks of both sides, each with what is known of it below."""
    heads = columns(_head(desk, one) for one in card.tasks)
    for head, one in zip(heads, card.tasks, strict=True):
        yield f"  {head}"
        told = ", ".join(one_line(fact) for fact in _facts(desk, one) if fact)
        texts = [
            ("", told),
            ("why: ", one.reason),
            ("note: ", one.note),
            ("from ", _came(desk, one)),
        ]
        yield from (f"      {label}{one_line(text)}" for label, text in texts if text)


def ended_lines(desk: Desk, card: Card) -> Iterator[str]:
    """The last few tasks that ended, each with its result or why it was dropped."""
    for one in card.ended_tasks:
        who = "they" if one.side == "them" else one.assignee
        parts = (one.title, one.outcome.replace("_", " "), one.result)
        said = ": ".join(one_line(part) for part in parts if part)
        yield f"  {one.id}  {one.state} {say_moment(desk, one.done_at)}  {one_line(who)}  {said}"


def _head(desk: Desk, one: TaskRow) -> tuple[str, ...]:
    late = "! overdue " if one.is_overdue(desk.clock.today()) else ""
    who = "they" if one.side == "them" else one.assignee
    return str(one.id), f"{late}{say_when(desk, one.day, one.start_at)}", who, one.title


def _facts(desk: Desk, one: TaskRow) -> Iterator[str]:
    yield "review of the plan" if one.kind == REVIEW else ""
    yield one.kind.replace("_", " ") if one.kind not in ("other", REVIEW) else ""
    yield f"priority {one.priority}" if one.priority != "normal" else ""
    yield "being done" if one.state == "doing" else ""
    yield _waits(one) if one.follows and not one.day else ""
    yield say_minutes(one.minutes) if one.minutes else ""
    if one.repeats:
        from crm_tui.text.repeats import say_repeat

        yield say_repeat(one.repeats)
    yield f"{say_nth(one.attempt)} try" if one.attempt > 1 else ""
    yield f"agreed {say_date(desk, one.agreed_on)}" if one.agreed_on else ""
    yield f"{one.assignee} sees to it" if one.side == "them" and one.assignee else ""
    by = f"by {one.planned_by} " if one.planned_by else ""
    yield f"planned {by}{say_moment(desk, one.planned_at)}" if one.planned_at else ""


def _waits(one: TaskRow) -> str:
    days = f"{counted(one.follows_after, 'day')} " if one.follows_after else ""
    return f"{days}after task {one.follows} '{one.follows_title}'"


def _came(desk: Desk, one: TaskRow) -> str:
    if one.entry_at is None:
        return ""
    came = f"{one.entry_way.replace('_', ' ')} {say_moment(desk, one.entry_at)} [{one.entry}]"
    return ": ".join(filter(None, (came, one.entry_text)))
