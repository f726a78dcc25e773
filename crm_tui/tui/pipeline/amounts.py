"""Amounts of money in as many cells as there are: the whole first, then thousands and millions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from crm_tui.text.money import format_money, minor_digits
from crm_tui.text.width import cell_width
from crm_tui.tui.card.spans import span
from crm_tui.views.board import Sum

_STEPS = ((10**3, "k"), (10**6, "M"), (10**9, "bn"))


def fitted(amount_minor: int, currency: str, width: int) -> str:
    """The amount in at most `width` cells, as exactly as they allow; '' where not even 'k' fits.

    Rounded half up; the currency is the last to go.
    """
    currency = span(currency)[0]
    exact = Decimal(amount_minor).scaleb(-minor_digits(currency))
    said = [format_money(amount_minor, currency), f"{_whole(exact):,} {currency}"]
    said += [f"{short} {currency}" for short in _short(exact)]
    said += [f"{_whole(exact):,}", *_short(exact)]
    return next((one.strip() for one in said if cell_width(one.strip()) <= width), "")


def _whole(exact: Decimal) -> int:
    return int(exact.to_integral_value(ROUND_HALF_UP))


def _short(exact: Decimal) -> list[str]:
    """The amount in thousands, millions and thousands of millions, where it has them."""
    said = []
    for step, name in _STEPS:
        if abs(exact) >= step:
            number = exact / step
            places = 1 if abs(number) < 100 else 0
            said.append(f"{number:,.{places}f}{name}")
    return said


def main_first(sums: tuple[Sum, ...], currency: str) -> list[Sum]:
    """The sums, the firm's own currency first, the others by their codes."""
    return sorted(sums, key=lambda one: (one.currency != currency, one.currency))


def said_sums(sums: tuple[Sum, ...], currency: str, width: int, *, weighted: bool = False) -> str:
    """The sum in the main currency and how many others there are: '12,345.00 EUR +2 cur'."""
    ordered = main_first(sums, currency)
    if not ordered:
        return ""
    first = ordered[0]
    more = f" +{len(ordered) - 1} cur" if len(ordered) > 1 else ""
    amount = first.weighted_minor if weighted else first.amount_minor
    return f"{fitted(amount, first.currency, width - len(more))}{more}"
