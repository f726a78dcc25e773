"""What a filter means by a number, an amount of money, a yes."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from crm_tui.text.amounts import MINOR_DIGITS, minor_digits

_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?[kKmM]?(\s?[A-Za-z]{3})?")
_NUMBER: Final = re.compile(r"([+-]?\d{1,15}(?:[.,]\d{1,6})?)\s?([km]?)%?", re.IGNORECASE)
_NO_CURRENCY = "---"
_FACTOR: Final = {"": 1, "k": 1000, "m": 1_000_000}
YES: Final = ("yes", "y", "true", "1", "on", "ja", "oui", "si")
NO: Final = ("no", "n", "false", "0", "off", "nein", "non")


class Figure(NamedTuple):
    """An amount as it is written, 10000.50, and its currency; '' for none said."""

    amount: Decimal
    currency: str


def one_figure(parts: list[str]) -> bool:
    """Whether what commas took apart is one figure in groups of three: 10,000."""
    return len(parts) > 1 and bool(_GROUPED.fullmatch(",".join(parts)))


def number(text: str) -> Decimal | None:
    """The number that a text states, 10000, 10,5, 10k, 50 %; None for none."""
    bare = text.strip().replace("'", "").replace("_", "").replace(" %", "%")
    if not bare.isascii():
        return None
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return None
    try:
        return Decimal(found[1].replace(",", ".")) * _FACTOR[found[2].casefold()]
    except InvalidOperation:
        return None


def figure(text: str) -> Figure | None:
    """The amount that a text states, with the currency it names: 10000, 10k, 1.5m, 10000 EUR."""
    from crm_tui.text.money import parse_money

    plain = number(text)
    if plain is not None:
        return Figure(plain, "")
    try:
        found = parse_money(text, _NO_CURRENCY)
    except (ValueError, InvalidOperation, OverflowError):
        return None
    if found is None:
        return None
    digits = minor_digits(found.currency)
    return Figure(
        Decimal(found.amount_minor).scaleb(-digits),
        "" if found.currency == _NO_CURRENCY else found.currency,
    )


def minor_units(amount: Decimal, digits: int) -> int | float:
    """An amount in minor units of so many digits; whole wherever it is."""
    minor = amount.scaleb(digits)
    return int(minor) if minor == minor.to_integral_value() else float(minor)


def odd_currencies() -> dict[int, list[str]]:
    """The currencies whose minor unit is no hundredth, by the digits they have."""
    found: dict[int, list[str]] = {}
    for code, digits in MINOR_DIGITS.items():
        found.setdefault(digits, []).append(code)
    return found


def yes_or_no(text: str) -> bool | None:
    """What a yes or a no means; None for neither."""
    said = text.strip().casefold()
    return True if said in YES else False if said in NO else None
