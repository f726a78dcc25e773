"""Which records are in the database already: by key, address, number, name (rule 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from crm_tui.store.desk import Desk
from crm_tui.views.naming import NAME_INDEXES
from crm_tui.views.own_keys import KEY_SOURCE, is_own_key, row_of_own_key

TELLING = ("email", "phone")
"""Ways to reach a party that tell who it is; a web address or a street is many people's."""


class KnownKeys:
    """Keys of other systems and the rows they stand for."""

    def __init__(self, desk: Desk, record: str) -> None:
        self._desk = desk
        self._record = record
        self._rows: dict[tuple[str, str], int] = {}
        self._own_source = "interaction" if record == "timeline_entry" else KEY_SOURCE

    def read(self, source: str, values: Iterable[str]) -> None:
        """Look up a batch of keys of one source."""
        wanted = sorted({value for value in values if value})
        for start in range(0, len(wanted), 400):
            part = wanted[start : start + 400]
            marks = ",".join("?" * len(part))
            for value, row in self._desk.store.rows(
                f'SELECT value, "row" FROM external_id'
                f" WHERE record = ? AND source = ? AND value IN ({marks})",
                [self._record, source, *part],
            ):
                self._rows[source, value] = row
        for value in wanted if source == self._own_source else ():
            if (source, value) not in self._rows and is_own_key(value):
                own = row_of_own_key(self._desk, self._record, value)
                if own is not None:
                    self._rows[source, value] = own

    def find(self, source: str, value: str) -> int | None:
        """The row a key stands for, if it has been read or added."""
        return self._rows.get((source, value))

    def add(self, source: str, value: str, row: int) -> None:
        """Note a key that has just been given to a row."""
        self._rows[source, value] = row

    def forget(self) -> None:
        """Drop what was read, before the next transaction."""
        self._rows.clear()


class Likeness:
    """What is known of a party that an incoming record may be."""

    __slots__ = ("city", "country", "id", "kind", "name")

    def __init__(self, number: int, kind: str, name: str, city: str, country: str) -> None:
        self.id = number
        self.kind = kind
        self.name = name
        self.city = city
        self.country = country

    def is_elsewhere(self, city: str, country: str) -> bool:
        """Whether both places are told and differ."""
        if self.city and city:
            return self.city != city
        return bool(self.country and country and self.country != country)


class KnownParties:
    """Parties by e-mail address, telephone number and name, read a batch at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._alike: dict[int, Likeness] = {}
        self._by_method: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._keyed: set[tuple[int, str]] = set()

    def forget(self) -> None:
        """Drop what was read, before the next transaction."""
        for memory in (self._alike, self._by_method, self._by_name, self._keyed):
            memory.clear()

    def read(self, methods: Iterable[str], names: Iterable[str]) -> None:
        """Look up a batch of normal forms of addresses and numbers, and of folded names."""
        store = self._desk.store
        for kind, normal, party in store.rows_by_id(
            "SELECT kind, normal, party_id FROM contact_method"
            " WHERE normal IN ({ids}) AND normal <> ''",
            _distinct(methods),
        ):
            self._by_method[kind, normal].append(party)
        folded = _distinct(names)
        for state in NAME_INDEXES:
            for name, party in store.rows_by_id(
                f"SELECT sort_name, id FROM party WHERE {state} AND sort_name IN ({{ids}})", folded
            ):
                self._by_name[name].append(party)
        for name, party in store.rows_by_id(
            "SELECT folded, party_id FROM alias WHERE kind = 'name' AND folded IN ({ids})", folded
        ):
            if party not in self._by_name[name]:
                self._by_name[name].append(party)  # a party of this name was merged into it
        wanted = sorted(
            {p for group in (*self._by_method.values(), *self._by_name.values()) for p in group}
        )
        for number, kind, name, city, country in store.rows_by_id(
            "SELECT id, kind, sort_name, city, country FROM party WHERE id IN ({ids})", wanted
        ):
            self._alike[number] = Likeness(number, kind, name, city, country)
        for number, source in store.rows_by_id(
            'SELECT "row", source FROM external_id WHERE record = \'party\' AND "row" IN ({ids})',
            wanted,
        ):
            self._keyed.add((number, source))

    def add(self, party: Likeness, methods: Iterable[tuple[str, str]]) -> None:
        """Note a party that has just been made."""
        self._alike[party.id] = party
        self._by_name[party.name].append(party.id)
        for method in methods:
            self._by_method[method].append(party.id)

    def add_method(self, party: int, kind: str, normal: str) -> None:
        """Note a way to reach a party that it has just been given."""
        self._by_method[kind, normal].append(party)

    def is_taken(self, party: int, kind: str, normal: str) -> bool:
        """Whether it is an e-mail address that another party has (rule 12)."""
        return kind == "email" and any(
            known.id != party for known in self.with_method(kind, normal)
        )

    def is_called(self, party: int, name: str) -> bool:
        """Whether this folded name is the party's, or that of one merged into it."""
        return party in self._by_name.get(name, ())

    def add_key(self, party: int, source: str) -> None:
        """Note that a party has a key of this source."""
        self._keyed.add((party, source))

    def has_key(self, party: int, source: str) -> bool:
        """Whether the party has a key of this source: then another key is another party."""
        return (party, source) in self._keyed

    def with_method(self, kind: str, normal: str) -> list[Likeness]:
        """The parties with an e-mail address or number."""
        return [self._alike[p] for p in self._by_method.get((kind, normal), ()) if p in self._alike]

    def with_name(self, name: str, kind: str = "") -> list[Likeness]:
        """The parties with exactly this folded name."""
        found = [self._alike[p] for p in self._by_name.get(name, ()) if p in self._alike]
        return [party for party in found if party.kind == kind] if kind else found


def _distinct(values: Iterable[str]) -> Sequence[str]:
    return sorted({value for value in values if value})
