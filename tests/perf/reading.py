"""Search as it is typed, pages of the list, the card: what is read, and how fast."""

from __future__ import annotations

import random
from collections.abc import Iterator

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import callers, card, customers
from crm_tui.views.customers import CustomerQuery
from tests.perf.measure import Line, line, repeated, timed

PAGE = 50


def measure(desk: Desk, size: str) -> Iterator[Line]:
    """Every reading a screen waits for."""
    yield from _search(desk, size)
    yield from _lists(desk, size)
    yield from _cards(desk, size)


def _search(desk: Desk, size: str) -> Iterator[Line]:
    typed = list(keystrokes(desk))
    desk_reads = [timed(lambda text=text: first_hits(desk, text)) for text in typed]
    yield line("search: first 50 hits with their rows", size, desk_reads, "p95 5 ms at 1M")
    slips = [timed(lambda text=text: first_hits(desk, text)) for text in misspelt(typed)]
    yield line("search: a name with a slip", size, slips)
    numbers = [row[0] for row in desk.store.rows(
        "SELECT normal FROM contact_method WHERE kind = 'phone' LIMIT 40"
    )]  # fmt: skip
    found = [timed(lambda part=number[-n:]: first_hits(desk, part))
             for number in numbers for n in (4, 6)]  # fmt: skip
    yield line("search: the end of a number", size, found)


def first_hits(desk: Desk, text: str) -> list[customers.CustomerRow]:
    """What stands on the screen after a key of the search."""
    return customers.rows(desk, customers.found_ids(desk, CustomerQuery(text=text))[:PAGE])


def keystrokes(desk: Desk, people: int = 20) -> Iterator[str]:
    """What a search box holds, letter by letter, while people are looked for by name and firm."""
    newest = desk.store.value("SELECT max(id) FROM party")
    chance = random.Random(5)
    chosen = [chance.randint(1, newest) for _ in range(people)]
    for row in customers.rows(desk, chosen):
        family = row.name.split()[-1]
        for text in (family, row.company or row.name, row.name):
            plain = fold(text)
            yield from (plain[:length] for length in range(1, len(plain) + 1))


def misspelt(typed: list[str]) -> list[str]:
    """Some whole names with two neighbouring letters swapped."""
    long = [text for text in typed if len(text) > 6 and " " not in text][::9]
    return [text[:3] + text[4] + text[3] + text[5:] for text in long]


def _lists(desk: Desk, size: str) -> Iterator[Line]:
    total = customers.count(desk, CustomerQuery())
    for name, query in (
        ("the list", CustomerQuery()),
        ("the list by last contact", CustomerQuery(sort="last_contact")),
        ("one's own customers", CustomerQuery(owner=3)),
        ("a tag", CustomerQuery(tag="vip")),
    ):
        first = repeated(
            lambda query=query: customers.rows(desk, customers.page(desk, query, 0, PAGE)), 20
        )
        yield line(f"first page of {name}", size, first)
    middle = repeated(lambda: customers.page(desk, CustomerQuery(), total // 2, PAGE, total), 10)
    yield line("a page in the middle of the list", size, middle)
    counted = repeated(lambda: customers.count(desk, CustomerQuery()), 10)
    yield line("how many customers there are", size, counted)


def _cards(desk: Desk, size: str) -> Iterator[Line]:
    newest = desk.store.value("SELECT max(id) FROM party")
    chosen = random.Random(6).sample(range(1, newest + 1), 100)
    cards = [
        timed(lambda party=party: (card.card(desk, party), card.timeline(desk, party)))
        for party in chosen
    ]
    yield line("a card with its timeline", size, cards)
    number = desk.store.value("SELECT value FROM contact_method WHERE id = ?", (newest,))
    calling = repeated(lambda: [callers.caller(desk, party) for party in
                                callers.look_up(desk, number).parties], 20)  # fmt: skip
    yield line("who is calling", size, calling)
