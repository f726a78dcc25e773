"""Documents taken in with their lines: quotes, orders, deliveries, invoices, payments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services.intake.document_customers import DocumentCustomers
from crm_tui.services.intake.document_lines import DocumentLines, Line, total
from crm_tui.services.intake.document_links import DocumentLinks
from crm_tui.services.intake.document_updates import DocumentUpdates, Incoming
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys
from crm_tui.services.intake.moments import past_moment
from crm_tui.services.intake.products import Products
from crm_tui.services.intake.records import DocumentRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.task_days import local_day
from crm_tui.services.intake.team import Colleagues
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

MADE_KEYS = "documentrow"
"""Where the keys come from that are made of what a row without a key or number says."""


class DocumentIntake:
    """Takes documents in; one that is known by its key, or by kind and number, is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._source = options.source or MADE_KEYS
        self._keys = KnownKeys(desk, "document")
        self._inserts = Inserts(desk)
        self._customers = DocumentCustomers(desk, options, tally, self._inserts)
        self._products = Products(desk, options.product_source, options.told("product"))
        self._lines = DocumentLines(
            self._products, References(desk, options, tally, self._inserts, "product"), tally
        )
        self._links = DocumentLinks(desk)
        self._team = Colleagues(desk)
        self._owners = self._team.said(options.told("owner"))
        self._asked_owner = References(desk, options, tally, self._inserts, "owner")
        self._updates = DocumentUpdates(desk, options, tally)
        self._met: set[int] = set()
        self._parentless: list[tuple[int, int, str, str, str]] = []
        self._batch: list[tuple[int, DocumentRecord]] = []
        self._now = instant_text(desk.clock.now())

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of documents, names and numbers as they would be stored."""
        self._batch = [
            (
                line,
                row._replace(
                    number=clean(row.number), parent=clean(row.parent), party=clean(row.party),
                    party_id=clean(row.party_id), contact=clean(row.contact),
                    contact_id=clean(row.contact_id), email=clean(row.email),
                ),
            )
            for line, row in batch
            if isinstance(row, DocumentRecord)
        ]  # fmt: skip

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        self._inserts.begin(write=write)
        if write:
            for said in (self._customers.said, self._products.said, self._owners):
                said.keep()
        self._read(write=write)
        for line, record in self._batch:
            self._take_one(line, record)
        if write:
            self._inserts.write()
            self._updates.write()
        else:
            self._inserts.forget()

    def close(self, *, write: bool) -> None:
        """Link the documents whose invoices or orders stood further down in the file."""
        for line, document, kind, number, column in self._parentless:
            party = self._links.party_of(document)
            parent = self._links.parent(kind, number, party, document)
            if parent is None:
                what = kind.replace("_", " ") or "document"
                self._tally.warn_once(line, f"no {what} {quoted(number)} is here; kept in words")
            elif write:
                self._link(document, parent, column)

    def _link(self, document: int, parent: int, column: str) -> None:
        store = self._desk.store
        kept = json.loads(store.value("SELECT custom FROM document WHERE id = ?", (document,)))
        kept.pop(column, None)
        store.write(
            "UPDATE document SET parent_id = ?, party_id = coalesce(party_id, ?), custom = ?"
            " WHERE id = ?",
            (parent, self._links.party_of(parent), document_text(kept), document),
        )

    def _read(self, *, write: bool) -> None:
        rows = [row for _, row in self._batch]
        self._keys.read(self._source, [row.external_id for row in rows])
        self._customers.read(rows, write=write)
        self._links.read(rows)
        self._products.read({clean(line.product_id) for row in rows for line in row.lines})
        found = {one for row in rows for one in self._candidates(row)}
        self._updates.read(sorted(one for one in found if one > 0))

    def _candidates(self, record: DocumentRecord) -> Mapping[int, int | None]:
        """The documents a record may be, each with its customer: that of its key, else number."""
        keyed = self._keys.find(self._source, record.external_id)
        if keyed is not None:
            return {keyed: None}
        return self._links.numbered(record.kind, record.number)

    def _find(self, line: int, record: DocumentRecord) -> int | None:
        """The document a record is; of another customer the same number is another document."""
        there = self._candidates(record)
        if not there or set(there.values()) == {None}:
            return next(iter(there), None)
        whose = self._customers.find(line, record, {}, make=False)
        if whose.party is None and not whose.is_stranger:
            return next(iter(there))
        same = [one for one, party in there.items() if party == whose.party is not None]
        open_ = [one for one, party in there.items() if party is None]
        if not same and not open_ and not whose.problem:
            self._tally.warn_once(line, "another customer's document has the same number")
        return next(iter([*same, *open_]), None)

    def _take_one(self, line: int, record: DocumentRecord) -> None:
        found = self._find(line, record)
        if found in self._met:
            self._tally.again(line, "this document stands in the file twice; the first row counts")
            return
        incoming = self._incoming(line, record, found)
        if incoming is None:
            return
        if found is None:
            self._add(incoming)
            self._tally.created += 1
            return
        self._met.add(found)
        self._tally.known(changed=self._updates.apply(incoming, found))

    def _incoming(self, line: int, record: DocumentRecord, found: int | None) -> Incoming | None:
        """The record with what it refers to; None where the tally has it among the refused."""
        custom = dict(record.custom)
        make = found is None or self._options.update
        who = self._customers.find(line, record, custom, make=make)
        if who.problem:
            self._tally.reject(line, who.problem)
            return None
        parent = self._links.parent(record.parent_kind, record.parent, who.party, found)
        deal, whose = self._links.deal(record.deal)
        party = who.party
        if party is None and not who.is_stranger:
            party = self._links.party_of(parent) or whose
        if record.deal and deal is None:
            custom.setdefault(record.columns.get("deal", "deal"), record.deal)
            self._tally.warn_once(line, f"no deal {quoted(record.deal)} is here; kept in words")
        if record.parent and parent is None:
            custom.setdefault(record.columns.get("parent", "parent"), record.parent)
        lines = self._lines.of(line, record)
        amount = total(lines) if record.amount_minor is None else record.amount_minor
        values = {
            "title": clean(record.title),
            "party_id": party,
            "contact_id": who.contact,
            "owner_id": self._owner(line, record, custom),
            "deal_id": deal,
            "parent_id": parent,
            "state": clean(record.state),
            "issued": self._day(record.issued),
            "due": self._day(record.due),
            "ends": self._day(record.ends),
            "amount_minor": amount,
            "currency": record.currency,
            "address": clean(record.address),
            "note": clean(record.note, multiline=True),
        }
        kept = {clean(name): clean(value, multiline=True) for name, value in custom.items()}
        return Incoming(line, record, values, lines, kept, who.is_stranger)

    def _add(self, incoming: Incoming) -> None:
        record, values = incoming.record, incoming.values
        document = self._inserts.add(
            "document", created_at=self._now, updated_at=self._now, kind=record.kind,
            number=record.number, **values, custom=document_text(incoming.custom),
            archived_at=past_moment(self._desk, record.archived),
        )  # fmt: skip
        source, key = self._source, record.external_id
        if key:
            self._inserts.add(
                "external_id", source=source, record="document", value=key, row=document
            )
            self._keys.add(source, key, document)
        self._inserts.add_keys("document", document, record.other_keys, own=source)
        self._links.add(record.kind, record.number, document, values["party_id"])
        self._met.add(document)
        if values["party_id"] is None:
            self._tally.warn_once(incoming.line, "it names no customer; kept without one")
        self._add_lines(document, incoming.lines)
        if record.parent and values["parent_id"] is None:
            column = clean(record.columns.get("parent", "parent"))
            waiting = (incoming.line, document, record.parent_kind, record.parent, column)
            self._parentless.append(waiting)

    def _add_lines(self, document: int, lines: Iterable[Line]) -> None:
        for position, line in enumerate(lines):
            self._inserts.add(
                "document_line", document_id=document, position=position, **line._asdict()
            )

    def _owner(self, line: int, record: DocumentRecord, custom: dict[str, str]) -> int | None:
        if not record.owner:
            return None
        found = self._owners.find(record.owner) or self._team.find(record.owner)
        found = found or self._asked_owner.make(record.owner)
        if found is None:
            custom.setdefault(record.columns.get("owner", "owner"), record.owner)
            if self._asked_owner.missing(line, record.owner, "left"):
                said = quoted(record.owner)
                self._tally.warn_once(line, f"{said} is no colleague here; kept in words, nobody's")
        return found

    def _day(self, moment: date | datetime | None) -> str | None:
        """The day as it is stored."""
        return None if moment is None else local_day(moment, self._desk.clock.zone).isoformat()
