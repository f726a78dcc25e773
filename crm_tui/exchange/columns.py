"""What the values of a column tell beyond its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from crm_tui.exchange.fields import word_set
from crm_tui.services.intake.ticket_words import state_of
from crm_tui.text.countries import country_of
from crm_tui.text.emails import looks_like_email
from crm_tui.text.fold import words

DecimalMark = Literal[".", ","]

MOST = 0.9
HALF = 0.5

_PREFIXES = word_set(
    "mr mrs ms miss mx dr prof professor sir madam herr frau mme mlle m monsieur madame sr sra"
    " señor señora senor senora don dona dott sig rev prefix ing dipl"
)
_KEY = re.compile(r"(?=\S*\d)[0-9A-Za-z_-]{6,}")
_COMMA_DECIMAL = re.compile(r"\d,\d{1,2}$|\d,\d{4,}$|\.\d{3},\d")
_POINT_DECIMAL = re.compile(r"\d\.\d{1,2}$|\d\.\d{4,}$|,\d{3}\.\d")


def decimal_mark(values: Iterable[str]) -> DecimalMark | None:
    """The mark before the fraction in a column of amounts; None where no value tells."""
    marks: set[DecimalMark] = set()
    for value in values:
        figure = value.strip().rstrip("€$£%) ")
        if _COMMA_DECIMAL.search(figure):
            marks.add(",")
        elif _POINT_DECIMAL.search(figure):
            marks.add(".")
    return marks.pop() if len(marks) == 1 else None


def are_emails(values: Sequence[str]) -> bool:
    """Whether nearly all values are e-mail addresses."""
    return _share([looks_like_email(value) for value in values]) > MOST


def are_prefixes(values: Sequence[str]) -> bool:
    """Whether most values are forms of address such as Mr or Dr, not jobs."""
    return _share([_PREFIXES.issuperset(words(value)) for value in values]) > HALF


def are_keys(values: Sequence[str]) -> bool:
    """Whether the values are distinct codes such as `E84A904909dF528`, not names."""
    coded = _share([_KEY.fullmatch(value) is not None for value in values])
    return coded > MOST and len(set(values)) == len(values)


def are_countries(values: Sequence[str]) -> bool:
    """Whether most values name a country."""
    return _share([country_of(value) is not None for value in values]) > HALF


def are_states(values: Sequence[str]) -> bool:
    """Whether some value is a known state of a ticket."""
    return any(state_of(value).state for value in values)


def are_distinct(values: Sequence[str]) -> bool:
    """Whether no value occurs twice."""
    return len(set(values)) == len(values)


def contain(wholes: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether most wholes (`Name`) hold the words of the part beside them (`Last Name`)."""
    pairs = [(words(whole), words(part)) for whole, part in zip(wholes, parts, strict=True)]
    return _share([set(part) <= set(whole) for whole, part in pairs if whole and part]) > HALF


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks) if marks else 0.0
