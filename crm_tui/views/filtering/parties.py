"""The fields of a customer, and how words search for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import matching
from crm_tui.views.completeness import PERCENT
from crm_tui.views.filtering import amounts, moments, picks, texts
from crm_tui.views.filtering.conditions import NEVER, Sql, among, any_of, holding, one_of
from crm_tui.views.filtering.fields import ALL, Asked, Field, MeantError

_OPEN_TASKS = (
    "SELECT k.party_id FROM task k WHERE k.party_id IS NOT NULL AND k.state IN ('open', 'doing')"
)
_OPEN_TICKETS = "x.state IN ('new', 'open', 'waiting_customer', 'waiting_inside')"
_ORDINARY = "x.archived_at IS NULL"


def search(desk: Desk, text: str) -> Sql:
    """Customers that answer to words, as the search line finds them."""
    return among("p.id", matching.parties(desk, text, ALL, begun=True))


def _kind(asked: Asked) -> Sql:
    known = {"company": "companies", "person": "people"}
    codes = picks.meant(asked, known)
    if not codes:
        raise picks.unknown(asked, known)
    return one_of("p.kind", codes)


def _found(desk: Desk, wanted: Sequence[str], most: int) -> list[int]:
    return desk.store.engine.find_parties(wanted, most)


def _method(kind: str) -> str:
    return f"p.id IN (SELECT m.party_id FROM contact_method m WHERE m.kind = '{kind}'{{}})"


def _address(kind: str, meaning: str, *aliases: str) -> Field:
    """An address of a kind, by any part of it; with `=` the whole one."""

    def compare(asked: Asked) -> Sql:
        wanted = fold(asked.text)
        there = Sql("m.normal = ?", (wanted,)) if asked.sign == "=" else holding("m.normal", wanted)
        return Sql(_method(kind).format(f" AND {there.where}"), there.params) if wanted else NEVER

    return Field(kind, meaning, compare, Sql(_method(kind).format("")), aliases)


def _phone(asked: Asked) -> Sql:
    from crm_tui.text.phones import digits

    wanted = digits(asked.text).lstrip("0")
    if len(wanted) < 3:
        raise MeantError("three digits of a number at least.", "Such as: phone:1234.")
    if not asked.searching:
        return NEVER
    engine = asked.desk.store.engine
    found = dict.fromkeys(engine.find_digits(wanted, ALL))
    found.update(dict.fromkeys(one for one, _ in matching.numbers(asked.desk, asked.text)))
    return among("p.id", found)


def _company(asked: Asked) -> Sql:
    there = texts.name_holds("c.sort_name", asked)
    return any_of([
        Sql(
            "p.id IN (SELECT r.party_id FROM relationship r JOIN party c ON c.id = r.other_id"
            f" WHERE r.kind = 'works_at' AND r.until IS NULL AND {there.where})",
            there.params,
        ),
        Sql(f"p.parent_id IN (SELECT c.id FROM party c WHERE {there.where})", there.params),
    ])  # fmt: skip


def _spelt(name: str, meaning: str, *aliases: str, example: str = "") -> Field:
    return texts.spelt(name, meaning, "party", f"p.{aliases[0]}", *aliases[1:], example=example)


def _choice(name: str, meaning: str, of: str, *aliases: str, example: str = "") -> Field:
    column = f"p.{of}"
    return picks.choice(name, meaning, of, "party", column, *aliases, example=example)


_INDEXED = ("owner", "city", "lifecycle", "relationship", "last")
_ALL = (
    texts.named("name", "the name", "p.sort_name", example="name:rossi"),
    picks.colleague(
        "owner", "whose customer: me, a colleague, none", "p.owner_id", example="owner:me"
    ),
    _spelt("city", "the city", "city", "town", example="city:Oslo"),
    _spelt("region", "the region", "region", "province"),
    _spelt("country", "the country, as its two letters", "country", "land"),
    _spelt("industry", "the industry", "industry", "branch"),
    _spelt("size", "the size", "size"),
    _spelt("language", "the language", "language", "lang"),
    _choice("lifecycle", "stranger, prospect, customer ...", "lifecycle", "state"),
    _choice("relationship", "how they stand with us", "relationship", "relation"),
    _choice("wanted", "what we want it to become", "wanted"),
    _choice("source", "how they came to us", "source"),
    _choice("channel", "the channel they prefer", "channel"),
    picks.choice("not-buying", "why they do not buy", "not_buying", "party", "p.not_buying"),
    picks.tagged("p.id IN (SELECT g.party_id FROM tagging g WHERE {})"),
    Field(
        "kind",
        "company or person",
        _kind,
        Sql("p.kind <> ''"),
        ("type",),
        example="kind:person",
        lifts="who",
        offered=lambda _desk: ("company", "person"),
    ),
    picks.flag("customer", "is a customer", "p.is_customer = 1", lifts="who"),
    picks.flag("supplier", "is a supplier", "p.is_supplier = 1", lifts="who"),
    picks.flag("competitor", "is a competitor", "p.is_competitor = 1", lifts="who"),
    picks.flag("partner", "is a partner", "p.is_partner = 1", lifts="who"),
    picks.flag("archived", "is archived", "p.archived_at IS NOT NULL", lifts="archived"),
    Field(
        "company",
        "the company of a person, the group of a company",
        _company,
        Sql(
            "p.parent_id IS NOT NULL OR p.id IN (SELECT r.party_id FROM relationship r"
            " WHERE r.kind = 'works_at' AND r.until IS NULL)"
        ),
        ("firm",),
        example="company:rossi",
    ),
    _address("email", "a part of an e-mail address", "mail", "e-mail"),
    Field("phone", "a part of a number", _phone, Sql(_method("phone").format("")), ("tel",)),
    _address("web", "a part of a web address", "website"),
    moments.instant("last", "the last contact", "p.last_contact_at", "contact", "last-contact"),
    moments.least_day(
        "next", "the next open task", _OPEN_TASKS, "k.due", "next-step", "task", "tasks"
    ),
    moments.instant("created", "was added", "p.created_at", "added"),
    moments.instant("updated", "was changed", "p.updated_at", "changed"),
    moments.day("since", "the relationship stands since", "p.relationship_since"),
    moments.birthday("p.birthday"),
    amounts.summed("value", "won in total", f"x.state = 'won' AND {_ORDINARY}", "won"),
    amounts.summed("open", "the sum of the open deals", f"x.state = 'open' AND {_ORDINARY}"),
    amounts.counted(
        "deals",
        "how many open deals",
        "deal x",
        f"x.state = 'open' AND {_ORDINARY}",
        "p.id=x.party_id",
        "deal",
    ),
    amounts.counted(
        "tickets",
        "how many open tickets",
        "ticket x",
        f"{_OPEN_TICKETS} AND {_ORDINARY}",
        "p.id=x.party_id",
        "ticket",
    ),
    amounts.numbered(
        "complete",
        "how complete the card is, in percent",
        PERCENT,
        "completeness",
        example="complete<50",
    ),
    texts.found_text("wants", "what they want", "party", "p.wants", _found),
    texts.found_text("likes", "what they like", "party", "p.likes", _found),
)
FIELDS: Final = tuple(
    field._replace(indexed=True) if field.name in _INDEXED else field for field in _ALL
)
