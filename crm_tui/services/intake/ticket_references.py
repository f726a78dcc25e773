"""What a ticket that comes in refers to: who asked, what of, and who of ours is to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.askers import Asker, Askers
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.products import Products
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.intake.ticket_values import ReadyTicket
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted


class Incoming(NamedTuple):
    """A record with everything that was found for it."""

    line: int
    record: TicketRecord
    ready: ReadyTicket
    asker: Asker
    values: dict[str, Any]
    custom: dict[str, str]

    @property
    def answer(self) -> str:
        """What we answered, as it is stored."""
        return clean(self.record.answer, multiline=True)

    @property
    def body(self) -> str:
        """What the customer said, as it is stored."""
        return clean(self.record.body, multiline=True)


class TicketReferences:
    """Finds people, products and colleagues; customers and products that are not here are made."""

    def __init__(self, desk: Desk, options: Options, tally: Tally, inserts: Inserts) -> None:
        self._tally = tally
        self._inserts = inserts
        self._askers = Askers(desk, options, tally, inserts)
        self._products = Products(desk, options.product_source, options.told("product"))
        self._team = Colleagues(desk)
        self._assignees = self._team.said(options.told("assignee"))
        self._asked_assignee = References(desk, options, tally, inserts, "assignee")
        self._asked_product = References(desk, options, tally, inserts, "product")
        self._now = instant_text(desk.clock.now())

    def keep_said(self) -> None:
        """Write down what the user said the file's words mean."""
        for said in (self._askers.said, self._products.said, self._assignees):
            said.keep()

    def read(self, rows: Sequence[TicketRecord], *, write: bool) -> None:
        """Look up what a batch names."""
        self._products.read([row.product_id for row in rows])
        self._askers.read(rows, write=write)

    def find(
        self, line: int, record: TicketRecord, ready: ReadyTicket, *, make: bool
    ) -> Incoming | None:
        """The record with what it refers to; None where the tally has it among the refused.

        With `make`, who and what is not here is made.
        """
        custom = dict(ready.custom)
        asker = self._askers.find(line, record, custom, make=make)
        if asker.problem:
            self._tally.reject(line, asker.problem)
            return None
        values = {
            **ready.values,
            "party_id": asker.party,
            "contact_id": asker.contact,
            "product_id": self._product(line, record, custom, make=make),
            "assignee_id": self._assignee(line, record, custom),
        }
        custom = {clean(name): clean(value, multiline=True) for name, value in custom.items()}
        return Incoming(line, record, ready, asker, values, custom)

    def _assignee(self, line: int, record: TicketRecord, custom: dict[str, str]) -> int | None:
        if not record.assignee:
            return None
        found = self._assignees.find(record.assignee) or self._team.find(record.assignee)
        found = found or self._asked_assignee.make(record.assignee)
        if found is None:
            custom.setdefault(record.columns.get("assignee", "assignee"), record.assignee)
            if self._asked_assignee.missing(line, record.assignee, "left"):
                said = quoted(record.assignee)
                self._tally.warn_once(line, f"{said} is no colleague here; kept in words, nobody's")
        return found

    def _product(
        self, line: int, record: TicketRecord, custom: dict[str, str], *, make: bool
    ) -> int | None:
        """The product found or made; one spelt otherwise is the same, which is said."""
        name, key = clean(record.product), record.product_id
        found = self._products.find(name, key)
        if found is not None or not (name or key):
            return found
        if not name:
            custom.setdefault(record.columns.get("product_id", "product"), key)
            self._tally.warn_once(line, f"no product has the key {quoted(key)}; kept in words")
            return None
        alike = self._products.spelt_otherwise(name)
        if alike is not None:
            self._tally.warn_once(line, f"product {quoted(name)} is taken as {quoted(alike[1])}")
            return alike[0]
        if not make:
            return None
        if self._asked_product.leaves(name):
            custom.setdefault(record.columns.get("product", "product"), name)
            return None
        self._asked_product.missing(line, name, "made")
        made = self._inserts.add("product", created_at=self._now, updated_at=self._now, name=name)
        self._products.add(made, name)
        self._tally.warn_once(line, "products that were not there are added")
        return made
