"""Postal addresses spread over columns: street here, city there, one or several in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.exchange.cells import Cells
from crm_tui.exchange.mapping import ColumnMap

PARTS = ("street", "street2", "po_box", "postcode", "city", "region", "country", "address")
_FIRST = ("", "main", "work", "billing", "mailing", "home", "other", "shipping")


class Address(NamedTuple):
    """One address of a row; empty parts are not said."""

    label: str = ""
    street: str = ""
    street2: str = ""
    po_box: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    address: str = ""

    @property
    def lines(self) -> str:
        """The address as written on an envelope; empty where only a city or country is known."""
        if self.address and not self.street:
            return self.address
        if not (self.street or self.street2 or self.po_box or self.postcode):
            return ""
        town = " ".join(part for part in (self.postcode, self.city) if part)
        parts = (self.street, self.street2, self.po_box, town, self.region, self.country)
        return "\n".join(part for part in parts if part)


class AddressReader:
    """Reads the addresses of each row, the principal one first."""

    def __init__(self, columns: ColumnMap) -> None:
        groups: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._types: dict[str, int] = {}
        for column in columns.columns:
            field, label, group = column.target
            if field == "address_type":
                self._types[group] = column.at
            elif field in PARTS:
                groups.setdefault((label, group), {}).setdefault(field, []).append(column.at)
        self._groups = sorted(groups.items(), key=lambda item: _rank(*item[0]))

    def read(self, cells: Cells) -> list[Address]:
        """The addresses that say anything."""
        found = []
        for (label, group), parts in self._groups:
            said = {part: _joined(cells, part, at) for part, at in parts.items()}
            if any(said.values()):
                kind = cells.at(self._types[group]).lstrip("* ") if group in self._types else ""
                found.append(Address(label or kind.lower(), **said))
        return found


def _joined(cells: Cells, part: str, columns: Sequence[int]) -> str:
    """What stands in the columns of one part: a house's number and its street make one."""
    texts = [cells.at(column, multiline=True) for column in columns]
    return (" " if part == "street" else ", ").join(filter(None, texts))


def _rank(label: str, group: str) -> tuple[int, str]:
    return _FIRST.index(label) if label in _FIRST else len(_FIRST), group
