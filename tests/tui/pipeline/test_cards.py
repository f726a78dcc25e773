"""A deal's card and a column's head say what matters in signs and words, within their cells."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.width import cell_width
from crm_tui.tui.pipeline.cards import detail, edges, head_lines, tile_lines
from crm_tui.views.board import Sum
from tests.naughty import HARMFUL
from tests.tui.card.cards import TODAY, WORDS, text
from tests.tui.pipeline.cards import a_card, a_column

YESTERDAY = (TODAY - timedelta(1)).isoformat()
TIGHT, ROOMY = 21, 76


def shown(width, **more):
    return text(tile_lines(a_card(**more), width, WORDS))


def test_three_lines_say_title_customer_amount_owner_days_and_next_step():
    title, who, third = shown(TIGHT)
    assert title == "Pumps for the hall"
    assert who == "Rossi Kft  12,500 EUR"
    assert third == f"anna · 6d · {TODAY.day + 4} Nov"


def test_where_there_is_room_signs_become_words():
    title, who, third = shown(ROOMY, stale=True, days=30, own_probability=True, probability=70)
    assert title.endswith("12,500.00 EUR")
    assert "70 % own · by " in who
    assert "!30 days here, stale" in third
    assert "Send the offer" in third


@pytest.mark.parametrize(
    ("more", "sign"),
    [
        ({"stale": True}, "!6d"), ({"next_due": None}, "?next"), ({"next_due": ""}, "no day"),
        ({"next_due": YESTERDAY}, "!yesterday"), ({"owner": ""}, "nobody's"),
        ({"own_probability": True}, "25%"), ({"complaints": 1}, "!compl."),
    ],
)  # fmt: skip
def test_what_asks_for_attention_has_a_sign_without_colour(more, sign):
    assert sign in shown(TIGHT, **more)[2]


def test_with_room_an_open_complaint_is_said_in_words_and_several_are_counted():
    assert "! open complaint ·" in shown(60, complaints=1)[2]
    assert "! 3 open complaints ·" in shown(60, complaints=3)[2]
    assert "complaint" not in "".join(shown(60))


def test_a_deal_of_nobody_yet_says_so_and_an_unknown_amount_is_not_nought():
    assert shown(TIGHT, party=None, party_name="", amount_minor=None)[1].strip() == "no customer"


@given(st.text(max_size=60), st.integers(1, 90))
def test_no_text_makes_a_line_too_wide_or_harmful(said, width):
    lines = tile_lines(
        a_card(title=said, party_name=said, owner=said, next_step=said), width, WORDS
    )
    for line in [*lines, detail(a_card(title=said, party_name=said), width, WORDS)]:
        whole = "".join(part for part, _tone in line)
        assert cell_width(whole) <= width
        assert HARMFUL.isdisjoint(whole)


def test_the_head_of_a_narrow_column_has_count_sum_and_weighted_sum():
    sums = Sum("EUR", 1_250_000, 312_500), Sum("USD", 5, 1)
    lines = text(head_lines(a_column("Qualified", 8, *sums), TIGHT, WORDS, "EUR", here=True))
    assert lines == ["Qualified 8", "12,500.00 EUR +1 cur", "w 3,125.00 EUR +1 cur"]


def test_the_head_of_a_wide_column_is_one_line():
    sums = (Sum("EUR", 1_250_000, 312_500),)
    (line,) = text(head_lines(a_column("Qualified", 8, *sums), ROOMY, WORDS, "EUR", here=False))
    assert line.startswith("Qualified 8  25 %  ")
    assert line.endswith("  12,500.00 EUR  weighted 3,125.00 EUR")
    assert cell_width(line) == ROOMY


@pytest.mark.parametrize("width", [TIGHT, 44, 60, ROOMY, 200])
@pytest.mark.parametrize("name", ["Offer", "Waiting for the answer of the board of directors"])
def test_a_head_has_sum_and_weighted_sum_however_long_the_name_of_the_stage_is(width, name):
    sums = Sum("EUR", 123_456_789_000, 98_765_432_100), Sum("USD", 5, 1)
    lines = text(head_lines(a_column(name, 1_234, *sums), width, WORDS, "EUR", here=False))
    assert all(cell_width(line) <= width for line in lines)
    said = " ".join(lines)
    assert said.startswith(name[:4])
    assert " 1,234" in said
    total, weighted = re.findall(r"[\d.,]+[kM]?(?: EUR)? \+1 cur", said)
    assert total[0] == "1"
    assert weighted[0] == "9"


def test_the_edges_name_the_neighbours_with_their_counts():
    columns = [a_column(name, number) for number, name in enumerate(("Lead", "Ask", "Offer"), 1)]
    (line,) = text([edges(columns, 1, 1, 60, WORDS)])
    assert line.split() == ["<", "Lead", "1", "Offer", "3", ">"]
    assert cell_width(line) == 60


def test_the_edges_say_how_many_stages_are_beyond_the_nearest():
    names = ("Lead", "Qualified", "Ask", "Offer", "Deciding", "Signing")
    columns = [a_column(name, number) for number, name in enumerate(names, 1)]
    (line,) = text([edges(columns, 2, 1, 60, WORDS)])
    assert line.split("  ")[0] == "1 more < Qualified 2"
    assert line.split("  ")[-1].strip() == "Offer 4 > 2 more"
    (line,) = text([edges(columns, 0, 5, 60, WORDS)])
    assert line.strip() == "Signing 6 >"
