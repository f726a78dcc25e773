"""Amounts of money as people and exports write them: whole minor units with a currency."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal, NamedTuple

from crm_tui.text.amounts import MINOR_DIGITS, MOST_MINOR, format_money, minor_digits

__all__ = (
    "CURRENCIES", "DecimalMark", "Money", "format_money", "minor_digits", "minor_of",
    "parse_money", "stated_money",
)  # fmt: skip

DecimalMark = Literal[".", ","]

_TWO_DIGITS: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG"
)
CURRENCIES: Final = frozenset(_TWO_DIGITS.split()).union(MINOR_DIGITS)
"""The codes of ISO 4217 in use."""

_SIGNS: Final = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SYP"),
    "us$": ("USD",),
    "a$": ("AUD",),
    "c$": ("CAD",),
    "r$": ("BRL",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "zł": ("PLN",),
    "ft": ("HUF",),
    "kč": ("CZK",),
    "kr": ("SEK", "DKK", "NOK", "ISK"),
    "fr": ("CHF",),
    "sfr": ("CHF",),
}
_TIMES: Final = {
    "k": 1_000,
    "tsd": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mio": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "mrd": 1_000_000_000,
    "billion": 1_000_000_000,
}
_EXACT: Final = Context(prec=100, rounding=ROUND_HALF_UP)
_MOST_DIGITS: Final = 40

_SHAPE: Final = re.compile(
    r"(?P<before>[^\d.,]*)(?P<number>[.,]?\d[\d.,'’_ \u00a0\u2009\u202f]*)(?P<after>\D*)"
)
_SPACES: Final = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’_](?=\d{3}(?!\d))")
_GROUPED: Final = {
    mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{2,3}})*\{mark}\d{{3}}") for mark in ".,"
}
_SIGN_OR_LETTERS: Final = re.compile(r"[+-]|[^\W\d_]*[$]|[€£¥￥₹₽₺₩₪₴]|[^\W\d_]+")


class Money(NamedTuple):
    """An amount in whole minor units (cents) of a currency by its ISO 4217 code."""

    amount_minor: int
    currency: str


class _Around(NamedTuple):
    """What stood before and after the figure."""

    negative: bool
    currency: str | None
    times: int


def minor_of(amount: Decimal, currency: str) -> int:
    """The amount in whole minor units, rounded half up (`domain.md` rule 8)."""
    scaled = amount.scaleb(minor_digits(currency), _EXACT)
    return int(scaled.to_integral_value(context=_EXACT))


def parse_money(
    text: str, default_currency: str, decimal_mark: DecimalMark | None = None
) -> Money | None:
    """The amount a text states; None when it states none.

    A sign, brackets (negative), a currency and a `k` or `m` may stand before or after. Without
    `decimal_mark` it is found: the later of two kinds, else the only one, unless exactly three
    digits follow it and thousands are meant ('1.234' is 1234, '0.125' is not). What is finer than
    the currency is rounded half up.
    """
    stated = stated_money(text, default_currency, decimal_mark)
    if stated is None:
        return None
    amount_minor = minor_of(*stated)
    return Money(amount_minor, stated[1]) if abs(amount_minor) <= MOST_MINOR else None


def stated_money(
    text: str, default_currency: str, decimal_mark: DecimalMark | None = None
) -> tuple[Decimal, str] | None:
    """The amount a text states as it stands there, with its currency; None when it states none."""
    bare = text.strip().replace("−", "-")
    bracketed = bare.startswith("(") and bare.endswith(")")
    shape = _SHAPE.fullmatch(bare[1:-1].strip() if bracketed else bare)
    if shape is None:
        return None
    around = _around(f"{shape['before']} {shape['after']}", default_currency.upper())
    if around is None:
        return None
    currency = around.currency or default_currency.upper()
    exact = around.times > 1
    figure = _figure(shape["number"], decimal_mark or _mark_of(shape["number"], currency, exact))
    if figure is None:
        return None
    sign = -1 if bracketed or around.negative else 1
    return _EXACT.multiply(figure, sign * around.times), currency


def _around(text: str, default_currency: str) -> _Around | None:
    negative, currency, times = False, None, 1
    rest = text.replace(".", "").replace("=", "")
    for found in _SIGN_OR_LETTERS.findall(rest):
        word = found.casefold()
        if word in {"+", "-"}:
            negative = negative or word == "-"
        elif word in _TIMES and times == 1:
            times = _TIMES[word]
        elif currency is None and word in _SIGNS:
            meant = _SIGNS[word]
            currency = default_currency if default_currency in meant else meant[0]
        elif currency is None and found.upper() in CURRENCIES:
            currency = found.upper()
        else:
            return None
    return None if _SIGN_OR_LETTERS.sub("", rest).strip() else _Around(negative, currency, times)


def _figure(number: str, mark: str) -> Decimal | None:
    digits = _SPACES.sub("", number.strip())
    group = "," if mark == "." else "."
    whole, found, part = digits.partition(mark)
    if group in whole:
        if not _GROUPED[group].fullmatch(whole):
            return None
        whole = whole.replace(group, "")
    if not f"{whole}{part}".isdecimal() or len(digits) > _MOST_DIGITS:
        return None
    return Decimal(f"{whole or '0'}.{part or '0'}" if found else whole)


def _mark_of(number: str, currency: str, exact: bool) -> DecimalMark:
    """The decimal mark a figure seems to be written with; `exact` figures have no thousands."""
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    mark: DecimalMark = "," if comma >= 0 else "."
    exact = exact or number.startswith("0") or (mark == "." and minor_digits(currency) == 3)
    grouped = number.count(mark) > 1 or (_GROUPED[mark].fullmatch(number.strip()) and not exact)
    if grouped:
        return "." if mark == "," else ","
    return mark
