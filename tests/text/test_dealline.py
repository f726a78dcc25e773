"""A deal in one line: what stands at its end is understood, the rest is its title."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.dealline import DealLine, parse, say
from crm_tui.text.money import Money

TODAY = date(2026, 11, 20)


def read(text):
    return parse(text, TODAY, "EUR")


def test_amount_day_probability_and_owner_stand_at_the_end_in_any_order():
    wanted = DealLine(
        "new pumps for the hall", Money(1_200_000, "EUR"), date(2026, 12, 15), 60, "bob"
    )
    assert read("new pumps for the hall 12k 60% by 15 Dec @bob") == wanted
    assert read("new pumps for the hall @bob by 15 Dec 12,000 EUR 60 %") == wanted


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("pumps 12k", Money(1_200_000, "EUR")), ("pumps 1.5m huf", Money(150_000_000, "HUF")),
        ("pumps 3000", Money(300_000, "EUR")), ("pumps USD 500", Money(50_000, "USD")),
        ("pumps €99.50", Money(9_950, "EUR")), ("pumps 12 500 EUR", Money(1_250_000, "EUR")),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_people_write_it(text, money):
    assert (read(text).title, read(text).money) == ("pumps", money)


@pytest.mark.parametrize("text", ["Model 7", "Budget 2027", "pumps", "3000", "€", "12k", ""])
def test_what_belongs_to_the_title_stays_there(text):
    assert read(text) == DealLine(text)


def test_a_percentage_above_a_hundred_is_a_word():
    assert read("grow 120%").probability is None


def test_what_was_understood_is_said():
    said = dict(say(read("pumps 12k 60% 15 Dec 2026 @bob"), TODAY))
    assert said == {
        "amount": "12,000.00 EUR", "close": "Tue 15 Dec", "probability": "60 %", "for": "@bob",
    }  # fmt: skip


@given(st.text(max_size=80))
def test_any_text_is_a_line_whose_title_is_its_beginning(text):
    line = read(text)
    assert text.strip().startswith(line.title)
    assert line.title or not text.strip()
