"""What a newer file says of a party that is here already."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services.intake.field_changes import FieldChanges
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownParties
from crm_tui.services.intake.prepared import ReadyMethod, ReadyParty
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

_FIELDS = ("name", "industry", "size", "city", "region", "country", "language", "zone", "source",
           "wants", "likes", "lifecycle")  # fmt: skip
_ARCHIVED = "archived_at IS NOT NULL AND merged_into_id IS NULL"
_CUSTOM = "custom: "


class Difference(NamedTuple):
    """What a record says that the party does not: told nowhere yet, or told otherwise."""

    missing: dict[str, Any]
    other: dict[str, Any]
    methods: list[ReadyMethod]
    told: dict[str, Any]
    is_archived: bool = False


class PartyUpdates:
    """Compares incoming records with the parties they are, and takes over what is new."""

    def __init__(
        self, desk: Desk, options: Options, tally: Tally, inserts: Inserts, known: KnownParties
    ) -> None:
        self._desk = desk
        self._inserts = inserts
        self._options = options
        self._tally = tally
        self._known = known
        self._changes = FieldChanges(desk, tally)
        self._tried: dict[int, dict[str, Any]] = {}
        self._given: set[tuple[int, str, str]] = set()
        self._said: dict[int, frozenset[str]] = {}

    def apply(self, party: ReadyParty, found: int, *, write: bool, is_new: bool) -> bool:
        """Whether the party was changed; `is_new` tells that an earlier row of the file made it.

        What it does not tell yet is filled in; what it tells otherwise is taken over with
        `update`, and else only reported. An empty cell says nothing and changes nothing. Where
        rows of one file contradict each other the first counts, so that the same file once more
        changes nothing.
        """
        difference = self._difference(party, found)
        self._drop_contradictions(party, found, difference.other, is_new=is_new)
        if difference.other and not self._options.update:
            self._tally.warn(
                party.line,
                f"{party.record.name} is here already and differs in"
                f" {', '.join(difference.other)}; kept as it was (--update takes it over)",
            )
        self._note(party, difference)
        taken = dict(difference.missing)
        if self._options.update:
            taken.update(difference.other)
        if difference.is_archived and self._revives(party):
            taken["archived_at"] = None
        if not write:
            self._tried.setdefault(found, {}).update(taken)
        custom = {name: taken.pop(name) for name in list(taken) if name.startswith(_CUSTOM)}
        if not taken and not custom and not difference.methods:
            return False
        if write:
            self._write(party, found, taken, custom)
        for method in difference.methods:
            self._give(party, found, method)
        return True

    def _drop_contradictions(
        self, party: ReadyParty, found: int, other: dict[str, Any], *, is_new: bool
    ) -> None:
        """Leave out what an earlier row of the file has said otherwise; what this one says counts
        for those to come.
        """
        earlier = self._said.get(found, frozenset())
        if again := [name for name in other if is_new or name in earlier]:
            said = ", ".join(name.removeprefix(_CUSTOM) for name in again)
            self._tally.warn(
                party.line,
                f"{party.record.name} stands in the file before and differs in {said};"
                " the first row counts",
            )
            for name in again:
                del other[name]
        if self._options.update and not is_new:
            self._said[found] = earlier | _said_by(party).keys()

    def _note(self, party: ReadyParty, difference: Difference) -> None:
        """Tell field by field what is filled in and what is told otherwise."""
        line, name, told = party.line, party.record.name, difference.told
        for values, taken in ((difference.missing, True), (difference.other, self._options.update)):
            changes = [
                (field.removeprefix(_CUSTOM), told.get(field), value)
                for field, value in values.items()
            ]
            self._changes.note(line, name, changes, taken=taken)
        ways = [(method.kind, "", method.value) for method in difference.methods]
        self._changes.note(line, name, ways, taken=True)

    def _revives(self, party: ReadyParty) -> bool:
        """Whether an archived party comes back, which is for the user to say (rule 16)."""
        revive = self._options.revive
        self._tally.changed(
            party.line, party.record.name, "archived", "archived", "live", taken=revive
        )
        if not revive:
            self._tally.warn_once(
                party.line, "customers who are archived here stay so (--revive brings them back)"
            )
        return revive

    def _difference(self, party: ReadyParty, found: int) -> Difference:
        details = tuple(party.record.details)
        names = ", ".join((*_FIELDS, *details, "is_supplier", _ARCHIVED, "custom"))
        row = self._desk.store.row(f"SELECT {names} FROM party WHERE id = ?", (found,))
        missing: dict[str, Any] = {}
        other: dict[str, Any] = {}
        if row is None:
            return Difference(missing, other, [], {})
        told = dict(zip((*_FIELDS, *details, "is_supplier", "is_archived"), row, strict=False))
        said = _said_by(party)
        for name, value in json.loads(row[-1]).items():
            told[_CUSTOM + name] = value
        told.update(self._tried.get(found, {}))
        for name, value in said.items():
            if value != told.get(name):
                (other if told.get(name) else missing)[name] = value
        merged = fold(told["name"]) != party.folded and self._known.is_called(found, party.folded)
        if merged:  # who was merged into it keeps coming under the name it had
            other.pop("name", None)
        if party.record.is_supplier and not told["is_supplier"]:
            missing["is_supplier"] = 1
        methods = self._missing_methods(party, found)
        return Difference(missing, other, methods, told, bool(told["is_archived"]))

    def _missing_methods(self, party: ReadyParty, found: int) -> list[ReadyMethod]:
        have = {
            (kind, form)
            for kind, normal, value in self._desk.store.rows(
                "SELECT kind, normal, value FROM contact_method WHERE party_id = ?", (found,)
            )
            for form in (normal, value)
            if form
        }
        return [
            method
            for method in party.methods
            if (method.kind, method.normal) not in have
            and (method.kind, method.value) not in have
            and (found, method.kind, method.normal or method.value) not in self._given
        ]

    def _give(self, party: ReadyParty, found: int, method: ReadyMethod) -> None:
        shared = self._known.is_taken(found, method.kind, method.normal)
        if shared:
            self._tally.warn(
                party.line, f"{method.value} belongs to another customer; marked shared"
            )
        self._given.add((found, method.kind, method.normal or method.value))
        self._known.add_method(found, method.kind, method.normal)
        self._inserts.add(
            "contact_method",
            party_id=found,
            kind=method.kind,
            value=method.value,
            normal=method.normal,
            reversed_digits=method.reverse,
            label=method.label,
            shared=shared,
        )

    def _write(
        self,
        party: ReadyParty,
        found: int,
        values: dict[str, Any],
        custom: dict[str, Any],
    ) -> None:
        store = self._desk.store
        if "name" in values:
            values["sort_name"] = party.folded
        if custom:
            kept = json.loads(store.value("SELECT custom FROM party WHERE id = ?", (found,)))
            newer = {name.removeprefix(_CUSTOM): value for name, value in custom.items()}
            values["custom"] = document_text({**kept, **newer})
        if values:
            assignments = ", ".join(f'"{name}" = ?' for name in values)
            store.write(
                f"UPDATE party SET {assignments}, updated_at = ?, version = version + 1"
                " WHERE id = ?",
                [*values.values(), instant_text(self._desk.clock.now()), found],
            )


def _said_by(party: ReadyParty) -> dict[str, Any]:
    """What a row says of a party, by field; nothing for an empty cell."""
    said = {name: clean(getattr(party.record, name)) for name in _FIELDS}
    said |= party.record.details
    for name, value in party.record.custom.items():
        said[_CUSTOM + clean(name)] = clean(value, multiline=True)
    return {name: value for name, value in said.items() if value != ""}
