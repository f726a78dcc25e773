"""What a newer file says of a document that is here already."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services.intake.document_lines import Line, same
from crm_tui.services.intake.records import DocumentRecord
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

COMPARED = (
    "title", "party_id", "contact_id", "owner_id", "deal_id", "parent_id", "state", "issued",
    "due", "ends", "amount_minor", "currency", "address", "note",
)  # fmt: skip
_SHOWN = {
    "party_id": "customer", "contact_id": "contact", "owner_id": "owner", "deal_id": "deal",
    "parent_id": "what it belongs to", "amount_minor": "amount",
}  # fmt: skip
_IN_WORDS = ("owner", "contact", "contact_id", "deal", "parent", "party", "email", "party_id")
_CUSTOM = "custom: "
_READ = (
    f"SELECT id, number, kind, {', '.join(COMPARED)}, custom FROM document WHERE id IN ({{ids}})"
)


class Incoming(NamedTuple):
    """A record with everything that was found for it."""

    line: int
    record: DocumentRecord
    values: dict[str, Any]
    lines: tuple[Line, ...]
    custom: dict[str, str]
    is_stranger: bool = False


class _Here(NamedTuple):
    """A document that is here already, as far as a file can differ from it."""

    called: str
    values: dict[str, Any]
    custom: dict[str, str]
    lines: tuple[Line, ...]


class _Newer(NamedTuple):
    """What a document takes over, once whom it names is written."""

    document: int
    values: dict[str, Any]
    lines: tuple[Line, ...]


class DocumentUpdates:
    """Compares incoming documents with those they are, and takes over what is new.

    What a document does not tell yet is filled in; what it tells otherwise is taken over with
    `update`, and else only reported. An empty cell says nothing and changes nothing.
    """

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._here: dict[int, _Here] = {}
        self._newer: list[_Newer] = []
        self._now = instant_text(desk.clock.now())

    def read(self, ids: Sequence[int]) -> None:
        """Look up the documents of a batch that are here."""
        self._here.clear()
        self._newer.clear()
        lines: defaultdict[int, list[Line]] = defaultdict(list)
        for document, *line in self._desk.store.rows_by_id(
            f"SELECT document_id, {', '.join(Line._fields)} FROM document_line"
            " WHERE document_id IN ({ids}) ORDER BY document_id, position, id",
            ids,
        ):
            lines[document].append(Line._make(line))
        for document, number, kind, *told, custom in self._desk.store.rows_by_id(_READ, ids):
            values = dict(zip(COMPARED, map(_plain, told), strict=True))
            called = f"{kind.replace('_', ' ')} {quoted(number)}" if number else f"this {kind}"
            self._here[document] = _Here(
                called, values, json.loads(custom), tuple(lines.get(document, ()))
            )

    def apply(self, incoming: Incoming, found: int) -> bool:
        """Whether the document takes something over; it is written by `write`."""
        here = self._here.get(found)
        if here is None:
            return False
        missing, other = self._differences(incoming, here)
        lines: tuple[Line, ...] = ()
        if incoming.lines and not same(incoming.lines, here.lines):
            lines = incoming.lines
            (other if here.lines else missing)["lines"] = None
        shown = [_SHOWN.get(name, name.removeprefix(_CUSTOM)) for name in other]
        shown += ["customer"] * incoming.is_stranger
        if shown and not self._options.update:
            self._tally.warn(
                incoming.line,
                f"{here.called} is here already and differs in {', '.join(shown)};"
                " kept as it was (--update takes it over)",
            )
            other.clear()
        taken = missing | other
        if not taken:
            return False
        lines = lines if "lines" in taken else ()
        taken.pop("lines", None)
        newer = {name: taken.pop(name) for name in list(taken) if name.startswith(_CUSTOM)}
        if kept := _custom(incoming, here, newer):
            taken["custom"] = kept
        self._newer.append(_Newer(found, taken, lines))
        return True

    def write(self) -> None:
        """Write what was taken over."""
        store = self._desk.store
        for newer in self._newer:
            assignments = "".join(f'"{name}" = ?, ' for name in newer.values)
            store.write(
                f"UPDATE document SET {assignments} updated_at = ?, version = version + 1"
                " WHERE id = ?",
                [*newer.values.values(), self._now, newer.document],
            )
            if newer.lines:
                store.write("DELETE FROM document_line WHERE document_id = ?", (newer.document,))
                marks = ", ".join("?" * (len(Line._fields) + 2))
                store.write_many(
                    f"INSERT INTO document_line (document_id, position, {', '.join(Line._fields)})"
                    f" VALUES ({marks})",
                    [(newer.document, at, *line) for at, line in enumerate(newer.lines)],
                )
        self._newer.clear()

    def _differences(
        self, incoming: Incoming, here: _Here
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """(what is not told here yet, what is told otherwise)."""
        missing: dict[str, Any] = {}
        other: dict[str, Any] = {}
        said = {name: incoming.values[name] for name in COMPARED}
        if incoming.values["amount_minor"] is None:
            del said["currency"]
        told = dict(here.values)
        if told["amount_minor"] is None:
            told["currency"] = ""
        said |= {_CUSTOM + name: value for name, value in incoming.custom.items()}
        told |= {_CUSTOM + name: value for name, value in here.custom.items()}
        for name, value in said.items():
            if value not in (None, "") and value != told.get(name):
                (missing if told.get(name) in (None, "") else other)[name] = value
        return missing, other


def _custom(incoming: Incoming, here: _Here, newer: dict[str, str]) -> str:
    """The fields of its own with the newer ones; what is known by now needs no words."""
    kept = {**here.custom, **{name.removeprefix(_CUSTOM): value for name, value in newer.items()}}
    for field in _IN_WORDS:
        column = incoming.record.columns.get(field, field)
        said = clean(getattr(incoming.record, field), multiline=True)
        if column not in incoming.custom and said and kept.get(column) == said:
            del kept[column]
    return document_text(kept) if kept != here.custom else ""


def _plain(value: object) -> Any:
    """A stored value as it is compared: engines give days in their own type."""
    return value.isoformat() if isinstance(value, date) else value
