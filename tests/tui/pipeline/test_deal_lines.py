"""A deal's card holds all there is of it, within its width."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.width import cell_width
from crm_tui.tui.card.pages import Target
from crm_tui.tui.pipeline.deal_lines import deal_lines
from crm_tui.views.competitors import NoteRow
from crm_tui.views.forecast import Learned
from tests.naughty import HARMFUL
from tests.snapshots import assert_looks_as_before
from tests.tui.card.cards import NOW, TODAY, WORDS, complaint, text
from tests.tui.pipeline.cards import a_card, a_deal

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "pipeline"
KNOWN = [("Gigant AG", [NoteRow(1, "price", "10 % below ours", "", TODAY, "", "anna")])]


LESSON = Learned(2, "Qualified", 25, 21, 12, 57)


def shown(width=78, known=(), **more):
    return "\n".join(text(deal_lines(a_deal(**more), width, WORDS, known=known).lines))


@pytest.mark.parametrize("width", [78, 46])
def test_the_whole_card_looks_as_before(width):
    assert_looks_as_before(SNAPSHOTS / f"deal-{width}.txt", shown(width, KNOWN))


def test_a_lost_deal_tells_its_reason_to_whom_and_why():
    lost = a_card(state="lost", closed_on=TODAY, stage_name="Lost")
    said = shown(
        card=lost, lost_reason="competitor", lost_to=5, lost_to_name="Gigant AG",
        lost_note="They were cheaper.",
    )  # fmt: skip
    assert "LOST today" in said
    assert "to Gigant AG" in said
    assert "They were cheaper." in said
    assert "next step" not in said


def test_an_open_complaint_of_the_customer_is_said_before_anything_is_sold():
    open_ones = (complaint(12, "Labels peel off"), complaint(15, "Nobody called back"))
    lines = deal_lines(a_deal(complaints=open_ones), 78, WORDS, now=NOW)
    said = text(lines.lines)
    [first, second] = [one for one in said if "open complaint" in one]
    assert "! open complaint T12 · !! late 2 h · Labels peel off" in first
    assert "T15" in second
    assert said.index(first) < next(n for n, one in enumerate(said) if one.startswith("amount"))
    targets = [lines.target(one.key) for one in lines.entries]
    assert Target("ticket", 12) in targets


def test_a_deal_that_came_of_a_ticket_names_it():
    lines = deal_lines(a_deal(came_of=(9, "T9", "They need a second one")), 78, WORDS)
    assert "came of T9 They need a second one" in "\n".join(text(lines.lines))
    assert Target("ticket", 9) in [lines.target(one.key) for one in lines.entries]


def test_a_day_that_has_passed_and_a_step_back_are_said_in_words():
    assert "! was expected" in shown(card=a_card(expected_close=date(2025, 1, 1)))
    assert "(back)" in shown()


def test_what_closed_deals_say_stands_beside_the_set_probability():
    said = "\n".join(text(deal_lines(a_deal(), 78, WORDS, lesson=LESSON).lines))
    assert "25 % of the stage" in said
    assert "closed deals say 57 % here, of 21" in said
    too_few = LESSON._replace(learned=None)
    assert "closed deals" not in "\n".join(
        text(deal_lines(a_deal(), 78, WORDS, lesson=too_few).lines)
    )


def test_the_customer_is_the_first_that_the_cursor_stands_on():
    content = deal_lines(a_deal(), 78, WORDS)
    assert content.target(content.entries[0].key) == Target("person", 7)


@given(st.text(max_size=60), st.integers(12, 90))
def test_no_text_makes_a_line_too_wide_or_harmful(said, width):
    notes = [(said, [NoteRow(1, "move", said, "", TODAY, "", said)])]
    view = a_deal(
        card=a_card(title=said, party_name=said, owner=said), contact_name=said, note=said,
        goal=said, gain=said,
    )  # fmt: skip
    for line in deal_lines(view, width, WORDS, known=notes).lines:
        whole = "".join(part for part, _tone in line)
        assert cell_width(whole) <= width
        assert HARMFUL.isdisjoint(whole)
