"""What the user says about a file: what its rows and columns are, what its words mean here.

Wishes can be changed one by one, kept until the file's columns are met again, and written down
in a small text file for colleagues (`mapping_files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from crm_tui.errors import CrmError
from crm_tui.exchange.fields import REJECT_COLUMNS
from crm_tui.exchange.importing import FilePlan, look, open_rows
from crm_tui.exchange.mapping import map_columns
from crm_tui.exchange.plans import Plan, TablePlan
from crm_tui.exchange.said_values import mapped_values
from crm_tui.exchange.source import Source, file_source
from crm_tui.exchange.table import Said
from crm_tui.services import import_memory
from crm_tui.services.opening import Desk
from crm_tui.text.fold import fold
from crm_tui.views import imports

Value = tuple[str, str, str]


class Wishes(NamedTuple):
    """The user's word on a file; whatever is empty is found out.

    `fields` says what a column fills (column to field), `values` what words of the file mean
    (field, word, meaning), `said` how the file is written.
    """

    kind: str = ""
    fields: Mapping[str, str] = {}
    values: tuple[Value, ...] = ()
    said: Said = Said()

    def with_kind(self, kind: str) -> Wishes:
        """Rows of another kind: what was said of columns and words was meant for the former."""
        return self if kind == self.kind else self._replace(kind=kind, fields={}, values=())

    def with_field(self, column: str, field: str) -> Wishes:
        """Let a column fill a field; with '' it is found out again."""
        fields = {name: one for name, one in self.fields.items() if name != column}
        return self._replace(fields=fields | ({column: field} if field else {}))

    def with_value(self, field: str, word: str, meaning: str) -> Wishes:
        """Let a word mean something; with '' nothing is said of it any more."""
        values = tuple(one for one in self.values if (one[0], fold(one[1])) != (field, fold(word)))
        return self._replace(values=(*values, (field, word, meaning)) if meaning else values)

    def with_said(self, **said: Any) -> Wishes:
        """Say how the file is written: `dates='dmy'`, `sheet='2'`; '' finds it out again."""
        return self._replace(said=self.said._replace(**said))

    @property
    def says_anything(self) -> bool:
        """Whether the user said anything at all."""
        return self != Wishes()

    def as_json(self) -> dict[str, Any]:
        """What was said as plain values, without what was not."""
        plain = {
            "kind": self.kind,
            "fields": dict(self.fields),
            "values": [list(one) for one in self.values],
            "said": {
                name: value
                for name, value in self.said._asdict().items()
                if value != Said._field_defaults[name]
            },
        }
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Wishes:
        """The wishes of such plain values; what is not understood is left out."""
        said: dict[str, Any] = {
            name: value
            for name, value in _mapping(plain.get("said")).items()
            if name in Said._fields and isinstance(value, int if name == "header" else str)
        }
        values = plain.get("values")
        return cls(
            kind=str(plain.get("kind") or ""),
            fields={str(name): str(field) for name, field in _mapping(plain.get("fields")).items()},
            values=tuple(
                (str(one[0]), str(one[1]), str(one[2]))
                for one in (values if isinstance(values, list) else ())
                if isinstance(one, list | tuple) and len(one) == 3
            ),
            said=Said(**said),
        )


def look_as(source: Source | Path, wishes: Wishes) -> FilePlan:
    """The plan for a file, as wished; see `importing.look`."""
    return look(
        source, kind=wishes.kind, fields=wishes.fields, values=wishes.values, said=wishes.said
    )


def look_again(plan: FilePlan, before: Wishes, after: Wishes) -> FilePlan:
    """The plan for the same file by other wishes; the file is opened anew only where it must be.

    Raises UsageError for a wish that cannot be.
    """
    if before.said != after.said or not isinstance(plan, TablePlan):
        return look_as(plan.source, after)
    columns = map_columns(plan.table, after.kind, after.fields)
    return TablePlan(plan.table, columns, mapped_values(columns, after.values))


def fitted(source: Source | Path, wishes: Wishes) -> Wishes:
    """The wishes without what they say of columns that the file does not have."""
    if not wishes.fields:
        return wishes
    if isinstance(source, Path):
        source = file_source(source)
    there = {fold(name) for name in open_rows(source, wishes.said, wishes.kind).columns}
    fields = {name: field for name, field in wishes.fields.items() if fold(name) in there}
    return wishes._replace(fields=fields)


class Remembered(NamedTuple):
    """What was said of the last file with the same columns, and on which day."""

    wishes: Wishes
    day: date


def remembered(desk: Desk, source: Source | Path) -> Remembered | None:
    """What was said of the last file with these columns; None where nothing was, or fits."""
    if not imports.any_kept(desk):
        return None
    if isinstance(source, Path):
        source = file_source(source)
    try:
        kept = imports.kept_mapping(desk, _signature(source))
        if kept is None:
            return None
        wishes = Wishes.from_json(kept.mapping)
        look_as(source, wishes)
    except CrmError:  # the file says what is wrong with it when it is looked at for itself
        return None
    return Remembered(wishes, kept.at.astimezone(desk.clock.zone).date())


def remembering(desk: Desk, plan: Plan, wishes: Wishes) -> Callable[[], None] | None:
    """What keeps the wishes for the next file with the same columns; None for none.

    To be called inside the import's change set.
    """
    if not wishes.says_anything or not isinstance(plan, TablePlan):
        return None
    signature, name = _signature(plan.source), Path(plan.source.name).name
    # The sheet is one of this file; of the next one it is told anew.
    kept = wishes._replace(kind=plan.kind, said=wishes.said._replace(sheet=""))
    return lambda: import_memory.remember(desk, signature, plan.kind, name, kept.as_json())


def _signature(source: Source) -> str:
    """The names of a file's columns as they are found, by which a like file is known."""
    names = (fold(name) for name in open_rows(source).columns)
    return "|".join(name for name in names if name not in REJECT_COLUMNS)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
