"""The firm's own fields, and the columns that imports kept under their own names (S55)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import shown

RECORDS = ("party", "deal", "ticket")


class OwnField(NamedTuple):
    """A field of the firm's own; its values stand in a record's `custom` under `code`."""

    id: int
    record: str
    code: str
    label: str
    kind: str
    choices: tuple[str, ...]
    position: int
    required: bool
    archived: bool = False


class Said(NamedTuple):
    """A value of a record under the name it is read by; `field` is None for a kept column."""

    code: str
    label: str
    value: str
    field: OwnField | None


class Held(NamedTuple):
    """What a record holds beside its common fields: the own fields there are, and its `custom`."""

    fields: tuple[OwnField, ...] = ()
    custom: Mapping[str, str] = MappingProxyType({})

    @property
    def said(self) -> list[Said]:
        """Its values for reading: own fields in their order, then the kept columns."""
        return said(self.fields, self.custom)

    @property
    def missing(self) -> list[str]:
        """The labels of the own fields that are empty."""
        return [one.label for one in self.fields if not self.custom.get(one.code)]


NOTHING = Held()


def held(desk: Desk, record: str, row: int) -> Held:
    """What a record holds. Raises NotFoundError for one that is gone."""
    return Held(tuple(fields(desk, record)), custom_of(desk, record, row))


def fields(desk: Desk, record: str, *, archived: bool = False) -> list[OwnField]:
    """The live own fields of a record, in their order; with `archived` the others too."""
    where = "" if archived else " AND archived_at IS NULL"
    rows = desk.store.rows(
        "SELECT id, record, code, label, kind, choices, position, required,"
        f" archived_at IS NOT NULL FROM custom_field WHERE record = ?{where} ORDER BY position, id",
        (record,),
    )
    return [
        OwnField._make([*row[:5], tuple(json.loads(row[5])), row[6], bool(row[7]), bool(row[8])])
        for row in rows
    ]


def field(desk: Desk, record: str, name: str, *, archived: bool = False) -> OwnField:
    """The own field with this label or code, or the only one that begins so.

    Raises NotFoundError, with what there is.
    """
    known = fields(desk, record, archived=archived)
    wanted = fold(name).strip()
    exact = [one for one in known if wanted in (fold(one.label), fold(one.code))]
    begun = exact or [one for one in known if wanted and fold(one.label).startswith(wanted)]
    if len(begun) != 1:
        listed = ", ".join(one.label for one in known) or "none yet"
        raise NotFoundError(
            f"There is no own field '{name}'.",
            f"There are: {listed}. 'crm field add' makes one.",
        )
    return begun[0]


def said(own: Sequence[OwnField], custom: Mapping[str, str]) -> list[Said]:
    """What a record's `custom` says, for reading: own fields in their order, then the rest."""
    known = {one.code: one for one in own}
    typed = [
        Said(one.code, one.label, shown(one.kind, str(custom[one.code])), one)
        for one in own
        if custom.get(one.code)
    ]
    rest = [
        Said(name, name, str(value), None)
        for name, value in custom.items()
        if name not in known and value not in ("", None)
    ]
    return typed + rest


def kept_names(desk: Desk, record: str) -> list[tuple[str, int]]:
    """(name, in how many records) of what `custom` holds that is no own field, often first.

    Reads every record: for a list that someone asks for, not for a screen.
    """
    known = {one.code for one in fields(desk, record, archived=True)}
    return [(name, number) for name, number in names_held(desk, record) if name not in known]


def names_held(desk: Desk, record: str) -> list[tuple[str, int]]:
    """(name, in how many records) of all that `custom` holds, often first; reads every record."""
    rows = desk.store.rows(
        f"SELECT j.key, count(*) AS n FROM {record} r, json_each(r.custom) j"
        " WHERE r.custom <> '{}' AND r.archived_at IS NULL GROUP BY j.key ORDER BY n DESC, j.key"
    )
    return [(str(name), int(number)) for name, number in rows]


def custom_of(desk: Desk, record: str, row: int) -> dict[str, str]:
    """What a record's own fields hold. Raises NotFoundError for a record that is gone."""
    text = desk.store.value(f"SELECT custom FROM {record} WHERE id = ?", (row,))
    if text is None:
        raise NotFoundError(f"This {record} is not there any more.")
    return dict(json.loads(text))
