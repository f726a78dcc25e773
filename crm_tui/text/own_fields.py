"""Values of a firm's own fields: as people type them, as they are kept, as they are read.

Kept as text: a number with a point, money as `1054.00 USD`, a day as ISO, yes_no as `yes` or
`no`, a choice as one of the field's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Literal

from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

KINDS: Final = {
    "text": "text",
    "long_text": "long text",
    "number": "number",
    "money": "money",
    "day": "day",
    "yes_no": "yes or no",
    "choice": "choice",
    "email": "e-mail",
    "phone": "phone",
    "web": "web address",
}
"""The kinds of fields and what they are called."""
LONGEST: Final = 20_000
"""Characters of a value: more is a file, not a field."""

_YES: Final = ("yes", "y", "true", "on", "1", "x")
_NO: Final = ("no", "n", "false", "off", "0")


def kept(
    kind: str,
    typed: str,
    *,
    choices: Sequence[str] = (),
    currency: str = "",
    today: date,
    mark: Literal[".", ","] | None = None,
) -> str:
    """The text kept for what was typed; '' for nothing.

    `currency` is that of an amount written without one, `mark` stands before the fraction of
    figures where that is known. Raises ValueError with what is expected.
    """
    text = clean(typed, multiline=kind == "long_text").strip()
    if not text:
        return ""
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST:,} characters")
    readers: dict[str, Callable[[str], str]] = {
        "number": lambda text: _number(text, mark),
        "yes_no": _yes_no,
        "email": _email,
        "money": lambda text: _money(text, currency, mark),
        "day": lambda text: _day(text, today),
        "choice": lambda text: _choice(text, choices),
    }
    return readers[kind](text) if kind in readers else text


def shown(kind: str, value: str) -> str:
    """What was kept, for reading: `1,054.00 USD`, `12,500.5`."""
    if kind == "money":
        from crm_tui.text.money import format_money, parse_money

        money = parse_money(value, "", ".")
        return format_money(*money).strip() if money else value
    if kind == "number":
        whole, point, part = value.partition(".")
        digits = whole.removeprefix("-")
        if digits.isdecimal() and len(digits) > 4:
            return f"{int(whole):,}{point}{part}"
    return value


def hint(kind: str, currency: str = "", *, required: bool = False) -> str:
    """What to write into a field of this kind, in a sentence; '' where anything goes."""
    said = {
        "number": "A number such as 1250 or 12.5.",
        "money": f"An amount such as 1250 {currency or 'EUR'}.",
        "day": "A day such as 2026-12-31 or next fri.",
        "email": "An e-mail address.",
        "phone": "A phone number.",
        "web": "A web address.",
    }
    needed = "It may not stay empty." if required else ""
    return " ".join(filter(None, (said.get(kind, ""), needed)))


def offered(kind: str, choices: Sequence[str]) -> tuple[str, ...]:
    """What there is to choose from; empty where anything may be written."""
    return {"yes_no": ("yes", "no"), "choice": tuple(choices)}.get(kind, ())


def _number(text: str, mark: Literal[".", ","] | None = None) -> str:
    from decimal import Decimal

    from crm_tui.text.money import parse_money

    money = parse_money(text, "BHD", mark)  # three digits after the mark tell most numbers exactly
    bare = text.replace(" ", "").replace("\N{MINUS SIGN}", "-")
    if mark:
        bare = bare.replace("," if mark == "." else ".", "").replace(mark, ".")
    try:
        exact = Decimal(bare) if bare.isascii() and "_" not in bare else None
    except ArithmeticError:
        exact = None
    if exact is None and money is not None and money.currency == "BHD":
        exact = Decimal(money.amount_minor).scaleb(-3)
    if exact is None or not exact.is_finite() or abs(exact.adjusted()) > 15:
        raise ValueError("is no number, such as 1250 or 12.5")
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _money(text: str, currency: str, mark: Literal[".", ","] | None = None) -> str:
    from decimal import Decimal

    from crm_tui.text.money import format_money, minor_digits, parse_money, stated_money

    stated = stated_money(text, currency, mark)
    money = parse_money(text, currency, mark)
    if stated is None or money is None or not money.currency:
        raise ValueError(f"is no amount, such as 1250 {currency or 'EUR'}")
    digits = minor_digits(money.currency)
    if stated[0] != Decimal(money.amount_minor).scaleb(-digits):
        finest = {0: "no decimals", 1: "1 decimal"}.get(digits, f"{digits} decimals")
        raise ValueError(f"is finer than {money.currency}, which has {finest}")
    return format_money(*money).replace(",", "")


def _day(text: str, today: date) -> str:
    from crm_tui.text.dates import parse_day

    day = parse_day(text, today)
    if day is None:
        raise ValueError("is no day, such as 2026-12-31 or next fri")
    return day.isoformat()


def _yes_no(text: str) -> str:
    word = text.casefold()
    if word not in (*_YES, *_NO):
        raise ValueError("is neither yes nor no")
    return "yes" if word in _YES else "no"


def _email(text: str) -> str:
    from crm_tui.text.emails import looks_like_email

    if not looks_like_email(text):
        raise ValueError("is no e-mail address")
    return text


def _choice(text: str, choices: Sequence[str]) -> str:
    wanted = fold(text).strip()
    exact = [choice for choice in choices if fold(choice).strip() == wanted]
    begun = exact or [choice for choice in choices if fold(choice).startswith(wanted)]
    if len(begun) != 1:
        raise ValueError(f"is none of: {', '.join(choices)}")
    return begun[0]
