"""Amounts for reading. Whoever looks up a caller waits for this, so it loads nothing."""

from __future__ import annotations

# ISO 4217: what does not divide by a hundred.
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
MINOR_DIGITS = dict.fromkeys(_NO_DIGITS.split(), 0) | dict.fromkeys(_THREE_DIGITS.split(), 3)

MOST_MINOR = 10**15
"""No amount is larger, in minor units: the sums of thousands still fit the database's integers."""


def minor_digits(currency: str) -> int:
    """How many digits of a currency's amount stand after the decimal mark (JPY 0, KWD 3)."""
    return MINOR_DIGITS.get(currency.upper(), 2)


def format_money(amount_minor: int, currency: str) -> str:
    """The amount for reading: '1,054.00 USD'."""
    places = minor_digits(currency)
    whole, part = divmod(abs(amount_minor), 10**places)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole:,}{f'.{part:0{places}}' if places else ''} {currency}"
