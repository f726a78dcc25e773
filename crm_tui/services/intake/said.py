"""What a file's own words mean here by the user's word, kept so that the next import knows it."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import naming

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


def said_parties(desk: Desk, now: Mapping[str, str]) -> Said:
    """Words for customers and people; `now` has what each means as the user said it.

    Raises NotFoundError for nobody, SeveralMatchError for several (rule 12).
    """
    return Said(desk, "party", {word: naming.party(desk, meant) for word, meant in now.items()})


class SaidCodes:
    """Words for codes, such as the states of tickets, said with this import or an earlier one."""

    def __init__(self, desk: Desk, what: str, now: Mapping[str, str]) -> None:
        self._desk = desk
        self._prefix = f"{SOURCE}.{what}."
        self._codes: dict[str, str] = {
            name.removeprefix(self._prefix): code
            for name, code in desk.store.rows(
                "SELECT name, value FROM setting WHERE substr(name, 1, ?) = ?",
                (len(self._prefix), self._prefix),
            )
        }
        self._new = {word: code for word, code in now.items() if self._codes.get(word) != code}
        self._codes.update(self._new)

    def find(self, word: str) -> str:
        """The code a word means, '' where nobody has said it."""
        return self._codes.get(word, "")

    def keep(self) -> None:
        """Write down what is new, in the open change set."""
        store = self._desk.store
        for word, code in self._new.items():
            store.write("DELETE FROM setting WHERE name = ?", (self._prefix + word,))
            store.write(
                "INSERT INTO setting (name, value) VALUES (?, ?)", (self._prefix + word, code)
            )
        self._new.clear()
