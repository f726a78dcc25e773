"""A deal in one line: its title, and what stands at its end: amount, probability, day, @owner.

`new pumps for the hall 12k eur 60% by 15 Dec @bob`. Order at the end does not matter; what is
none of these belongs to the title.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from crm_tui.text.dates import find_days
from crm_tui.text.money import Money, format_money, parse_money
from crm_tui.text.say import say_day


class DealLine(NamedTuple):
    """What a line says of a deal; None and '' where it says nothing. Probability in percent."""

    title: str
    money: Money | None = None
    close: date | None = None
    probability: int | None = None
    owner: str = ""


_PERCENT = re.compile(r"\s(\d{1,3}) ?%$")
_OWNER = re.compile(r"\s@([^\s@]+)$")
_GROUPED = re.compile(r"\s(\d{1,3}(?:\s\d{3})+(?:\s[^\W\d]+)?)$")
_LAST_WORDS = re.compile(r"\s(\S+(?:\s\S+)?)$")
_LAST_WORD = re.compile(r"\s(\S+)$")
_MARKED = re.compile(r"[^\W\d_]|[^\w\s.,'-]")
_LIKE_A_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 3


def parse(text: str, today: date, currency: str) -> DealLine:
    """What the line says; an amount without a currency is in `currency`."""
    line = DealLine(text.strip())
    while (shorter := _shorter(line, today, currency)) is not None:
        line = shorter
    return line


def _shorter(line: DealLine, today: date, currency: str) -> DealLine | None:
    """The line with one thing more understood and taken off its title; None when nothing is."""
    title = line.title
    if not line.owner and (found := _OWNER.search(title)):
        return line._replace(title=title[: found.start()].rstrip(), owner=found[1])
    if line.probability is None and (found := _PERCENT.search(title)) and int(found[1]) <= 100:
        return line._replace(title=title[: found.start()].rstrip(), probability=int(found[1]))
    if line.close is None:
        days = find_days(title, today)
        if days and days[-1].end == len(title) and days[-1].start > 0:
            rest = title[: days[-1].start].rstrip()
            return line._replace(title=rest, close=days[-1].day) if rest else None
    return _without_amount(line, currency) if line.money is None else None


def _without_amount(line: DealLine, currency: str) -> DealLine | None:
    for pattern in (_GROUPED, _LAST_WORDS, _LAST_WORD):
        found = pattern.search(line.title)
        money = _money(found[1], currency) if found else None
        if found and money is not None:
            return line._replace(title=line.title[: found.start()].rstrip(), money=money)
    return None


def _money(said: str, currency: str) -> Money | None:
    """The amount, unless it is a plain small number or a year: those are words of the title."""
    if not said[:1].isalnum() and not any(sign in said for sign in "€$£¥"):
        return None
    plain = not _MARKED.search(said)
    digits = sum(letter.isdigit() for letter in said)
    if plain and (digits < _FEWEST_DIGITS or _LIKE_A_YEAR.fullmatch(said)):
        return None
    money = parse_money(said, currency) if digits else None
    return money if money is not None and money.amount_minor >= 0 else None


def say(line: DealLine, today: date) -> list[tuple[str, str]]:
    """What was understood, as (label, words)."""
    said = [
        ("amount", format_money(*line.money) if line.money else ""),
        ("close", say_day(line.close, today) if line.close else ""),
        ("probability", "" if line.probability is None else f"{line.probability} %"),
        ("for", f"@{line.owner}" if line.owner else ""),
    ]
    return [(label, words) for label, words in said if words]
