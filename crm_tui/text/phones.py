"""Telephone numbers in any notation: their normal form, their digits, how they are shown.

The normal form is E.164 (`+36301234567`); an extension is not part of it. What is loaded for
a search box or a look-up by digits stays small: the library of all countries' numbering plans
is imported by the functions that need it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import decimal

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# 'x123', 'ext. 5', '#12', 'доб. 4' after the number; a letter right before the mark means that
# it is part of a word (1-800-FLEX).
_EXTENSION = re.compile(
    r"(?<![^\W\d_])(?:;?ext(?:ension|n)?|доб(?:авочный)?|int(?:erno)?|anexo|poste|dw|[xх#])"
    r"[\s.:=]*\d{1,8}\s*$",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\s*(?:tel|callto|sms):", re.IGNORECASE)
_NOTATION = re.compile(r"[+＋(（]?[\d\s()（）./\-‐‑‒–—−·•~]*")
_FEWEST_DIGITS = 3
_INTERNATIONAL = re.compile(r"\+[1-9][0-9 ().-]{6,24}", re.ASCII)


def normalise(typed: str, country: str | None) -> str | None:
    """The E.164 form of a typed number, without its extension; None when it cannot be one.

    `country` is the two-letter code whose numbering plan a number without a country code
    follows.
    """
    bare = _bare(typed)
    if (whole := _whole(bare)) is not None:
        return whole
    number = _parsed(bare, country.upper() if country else None)
    if number is None:
        return None
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(number, PhoneNumberFormat.E164)


def digits(text: str) -> str:
    """The ASCII digits of a number in any notation and script, without its extension."""
    bare = _bare(text)
    if bare.isascii():
        return "".join(filter(str.isdigit, bare))
    return "".join(str(decimal(c)) for c in bare if c.isdecimal())


def reversed_digits(normal_or_typed: str) -> str:
    """The digits last to first, so that an index finds a number by its end."""
    return digits(normal_or_typed)[::-1]


def looks_like_number(text: str) -> bool:
    """Whether the text is a number or part of one: three digits or more and no words."""
    bare = _bare(text)
    return bool(_NOTATION.fullmatch(bare)) and sum(map(str.isdecimal, bare)) >= _FEWEST_DIGITS


def national(normal: str, country: str) -> str:
    """The digits as dialled inside the country, trunk prefix included; '' for one elsewhere."""
    number = _parsed(normal, None)
    if number is None or not _belongs(number, country):
        return ""
    return digits(_formatted(number, inland=True))


@lru_cache(maxsize=4096)
def pretty(normal: str, home_country: str | None) -> str:
    """The number as its country writes it; with its country code when that is not home."""
    number = _parsed(normal, None)
    if number is None:
        return normal
    return _formatted(number, inland=bool(home_country) and _belongs(number, home_country or ""))


def _bare(text: str) -> str:
    scheme = _SCHEME.match(text)
    return _EXTENSION.sub("", text[scheme.end() :] if scheme else text).strip(" \t,;")


def _parsed(bare: str, country: str | None) -> PhoneNumber | None:
    from phonenumbers import (
        NumberParseException,
        ValidationResult,
        is_possible_number_with_reason,
        parse,
    )

    attempts = [(bare, country)]
    dialled = digits(bare)
    if dialled.startswith("00"):  # the international prefix of most of the world
        attempts.append((f"+{dialled[2:]}", None))
    for text, region in attempts:
        with suppress(NumberParseException):
            number = parse(text, region)
            if is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
                return number
    return None


def _whole(bare: str) -> str | None:
    """The E.164 form of a number that is whole as it stands, country code and all; else None.

    What the library would do with it, without its parsing: a twentieth of the time, which
    counts where an import brings many thousands.
    """
    if not _INTERNATIONAL.fullmatch(bare):
        return None
    dialled = "".join(filter(str.isdigit, bare))
    for length in (1, 2, 3):
        lengths, dropped = _plan(int(dialled[:length]))
        if lengths:
            own = dialled[length:]
            whole = len(own) in lengths and not (dropped and dropped.match(own))
            return f"+{dialled}" if whole else None
    return None


@cache
def _plan(country_code: int) -> tuple[frozenset[int], re.Pattern[str] | None]:
    """How long a country's numbers can be, and what the library takes off their beginning."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    regions = COUNTRY_CODE_TO_REGION_CODE.get(country_code)
    if not regions:
        return frozenset(), None
    plan: Any = PhoneMetadata.metadata_for_region_or_calling_code(country_code, regions[0])
    dropped = plan.national_prefix_for_parsing
    return frozenset(plan.general_desc.possible_length), re.compile(dropped) if dropped else None


def _belongs(number: PhoneNumber, country: str) -> bool:
    from phonenumbers import country_code_for_region

    return number.country_code == country_code_for_region(country.upper())


def _formatted(number: PhoneNumber, *, inland: bool) -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    form = PhoneNumberFormat.NATIONAL if inland else PhoneNumberFormat.INTERNATIONAL
    return format_number(number, form)
