"""The cells of one row, made safe, with what was doubtful about them."""

from __future__ import annotations

import re
from unicodedata import category

from crm_tui.exchange.formulas import unguarded
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.text.safe import clean

_HARMLESS = "\t\r\n\u200c\u200d\xad\ufeff"
_WHOLE = re.compile(r"(-?\d+)\.0+")
_SPACES = re.compile(r" {2,}")


class Cells:
    """The row being read. `doubts` grow while its cells are taken."""

    def __init__(self, columns: ColumnMap) -> None:
        self._names = [column.name for column in columns.columns]
        self._first: dict[str, int] = {}
        for column in columns.columns:
            self._first.setdefault(column.target.field, column.at)
        self._custom = [c.at for c in columns.columns if c.target.field == "custom"]
        self._cells: list[str] = []
        self.doubts: list[str] = []

    def begin(self, cells: list[str]) -> None:
        """Turns to the next row."""
        self._cells = cells
        self.doubts = []

    def has(self, field: str) -> bool:
        """Whether a column fills the field."""
        return field in self._first

    def first(self, field: str) -> str:
        """The cell that fills a field, on one line; empty where none does."""
        index = self._first.get(field)
        return "" if index is None else self.at(index)

    def lines(self, field: str) -> str:
        """The cell that fills a field, with its line breaks; empty where none does."""
        index = self._first.get(field)
        return "" if index is None else self.at(index, multiline=True)

    def index_of(self, field: str) -> int:
        """The first column that fills a field, -1 where none does."""
        return self._first.get(field, -1)

    def key(self, field: str) -> str:
        """A key as text; `17850.0` is `17850`, as spreadsheets write whole numbers so."""
        value = self.first(field)
        whole = _WHOLE.fullmatch(value) if value.endswith("0") else None
        return whole[1] if whole else value

    def at(self, index: int, *, multiline: bool = False) -> str:
        """The cell of a column, safe to keep."""
        cell = self._cells[index]
        if cell[:1] == "'":
            cell = unguarded(cell)
        if cell.isascii() and cell.isprintable():
            return cell.strip()
        if hides_signs(cell):
            self.doubts.append(f"invisible characters were taken out of {self._names[index]}")
        return clean(cell, multiline=multiline)

    def custom(self) -> dict[str, str]:
        """What has no field of its own, by column name, without empty cells."""
        found = {}
        for index in self._custom:
            if self._cells[index] and (value := self.at(index, multiline=True)):
                found[self._names[index]] = value
        return found

    def name_of(self, field: str) -> str:
        """The name of the column that fills a field."""
        return self._names[self._first[field]]


def hides_signs(text: str) -> bool:
    """Whether the text holds control or invisible characters that are not kept."""
    if text.isprintable():
        return False
    return any(category(sign) in ("Cc", "Cf") and sign not in _HARMLESS for sign in set(text))


def single_spaced(text: str) -> str:
    """The text with one blank where several stood (`Antonio  Moreno`)."""
    return _SPACES.sub(" ", text) if "  " in text else text
