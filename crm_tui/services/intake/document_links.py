"""Which documents and deals the documents of a file name by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crm_tui.services.intake.records import DocumentRecord
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

_PARENTS = ("invoice", "order", "contract", "quote", "delivery", "credit_note", "payment")
"""Which is meant first where several kinds have a number."""


class DocumentLinks:
    """Documents and deals by number, those that came with this import among them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._here: defaultdict[tuple[str, str], dict[int, int | None]] = defaultdict(dict)
        self._parties: dict[int, int | None] = {}
        self._deals: dict[str, tuple[int, int | None]] = {}

    def read(self, rows: Iterable[DocumentRecord]) -> None:
        """Look up the numbers a batch has and names."""
        rows = list(rows)
        self.read_numbers(number for row in rows for number in (row.number, row.parent))
        deals = sorted({clean(row.deal).upper() for row in rows if row.deal})
        for number, deal, party in self._desk.store.rows_by_id(
            "SELECT number, id, party_id FROM deal WHERE number IN ({ids})", deals
        ):
            self._deals[number] = (deal, party)

    def read_numbers(self, numbers: Iterable[str]) -> None:
        """Look up numbers of documents."""
        wanted = sorted({clean(number) for number in numbers if number})
        for number, kind, document, party in self._desk.store.rows_by_id(
            "SELECT number, kind, id, party_id FROM document WHERE number IN ({ids})"
            " ORDER BY archived_at IS NOT NULL, id",
            wanted,
        ):
            self.add(kind, number, document, party)

    def add(self, kind: str, number: str, document: int, party: int | None) -> None:
        """Note a document that has just been made."""
        if number:
            self._here[kind, number][document] = party
        self._parties[document] = party

    def numbered(self, kind: str, number: str) -> Mapping[int, int | None]:
        """The documents of a kind with a number, each with its customer."""
        return self._here.get((kind, number), {}) if number else {}

    def parent(
        self, kind: str, number: str, party: int | None, child: int | None = None
    ) -> int | None:
        """The document meant by a number, the customer's where several have it; never the child.

        Of any kind where none is said.
        """
        for one in (kind,) if kind else _PARENTS:
            there = [at for at in self.numbered(one, number) if at != child]
            own = [at for at in there if party is not None and self._parties[at] == party]
            if there:
                return (own or there)[0]
        return None

    def party_of(self, document: int | None) -> int | None:
        """The customer of a document that was read or made."""
        return self._parties.get(document) if document is not None else None

    def deal(self, number: str) -> tuple[int | None, int | None]:
        """The deal of a number and its customer."""
        return self._deals.get(clean(number).upper(), (None, None)) if number else (None, None)
