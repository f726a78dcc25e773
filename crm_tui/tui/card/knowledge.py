"""The card's page of knowledge: a cast of the customer's mind, opinions, needs (S56, S26, S112)."""

from __future__ import annotations

from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, labelled, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.views.card import Card
from crm_tui.views.knowledge import Known

LABEL = 16

PROFILE = (
    ("wants", "wants"),
    ("likes", "likes"),
    ("motives", "motives"),
    ("worries", "worries"),
    ("decides_how", "decides"),
    ("spoken_to_how", "speak to them"),
)
_SCORES = {-2: "very bad", -1: "bad", 0: "so-so", 1: "good", 2: "very good"}


def page(card: Card, known: Known | None, width: int, words: Words) -> CardLines:
    """The profile in full, what they think of us and what they need."""
    sheet = Sheet()
    sheet.add([BLANK])
    room = max(1, width - LABEL)
    help_ = words.press("record.edit", "tells")
    for field, label in PROFILE:
        value = card.fields[field]
        said = wrapped(value, room) if value else [line((f"not known{help_}", "dim"))]
        sheet.add(labelled(label, [cut_line(one, room, words.ellipsis) for one in said], LABEL))
    for entry in card.pinned:
        if entry.corrected_by is None:
            text = wrapped(entry.body or entry.subject or entry.result, room)
            sheet.add(labelled("! pinned", text, LABEL), Target("entry", entry.id))
    _opinions(sheet, known, width, words)
    _needs(sheet, known, width, words)
    return sheet.done()


def _opinions(sheet: Sheet, known: Known | None, width: int, words: Words) -> None:
    if not known or not known.opinions:
        return
    sheet.add([BLANK, line(("what they think of us", "head"))])
    for one in known.opinions:
        score = _SCORES.get(one.score, str(one.score))
        said = f"{score} ({one.score:+d}), {words.moment(one.at)}"
        text = wrapped(f"{said}: {one.words}" if one.words else said, max(1, width - LABEL))
        sheet.add(labelled(f"our {span(one.about)[0]}", text, LABEL), Target("opinion", one.id))


def _needs(sheet: Sheet, known: Known | None, width: int, words: Words) -> None:
    if not known or not known.needs:
        return
    sheet.add([BLANK, line(("what they need", "head"))])
    for one in known.needs:
        product = f" ({one.product})" if one.product else ""
        text = wrapped(f"{one.text}{product}, {words.moment(one.at)}", max(1, width - LABEL))
        sheet.add(labelled(span(one.state)[0], text, LABEL), Target("need", one.id))
