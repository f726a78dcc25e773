"""Noticing what others change.

A look costs microseconds while nothing happens: the engine's version number moves when another
connection commits, and only then the journal is read.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.database import Store


class ChangesSeen(NamedTuple):
    """What came in since the last look: whose, what, and which parties it touched.

    `parties` is None when so much came in that everything should be read again. With
    `only_claims` nothing else happened than that someone began or ended work on a ticket.
    `others` are the change sets of others.
    """

    labels: tuple[tuple[str, str], ...]
    parties: frozenset[int] | None
    mine: bool
    only_claims: bool = False
    others: tuple[int, ...] = ()


class ChangeFeed:
    """Watches one store; each thread that looks needs a feed of its own."""

    MANY = 500

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = store.engine.version()
        self._last = store.value("SELECT max(id) FROM change_set") or 0
        self._under_way = [
            row[0] for row in store.rows("SELECT id FROM change_set WHERE finished = 0")
        ]

    @property
    def under_way(self) -> bool:
        """Whether something is being written in parts, or has broken off."""
        return bool(self._under_way)

    def look(self) -> ChangesSeen | None:
        """What other connections changed since the last look, or None.

        A change set that is written in parts is news when all of it is there, and none where it
        broke off and was taken back.
        """
        version = self._store.engine.version()
        if version == self._version:
            return None
        self._version = version
        marks = ", ".join("?" * len(self._under_way))
        found = self._store.rows(
            "SELECT s.id, s.label, coalesce(u.name, ''), s.session, s.finished, s.undoes_id"
            ' FROM change_set s LEFT JOIN "user" u ON u.id = s.user_id'
            f" WHERE s.id > ? OR s.id IN ({marks}) ORDER BY s.id",
            (self._last, *self._under_way),
        )
        broken = {row[5] for row in found} & set(self._under_way)
        self._last = max([self._last, *(row[0] for row in found)])
        self._under_way = [row[0] for row in found if not row[4]]
        sets = [row for row in found if row[4]]
        if not sets:
            return None
        others = [row for row in sets if row[3] != self._store.session]
        return ChangesSeen(
            labels=tuple((row[2], row[1]) for row in others if row[0] not in broken),
            parties=self._parties([row[0] for row in sets]),
            mine=not others,
            only_claims=self._only_claims([row[0] for row in sets]),
            others=tuple(row[0] for row in others),
        )

    def _only_claims(self, sets: list[int]) -> bool:
        marks = ", ".join("?" * len(sets))
        among = f"SELECT 1 FROM change WHERE change_set_id IN ({marks})"
        other = self._store.value(f"{among} AND record <> 'claim' LIMIT 1", sets)
        return other is None and self._store.value(f"{among} LIMIT 1", sets) is not None

    def _parties(self, sets: list[int]) -> frozenset[int] | None:
        if len(sets) >= self.MANY:
            return None
        marks = ", ".join("?" * len(sets))
        many = self._store.value(
            f"SELECT count(*) FROM (SELECT 1 FROM change WHERE change_set_id IN ({marks})"
            " LIMIT ?) AS few",
            (*sets, self.MANY),
        )
        if many >= self.MANY:
            return None
        touched: set[int] = set()
        for number in sets:
            touched.update(self._store.engine.parties_touched(number))
        return frozenset(touched)
