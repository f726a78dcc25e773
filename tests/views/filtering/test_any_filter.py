"""Filters leave what a plain reading of them leaves, and no text breaks a list."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.services import accounts, deals, parties, tags
from crm_tui.services.opening import Desk
from crm_tui.text.filters.tree import FilterError
from crm_tui.views import agenda, board, customers
from crm_tui.views import tickets as ticket_views
from crm_tui.views.customers import CustomerQuery
from crm_tui.views.filtering.compiling import check, narrowed
from crm_tui.views.filtering.records import RECORDS, Kind
from tests import builders
from tests.views.filtering.firm import TABLES, filled


class Facts(NamedTuple):
    """What is known of a customer, without the database."""

    name: str
    city: str
    owner: str
    tags: frozenset[str]
    supplier: bool
    archived: bool
    days: int | None
    won: tuple[tuple[int, str], ...]


def made(dice: random.Random, number: int) -> Facts:
    return Facts(
        f"Firm {number:02}", dice.choice(["", "Oslo", "New York", "Århus"]),
        dice.choice(["anna", "bob", ""]),
        frozenset(dice.sample(["vip", "cold", "key"], dice.randint(0, 2))),
        dice.random() < 0.3, dice.random() < 0.2,
        dice.choice([None, 0, 1, 29, 30, 31, 90, 400]),
        tuple(
            (dice.choice([100, 5000, 10_000]), dice.choice(["EUR", "HUF", "JPY"]))
            for _ in range(dice.choice([0, 0, 1, 2]))
        ),
    )  # fmt: skip


Firm = dict[int, Facts]


def fill(desk: Desk, dice: random.Random) -> Firm:
    now = desk.clock.now()
    bob = builders.a_colleague(desk, "bob").user
    firm: Firm = {}
    for number in range(24):
        facts = made(dice, number)
        party = builders.a_company(desk, facts.name, city=facts.city, is_supplier=facts.supplier)
        firm[party] = facts
        if facts.days is not None:
            builders.a_call(desk, party, at=now - timedelta(days=facts.days))
        if facts.tags:
            tags.change(desk, [party], tags.parse(" ".join(sorted(facts.tags))))
        if facts.owner != "anna":
            accounts.hand_over(desk, [party], bob if facts.owner else None)
        for amount, currency in facts.won:
            minor = amount if currency == "JPY" else amount * 100
            deal = builders.a_deal(desk, party, amount_minor=minor, currency=currency)
            deals.win(desk, deal)
        if facts.archived:
            parties.archive(desk, [party])
    return firm


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Desk, Firm]]]:
    folder = tmp_path_factory.mktemp("firms")
    with ExitStack() as stack:
        made = []
        for seed in range(3):
            desk = stack.enter_context(builders.a_desk(folder / f"{seed}.db"))
            made.append((desk, fill(desk, random.Random(seed))))
        yield made


def worth(one: Facts, currency: str = "") -> int:
    """The largest sum in one currency, or that in the one stated."""
    sums: dict[str, int] = {}
    for amount, paid_in in one.won:
        sums[paid_in] = sums.get(paid_in, 0) + amount
    return sums.get(currency, 0) if currency else max(sums.values(), default=0)


Holds = Callable[[Facts], bool]
ATOMS: dict[str, Holds] = {
    "city:oslo": lambda one: one.city == "Oslo",
    "city:york": lambda one: one.city == "New York",
    "city=york": lambda one: False,
    'city="new york"': lambda one: one.city == "New York",
    "city:arhus,oslo": lambda one: one.city in ("Århus", "Oslo"),
    "city!=oslo": lambda one: one.city != "Oslo",
    "city:none": lambda one: not one.city,
    "owner:me": lambda one: one.owner == "anna",
    "owner:bob": lambda one: one.owner == "bob",
    "owner:none": lambda one: not one.owner,
    "has:owner": lambda one: bool(one.owner),
    "tag:vip": lambda one: "vip" in one.tags,
    "tag:cold,key": lambda one: bool(one.tags & {"cold", "key"}),
    "tag:any": lambda one: bool(one.tags),
    "supplier:yes": lambda one: one.supplier,
    "is:archived": lambda one: one.archived,
    "last<30d": lambda one: one.days is not None and one.days < 30,
    "last<=30d": lambda one: one.days is not None and one.days <= 30,
    "last>30d": lambda one: one.days is not None and one.days > 30,
    "last:7d..90d": lambda one: one.days is not None and 7 <= one.days <= 90,
    "last:yesterday": lambda one: one.days == 1,
    "last:none": lambda one: one.days is None,
    "value>5000": lambda one: worth(one) > 5000,
    "value>=5000": lambda one: worth(one) >= 5000,
    "value<5k": lambda one: worth(one) < 5000,
    "value:0": lambda one: not one.won,
    "value>=10000 EUR": lambda one: worth(one, "EUR") >= 10_000,
    "value<=100JPY": lambda one: worth(one, "JPY") <= 100,
    "deals:0": lambda one: True,
    "name:firm": lambda one: True,
    '"firm 07"': lambda one: one.name == "Firm 07",
}

Said = tuple[str, Holds]


def either(parts: list[Said]) -> Said:
    said = " OR ".join(f"({text})" for text, _holds in parts)
    return f"({said})", lambda one: any(holds(one) for _text, holds in parts)


def together(parts: list[Said]) -> Said:
    said = " ".join(f"({text})" for text, _holds in parts)
    return f"({said})", lambda one: all(holds(one) for _text, holds in parts)


def opposite(part: Said) -> Said:
    text, holds = part
    return f"-({text})", lambda one: not holds(one)


atoms = st.sampled_from(sorted(ATOMS.items()))
filters = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(either),
        st.lists(parts, min_size=1, max_size=3).map(together),
        parts.map(opposite),
    ),
    max_leaves=6,
)


@given(filters)
def test_a_filter_leaves_what_a_plain_reading_of_it_leaves(
    firms: list[tuple[Desk, Firm]], said: Said
):
    text, holds = said
    for desk, firm in firms:
        found = narrowed(desk, "party", f"{text} name:firm")
        assert found is not None
        condition = found.condition
        sql = f"SELECT p.id FROM party p WHERE {condition.where}"
        left = {row[0] for row in desk.store.rows(sql, condition.params)}
        assert left == {party for party, one in firm.items() if holds(one)}, text


@pytest.mark.parametrize("atom", sorted(ATOMS))
def test_each_part_alone_leaves_what_it_says(firms: list[tuple[Desk, Firm]], atom: str):
    for desk, firm in firms:
        query = CustomerQuery(text=f"{atom} name:firm archived:any", who="everyone")
        wanted = {party for party, one in firm.items() if ATOMS[atom](one)}
        assert set(customers.all_ids(desk, query)) == wanted


@pytest.fixture(scope="module")
def firm() -> Iterator[Desk]:
    with filled() as desk:
        yield desk


NAMES = sorted({
    name
    for record in RECORDS.values()
    for field in record.fields
    for name in (field.name, *field.aliases)
})  # fmt: skip
VALUES = (
    "a", "me", "none", "any", "10k", "-5", "30d", "2026-11", "today", "1..2", "..", "x..",
    "10,000", '"a b"', "yes", "2h", "99999y", "EUR", "0001-01-01", "9999-12-31", "1e5", "#1", "%",
    "999999999999999", "10000000000000000 EUR", "..9999-12-31", '"', "",
)  # fmt: skip
conditions = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(("", "-", "NOT ", "(")),
    st.sampled_from(NAMES) | st.sampled_from(("has", "is", "fax-nr", "nix")),
    st.sampled_from((":", "=", "!=", ">", ">=", "<", "<=", ";")),
    st.sampled_from(VALUES) | st.text(max_size=6),
)
hostile = st.lists(conditions, min_size=1, max_size=3).map(" ".join) | st.text()


@given(st.sampled_from(sorted(RECORDS)), hostile)
@example("party", "created>=9999-12-31")
@example("task", "done<0001-01-01")
def test_no_text_breaks_a_list(firm: Desk, kind: Kind, text: str):
    refused = False
    try:
        check(firm, kind, text)
    except FilterError:
        refused = True
    found = narrowed(firm, kind, text)
    if found is not None:
        sql = f"SELECT count(*) FROM {TABLES[kind]} WHERE {found.condition.where}"
        number = firm.store.value(sql, found.condition.params)
        assert not (refused and number)
    if kind == "party":
        query = CustomerQuery(text=text)
        assert len(customers.page(firm, query, 0, 100)) == customers.count(firm, query)
    elif kind == "deal":
        board.columns(firm, board.BoardQuery(text=text))
    elif kind == "ticket":
        ticket_views.count(firm, ticket_views.TicketQuery(text=text))
    else:
        agenda.search_sheet(firm, firm.user, text)
