"""What a newer file says of a party that is here already."""

from __future__ import annotations

import json
from typing import Any

from crm_tui.models.fields import DocumentField, instant_text
from crm_tui.services.intake.prepared import ReadyParty
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

_FIELDS = ("name", "industry", "size", "city", "region", "country", "language", "zone", "source",
           "wants", "likes", "lifecycle")  # fmt: skip


class PartyUpdates:
    """Compares incoming records with the parties they are, and takes over what is new."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally

    def apply(self, party: ReadyParty, found: int, *, write: bool) -> bool:
        """Whether the party was changed; without `update` a difference is only reported.

        An empty cell says nothing and changes nothing.
        """
        columns = self._differing(party, found)
        methods = self._missing_methods(party, found)
        if not columns and not methods:
            return False
        if not self._options.update:
            what = ", ".join([*columns, *(f"{m.kind} {m.value}" for m in methods)])
            self._tally.warn(
                party.line, f"{party.record.name} is here already and differs in {what}; not taken"
            )
            return False
        if write:
            self._write(party, found, columns)
        return True

    def _differing(self, party: ReadyParty, found: int) -> dict[str, Any]:
        names = ", ".join((*_FIELDS, "custom"))
        row = self._desk.store.row(f"SELECT {names} FROM party WHERE id = ?", (found,))
        if row is None:
            return {}
        columns: dict[str, Any] = {}
        for name, value in zip(_FIELDS, row, strict=False):
            said = clean(getattr(party.record, name))
            if said and said != value:
                columns[name] = said
        custom = json.loads(row[-1])
        newer = {
            clean(name): clean(value, multiline=True)
            for name, value in party.record.custom.items()
            if value
        }
        if any(custom.get(name) != value for name, value in newer.items()):
            columns["custom"] = DocumentField().db_value({**custom, **newer})
        return columns

    def _missing_methods(self, party: ReadyParty, found: int) -> list[Any]:
        have = {
            (kind, form)
            for kind, normal, value in self._desk.store.rows(
                "SELECT kind, normal, value FROM contact_method WHERE party_id = ?", (found,)
            )
            for form in (normal, value)
        }
        return [
            method
            for method in party.methods
            if (method.kind, method.normal) not in have or not method.normal
            if (method.kind, method.value) not in have
        ]

    def _write(self, party: ReadyParty, found: int, columns: dict[str, Any]) -> None:
        store = self._desk.store
        values = dict(columns)
        if "name" in values:
            values["sort_name"] = party.folded
        if values:
            assignments = ", ".join(f'"{name}" = ?' for name in values)
            store.write(
                f"UPDATE party SET {assignments}, updated_at = ?, version = version + 1"
                " WHERE id = ?",
                [*values.values(), instant_text(self._desk.clock.now()), found],
            )
        for method in self._missing_methods(party, found):
            store.write(
                "INSERT INTO contact_method"
                " (party_id, kind, value, normal, reversed_digits, label)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (found, method.kind, method.value, method.normal, method.reverse, method.label),
            )
