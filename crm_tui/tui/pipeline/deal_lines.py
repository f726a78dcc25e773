"""A deal's card as lines: what it is, who decides, what comes next, how it got where it is.

Pure functions of what the views returned; nothing here asks the database or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from crm_tui.text.money import format_money
from crm_tui.tui.card.facts import LABEL, add_tasks, fact, listed, room_of
from crm_tui.tui.card.own_values import add_own
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import (
    BLANK,
    cut_line,
    joined,
    labelled,
    line,
    right_aligned,
    span,
    wrapped,
)
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.cards import next_step
from crm_tui.tui.service import signs
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard
from crm_tui.views.deals import CreditRow, DealView, LineRow, StepRow

_NARROW = 60
_STATES: Mapping[str, tuple[str, Tone]] = {"won": ("WON", "good"), "lost": ("LOST", "alert")}


class Noted(Protocol):
    """Something known of a competitor; `views.competitors.NoteRow` is one."""

    @property
    def kind(self) -> str:
        """move, action, strength, weakness or price."""
        ...

    @property
    def text(self) -> str:
        """What is known."""
        ...

    @property
    def day(self) -> date:
        """Since when."""
        ...


class Lesson(Protocol):
    """What a stage is worth by one's own closed deals; `views.forecast.Learned` is one."""

    @property
    def learned(self) -> int | None:
        """The share of those won, in percent; None of too few."""
        ...

    @property
    def cases(self) -> int:
        """How many closed deals stood in the stage."""
        ...


def deal_lines(
    deal: DealView,
    width: int,
    words: Words,
    *,
    known: Sequence[tuple[str, Sequence[Noted]]] = (),
    lesson: Lesson | None = None,
    now: datetime | None = None,
) -> CardLines:
    """A deal whole; `known` are the competitors it names, each with what is known of them.

    `lesson` is what closed deals say of its stage; `now` is when it is drawn, for the clocks of
    complaints.
    """
    sheet = Sheet()
    sheet.add([_title(deal, width, words), _stage_line(deal.card, width, words)])
    sheet.add(_learned(deal.card, lesson, width, words))
    sheet.add([BLANK])
    _add_customer(sheet, deal, width, words)
    _add_complaints(sheet, deal, now, width, words)
    sheet.add(fact("amount", [line(_amount(deal.card))], width, words))
    sheet.add(fact("close", _close(deal, words), width, words))
    sheet.add(fact("next", [next_step(deal.card, words, short=False)], width, words))
    _add_ending(sheet, deal, width, words)
    _add_lines(sheet, deal, width, words)
    _add_people(sheet, deal, width, words)
    sheet.add(fact("origin", _origin(deal, words), width, words))
    if deal.came_of is not None:
        ticket, number, title = deal.came_of
        said = line(("came of ", "dim"), span(number, "strong"), (" ", ""), span(title))
        sheet.add(fact(words.said("ticket"), [said], width, words), Target("ticket", ticket))
    add_tasks(sheet, "tasks", deal.tasks, width, words)
    for name, text in (("note", deal.note), ("they gain", deal.gain)):
        if text:
            sheet.add(labelled(name, wrapped(text, room_of(width)), LABEL))
    add_own(sheet, deal.own.said, width)
    _add_known(sheet, known, width, words)
    _add_steps(sheet, deal.steps, width, words)
    return sheet.done()


def _title(deal: DealView, width: int, words: Words) -> Line:
    number = span(f"{deal.pipeline} {deal.card.number}", "dim")
    return right_aligned(line(span(deal.card.title, "strong")), number, width, words.ellipsis)


def _stage_line(card: DealCard, width: int, words: Words) -> Line:
    state = _STATES.get(card.state)
    if state is not None:
        closed = f" {words.day(card.closed_on)}" if card.closed_on else ""
        parts = [line(state, (closed, ""))]
    else:
        own = " own" if card.own_probability else " of the stage"
        days = f"{card.days} day{'' if card.days == 1 else 's'} here"
        stale: Line = line((f"! {days}, stale", "alert")) if card.stale else line((days, "dim"))
        parts = [
            line(span(card.stage_name, "key")),
            line((f"{card.probability} %", "strong"), (own, "dim")),
            stale,
        ]
    owner = line(span(card.owner)) if card.owner else line(("nobody's", "warn"))
    return cut_line(joined([*parts, owner], words.dot), width, words.ellipsis)


def _learned(card: DealCard, lesson: Lesson | None, width: int, words: Words) -> list[Line]:
    """What the firm's own closed deals say of the stage, once there are enough of them."""
    if card.state != "open" or lesson is None or lesson.learned is None:
        return []
    told = words.said(f"closed deals say {lesson.learned} % here, of {lesson.cases:,}")
    said = line((told, "dim"))
    return [cut_line(said, width, words.ellipsis)]


def _amount(card: DealCard) -> tuple[str, Tone]:
    if card.amount_minor is None:
        return "not known", "dim"
    return span(format_money(card.amount_minor, card.currency), "strong")


