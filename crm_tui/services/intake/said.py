"""What a file's own words mean here by the user's word, kept so that the next import knows it."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold

SOURCE = "said"
"""The 'system' under which such words stand among the keys of other systems."""


class Said:
    """Words for rows of one table, said with this import or an earlier one."""

    def __init__(self, desk: Desk, record: str, now: Mapping[str, int]) -> None:
        self._desk = desk
        self._record = record
        self._rows: dict[str, int] = dict(
            desk.store.rows(
                'SELECT value, "row" FROM external_id WHERE source = ? AND record = ?',
                (SOURCE, record),
            )
        )
        self._new = {
            fold(word): row for word, row in now.items() if self._rows.get(fold(word)) != row
        }
        self._rows.update(self._new)

    def find(self, word: str) -> int | None:
        """The row a word means, or None where nobody has said it."""
        return self._rows.get(fold(word)) if self._rows else None

    def keep(self) -> None:
        """Write down what is new, in the open change set."""
        store = self._desk.store
        for word, row in self._new.items():
            key = (SOURCE, self._record, word)
            store.write(
                "DELETE FROM external_id WHERE source = ? AND record = ? AND value = ?", key
            )
            store.write(
                'INSERT INTO external_id (source, record, value, "row") VALUES (?, ?, ?, ?)',
                (*key, row),
            )
        self._new.clear()
