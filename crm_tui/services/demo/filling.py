"""Filling an empty database with a firm's customers and nine months of its work."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle

from crm_tui.errors import RuleError
from crm_tui.models.stored import instant_text
from crm_tui.services import accounts, tags, tasks, timeline
from crm_tui.services.demo.casting import Account, Cast, Caster, Person
from crm_tui.services.demo.diary import Diary
from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.selling import Seller
from crm_tui.services.demo.serving import Server
from crm_tui.services.demo.telling import Teller
from crm_tui.services.demo.world import Land, Story, Trade, World, parts, read
from crm_tui.store import caches
from crm_tui.store.desk import Desk

SEED = 7
_MONTHS = 280
_FAREWELL = 70
"""So many days ago a colleague left and the accounts were given to others."""


def fill(desk: Desk) -> None:
    """Fill an empty database with lifelike data around the clock's today.

    The same day and database give the same data. What was done is signed by the colleagues, so
    that the user's own undo has nothing to take back yet. Raises RuleError for a database that
    holds customers.
    """
    if desk.store.value("SELECT 1 FROM party LIMIT 1"):
        raise RuleError("This database holds customers already.", "Choose a new file for the demo.")
    chance = random.Random(SEED)
    world, draft = read(), Draft(desk)
    caster = Caster(desk, draft, world, chance)
    with desk.store.change_set(None, "moved in from the old card file", origin="import") as moved:
        desk.store.engine.defer_references()
        cast = caster.colleagues()
        caster.goods_and_views()
        filler = _Filler(desk, draft, world, cast, caster, chance)
        filler.customers()
        filler.private_people()
        filler.other_firms()
        filler.loose_ends()
        filler.agenda()
        filler.deals()
        filler.tickets()
        draft.write()
        caches.refresh(desk.store, draft.ids("party"))
        desk.store.write("UPDATE change_set SET user_id = ? WHERE id = ?", (cast.manager, moved))
        _date(desk, moved, desk.clock.now() - timedelta(days=1, hours=3))
    _this_morning(desk, cast)


class _Filler:
    """Walks the world and puts all of it into the draft."""

    def __init__(
        self, desk: Desk, draft: Draft, world: World, cast: Cast, caster: Caster,
        chance: random.Random,
    ) -> None:  # fmt: skip
        self._desk, self._draft, self._world, self._cast = desk, draft, world, cast
        self._caster, self._chance = caster, chance
        self._teller = Teller(desk, draft, world, cast, chance)
        self._accounts: list[tuple[Account, Story]] = []
        self._takes = cycle(world.profile["takes"])

    def customers(self) -> None:
        """The firms of every land, their branches, and a story for each."""
        stories = self._stories()
        owners = self._owners()
        for land in self._world.lands:
            for nth, firm in enumerate(land.firms):
                story = next(stories)
                people = list(land.people[nth :: len(land.firms)])
                made = self._day(max(_MONTHS, story.begins) if story.begins > 200
                                 else story.begins)  # fmt: skip
                account = self._caster.firm(land, firm, people, next(owners), made)
                self._look_after(account, story, made)
                self._accounts.append((account, story))
            self._branches(land)

    def private_people(self) -> None:
        """Customers who are no firm."""
        owners = self._owners()
        story = self._world.private
        for line in self._world.house["private"]["people"]:
            told, country, city, phone, job = parts(line)
            name, _, spelt = told.partition("=")
            land = next(land for land in self._world.lands if land.country == country)
            owner, made = next(owners), self._day(story.begins)
            person = self._caster.party(
                "person", name, land=land, city=city, owner=owner, made=made, wants=f"{job}",
                source="walked_in" if self._chance.random() < 0.4 else "web",
            )  # fmt: skip
            self._caster.method(person, "phone", phone, country, label="home")
            local = spelt or name.split()[0].encode("ascii", "ignore").decode().lower()
            self._caster.method(person, "email", f"{local}@post.example", country)
            own = Person(person, name if land.family_first else name.split()[0])
            account = Account(person, name, land, Trade(job, job, "the market"), (own,), owner)
            self._teller.tell(account, story, [(made, owner)])
            self._caster.tag(person, "small")

    def other_firms(self) -> None:
        """Suppliers, partners and competitors."""
        for role, lines in self._world.house["firms"].items():
            for line in lines:
                self._other_firm(role, line)

    def loose_ends(self) -> None:
        """What gives a card file its corners: moves, ties, dead numbers, people who said no."""
        firms = [account for account, _ in self._accounts]
        self._moves(firms)
        self._ties(firms)
        self._dead_ends(firms)
        self._archive()
        self._corrections()
        self._recommended()

    def agenda(self) -> None:
        """What is to be done, and what was done of late."""
        Diary(
            self._desk, self._draft, self._cast, self._teller, self._chance,
            accounts=self._accounts, told=self._world.agenda,
        ).keep()  # fmt: skip

    def deals(self) -> None:
        """What the customers may buy, have bought, or bought elsewhere."""
        Seller(
            self._desk, self._draft, self._cast, self._teller, self._chance,
            accounts=self._accounts, told=self._world.deals,
        ).sell()  # fmt: skip

    def tickets(self) -> None:
        """What the customers asked, complained of and suggested."""
        Server(
            self._desk, self._draft, self._cast, self._teller, self._chance,
            accounts=self._accounts, told=self._world.service,
        ).serve()  # fmt: skip

    def _stories(self) -> Iterator[Story]:
        pool = [story for story in self._world.stories for _ in range(story.share)]
        self._chance.shuffle(pool)
        return cycle(pool)

    def _owners(self) -> Iterator[int]:
        """The user first and most often, so that their own list is not empty."""
        others = [user for user, _ in self._cast.working if user != self._cast.me]
        return cycle([self._cast.me, others[0], others[1], self._cast.me, *others[2:]])

    def _look_after(self, account: Account, story: Story, made: date) -> None:
        owners = [(made, account.owner)]
        if story.begins > 200 and self._chance.random() < 0.3:
            owners = self._changed_hands(account, made)
        self._teller.tell(account, story, owners)
        for name in story.tags:
            if self._chance.random() < 0.8:
                self._caster.tag(account.id, name)
        if story.name in ("talks", "stranger"):
            rival = self._world.house["firms"]["competitor"][account.id % 3].split("|")[0].strip()
            self._draft.get("party", account.id).update(
                not_buying="supplied_by", not_buying_note=f"Buys from {rival} so far"
            )
        if story.name in ("relies", "recommends", "cooling"):
            helper = next(user for user, _ in self._cast.working if user != account.owner)
            self._draft.put(
                "assignment", party_id=account.id, user_id=helper, since=self._day(90),
                role=self._chance.choice(("engineer", "back-up", "language")),
            )  # fmt: skip

    def _changed_hands(self, account: Account, made: date) -> list[tuple[date, int]]:
        """Let the colleague who left have been the owner until then."""
        day, take = self._day(_FAREWELL + self._chance.randint(0, 6)), next(self._takes)
        present = next(
            number for number in reversed(self._draft.ids("assignment"))
            if self._draft.get("assignment", number)["party_id"] == account.id
        )  # fmt: skip
        self._draft.get("assignment", present)["since"] = day
        self._draft.put(
            "assignment", party_id=account.id, user_id=self._cast.left, since=made, until=day,
            take=take,
        )  # fmt: skip
        self._teller.handed_over(account, day, self._cast.left, account.owner, take)
        return [(made, self._cast.left), (day, account.owner)]

    def _branches(self, land: Land) -> None:
        mothers = {account.name: account for account, _ in self._accounts}
        for mother, name, city in land.branches:
            self._caster.branch(mothers[mother], name, city, self._day(_MONTHS))

    def _other_firm(self, role: str, line: str) -> None:
        name, city, country, phone, told, what = parts(line)
        land = next((land for land in self._world.lands if land.country == country), None)
        manager, made = self._cast.manager, self._day(_MONTHS)
        firm = self._caster.party(
            "company", name, land=land, city=city, owner=manager, made=made, is_customer=False,
            industry=what, **{f"is_{role}": True},
        )  # fmt: skip
        self._caster.method(firm, "phone", phone, country, label="office")
        self._caster.tag(firm, role)
        if role == "competitor":
            self._gossip(firm, name)
        if not told:
            return
        person_name, _, _ = told.partition("=")
        person = self._caster.party(
            "person", person_name, land=land, city=city, owner=manager, made=made,
            is_customer=False,
        )  # fmt: skip
        self._caster.method(person, "phone", phone, country, label="direct line")
        self._draft.put(
            "relationship", party_id=person, other_id=firm, kind="works_at",
            title="our contact", influence="", since=made,
        )  # fmt: skip
        at = self._desk.clock.now() - timedelta(days=self._chance.randint(5, 40))
        call = self._teller.entry(
            person, at, "call", user=manager, direction="out", minutes=11, outcome="reached",
            body=f"Talked about {what}: prices hold until the end of the quarter.",
        )  # fmt: skip
        self._draft.put("participant", entry_id=call, party_id=firm)

    def _gossip(self, firm: int, name: str) -> None:
        for days, text in (
            (150, "New price list: paper labels three per cent down, ribbons up."),
            (48, f"Two of our customers had a visit from {name}. They promise ten days."),
        ):
            at = self._desk.clock.now() - timedelta(days=days + self._chance.randint(0, 20))
            self._teller.entry(firm, at, "note", user=self._cast.manager, body=text, internal=True)

    def _moves(self, firms: Sequence[Account]) -> None:
        """Three people changed their firm; both cards remember."""
        for here, there in ((3, 11), (26, 20), (45, 39)):
            person, day = firms[here].people[-1], self._day(60 + here)
            for number in self._draft.ids("relationship"):
                row = self._draft.get("relationship", number)
                if row["party_id"] == person.id:
                    row["until"] = day
            self._draft.put(
                "relationship", party_id=person.id, other_id=firms[there].id, kind="works_at",
                title="head of packaging", influence="decides", since=day,
            )  # fmt: skip

    def _ties(self, firms: Sequence[Account]) -> None:
        for one, other, kind in (
            (2, 6, "supplies"), (9, 17, "partner_of"), (30, 31, "supplies"), (50, 22, "knows"),
        ):  # fmt: skip
            self._draft.put(
                "relationship", party_id=firms[one].id, other_id=firms[other].id, kind=kind,
                title="", influence="", since=self._day(200),
            )  # fmt: skip

    def _dead_ends(self, firms: Sequence[Account]) -> None:
        for nth in (7, 24, 41, 58):
            number = next(
                n for n in self._draft.ids("contact_method")
                if self._draft.get("contact_method", n)["party_id"] == firms[nth].people[-1].id
                and self._draft.get("contact_method", n)["kind"] == "phone"
            )  # fmt: skip
            self._draft.get("contact_method", number)["bad_since"] = self._day(nth)
            self._teller.entry(
                firms[nth].people[-1].id, self._desk.clock.now() - timedelta(days=nth), "call",
                user=firms[nth].owner, direction="out", outcome="wrong_number",
                body="Somebody else has this number now.",
            )  # fmt: skip
        for nth in (15, 62):
            number = next(
                n for n in self._draft.ids("contact_method")
                if self._draft.get("contact_method", n)["party_id"] == firms[nth].people[-1].id
                and self._draft.get("contact_method", n)["kind"] == "email"
            )  # fmt: skip
            at = self._desk.clock.now() - timedelta(days=nth)
            self._draft.get("contact_method", number)["opted_out_at"] = at
            self._teller.entry(
                firms[nth].people[-1].id, at, "email", user=firms[nth].owner, direction="in",
                outcome="do_not_contact", body="Please take me off your list. Calls are fine.",
            )  # fmt: skip

    def _archive(self) -> None:
        former = [account for account, story in self._accounts if story.name == "former"]
        for account in former[:2]:
            at = self._desk.clock.now() - timedelta(days=40)
            self._draft.get("party", account.id)["archived_at"] = at
            self._teller.entry(account.id, at, "archive", user=account.owner, subject="archived",
                               body="Nothing to be done here for two years.")  # fmt: skip

    def _corrections(self) -> None:
        """A few entries said the wrong number at first (rule 2)."""
        wrong = [n for n in self._draft.ids("timeline_entry") if "fixed prices" in
                 self._draft.get("timeline_entry", n)["body"] or "price is at the limit" in
                 self._draft.get("timeline_entry", n)["body"]]  # fmt: skip
        for number in wrong[:5]:
            old = dict(self._draft.get("timeline_entry", number))
            told = {name: value for name, value in old.items() if name not in ("party_id", "at")}
            new = self._draft.put(
                "timeline_entry", **told | {
                    "party_id": old["party_id"], "at": old["at"], "corrects_id": number,
                    "created_at": old["at"] + timedelta(hours=2),
                    "body": f"{old['body']} (It was the other way round: they offered, we asked.)",
                }
            )  # fmt: skip
            for row in self._draft.ids("participant"):
                present = self._draft.get("participant", row)
                if present["entry_id"] == number:
                    self._draft.put("participant", **present | {"entry_id": new})

    def _recommended(self) -> None:
        senders = [account for account, story in self._accounts if story.name == "recommends"]
        newer = [account for account, story in self._accounts if story.name in ("first", "talks")]
        for sender, sent in zip(senders, newer, strict=False):
            self._draft.get("party", sent.id).update(referred_by_id=sender.id, source="referral")

    def _day(self, ago: int) -> date:
        return self._desk.clock.today() - timedelta(days=ago)


def _this_morning(desk: Desk, cast: Cast) -> None:
    """What colleagues did last, through the same doors as everyone, for the list of changes."""
    firms = [
        row[0]
        for row in desk.store.rows(
            "SELECT id FROM party WHERE is_customer = 1 AND kind = 'company' AND parent_id IS NULL"
            " AND archived_at IS NULL AND relationship = 'in_talks' ORDER BY id LIMIT 8"
        )
    ]
    others = [user for user, _ in cast.working if user != cast.me]
    one, two, three, manager = (desk._replace(user=user) for user in (*others[:3], cast.manager))
    before = desk.store.value("SELECT max(id) FROM change_set")
    tags.change(one, firms[:3], tags.TagLine(("fair-guest",), ()))
    accounts.hand_over(
        manager, firms[3:4], two.user, take="Speaks French, better off with somebody who does."
    )
    timeline.log(
        two, firms[4], "Asked for the statement on food contact, sent it at once.",
        kind="call", direction="in", minutes=6, outcome="next_step",
    )  # fmt: skip
    tasks.add(three, "Book the hotel for the plant visit", party=firms[5], due=desk.clock.today())
    timeline.log(
        one, firms[6], "Wrote that the samples are with the lab.", kind="email", direction="in",
        subject="samples",
    )  # fmt: skip
    with desk.store.change_set(None, "dated"):  # leaves no trace of its own
        for nth, minutes in enumerate((170, 128, 95, 41, 12), 1):
            _date(desk, before + nth, desk.clock.now() - timedelta(minutes=minutes))


def _date(desk: Desk, change_set: int, at: datetime) -> None:
    """Date a change set as if it had been written then."""
    desk.store.write("UPDATE change_set SET at = ? WHERE id = ?", (instant_text(at), change_set))
