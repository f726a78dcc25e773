"""What a filter means by days, distances, numbers and amounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.filters.days import Days, days_meant, hours_meant
from crm_tui.text.filters.figures import Figure, figure, number, yes_or_no

TODAY = date(2026, 11, 20)  # a Friday


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("sign", "text", "first", "last"),
    [
        ("<", "30d", "2026-10-22", "2026-11-20"),
        ("<=", "30d", "2026-10-21", "2026-11-20"),
        (":", "30d", "2026-10-21", "2026-11-20"),
        (">", "90d", "", "2026-08-21"),
        (">=", "90d", "", "2026-08-22"),
        ("=", "2w", "2026-11-06", "2026-11-06"),
        ("<=", "1m", "2026-10-20", "2026-11-20"),
        (">", "1y", "", "2025-11-19"),
        (":", "7d..30d", "2026-10-21", "2026-11-13"),
        (":", "2026-11-22", "2026-11-22", "2026-11-22"),
        (":", "22.11.2026", "2026-11-22", "2026-11-22"),
        (":", "2026-11", "2026-11-01", "2026-11-30"),
        (":", "2026", "2026-01-01", "2026-12-31"),
        (":", "this-week", "2026-11-16", "2026-11-22"),
        (":", "last month", "2026-10-01", "2026-10-31"),
        ("=", "yesterday", "2026-11-19", "2026-11-19"),
        (":", "fri", "2026-11-13", "2026-11-13"),
        ("<", "2026-11", "", "2026-10-31"),
        ("<=", "2026-11", "", "2026-11-30"),
        (">", "2026-11", "2026-12-01", ""),
        (">=", "2026-11", "2026-11-01", ""),
        (">=", "-30d", "2026-10-21", ""),
        (":", "2026-10..2026-11-05", "2026-10-01", "2026-11-05"),
        (":", "2026-10..", "2026-10-01", ""),
        (":", "..today", "", "2026-11-20"),
        (":", "eom", "2026-11-30", "2026-11-30"),
    ],
)
def test_days_behind_us(sign: str, text: str, first: str, last: str):
    assert days_meant(sign, text, TODAY, ahead=False) == Days(day(first), day(last))


@pytest.mark.parametrize(
    ("sign", "text", "first", "last"),
    [
        ("<", "7d", "2026-11-20", "2026-11-26"),
        ("<=", "7d", "2026-11-20", "2026-11-27"),
        (">", "7d", "2026-11-28", ""),
        (":", "tomorrow", "2026-11-21", "2026-11-21"),
        (":", "fri", "2026-11-27", "2026-11-27"),
        ("<", "today", "", "2026-11-19"),
        ("<=", "eom", "", "2026-11-30"),
        (":", "next-week", "2026-11-23", "2026-11-29"),
        ("<", "9999y", "2026-11-20", "9999-12-30"),
    ],
)
def test_days_ahead(sign: str, text: str, first: str, last: str):
    assert days_meant(sign, text, TODAY, ahead=True) == Days(day(first), day(last))


@given(
    st.sampled_from((":", "=", "<", "<=", ">", ">=")),
    st.text() | st.text(alphabet="0123456789.-+dwmyhtoday /", max_size=12),
    st.booleans(),
    st.dates(),
)
def test_any_text_means_days_or_none(sign: str, text: str, ahead: bool, today: date):
    try:
        found = days_meant(sign, text, today, ahead=ahead)
    except ValueError:
        return
    assert isinstance(found, Days)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10000", "10000"), ("10k", "10000"), ("1.5m", "1500000"), ("10,000", "10000"),
        ("1,234,567.50", "1234567.50"), ("0,5", "0.5"), ("50%", "50"), ("-3", "-3"), ("x", ""),
        ("", ""), ("1e9", ""), ("٣", ""),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(text: str, meant: str):
    assert number(text) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("10000", "10000", ""), ("10k EUR", "10000", "EUR"), ("EUR10000", "10000", "EUR"),
        ("€1.5m", "1500000", "EUR"), ("5000 JPY", "5000", "JPY"), ("12.345 KWD", "12.345", "KWD"),
    ],
)  # fmt: skip
def test_amounts_have_the_currency_they_name(text: str, amount: str, currency: str):
    assert figure(text) == Figure(Decimal(amount), currency)


@given(st.text())
def test_any_text_is_a_figure_or_none(text: str):
    assert number(text) is None or figure(text) is not None
    assert yes_or_no(text) in (True, False, None)


def test_hours_are_hours():
    assert hours_meant("4h") == timedelta(hours=4)
    assert hours_meant("30 min") == timedelta(minutes=30)
    assert hours_meant("4d") is None
