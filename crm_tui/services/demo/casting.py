"""The demo's customers before anything happened: firms, branches, people, and who looks after them.

Also our own side: colleagues, goods, shared views.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, timedelta
from itertools import count
from typing import Any, NamedTuple

from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.world import Firm, Land, Trade, World, parts
from crm_tui.services.parties import normal_form
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words

_PREFERRED = ("phone", "email", "phone", "video", "")
_SOURCES = ("web", "event", "referral", "phoned_in", "campaign", "own_search", "partner")


class Person(NamedTuple):
    """Someone at a customer's, and how they are called in a log."""

    id: int
    called: str


class Account(NamedTuple):
    """A customer with its people and what stories need to know of it."""

    id: int
    name: str
    land: Land
    trade: Trade
    people: tuple[Person, ...]
    owner: int


class Cast(NamedTuple):
    """Our own side: (id, first name) of who works here, and who left."""

    working: tuple[tuple[int, str], ...]
    manager: int
    left: int
    me: int
    logins: dict[str, int]


class Caster:
    """Puts customers and colleagues into a draft."""

    def __init__(self, desk: Desk, draft: Draft, world: World, chance: random.Random) -> None:
        self._desk, self._draft, self._world, self._chance = desk, draft, world, chance
        self._lines: dict[str, count[int]] = {}
        self._tags: dict[str, int] = {}
        self._forms = frozenset(world.house["forms"].split())
        self._titles = [parts(line) for line in world.profile["titles"]]

    def colleagues(self) -> Cast:
        """Everyone of ours; whoever opened the demo keeps their row."""
        known = dict(self._desk.store.rows('SELECT login, id FROM "user"'))
        ids: dict[str, int] = {}
        for told in self._world.house["colleague"]:
            login = told["login"]
            if login in known:
                ids[login] = known[login]
                self._desk.store.write(
                    'UPDATE "user" SET name = ? WHERE id = ?', (told["name"], known[login])
                )
                continue
            ids[login] = self._draft.put(
                "user",
                login=login,
                name=told["name"],
                role=told.get("role", "agent"),
                is_management=told.get("role") == "manager",
                email=f"{login}@labelworks.example",
                active=not told.get("left", False),
                working_hours=told.get("hours", ""),
            )
        here = [t for t in self._world.house["colleague"] if not t.get("left")]
        working = [(ids[told["login"]], told["name"].split()[-2]) for told in here]
        if self._desk.user not in ids.values():
            working.insert(0, (self._desk.user, self._desk.user_name))
        left = next(t["login"] for t in self._world.house["colleague"] if t.get("left"))
        manager = next(t["login"] for t in here if t.get("role") == "manager")
        return Cast(tuple(working), ids[manager], ids[left], self._desk.user, ids)

    def goods_and_views(self) -> list[str]:
        """Products and shared views; the products' codes."""
        for told in self._world.house["product"]:
            self._draft.put(
                "product", name=told["name"], code=told["code"], series=told["series"],
                price_minor=told["price"], currency=self._desk.currency,
            )  # fmt: skip
        for position, told in enumerate(self._world.house["view"], 1):
            self._draft.put(
                "saved_view", name=told["name"], query=_canonical(told["query"]), position=position
            )
        return [told["code"] for told in self._world.house["product"][:4]]

    def firm(self, land: Land, firm: Firm, people: list[str], owner: int, made: date) -> Account:
        """A company of a land with its people."""
        trade = self._world.trades[firm.trade]
        slug = firm.slug or _slug(firm.name, self._forms)
        party = self.party(
            "company", firm.name, land=land, city=firm.city, owner=owner, made=made,
            industry=firm.trade, size=f"{firm.staff} staff", source=self._chance.choice(_SOURCES),
        )  # fmt: skip
        self.method(party, "phone", land.numbers[firm.city], land.country, label="office")
        self.method(party, "email", f"info@{slug}.example", land.country)
        self.method(party, "web", f"www.{slug}.example", land.country)
        self.tag(party, firm.trade)
        account = Account(party, firm.name, land, trade, (), owner)
        staff = [
            self._employee(account, told, nth, city=firm.city, slug=slug, made=made)
            for nth, told in enumerate(people)
        ]
        return account._replace(people=tuple(staff))

    def branch(self, mother: Account, name: str, city: str, made: date) -> None:
        """A branch of a company."""
        row = self._draft.get("party", mother.id)
        party = self.party(
            "company", name, land=mother.land, city=city, owner=mother.owner, made=made,
            industry=row["industry"], parent_id=mother.id, lifecycle="customer",
            relationship="regular",
        )  # fmt: skip
        self.method(party, "phone", mother.land.numbers[city], mother.land.country, label="branch")

    def party(self, kind: str, name: str, *, land: Land | None, made: date, **values: Any) -> int:
        """A company or a person, looked after from its first day by its owner."""
        owner = values.pop("owner")
        at = self._desk.clock.now() - (self._desk.clock.today() - made)
        if land is not None:
            values = {
                "country": land.country, "language": land.language, "zone": land.zone, **values
            }  # fmt: skip
        party = self._draft.put(
            "party", kind=kind, name=name, sort_name=fold(name), created_at=at, **values
        )
        self._draft.put("assignment", party_id=party, user_id=owner, since=made)
        return party

    def method(
        self, party: int, kind: str, template: str, country: str, *, label: str = "", **more: Any
    ) -> int:
        """A way to reach a party; hash marks of a number are filled with the next line's digits."""
        value = self._line(template)
        normal, reverse = normal_form(kind, value, country, self._desk.home_country)
        own = [
            number
            for number in self._draft.ids("contact_method")[-6:]
            if self._draft.get("contact_method", number)["party_id"] == party
            and self._draft.get("contact_method", number)["kind"] == kind
        ]
        return self._draft.put(
            "contact_method", party_id=party, kind=kind, value=value, normal=normal,
            reversed_digits=reverse, label=label, is_primary=not own, **more,
        )  # fmt: skip

    def tag(self, party: int, name: str) -> None:
        """Put a tag on a party."""
        if name not in self._tags:
            self._tags[name] = self._draft.put("tag", name=name, folded=fold(name))
        self._draft.put("tagging", party_id=party, tag_id=self._tags[name])

    def _employee(
        self, employer: Account, told: str, nth: int, *, city: str, slug: str, made: date
    ) -> Person:
        land = employer.land
        name, _, spelt = told.partition("=")
        title, influence = self._titles[(employer.id * 5 + nth * 3) % len(self._titles)]
        person = self.party(
            "person", name, land=land, city=city, owner=employer.owner, made=made,
            is_customer=False, channel=self._chance.choice(_PREFERRED),
            birthday=self._birthday() if self._chance.random() < 0.4 else None,
            **self._profile(employer.trade, few=nth > 0),
        )  # fmt: skip
        local = spelt or ".".join(words(name)[:2])
        self.method(person, "email", f"{local}@{slug}.example", land.country)
        self.method(person, "phone", land.mobile, land.country, label="mobile")
        if nth == 0:
            self.method(person, "phone", land.numbers[city], land.country, label="direct line")
        self._draft.put(
            "relationship", party_id=person, other_id=employer.id, kind="works_at", title=title,
            influence=influence, since=made,
        )  # fmt: skip
        return Person(person, name if land.family_first else name.split()[0])

    def _profile(self, trade: Trade, *, few: bool = False) -> dict[str, str]:
        chance, profile = self._chance, self._world.profile
        chosen = {"likes": chance.choice(profile["likes"])} if chance.random() < 0.5 else {}
        if not few:
            chosen |= {
                "wants": chance.choice(profile["wants"]),
                "motives": chance.choice(profile["motives"]),
                "worries": chance.choice(profile["worries"]),
                "decides_how": chance.choice(profile["decides"]),
                "spoken_to_how": chance.choice(profile["spoken"]),
            }
        told = {name: text.format(**trade._asdict(), other="the boss") for name, text in
                chosen.items()}  # fmt: skip
        empty = ("likes", "wants", "motives", "worries", "decides_how", "spoken_to_how")
        return {name: told.get(name, "") for name in empty}

    def _birthday(self) -> date:
        years = self._chance.randint(24, 62)
        return self._desk.clock.today() - timedelta(days=years * 365 + self._chance.randrange(365))

    def _line(self, template: str) -> str:
        marks = template.count("#")
        if not marks:
            return template
        nth = next(self._lines.setdefault(template, count(1)))
        digits = iter(f"{(nth * 37 + sum(map(ord, template))) % 10**marks:0{marks}d}")
        return "".join(next(digits) if letter == "#" else letter for letter in template)


def _slug(name: str, forms: Collection[str]) -> str:
    kept = [word for word in words(name) if word not in forms and len(word) > 2 and word.isascii()]
    return "-".join(kept[:2])


def _canonical(query: dict[str, Any]) -> str:
    import json

    return json.dumps(query, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
