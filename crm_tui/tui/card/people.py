"""The card's page of people: who is there, what they do and decide, who has left (S25)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.card import Card, Person

_WIDE = 100


def page(card: Card, width: int, words: Words) -> CardLines:
    """The people there now, then the former ones; on a person's card the companies."""
    sheet = Sheet()
    present = [one for one in card.people if one.until is None]
    if not present:
        help_ = words.press("customer.add_person", "adds one")
        said = line((f"Nobody is known there{help_}.", "dim"))
        sheet.add([BLANK, cut_line(said, width, words.ellipsis)])
    _add(sheet, present, width, words)
    former = [one for one in card.people if one.until is not None]
    if former:
        sheet.add([BLANK, cut_line(line(("former", "head")), width, words.ellipsis)])
        _add(sheet, former, width, words)
    return sheet.done()


def _add(sheet: Sheet, people: Sequence[Person], width: int, words: Words) -> None:
    if width >= _WIDE:
        sheet.add([BLANK])
    for one in people:
        sheet.add([BLANK] if width < _WIDE else [])
        sheet.add(_person(one, width, words), Target("person", one.id))


def _person(one: Person, width: int, words: Words) -> list[Line]:
    """Name, job and part in decisions; number and address; since when: beside or below."""
    role = [
        words.relation(one.relation, outward=one.outward),
        one.title,
        one.influence,
    ]
    name = joined(
        [line(span(one.name, "dim" if one.until else "strong")), *(line(span(r)) for r in role)],
        words.dot,
    )
    days = " ".join(
        f"{word} {words.day(day)}"
        for word, day in (("since", one.since), ("until", one.until))
        if day
    )
    reach = [line(span(one.phone, "strong")), line(span(one.email)), line(span(days, "dim"))]
    reach = [part for part in reach if part]
    if width >= _WIDE:
        both = flow([name, *reach], width, separator=words.dot, ellipsis=words.ellipsis)
        return both.lines
    below = flow(reach, width - 4, separator=words.dot, ellipsis=words.ellipsis).lines
    return [cut_line(name, width, words.ellipsis), *((("    ", ""), *rest) for rest in below)]
