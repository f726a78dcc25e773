"""Who asked: found by key, e-mail address and name, and made where nobody is (rule 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties, Likeness
from crm_tui.services.intake.made_parties import MadeParties
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.views.own_keys import KEY_SOURCE, is_own_key

_PEOPLE = ("contactid", "personid", KEY_SOURCE)
"""What files of people call the key of their rows."""
_OTHER_NAME = "is somebody's of another name; taken as the same person"
_OF_COMPANY = "is a company's own; who wrote is kept in words"


class Asker(NamedTuple):
    """The customer of a ticket, and the person there who asked, if that is somebody else.

    `firms` are where who asked works, `problem` is why it cannot be said who it is;
    `is_stranger` where somebody is meant who is not here and was not to be made.
    """

    party: int | None = None
    contact: int | None = None
    industry: str = ""
    firms: tuple[int, ...] = ()
    problem: str = ""
    is_stranger: bool = False

    @property
    def speaker(self) -> int | None:
        """Whose words the ticket holds."""
        return self.contact or self.party


class _Found(NamedTuple):
    """Who is meant by a row's words: None where nobody is, or with a `problem`."""

    party: int | None = None
    problem: str = ""


class Askers:
    """Finds the customers and people of tickets, and makes who is not here."""

    def __init__(self, desk: Desk, options: Options, tally: Tally, inserts: Inserts) -> None:
        self._desk = desk
        self._source = options.company_source
        self._tally = tally
        self._inserts = inserts
        self._keys = KnownKeys(desk, "party")
        self._known = KnownParties(desk)
        self._asked = References(desk, options, tally, inserts, "party")
        self._employers: dict[int, tuple[int, ...]] = {}
        self._industries: dict[int, str] = {}
        self._made = MadeParties(desk, inserts, self._keys, self._known)
        self.said = said_parties(desk, options.told("party"))

    def read(self, rows: Sequence[TicketRecord], *, write: bool) -> None:
        """Look up whom a batch names; what was made in a trial stays known."""
        if write:
            self._keys.forget()
            self._known.forget()
            self._employers.clear()
        for source in _PEOPLE:
            self._keys.read(source, [row.contact_id for row in rows])
        if self._source:
            self._keys.read(self._source, [row.party_id for row in rows])
        self._known.read(
            [self._made.normal(row.email) for row in rows if row.email],
            [fold(name) for row in rows for name in (row.party, row.contact) if name],
        )
        self._read_more(rows)

    def _read_more(self, rows: Sequence[TicketRecord]) -> None:
        """Where those found work, and in which industries they and their firms are."""
        store = self._desk.store
        found = sorted({number for row in rows for number in self._met(row) if number > 0})
        for person, company in store.rows_by_id(
            "SELECT party_id, other_id FROM relationship WHERE kind = 'works_at'"
            " AND until IS NULL AND party_id IN ({ids}) ORDER BY id",
            found,
        ):
            at = self._employers.get(person, ())
            self._employers[person] = (*at, company) if company not in at else at
        firms = {firm for person in found for firm in self._employers.get(person, ())}
        self._industries.update(
            store.rows_by_id(
                "SELECT id, industry FROM party WHERE id IN ({ids})", sorted({*found, *firms})
            )
        )

    def _met(self, record: TicketRecord) -> Iterable[int]:
        keyed = [self._keys.find(source, record.contact_id) for source in _PEOPLE]
        keyed.append(self._keys.find(self._source, record.party_id))
        keyed += [self.said.find(record.party), self.said.find(record.contact)]
        yield from (number for number in keyed if number)
        if record.email:
            yield from (one.id for one in self._with_address(record.email))
        for name in (record.party, record.contact):
            if name:
                yield from (one.id for one in self._known.with_name(fold(name)))

    def find(self, line: int, record: TicketRecord, custom: dict[str, str], *, make: bool) -> Asker:
        """Who asked, with `make` made where nobody is; the `problem` where it cannot be said.

        What was not found by its words is kept in `custom`.
        """
        firm = self._company(record)
        one = self._person(line, record, custom, firm.party)
        if firm.problem or one.problem:  # before anybody is made
            return Asker(problem=firm.problem or one.problem)
        company, person = firm.party, one.party
        if company is None and record.party and self._asked.leaves(record.party):
            custom.setdefault(record.columns.get("party", "party"), record.party)
            record = record._replace(party="")
        new_firm = company is None and bool(record.party)
        new_person = person is None and bool(record.contact or record.email)
        if not make and (new_firm or new_person):
            return self._settled(company, person)._replace(is_stranger=True)
        if new_firm:
            self._asked.missing(line, record.party, "made")
            company = self._made.make("company", record.party)
        if new_person:
            person = self._make_person(record, company)
        if make and company is not None:
            self._made.adopt_key(self._source, record.party_id, company)
        if make and person is not None:
            source = KEY_SOURCE if is_own_key(record.contact_id) else _PEOPLE[0]
            self._made.adopt_key(source, record.contact_id, person)
        if company is None and person is None:
            for name in ("party_id", "contact_id"):
                if value := getattr(record, name):
                    custom.setdefault(record.columns.get(name, name), value)
            self._tally.warn_once(line, "it names no customer; kept without one")
            return Asker()
        return self._settled(company, person)

    def _settled(self, company: int | None, person: int | None) -> Asker:
        """A person asks for the one firm they work at; who works at several asks for themselves."""
        firms = self._employers.get(person or 0, ())
        if company is None and len(firms) == 1:
            company = firms[0]
        party = company or person
        contact = person if person != party else None
        also = dict.fromkeys((*firms, party) if contact else firms)
        others = tuple(one for one in also if one is not None and one != (contact or party))
        return Asker(party, contact, self._industries.get(party or 0, ""), others)

    # Finding

    def _company(self, record: TicketRecord) -> _Found:
        if record.party and (said := self.said.find(record.party)) is not None:
            return _Found(said)
        keyed = self._keys.find(self._source, record.party_id) if record.party_id else None
        if keyed is not None or not record.party:
            return _Found(keyed)
        same = _each_once(self._known.with_name(fold(record.party)))
        same = [one for one in same if one.kind == "company"] or same
        if record.party_id:  # who has another key of this kind is somebody else
            same = [one for one in same if not self._known.has_key(one.id, self._source)]
        return _only(same, f"{quoted(record.party)} names")

    def _person(
        self, line: int, record: TicketRecord, custom: dict[str, str], company: int | None
    ) -> _Found:
        if record.contact and (said := self.said.find(record.contact)) is not None:
            return _Found(said)
        for source in _PEOPLE:
            keyed = self._keys.find(source, record.contact_id) if record.contact_id else None
            if keyed is not None:
                return _Found(keyed)
        if record.email:
            return self._by_address(line, record, custom)
        return self._by_name(record, company) if record.contact else _Found()

    def _by_address(self, line: int, record: TicketRecord, custom: dict[str, str]) -> _Found:
        """Who has the address: a person before a company, the one so named among several."""
        there = self._with_address(record.email)
        there = [one for one in there if one.kind == "person"] or there
        found = [one for one in there if one.name == fold(record.contact)] or there
        if len(found) == 1 and record.contact and found[0].name != fold(record.contact):
            custom.setdefault(record.columns.get("contact", "contact"), record.contact)
            whose = _OTHER_NAME if found[0].kind == "person" else _OF_COMPANY
            self._tally.warn(line, f"{record.email} {whose}: {quoted(record.contact)}")
        return _only(found, f"{record.email} is an address of")

    def _by_name(self, record: TicketRecord, company: int | None) -> _Found:
        """Who is called so, at the company where one is told."""
        same = _each_once(self._known.with_name(fold(record.contact)))
        same = [one for one in same if one.kind == "person"] or same
        if record.party or company is not None:
            same = [one for one in same if company in self._employers.get(one.id, ())]
        if record.contact_id:
            same = [
                one
                for one in same
                if not any(self._known.has_key(one.id, source) for source in _PEOPLE)
            ]
        return _only(same, f"{quoted(record.contact)} names")

    def _with_address(self, email: str) -> list[Likeness]:
        return _each_once(self._known.with_method("email", self._made.normal(email)))

    # Making

    def _make_person(self, record: TicketRecord, company: int | None) -> int:
        person = self._made.make(
            "person", record.contact or record.email, record.email, is_customer=company is None
        )
        if company is not None:
            self._inserts.add(
                "relationship", party_id=person, other_id=company, kind="works_at"
            )  # fmt: skip
            self._employers[person] = (company,)
        return person


def _only(found: Sequence[Likeness], said: str) -> _Found:
    """The one that was found; never one of several in silence (rule 12)."""
    if len(found) > 1:
        return _Found(problem=f"{said} {len(found)} customers")
    return _Found(found[0].id if found else None)


def _each_once(found: Iterable[Likeness]) -> list[Likeness]:
    return list({one.id: one for one in found}.values())
