"""Invented customers for the measurements: seeded, of several languages, with accents.

First names, family names and firms follow a steep distribution, as in life: a few are shared by
thousands, most by few, so that a typed beginning meets both long and short lists.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_WORDS = {
    name: text.split()
    for name, text in tomllib.loads(
        (Path(__file__).parent / "words.toml").read_text("utf-8")
    ).items()
}
TAGS = _WORDS["tags"]
PLACES = [
    ("Berlin", "DE", "49"), ("München", "DE", "49"), ("Köln", "DE", "49"), ("Wien", "AT", "43"),
    ("Zürich", "CH", "41"), ("Genève", "CH", "41"), ("Paris", "FR", "33"), ("Lyon", "FR", "33"),
    ("Málaga", "ES", "34"), ("A Coruña", "ES", "34"), ("Évora", "PT", "351"),
    ("São Paulo", "BR", "55"), ("Łódź", "PL", "48"), ("Wrocław", "PL", "48"),
    ("Plzeň", "CZ", "420"), ("Brno", "CZ", "420"), ("Malmö", "SE", "46"), ("Århus", "DK", "45"),
    ("Tromsø", "NO", "47"), ("İstanbul", "TR", "90"), ("Győr", "HU", "36"), ("Pécs", "HU", "36"),
    ("Timișoara", "RO", "40"), ("Москва", "RU", "7"), ("Αθήνα", "GR", "30"), ("Cork", "IE", "353"),
    ("Boston", "US", "1"), ("Chicago", "US", "1"), ("Toronto", "CA", "1"), ("Leeds", "GB", "44"),
    ("Milano", "IT", "39"), ("Napoli", "IT", "39"), ("Gent", "BE", "32"), ("Utrecht", "NL", "31"),
]  # fmt: skip
LIFECYCLES = ["customer"] * 5 + ["prospect"] * 3 + ["dormant", "former"]


class Customer(NamedTuple):
    """What one invented customer is made of."""

    id: int
    is_company: bool
    name: str
    company: int | None
    city: str
    country: str
    phones: tuple[str, str]
    email: str
    tags: tuple[int, ...]
    owner: int
    lifecycle: str
    industry: str
    wants: str
    likes: str


def sentence(random_: random.Random, least: int, most: int) -> str:
    """So many words, as a hurried person writes."""
    return " ".join(random_.choices(_WORDS["words"], k=random_.randint(least, most)))


def _steep(random_: random.Random, kind: str) -> str:
    words = _WORDS[kind]
    return words[int(len(words) * random_.random() ** 2.2)]


def _person(random_: random.Random) -> str:
    first, root, ending = (
        _steep(random_, "first"),
        _steep(random_, "root"),
        _steep(random_, "ending"),
    )
    return f"{first} {root}{ending}"


def _firm(random_: random.Random) -> str:
    first = _steep(random_, "stem") if random_.random() < 0.5 else _steep(random_, "root").title()
    middle = _steep(random_, "ending") if random_.random() < 0.3 else ""
    return f"{first}{middle} {random_.choice(_WORDS['trade'])} {random_.choice(_WORDS['form'])}"


def customers(size: int, users: int, seed: int = 2) -> Iterator[Customer]:
    """So many customers: of each five one is a company, the next ones are its people."""
    random_ = random.Random(seed)
    company = None
    for number in range(1, size + 1):
        is_company = number % 5 == 1
        if is_company:
            company = number
        name = _firm(random_) if is_company else _person(random_)
        city, country, dial = random_.choice(PLACES)
        line = f"{random_.randrange(10**8):08d}"
        tags = random_.sample(range(1, len(TAGS) + 1), k=random_.choice((0, 0, 1, 1, 2, 3)))
        yield Customer(
            id=number,
            is_company=is_company,
            name=name,
            company=None if is_company else company,
            city=city,
            country=country,
            phones=(
                f"+{dial} 20 {line[:4]} {line[4:]}",
                f"+{dial} 7{random_.randrange(10**8):08d}",
            ),
            email=f"c{number}@{random_.choice(_WORDS['stem']).lower()}.example",
            tags=tuple(tags),
            owner=random_.randint(1, users),
            lifecycle=random_.choice(LIFECYCLES),
            industry=random_.choice(_WORDS["industries"]),
            wants=sentence(random_, 3, 8) if random_.random() < 0.3 else "",
            likes=sentence(random_, 2, 5) if random_.random() < 0.2 else "",
        )
