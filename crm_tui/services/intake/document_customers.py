"""Whom documents are for: found by key, name and e-mail address, and made where nobody is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties, Likeness
from crm_tui.services.intake.made_parties import MadeParties
from crm_tui.services.intake.records import DocumentRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.views.own_keys import KEY_SOURCE

_PEOPLE = ("contactid", "personid", KEY_SOURCE)
"""What files of people call the key of their rows."""


class Customer(NamedTuple):
    """The customer of a document and who there it went to, or why that cannot be said.

    `is_stranger` where somebody is meant who is not here and was not to be made.
    """

    party: int | None = None
    contact: int | None = None
    problem: str = ""
    is_stranger: bool = False


class DocumentCustomers:
    """Finds the customers of documents; whoever is not here is made, and known by the key."""

    def __init__(self, desk: Desk, options: Options, tally: Tally, inserts: Inserts) -> None:
        self._desk = desk
        self._source = options.company_source
        self._tally = tally
        self._inserts = inserts
        self._keys = KnownKeys(desk, "party")
        self._known = KnownParties(desk)
        self._asked = References(desk, options, tally, inserts, "party")
        self._made = MadeParties(desk, inserts, self._keys, self._known)
        self.said = said_parties(desk, options.told("party"))

    def read(self, rows: Sequence[DocumentRecord], *, write: bool) -> None:
        """Look up whom a batch names; what was made in a trial stays known."""
        if write:
            self._keys.forget()
            self._known.forget()
        self._keys.read(self._source, [row.party_id for row in rows])
        for source in _PEOPLE:
            self._keys.read(source, [row.contact_id for row in rows if row.contact_id])
        self._known.read(
            {self._made.normal(row.email) for row in rows if row.email},
            {fold(name) for row in rows for name in (row.party, row.contact) if name},
        )

    def find(
        self, line: int, record: DocumentRecord, custom: dict[str, str], *, make: bool
    ) -> Customer:
        """Whom a document is for; with `make` whoever is named and not here is made.

        A contact that is not found is kept in `custom`, in words, as is a customer whom the user
        wants left out.
        """
        name = record.party or ("" if record.party_id else record.contact)
        word = name or ("" if record.party_id else record.email)
        party, problem = self._party(record, name, word)
        if problem:
            return Customer(problem=problem)
        is_new = party is None and bool(word or record.party_id)
        contact = self._contact(record, party, custom)
        if is_new and self._asked.leaves(word):
            custom.setdefault(_column(record, word), word)
            record = record._replace(party="", party_id="")
            is_new = False
        if not (record.party or record.party_id):
            party = party or contact
        if party is None and is_new:
            if not make:
                return Customer(is_stranger=True)
            if not word or self._asked.missing(line, word, "made"):
                self._tally.warn_once(line, "customers that were not there are added")
            called = word or record.email or f"customer {record.party_id}"
            party = self._made.make("company", called, record.email)
        elif make and word:
            self._asked.meet(line, word)
        if make and party is not None:
            self._made.adopt_key(self._source, record.party_id, party)
        return Customer(party, contact if contact != party else None)

    def _party(self, record: DocumentRecord, name: str, word: str) -> tuple[int | None, str]:
        """The customer meant, or why it cannot be said; nothing where nobody is here."""
        if word and (said := self.said.find(word)) is not None:
            return said, ""
        keyed = self._keys.find(self._source, record.party_id) if record.party_id else None
        if keyed is not None:
            return keyed, ""
        named = self._without_key(record, self._known.with_name(fold(name)) if name else [])
        addressed = self._with_address(record)
        both = {one.id for one in named} & {one.id for one in addressed}
        if len(both) == 1:
            return both.pop(), ""
        if len(named) > 1:
            return None, f"{quoted(name)} names {len(named)} customers"
        if named:
            return named[0].id, ""
        if not name and len(addressed) > 1:
            return None, f"{record.email} is an address of {len(addressed)} customers"
        if len(addressed) == 1 and (not name or fold(name) == addressed[0].name):
            return addressed[0].id, ""
        return None, ""

    def _without_key(self, record: DocumentRecord, found: list[Likeness]) -> list[Likeness]:
        """Each once; who has another key of this kind is somebody else."""
        once = {one.id: one for one in found}.values()
        if not record.party_id:
            return list(once)
        return [one for one in once if not self._known.has_key(one.id, self._source)]

    def _with_address(self, record: DocumentRecord) -> list[Likeness]:
        if not record.email:
            return []
        found = self._known.with_method("email", self._made.normal(record.email))
        return self._without_key(record, found)

    def _contact(
        self, record: DocumentRecord, party: int | None, custom: dict[str, str]
    ) -> int | None:
        """Who there it went to, by key or name; nobody is made for that.

        A name that stood for the customer's tells nothing more, unless the user said whose it is.
        """
        for source in _PEOPLE:
            keyed = self._keys.find(source, record.contact_id) if record.contact_id else None
            if keyed is not None:
                return keyed
        is_customer = not (record.party or record.party_id or self.said.find(record.contact))
        field = "contact_id" if is_customer or not record.contact else "contact"
        if not getattr(record, field):
            return None
        if field == "contact":
            same = {one.id for one in self._known.with_name(fold(record.contact), "person")}
            if party in same or len(same) == 1:
                return party if party in same else same.pop()
        custom.setdefault(record.columns.get(field, "contact"), getattr(record, field))
        return None


def _column(record: DocumentRecord, word: str) -> str:
    """The column in which a customer's name or address stands."""
    field = next(one for one in ("party", "contact", "email") if getattr(record, one) == word)
    return record.columns.get(field, field)
