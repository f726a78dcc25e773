"""Values of own fields: what is typed is kept in one form, or refused with what is expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.own_fields import KINDS, kept, shown

TODAY = date(2026, 11, 20)


def keep(kind: str, typed: str, **more) -> str:
    return kept(kind, typed, currency="EUR", today=TODAY, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("number", "1250", "1250"),
        ("number", "12.50", "12.5"),
        ("number", "0", "0"),
        ("number", "-3", "-3"),
        ("number", "1,250", "1250"),
        ("number", "12,5", "12.5"),
        ("money", "12k", "12000.00 EUR"),
        ("money", "1,054.00 USD", "1054.00 USD"),
        ("money", "$-142.85", "-142.85 USD"),
        ("money", "500 JPY", "500 JPY"),
        ("money", "1.0 JPY", "1 JPY"),
        ("money", "1.5k JPY", "1500 JPY"),
        ("money", "1.250 BHD", "1.250 BHD"),
        ("money", "2.5000", "2.50 EUR"),
        ("day", "2026-12-31", "2026-12-31"),
        ("day", "31.12.2026", "2026-12-31"),
        ("day", "tomorrow", "2026-11-21"),
        ("yes_no", "Y", "yes"),
        ("yes_no", "false", "no"),
        ("email", "anna@rossi.hu", "anna@rossi.hu"),
        ("text", "  a [b]\x1b[31m c ", "a [b][31m c"),
        ("long_text", "one\ntwo", "one\ntwo"),
        ("text", "", ""),
    ],
)
def test_a_value_is_kept_in_the_form_of_its_kind(kind, typed, value):
    assert keep(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "twelve"),
        ("number", "nan"),
        ("number", "1e99"),
        ("money", "12 apples"),
        ("day", "the day after"),
        ("yes_no", "maybe"),
        ("email", "anna at rossi"),
        ("choice", "platin"),
        ("text", "x" * 20_001),
    ],
)
def test_what_is_no_value_of_a_kind_is_refused_with_a_reason(kind, typed):
    with pytest.raises(ValueError, match=r"is n|is longer"):
        keep(kind, typed, choices=("gold", "silver"))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1.5 JPY", "is finer than JPY, which has no decimals"),
        ("0.125 USD", "is finer than USD, which has 2 decimals"),
        ("-2.0005 BHD", "is finer than BHD, which has 3 decimals"),
        ("1.234567k", "is finer than EUR, which has 2 decimals"),
    ],
)
def test_money_finer_than_its_currency_is_refused_and_not_rounded(typed, why):
    with pytest.raises(ValueError, match=why):
        keep("money", typed)


def test_a_choice_is_found_by_its_beginning_and_keeps_its_own_spelling():
    assert keep("choice", "GO", choices=("Gold", "Silver")) == "Gold"
    assert keep("choice", "go", choices=("Go", "Gold")) == "Go"
    with pytest.raises(ValueError, match="Gold, Golden"):
        keep("choice", "g", choices=("Gold", "Golden"))


def test_what_is_kept_reads_well():
    assert shown("money", "12000.00 EUR") == "12,000.00 EUR"
    assert shown("number", "1250000.5") == "1,250,000.5"
    assert shown("number", "-12500") == "-12,500"
    assert shown("text", "12500") == "12500"


@given(st.sampled_from(sorted(KINDS)), st.text())
def test_any_text_is_kept_or_refused_and_what_is_kept_stays_as_it_is(kind, typed):
    try:
        value = keep(kind, typed, choices=("gold", "silver"))
    except ValueError:
        return
    assert keep(kind, value, choices=("gold", "silver")) == value
    shown(kind, value)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_with_a_point_is_kept_exactly(number):
    assert Decimal(keep("number", f"{number:f}")) == number
