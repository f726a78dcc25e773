"""The card's page of deals: the open ones, the soonest to close first, then those that ended."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.amounts import fitted
from crm_tui.tui.pipeline.cards import next_step
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard

_AMOUNT = 20


def page(deals: Sequence[DealCard], width: int, words: Words) -> CardLines:
    """Every deal of theirs, with its stage and what comes next; Enter opens it."""
    sheet = Sheet()
    sheet.add([BLANK])
    if not deals:
        help_ = words.press("customer.add_deal", "adds one")
        sheet.add([cut_line(line((f"No deal yet{help_}.", "dim")), width, words.ellipsis)])
    was_open = True
    for one in deals:
        if was_open and one.state != "open":
            sheet.add([BLANK, cut_line(line(("ended", "head")), width, words.ellipsis)])
        was_open = one.state == "open"
        sheet.add(_deal(one, width, words), Target("deal", one.id))
    return sheet.done()


def _deal(one: DealCard, width: int, words: Words) -> list[Line]:
    amount = _amount(one)
    first = right_aligned(line(span(one.title, "strong")), (amount, ""), width, words.ellipsis)
    below = flow(_parts(one, words), width - 4, separator=words.dot, ellipsis=words.ellipsis).lines
    return [first, *((("    ", ""), *rest) for rest in below)]


def _parts(one: DealCard, words: Words) -> list[Line]:
    if one.state != "open":
        tone: Tone = "good" if one.state == "won" else "alert"
        closed = f" {words.day(one.closed_on)}" if one.closed_on else ""
        return [line((one.state, tone), (closed, "dim")), line(span(one.owner, "dim"))]
    close = line((f"by {words.day(one.expected_close)}", "dim")) if one.expected_close else ()
    parts = [stage(one), close, next_step(one, words, short=False), line(span(one.owner, "dim"))]
    return [part for part in parts if part]


def stage(one: DealCard) -> Line:
    """The stage with the probability, and how long where that is too long."""
    stale = f" ! {one.days} days" if one.stale else ""
    own = " own" if one.own_probability else ""
    chance = f" {one.probability} %{own}"
    return line(span(one.stage_name, "key"), (chance, ""), (stale, "alert"))


def open_deals(deals: Sequence[DealCard]) -> list[Line]:
    """The open deals in a few words each: title, amount, stage."""
    return [
        joined([line(span(one.title, "strong")), line((_amount(one), "")), stage(one)], " ")
        for one in deals
        if one.state == "open"
    ]


def _amount(one: DealCard) -> str:
    return "" if one.amount_minor is None else fitted(one.amount_minor, one.currency, _AMOUNT)
