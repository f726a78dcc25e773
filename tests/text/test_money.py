from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.amounts import MOST_MINOR
from crm_tui.text.money import (
    CURRENCIES,
    Money,
    format_money,
    minor_digits,
    minor_of,
    parse_money,
)


@pytest.mark.parametrize(
    ("text", "amount_minor", "currency"),
    [
        ("$-142.85", -14285, "USD"),
        ("($400.00)", -40000, "USD"),
        ("(-5)", -500, "USD"),
        ("5-", -500, "USD"),
        ("−5", -500, "USD"),
        ("1.234,56 €", 123456, "EUR"),
        ("EUR 1 200", 120000, "EUR"),
        ("1\u202f200,5 eur", 120050, "EUR"),
        ("1'000.50 CHF", 100050, "CHF"),
        ("1,23,456.78", 12345678, "USD"),
        ("10k", 1000000, "USD"),
        ("$1.2k", 120000, "USD"),
        ("1.234k", 123400, "USD"),
        ("2 Mio. EUR", 200000000, "EUR"),
        ("¥1200", 1200, "JPY"),
        ("1.2345 KWD", 1235, "KWD"),
        ("1.234 KWD", 1234, "KWD"),
        ("1,234", 123400, "USD"),
        ("1.234", 123400, "USD"),
        ("5.000.000", 500000000, "USD"),
        ("0.125", 13, "USD"),
        (".5", 50, "USD"),
        ("100 kr.", 10000, "SEK"),
        ("10 000,00 Ft", 1000000, "HUF"),
        ("0", 0, "USD"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount_minor, currency):
    assert parse_money(text, "USD") == Money(amount_minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "USD",
        "12 apples",
        "1.2.3",
        "12/31",
        "1e5",
        "1 2 3",
        "12 34",
        "1,234.5,6",
        "9" * 30,
    ],
)
def test_what_is_no_amount_is_none(text):
    assert parse_money(text, "USD") is None


def test_the_sign_of_many_currencies_means_the_default_among_them():
    assert parse_money("$5", "CAD") == Money(500, "CAD")
    assert parse_money("$5", "EUR") == Money(500, "USD")
    assert parse_money("¥5", "CNY") == Money(500, "CNY")
    assert parse_money("5 kr", "nok") == Money(500, "NOK")


def test_a_stated_decimal_mark_decides():
    assert parse_money("1.234", "EUR", ".") == Money(123, "EUR")
    assert parse_money("1.234", "EUR", ",") == Money(123400, "EUR")
    assert parse_money("1,23", "EUR", ".") is None


def test_halves_are_rounded_up():
    assert minor_of(Decimal("0.005"), "USD") == 1
    assert minor_of(Decimal("-0.005"), "USD") == -1
    assert minor_of(Decimal("0.5"), "JPY") == 1
    assert minor_of(Decimal("2.0045"), "KWD") == 2005


@given(st.integers(-MOST_MINOR, MOST_MINOR), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_shown_is_read_back(amount_minor, currency):
    shown = format_money(amount_minor, currency)
    assert parse_money(shown, "USD", ".") == Money(amount_minor, currency)
    decimals = shown.split()[0].partition(".")[2]
    assert len(decimals) == minor_digits(currency)


def test_amounts_are_shown_with_thousands_and_currency():
    assert format_money(105400, "USD") == "1,054.00 USD"
    assert format_money(-5, "EUR") == "-0.05 EUR"
    assert format_money(1200, "JPY") == "1,200 JPY"


@given(st.text(max_size=30) | st.text("0123456789.,'() -+€$kmEUR", max_size=20))
def test_nothing_written_breaks(text):
    found = parse_money(text, "EUR")
    assert found is None or abs(found.amount_minor) <= MOST_MINOR
