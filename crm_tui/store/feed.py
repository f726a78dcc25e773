"""Noticing what others change.

A look costs microseconds while nothing happens: the engine's version number moves when another
connection commits, and only then the journal is read.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.database import Store


class ChangesSeen(NamedTuple):
    """What came in since the last look: whose, what, and which parties it touched.

    `parties` is None when so much came in that everything should be read again.
    """

    labels: tuple[tuple[str, str], ...]
    parties: frozenset[int] | None
    mine: bool


class ChangeFeed:
    """Watches one store; each thread that looks needs a feed of its own."""

    MANY = 500

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = store.engine.version()
        self._last = store.value("SELECT max(id) FROM change_set") or 0

    def look(self) -> ChangesSeen | None:
        """What other connections changed since the last look, or None."""
        version = self._store.engine.version()
        if version == self._version:
            return None
        self._version = version
        sets = self._store.rows(
            "SELECT s.id, s.label, coalesce(u.name, ''), s.session FROM change_set s"
            ' LEFT JOIN "user" u ON u.id = s.user_id WHERE s.id > ? ORDER BY s.id',
            (self._last,),
        )
        if not sets:
            return None
        first, self._last = self._last, sets[-1][0]
        others = [row for row in sets if row[3] != self._store.session]
        return ChangesSeen(
            labels=tuple((row[2], row[1]) for row in others),
            parties=self._parties(first, self._last),
            mine=not others,
        )

    def _parties(self, after: int, until: int) -> frozenset[int] | None:
        many = self._store.value(
            "SELECT count(*) FROM (SELECT 1 FROM change WHERE change_set_id > ?"
            " AND change_set_id <= ? LIMIT ?) AS few",
            (after, until, self.MANY),
        )
        if many >= self.MANY:
            return None
        touched: set[int] = set()
        for number in self._store.rows(
            "SELECT id FROM change_set WHERE id > ? AND id <= ?", (after, until)
        ):
            touched.update(self._store.engine.parties_touched(number[0]))
        return frozenset(touched)
