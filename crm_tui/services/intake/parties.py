"""Companies and people taken in, with the people and companies they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.services import erasure
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import TELLING, KnownKeys, KnownParties, Likeness
from crm_tui.services.intake.party_details import PartyDetails
from crm_tui.services.intake.prepared import (
    TEXTS,
    ReadyMethod,
    ReadyParty,
    ready,
    stored_custom,
    texts_of,
)
from crm_tui.services.intake.records import PartyRecord, Record
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tags import Tags, tags_of
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.intake.updates import PartyUpdates
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

_HAS_TAG = """SELECT 1 FROM tagging g JOIN tag t ON t.id = g.tag_id
WHERE g.party_id = ? AND t.folded = ?"""
_HAS_NOTE = "SELECT 1 FROM timeline_entry WHERE party_id = ? AND kind = 'note' AND body = ?"
_HAS_CONTACT = """SELECT 1 FROM relationship r JOIN party p ON p.id = r.party_id
WHERE r.other_id = ? AND p.sort_name = ?"""
_HAS_EMPLOYER = "SELECT 1 FROM relationship WHERE party_id = ? AND kind = ?"


_COLUMNS = (
    "created_at", "updated_at", "kind", "name", "sort_name", "is_customer", "is_supplier",
    "lifecycle", "owner_id", "birthday", "custom", *TEXTS,
)  # fmt: skip
_METHOD_COLUMNS = (
    "party_id", "kind", "value", "normal", "reversed_digits", "label", "is_primary", "shared",
    "opted_out_at",
)  # fmt: skip
_UNTOLD = ("",) * len(TEXTS)
"""The texts of a company of which a row says the name alone."""


class _Told(NamedTuple):
    """What tells one namesake from another."""

    companies: set[str]
    emails: set[str]


def _emails(methods: Iterable[ReadyMethod]) -> set[str]:
    return {method.normal for method in methods if method.kind == "email"}


class PartyIntake:
    """Takes in rows of customers and of people."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "party")
        self._known = KnownParties(desk)
        self._inserts = Inserts(desk)
        self._rows = self._inserts.rows("party", *_COLUMNS)
        self._methods = self._inserts.rows("contact_method", *_METHOD_COLUMNS)
        self._links = self._inserts.rows("relationship", "party_id", "other_id", "kind", "title")
        self._external = self._inserts.rows("external_id", "source", "record", "value", "row")
        self._team = Colleagues(desk)
        self._updates = PartyUpdates(desk, options, tally, self._inserts, self._known)
        self._tags = Tags(desk, self._inserts)
        self._details = PartyDetails(desk)
        self._asked = {
            field: References(desk, options, tally, self._inserts, field)
            for field in ("owner", "company", "parent")
        }
        told = options.told("company") | options.told("parent")
        self._said = said_parties(desk, told)
        self._owners = self._team.said(options.told("owner"))
        self._parents: list[tuple[int, str, str, int]] = []
        self._referrers: list[tuple[int, str, int]] = []
        self._erased = erasure.ErasedAddresses(desk)
        self._made: set[int] = set()
        self._trial: dict[int, _Told] = {}
        self._first = 0
        self._completed: set[tuple[int, str, str]] = set()
        self._batch: list[ReadyParty] = []
        self._now = instant_text(desk.clock.now())
        self._today = desk.clock.today().isoformat()

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Work out normal forms and folded names, where whoever read them has not."""
        self._batch = [self._made_ready(*numbered) for numbered in batch]

    def _made_ready(self, line: int, record: Record | ReadyParty) -> ReadyParty:
        if isinstance(record, PartyRecord):
            record = ready(line, record, self._desk.home_country)
        assert isinstance(record, ReadyParty)
        if not record.record.details:
            return record
        checked = self._details.checked(record.record)
        return record._replace(record=checked, custom=stored_custom(checked.custom))

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        if write:  # in a trial nothing is written, so what was met must be remembered
            self._keys.forget()
            self._known.forget()
            self._made.clear()
        self._inserts.begin(write=write)
        self._first = self._first or self._desk.store.engine.next_id("party")
        if write:
            self._said.keep()
            self._owners.keep()
        self._read()
        for party in self._batch:
            self._take_one(party, write=write)
        if write:
            self._inserts.write()
        else:
            self._inserts.forget()

    def _read(self) -> None:
        batch, options = self._batch, self._options
        self._keys.read(options.source, [party.record.external_id for party in batch])
        if options.company_source:
            self._keys.read(options.company_source, [party.record.company_id for party in batch])
        self._known.read(
            [
                method.normal
                for party in batch
                for method in party.methods + party.contact_methods
                if method.kind in TELLING
            ],
            [
                name
                for party in batch
                for name in (party.folded, party.company_folded, party.contact_folded)
            ],
        )

    def _take_one(self, party: ReadyParty, *, write: bool) -> None:
        found = self._match(party)
        if day := self._erased_on(party, found):
            self._tally.reject(
                party.line,
                f"data of this person were erased on {day}; who came back is added by hand",
            )
        elif found is None:
            self._make(party)
            self._tally.created += 1
        elif found in self._made and not write:
            self._tell_more(party, found)
            self._tally.unchanged += 1
        else:
            self._lay_down(found)
            is_new = found >= self._first
            changed = self._updates.apply(party, found, write=write, is_new=is_new)
            changed |= self._complete(party, found)
            # What a further row tells of somebody this file has brought is no update of theirs.
            self._tally.known(changed=changed and not is_new)

    def _tell_more(self, party: ReadyParty, found: int) -> None:
        """Note in a trial what a further row would add to somebody the file has brought."""
        for method in party.methods:
            if method.normal:
                self._known.add_method(found, method.kind, method.normal)
        told = self._trial.setdefault(found, _Told(set(), set()))
        told.emails.update(_emails(party.methods))
        if not told.companies and party.company_folded:
            told.companies.add(party.company_folded)
        self._complete(party, found)

    def _lay_down(self, party: int) -> None:
        """Write what the batch has made, where it has made the party: now it can be read."""
        if party in self._made and not self._options.trial:
            self._inserts.write()
            self._made.clear()

    def _erased_on(self, party: ReadyParty, found: int | None) -> str:
        """The day on which they, or someone with an address of theirs, were erased (rule 16)."""
        if found is not None:
            return self._erased.parties.get(found, "")
        return self._erased.day_of(
            method.normal for method in party.methods if method.kind in TELLING
        )

    # Matching

    def _match(self, party: ReadyParty) -> int | None:
        """The party a record is, by key, e-mail, number with name, name with place; else None."""
        record, source = party.record, self._options.source
        if record.external_id:
            found = self._keys.find(source, record.external_id)
            if found is not None:
                return found
        for candidate in self._candidates(party):
            if not (record.external_id and self._known.has_key(candidate.id, source)):
                self._adopt_key(party, candidate)
                if not self._known.is_called(candidate.id, party.folded):
                    self._tally.warn(
                        party.line,
                        f"the e-mail address of {record.name} belongs to a customer of another"
                        " name; taken as the same",
                    )
                return candidate.id
        return None

    def _candidates(self, party: ReadyParty) -> Iterable[Likeness]:
        record = party.record
        yield from self._with_address(party)
        for method in party.methods:
            if method.kind == "phone" and method.normal:
                for known in self._known.with_method("phone", method.normal):
                    if known.name == party.folded and known.kind == record.kind:
                        yield known
        if record.kind == "person" and not self._same_company(party):
            return
        for known in self._known.with_name(party.folded, record.kind):
            if not known.is_elsewhere(record.city, record.country) and self._may_be(party, known):
                yield known

    def _with_address(self, party: ReadyParty) -> Iterable[Likeness]:
        for method in party.methods:
            if method.kind != "email" or not method.normal:
                continue
            for known in self._known.with_method("email", method.normal):
                if known.kind == party.record.kind:
                    yield known

    def _same_company(self, party: ReadyParty) -> bool:
        """A person is known by name alone only where nothing else could tell them apart."""
        return bool(party.record.company) or not any(
            method.normal for method in party.methods if method.kind in ("email", "phone")
        )

    def _may_be(self, party: ReadyParty, known: Likeness) -> bool:
        """Whether a namesake can be the same: no other e-mail, and the same company if any."""
        record = party.record
        self._lay_down(known.id)
        employed = record.kind == "person" and record.company
        if employed and party.company_folded not in self._companies_of(known.id):
            return False
        own = _emails(party.methods)
        theirs = self._emails_of(known.id) if own else own
        return not theirs or not own.isdisjoint(theirs)

    def _companies_of(self, party: int) -> set[str]:
        """Where somebody works, as it stands or, in a trial, would."""
        if party in self._trial:
            return self._trial[party].companies
        at = self._desk.store.rows(
            "SELECT c.sort_name FROM relationship r JOIN party c ON c.id = r.other_id"
            " WHERE r.party_id = ? AND r.kind = 'works_at'",
            (party,),
        )
        return {row[0] for row in at}

    def _emails_of(self, party: int) -> set[str]:
        """Somebody's e-mail addresses, as they stand or, in a trial, would."""
        if party in self._trial:
            return self._trial[party].emails
        rows = self._desk.store.rows(
            "SELECT normal FROM contact_method WHERE party_id = ? AND kind = 'email'", (party,)
        )
        return {row[0] for row in rows}

    def _adopt_key(self, party: ReadyParty, known: Likeness) -> None:
        """A party found otherwise is known by the file's key from now on."""
        if party.record.external_id:
            self._add_key(party.record.external_id, known.id)

    def _add_key(self, value: str, party: int) -> None:
        source = self._options.source
        self._keys.add(source, value, party)
        self._known.add_key(party, source)
        self._external.add(source, "party", value, party)

    # Making

    def _make(self, party: ReadyParty) -> None:
        record = party.record
        custom = dict(record.custom)
        owner = self._owner(party, custom)
        if record.company and self._asked["company"].leaves(record.company):
            custom.setdefault("company", record.company)
        number = self._add_party(
            party.folded,
            record,
            party.methods,
            line=party.line,
            is_customer=self._is_customer(record),
            lifecycle=record.lifecycle or ("customer" if self._is_customer(record) else "prospect"),
            owner=owner,
            texts=party.texts,
            custom=party.custom if custom == record.custom else stored_custom(custom),
        )
        if self._options.trial:
            at = {party.company_folded} if record.kind == "person" and record.company else set()
            self._trial[number] = _Told(at, _emails(party.methods))
        if record.external_id:
            self._add_key(record.external_id, number)
        if record.kind == "person" and (record.company or record.company_id):
            self._employ(party, number)
        if party.contact_folded:
            self._add_contact(party, number)
        for folded, tag in tags_of(record.tags).items():
            self._tag(number, tag, folded)
        if record.note:
            self._note(number, record.note)
        if record.parent or record.parent_id:
            self._parents.append((number, record.parent, record.parent_id, party.line))
        if record.referred_by:
            self._referrers.append((number, record.referred_by, party.line))
        self._inserts.add_keys("party", number, record.other_keys, own=self._options.source)

    def _is_customer(self, record: PartyRecord) -> bool:
        if record.is_supplier:
            return False
        return self._options.customers or not (record.company or record.company_id)

    def _add_party(
        self,
        folded: str,
        record: PartyRecord,
        methods: Sequence[ReadyMethod],
        *,
        line: int,
        is_customer: bool,
        lifecycle: str,
        owner: int | None = None,
        texts: tuple[str, ...] = _UNTOLD,
        custom: str = "{}",
    ) -> int:
        values = (
            self._now,
            self._now,
            record.kind,
            record.name,
            folded,
            is_customer,
            record.is_supplier,
            lifecycle,
            owner,
            record.birthday.isoformat() if record.birthday else None,
            custom,
            *texts,
        )
        if more := self._details.columns(record):
            number = self._inserts.add("party", **dict(zip(_COLUMNS, values, strict=True)) | more)
        else:
            number = self._rows.add(*values)
        self._made.add(number)
        self._add_methods(number, methods, line, record.opted_out)
        if owner:
            self._inserts.add("assignment", party_id=number, user_id=owner, since=self._today)
        self._known.add(
            Likeness(number, record.kind, folded, record.city, record.country),
            [(method.kind, method.normal) for method in methods if method.normal],
        )
        return number

    def _add_methods(
        self, party: int, methods: Sequence[ReadyMethod], line: int, opted_out: Sequence[str] = ()
    ) -> None:
        first: set[str] = set()
        for method in methods:
            kind, value, label, normal, reverse = method
            shared = kind == "email" and self._known.is_taken(party, kind, normal)
            if shared:
                self._tally.warn(line, f"{value} belongs to another customer; marked shared")
            opted_out_at = self._now if value in opted_out else None
            is_primary = kind not in first
            self._methods.add(
                party, kind, value, normal, reverse, label, is_primary, shared, opted_out_at
            )
            first.add(kind)

    def _owner(self, party: ReadyParty, custom: dict[str, str]) -> int | None:
        said = party.record.owner
        if not said:
            return None
        asked = self._asked["owner"]
        owner = self._owners.find(said) or self._team.find(said) or asked.make(said)
        if owner is None:
            custom["owner"] = said
            if asked.missing(party.line, said, "left"):
                self._tally.warn_once(
                    party.line, f"the owner '{said}' is no colleague here; kept as a field 'owner'"
                )
        return owner

    def _employ(self, party: ReadyParty, person: int) -> bool:
        """Link a person to their company; whether that could be done."""
        record = party.record
        company = None
        if record.company_id:
            company = self._keys.find(self._options.company_source, record.company_id)
        if company is None and party.company_folded:
            if self._asked["company"].leaves(record.company):
                return False
            company = self._company_named(party)
        if company is None:
            self._tally.warn(
                party.line, f"no company has the key {record.company_id}; linked to none"
            )
            return False
        if company == person:  # the key is that of a company, of whom a row says it is a person
            self._tally.warn(party.line, "this is the company itself; linked to none")
            return False
        self._links.add(person, company, "works_at", clean(record.job_title))
        return True

    def _company_named(self, party: ReadyParty) -> int:
        """The company that a person's row names, made where there is none (and asked about)."""
        name = party.record.company
        if (said := self._said.find(name)) is not None:
            return said
        if same := self._known.with_name(party.company_folded, "company"):
            return same[0].id
        self._asked["company"].missing(party.line, name, "made")
        return self._add_company(party)

    def _add_company(self, party: ReadyParty) -> int:
        company = PartyRecord("company", party.record.company)
        return self._add_party(
            party.company_folded,
            company,
            (),
            line=party.line,
            is_customer=not self._options.customers and not party.record.is_supplier,
            lifecycle="prospect",
        )

    def _add_contact(self, party: ReadyParty, company: int) -> None:
        contact = party.record.contact
        if contact is None:
            return
        record = PartyRecord("person", clean(contact.name), country=party.record.country)
        person = self._add_party(
            party.contact_folded,
            record,
            party.contact_methods,
            line=party.line,
            is_customer=False,
            lifecycle="prospect",
            texts=texts_of(record),
        )
        if self._options.trial:
            self._trial[person] = _Told({party.folded}, _emails(party.contact_methods))
        self._links.add(person, company, "works_at", clean(contact.job_title))

    # Completing

    def _complete(self, party: ReadyParty, found: int) -> bool:
        """Add the tags, the note and the people a known party lacks; whether it lacked any."""
        record, completed = party.record, False
        for folded, tag in tags_of(record.tags).items():
            if self._lacks(found, _HAS_TAG, folded):
                self._tag(found, tag, folded)
                completed = True
        if record.note and self._lacks(found, _HAS_NOTE, clean(record.note, multiline=True)):
            self._note(found, record.note)
            completed = True
        if party.contact_folded and self._lacks(found, _HAS_CONTACT, party.contact_folded):
            self._add_contact(party, found)
            completed = True
        employed = party.company_folded and record.kind == "person"
        if employed and self._lacks(found, _HAS_EMPLOYER, "works_at"):
            completed = self._employ(party, found) or completed
        return completed

    def _lacks(self, party: int, question: str, value: str) -> bool:
        """Whether neither the database nor an earlier row of this file answers the question."""
        if (party, question, value) in self._completed:
            return False
        self._completed.add((party, question, value))
        return self._desk.store.row(question, (party, value)) is None

    def _tag(self, party: int, name: str, folded: str) -> None:
        self._inserts.add("tagging", party_id=party, tag_id=self._tags.id_of(folded, name))

    def _note(self, party: int, text: str) -> None:
        self._inserts.add(
            "timeline_entry",
            at=self._now,
            day=self._today,
            kind="note",
            user_id=self._desk.user,
            party_id=party,
            body=clean(text, multiline=True),
            created_at=self._now,
        )

    # References that need every record

    def close(self, *, write: bool) -> None:
        """Link subsidiaries to their parents, named by key or by name, and to who sent them."""
        if not (self._parents or self._referrers):
            return
        self._inserts.begin(write=write)
        if write:
            self._keys.forget()
            self._known.forget()
        self._keys.read(
            self._options.source,
            [word for _, said, key, _ in self._parents for word in (said, key)],
        )
        self._known.read(
            [],
            [fold(said).strip() for _, said, _, _ in self._parents]
            + [fold(said).strip() for _, said, _ in self._referrers],
        )
        self._link_referrers(write=write)
        links: list[tuple[Any, ...]] = []
        for party, name, key, line in self._parents:
            said = name or key
            parent = self._keys.find(self._options.source, key) if key else None
            parent = parent or self._keys.find(self._options.source, said) or self._said.find(said)
            if parent is None:
                same = self._known.with_name(fold(said).strip(), "company")
                parent = same[0].id if same else self._asked["parent"].make(said)
            if parent is None or parent == party:
                if self._asked["parent"].missing(line, said, "left"):
                    self._tally.warn(line, f"the parent '{said}' is not known; linked to none")
            else:
                links.append((parent, party))
        if write:
            self._inserts.write()
            self._desk.store.write_many("UPDATE party SET parent_id = ? WHERE id = ?", links)

    def _link_referrers(self, *, write: bool) -> None:
        links: list[tuple[int, int]] = []
        for party, said, line in self._referrers:
            same = self._known.with_name(fold(said).strip())
            if len(same) == 1 and same[0].id != party:
                links.append((same[0].id, party))
            else:
                many = f"names {len(same)} customers" if same else "is nobody known here"
                self._tally.warn_once(line, f"'{said}', who sent them, {many}; linked to nobody")
        if write:
            self._desk.store.write_many("UPDATE party SET referred_by_id = ? WHERE id = ?", links)
