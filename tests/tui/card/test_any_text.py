"""Whatever stands in the data, in whatever width: no line too wide, nothing that could harm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.card.lines import card_lines, peek_lines
from crm_tui.tui.card.pages import PAGES
from crm_tui.views.card import ChannelCount
from crm_tui.views.knowledge import Known, NeedRow, OpinionRow
from tests.naughty import CONTROLS, MARKUP, WIDE
from tests.tui.card.cards import NOW, WORDS, card, email, entry, owner, person, phone, task

NAUGHTY = (*CONTROLS, *MARKUP, *WIDE)
texts = st.text(max_size=60) | st.sampled_from(NAUGHTY)
widths = st.integers(40, 160)


def harmless(lines, width):
    for line in lines:
        assert sum(cell_width(part) for part, _tone in line) <= width
        assert all(display(part) == part for part, _tone in line)


def of(words):
    a, b, c = words
    return card(
        given={
            "name": a or "x",
            "city": b,
            "likes": c,
            "wants": a,
            "motives": b,
            "lifecycle": c,
            "industry": a,
            "relationship_since": "2024-01-01",
            "custom": {b: c},
        },
        parent=(2, b),
        methods=(phone(a or "1", label=b), phone("+1 555 0100", id=2), email(c or "x", id=3)),
        people=(person(a, title=b, influence=c, phone=a), person(b, id=8, until="2020-01-01")),
        tags=(a, b),
        owner=owner(a, "2024-01-01"),
        former_owners=(owner(b, "2020-01-01", until="2024-01-01", take=c),),
        pinned=(entry(50, NOW, c, pinned=True),),
        tasks=(
            task(a, due=date(2025, 11, 20), assignee=b),
            task(
                b,
                id=6,
                due=date(2025, 11, 20),
                side="them",
                kind=c,
                note=a,
                reason=c,
                repeats=b,
                follows=5,
                follows_title=c,
                planned_at=NOW,
                planned_by=a,
                entry=3,
                entry_at=NOW,
                entry_way=b,
                entry_text=c,
            ),
            task(c, id=7, follows=5, follows_title=a, follows_after=3, agreed_on=NOW.date()),
        ),
        ended_tasks=(task(a, id=8, state="done", outcome=b, result=c, done_at=NOW),),
        contacts=(ChannelCount(a, 2, 1, NOW, NOW),),
    )


def log_of(words):
    a, b, c = words
    return (
        entry(3, NOW, a, subject=b, result=c, people=(a, b), user=c, outcome=b, channel=c),
        entry(2, NOW - timedelta(days=40), b, corrects=1, pinned=True, internal=True),
        entry(1, NOW - timedelta(days=40), c, corrected_by=2, user=a),
    )


@given(words=st.tuples(texts, texts, texts), width=widths, height=st.integers(0, 12))
def test_the_peek_fits_and_is_harmless(words, width, height):
    lines = peek_lines(of(words), log_of(words), width, height, WORDS)
    assert len(lines) == height
    harmless(lines, width)


@given(words=st.tuples(texts, texts, texts), width=widths, name=st.sampled_from(PAGES))
def test_every_page_fits_and_is_harmless(words, width, name):
    known = Known(
        (OpinionRow(1, words[0], 1, words[1], NOW),),
        (NeedRow(1, words[0], words[1], words[2], NOW),),
    )
    shown = card_lines(of(words), log_of(words), name, width, WORDS, known=known)
    harmless(shown.lines, width)
    for _key, first, last in shown.entries:
        assert 0 <= first <= last < len(shown.lines)


@given(
    number=st.text("0123456789+-() ", min_size=3, max_size=36).filter(str.strip),
    name=texts,
    width=widths,
    height=st.integers(1, 8),
)
def test_the_phone_is_in_every_peek(number, name, width, height):
    them = card(
        given={"name": name or "x", "city": name, "likes": name},
        methods=(phone(number, label=name), email("someone@example.org", id=2)),
    )
    shown = "\n".join(
        "".join(part for part, _tone in line) for line in peek_lines(them, (), width, height, WORDS)
    )
    assert " ".join(number.split()) in shown


@pytest.mark.parametrize("text", NAUGHTY)
def test_known_hostile_texts_are_shown_inert(text):
    for name in PAGES:
        shown = card_lines(of((text, text, text)), log_of((text, text, text)), name, 60, WORDS)
        harmless(shown.lines, 60)