def _close(deal: DealView, words: Words) -> list[Line]:
    opened = line((f"opened {words.day(deal.opened_on)}", "dim")) if deal.opened_on else ()
    day = deal.card.expected_close
    if deal.card.state != "open":
        return [opened]
    if day is None:
        return [line(("no day expected", "dim")), opened]
    if day < words.today:
        return [line((f"! was expected {words.day(day)}", "alert")), opened]
    return [line((f"expected {words.day(day)}", "")), opened]


def _origin(deal: DealView, words: Words) -> list[Line]:
    parts = [line(("source ", "dim"), span(words.label("source", deal.source)))]
    parts = parts if deal.source else []
    return [*parts, line(("goal ", "dim"), span(deal.goal))] if deal.goal else parts


def _add_customer(sheet: Sheet, deal: DealView, width: int, words: Words) -> None:
    label = words.customer[: LABEL - 1]
    card = deal.card
    if card.party is None:
        help_ = words.press("deal.edit", "names one")
        sheet.add(fact(label, [line((f"nobody yet{help_}", "warn"))], width, words))
    else:
        said = fact(label, [line(span(card.party_name, "strong"))], width, words)
        sheet.add(said, Target("person", card.party))
    if deal.contact is not None and deal.contact != card.party:
        said = fact("contact", [line(span(deal.contact_name))], width, words)
        sheet.add(said, Target("person", deal.contact))


def _add_complaints(
    sheet: Sheet, deal: DealView, now: datetime | None, width: int, words: Words
) -> None:
    """What its customer complains of, before anything is sold to them (S105)."""
    for number, one in enumerate(deal.complaints):
        clock = signs.clock(one, now) if now is not None else ("", "")
        said = joined(
            [
                line(("! open complaint ", "alert"), span(one.number, "strong")),
                line(clock),
                line(span(one.title)),
            ],
            words.dot,
        )
        sheet.add(listed("service", number, said, width, words), Target("ticket", one.id))


def _add_ending(sheet: Sheet, deal: DealView, width: int, words: Words) -> None:
    if deal.card.state != "lost":
        return
    reason = words.label("lost_reason", deal.lost_reason)
    said = [line(span(reason, "strong"))]
    if deal.lost_to is not None:
        said.append(line(("to ", "dim"), span(deal.lost_to_name)))
    sheet.add(fact("lost", said, width, words))
    if deal.lost_note:
        sheet.add(labelled("", wrapped(deal.lost_note, room_of(width)), LABEL))


def _add_lines(sheet: Sheet, deal: DealView, width: int, words: Words) -> None:
    for number, one in enumerate(deal.lines):
        said = _line_item(one, deal.card.currency, room_of(width), words)
        sheet.add(listed("lines", number, said, width, words))


def _line_item(one: LineRow, currency: str, width: int, words: Words) -> Line:
    quantity = f"{one.quantity_milli / 1000:g} x "
    price = span("" if one.price_minor is None else format_money(one.price_minor, currency))
    return right_aligned(line((quantity, "dim"), span(one.name)), price, width, words.ellipsis)


def _add_people(sheet: Sheet, deal: DealView, width: int, words: Words) -> None:
    for number, one in enumerate(deal.people):
        said = line(span(one.name), ("  ", ""), span(one.part, "dim"))
        sheet.add(listed("people", number, said, width, words), Target("person", one.party))
    sheet.add(fact("helped", [_credit(one) for one in deal.credits], width, words))


def _credit(one: CreditRow) -> Line:
    share = f" {one.share} %" if one.share is not None else ""
    how = span(f"({one.how})" if one.how else "", "dim")
    return line(span(one.name), (f"{share} " if share or one.how else "", "dim"), how)


def _add_known(
    sheet: Sheet, known: Sequence[tuple[str, Sequence[Noted]]], width: int, words: Words
) -> None:
    for name, notes in known:
        heading = line(("against ", "dim"), span(name, "strong"))
        sheet.add([BLANK, cut_line(heading, width, words.ellipsis)])
        for one in notes:
            said = line(span(one.kind, "key"), (" ", ""), span(one.text))
            day = span(words.day(one.day), "dim")
            sheet.add([right_aligned((("  ", ""), *said), day, width, words.ellipsis)])
        if not notes:
            sheet.add([line(("  nothing is noted of them", "dim"))])


def _add_steps(sheet: Sheet, steps: Sequence[StepRow], width: int, words: Words) -> None:
    if not steps:
        return
    sheet.add([BLANK, line(("steps", "head"))])
    for one in reversed(steps):
        sheet.add([_step(one, width, words)])


def _step(one: StepRow, width: int, words: Words) -> Line:
    before = (one.before, f" {words.arrow('out')} ") if one.before else ("begun in", " ")
    days = (
        f"{one.days} d"
        if width < _NARROW
        else f"after {one.days} day{'' if one.days == 1 else 's'}"
    )
    stood = "" if one.days is None else f" {days}"
    said = line(
        (f"{words.day(one.day)}  ", "dim"), span(before[0], "dim"), (before[1], "dim"),
        span(one.after),
        (" (back)" if one.back else "", "warn"), (f" {one.probability} %", "key"), (stood, "dim"),
    )  # fmt: skip
    return right_aligned(said, span(one.user, "dim"), width, words.ellipsis)
