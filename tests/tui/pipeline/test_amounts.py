"""Amounts are as exact as their cells allow, and never another amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.width import cell_width
from crm_tui.tui.pipeline.amounts import fitted, said_sums
from crm_tui.views.board import Sum


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (20, "1,234,567.89 EUR"), (16, "1,234,567.89 EUR"), (15, "1,234,568 EUR"),
        (12, "1,235k EUR"), (9, "1.2M EUR"), (7, "1,235k"), (5, "1.2M"), (3, ""),
    ],
)  # fmt: skip
def test_an_amount_loses_cents_then_thousands_and_its_currency_last(width, said):
    assert fitted(123_456_789, "EUR", width) == said


def test_a_currency_without_cents_has_none():
    assert fitted(12_345, "JPY", 12) == "12,345 JPY"
    assert fitted(0, "EUR", 12) == "0.00 EUR"


@given(st.integers(-(10**15), 10**15), st.sampled_from(("EUR", "JPY", "KWD")), st.integers(0, 30))
def test_no_amount_is_wider_than_it_may_be(minor, currency, width):
    assert cell_width(fitted(minor, currency, width)) <= width


def test_the_main_currency_comes_first_and_others_are_counted():
    sums = (Sum("CHF", 100, 50), Sum("EUR", 20_000, 5_000), Sum("USD", 1, 1))
    assert said_sums(sums, "EUR", 20) == "200.00 EUR +2 cur"
    assert said_sums(sums, "EUR", 20, weighted=True) == "50.00 EUR +2 cur"
    assert said_sums(sums[:1], "EUR", 20) == "1.00 CHF"
    assert said_sums((), "EUR", 20) == ""
