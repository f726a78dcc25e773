"""Invented customers for the measurements: seeded, of several languages, with accents.

First names, family names and firms follow a steep distribution, as in life: a few are shared by
thousands, most by few, so that a typed beginning meets both long and short lists.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

FIRST = """
Anna Peter Maria Thomas Eva Michael Laura Daniel Julia David Sophie Martin Katharina Lukas Elena
Jan Sarah Paul Lena Felix Jürgen Käthe Björn Sören François Hélène Benoît Chloé Gaël Zoé José
Íñigo Begoña Sofía Andrés Lucía Raúl Inés João Conceição Simão Gonçalo Cátia Łukasz Małgorzata
Paweł Agnieszka Michał Jiří Zdeněk Šárka Tomáš Věra Åsa Göran Märta Øyvind Bjørg Søren Jørgen
Çağlar Gülşen İbrahim Şule Ayşe Gábor Zsófia László Enikő Erzsébet Mátyás Réka Ștefan Ioana
Răzvan Александр Мария Дмитрий Ольга Сергей Γιώργος Ελένη Νίκος Δήμητρα Nguyễn Phương Aoife
Siobhán Pádraig Caoimhe John Mary Robert Jennifer William Linda Richard Susan Joseph Karen
Giulia Marco Chiara Luca Francesca Alessandro Matteo Beatrice Emil Freja Oskar Astrid Viktor
""".split()
ROOT = """
Berg Lind Stein Wald Sand Holm Grün Roth Weiß Schwarz Hof Bach Tal Feld Brand Kirch Neu Alt Hoch
Nieder Ober Unter Kow Wisn Dombr Zielin Wozn Świąt Gór Błaszcz Dvoř Novot Proch Kuč Vesel Růžič
Fern Mart Gonz Rodríg Sánch Lóp Per Gutiérr Jimén Vázqu Sim Ara Brand Gui Leit Falc Szab Kov Tót
Nag Horv Balog Pop Ion Mur Stan Dră Öz Çel Kılı Ayd Doğ Gün Iva Petr Sidor Kuzn Ross Bian Ferr
Ricc Conti Grec Mor Gall Lefèv Dup Gér Côt Bél For Garç Mac Mc O'Br Smith Wood Green Hill Ash
""".split()
ENDING = """
mann er ner inger huber meier stein bauer ski ska czyk wicz owicz ák ová ský ka ez oz os es eira
ões ão ács szi y escu eanu u li oğlu turk ov ova enko in i etti ini elli one ard ier eau son sen
ström dahl gaard land field worth ton ley den by well man
""".split()
STEM = """
Nord Süd Alpha Omega Terra Aqua Solar Lumen Kraft Volt Ferro Bau Holz Glas Textil Möbel Château
Señor Garúa Łódź Praha Malmö Århus Tromsø Ankara Győr Data Cloud Micro Quantum Vector Matrix
Signal Green Blue Silver Golden Clear Prime First United Global General Delta Sigma Orion Atlas
""".split()
TRADE = """
Logistics Foods Engineering Consulting Systems Design Trading Motors Pharma Energy Print Media
Garden Dental Legal Travel Textiles Tools Interiors Bakery Packaging Chemicals Optics Shipping
""".split()
FORM = "GmbH AG SARL S.A. S.L. Lda s.r.o. AB ApS A/S Ltd Inc LLC A.Ş. Kft SRL BV Oy".split()
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
TAGS = """
vip lead cold warm churned reseller vendor press newsletter beta gold silver eu us apac events
legal late-payer reference fair-2025
""".split()
WORDS = """
called about the renewal invoice sent waiting for approval prefers email asked discount delivery
late met at fair wants demo next week contract signed budget review new contact moved office
complaint solved onboarding training upgrade licence price list spare parts warehouse samples
später zurückrufen Angebot geschickt intéressé réunion prévue envió presupuesto mañana zadzwonić
""".split()
INDUSTRIES = "food steel retail health software transport printing energy farming tourism".split()
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
    return " ".join(random_.choices(WORDS, k=random_.randint(least, most)))


def _steep(random_: random.Random, words: list[str]) -> str:
    return words[int(len(words) * random_.random() ** 2.2)]


def _person(random_: random.Random) -> str:
    first, root, ending = _steep(random_, FIRST), _steep(random_, ROOT), _steep(random_, ENDING)
    return f"{first} {root}{ending}"


def _firm(random_: random.Random) -> str:
    first = _steep(random_, STEM) if random_.random() < 0.5 else _steep(random_, ROOT).title()
    middle = _steep(random_, ENDING) if random_.random() < 0.3 else ""
    return f"{first}{middle} {random_.choice(TRADE)} {random_.choice(FORM)}"


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
            phones=(f"+{dial} 20 {line[:4]} {line[4:]}", f"+{dial} 7{random_.randrange(10**8):08d}"),
            email=f"c{number}@{random_.choice(STEM).lower()}.example",
            tags=tuple(tags),
            owner=random_.randint(1, users),
            lifecycle=random_.choice(LIFECYCLES),
            industry=random_.choice(INDUSTRIES),
            wants=sentence(random_, 3, 8) if random_.random() < 0.3 else "",
            likes=sentence(random_, 2, 5) if random_.random() < 0.2 else "",
        )
