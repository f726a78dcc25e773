"""The card's page of deals: the open ones, the soonest to close first, then those that ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.pipeline.amounts import fitted
from crm_tui.tui.pipeline.cards import next_step
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard
from crm_tui.views.deals import Credited
from crm_tui.views.won import Through

_AMOUNT = 20


class Helped(NamedTuple):
    """Deals of others someone helped along, and the business that came through them."""

    credited: Sequence[Credited]
    through: Through


def page(
    deals: Sequence[DealCard], width: int, words: Words, helped: Helped | None = None
) -> CardLines:
    """Every deal of theirs, with its stage and what comes next; Enter opens it.

    Below stand the deals they were credited for (S29) and what came through them (S28).
    """
    sheet = Sheet()
    sheet.add([BLANK])
    if not deals:
        help_ = words.press("customer.add_deal", "adds one")
        said = f"{words.said('No deal yet')}{help_}."
        sheet.add([cut_line(line((said, "dim")), width, words.ellipsis)])
    was_open = True
    for one in deals:
        if was_open and one.state != "open":
            sheet.add([BLANK, cut_line(line(("ended", "head")), width, words.ellipsis)])
        was_open = one.state == "open"
        sheet.add(_deal(one, width, words), Target("deal", one.id))
    if helped is not None:
        _add_help(sheet, helped, width, words)
    return sheet.done()


def _add_help(sheet: Sheet, helped: Helped, width: int, words: Words) -> None:
    if helped.credited:
        sheet.add([BLANK, cut_line(line(("helped along", "head")), width, words.ellipsis)])
    for one in helped.credited:
        share = f" {one.share} %" if one.share is not None else ""
        said = joined(
            [
                line(span(one.title, "strong"), span(f" {one.party_name}", "dim")),
                line((one.state, "key"), (share, "")),
                line(span(one.how)),
            ],
            words.dot,
        )
        sheet.add([cut_line(said, width, words.ellipsis)], Target("deal", one.deal))
    through = helped.through
    for word, ids, sums in (
        ("won", through.won, through.won_sums),
        ("open", through.open, through.open_sums),
    ):
        if ids:
            amounts = words.dot.join(fitted(amount, code, _AMOUNT) for code, amount in sums)
            several = words.said("deal" if len(ids) == 1 else "deals")
            number = f"{len(ids):,} {several} {word}"
            text = f"came through them: {number}  {amounts}"
            sheet.add([cut_line(line((text, "")), width, words.ellipsis)])


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
