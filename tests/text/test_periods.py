"""Periods as people name them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.text.periods import Period, months_on, parse_period

TODAY = date(2026, 11, 20)  # a Friday

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("week", "2026-11-16", "2026-11-22"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("month", "2026-11-01", "2026-11-30"),
        ("Last Month", "2026-10-01", "2026-10-31"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026q1", "2026-01-01", "2026-03-31"),
        ("2026-W47", "2026-11-16", "2026-11-22"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2026-11-05", "2026-11-05", "2026-11-05"),
        ("2026-11-05..2026-11-20", "2026-11-05", "2026-11-20"),
        ("2026-09..last-month", "2026-09-01", "2026-10-31"),
        ("1 Nov..today", "2026-11-01", "2026-11-20"),
    ],
)
def test_a_period_is_the_days_it_names(text: str, first: str, last: str) -> None:
    found = parse_period(text, TODAY)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "..", "2026-11-05..", "..today", "soon", "2026-13", "2026-Q5", "2026-W54", "0000",
     "2026-11-20..2026-11-05", "a..b..c", "last-", "last-last-week", "9999-12-31..10000"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_period(text, TODAY)
    assert refused.value.hint


@given(text=st.text(max_size=30) | st.from_regex(r"(last|this)?[- ]?[a-z0-9-]{1,8}(\.\.)?.{0,9}"))
@example(text="next-year")
@example(text="٢٠٢٦-١١")
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    for today in (TODAY, date(1, 1, 1), date(9999, 12, 31)):
        try:
            found = parse_period(text, today)
        except UsageError:
            continue
        assert found.first <= found.last


@given(first=days, last=days)
def test_a_range_of_two_days_is_just_those(first: date, last: date) -> None:
    first, last = sorted((first, last))
    found = parse_period(f"{first}..{last}", TODAY)
    assert found == Period(first, last)
    assert found.days == (last - first).days + 1


@given(today=days, unit=st.sampled_from(["week", "month", "quarter", "year"]))
def test_the_last_period_ends_the_day_before_this_one_which_has_today(today: date, unit: str):
    this, before = (parse_period(text, today) for text in (unit, f"last-{unit}"))
    assert this.first <= today <= this.last
    assert before.last + timedelta(1) == this.first


@given(day=days, months=st.integers(-600, 600))
def test_months_on_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    found = months_on(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(1)).day == 1)
