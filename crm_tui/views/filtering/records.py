"""The kinds of records that can be filtered, and the fields by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views.filtering import deals, own_fields, parties, tasks, tickets
from crm_tui.views.filtering.conditions import Sql
from crm_tui.views.filtering.fields import Field
from crm_tui.views.own_fields import RECORDS as RECORDS_WITH_OWN
from crm_tui.views.own_fields import fields

Kind = Literal["party", "deal", "ticket", "task"]


class Record(NamedTuple):
    """A kind of record: its fields and how words search for it."""

    kind: Kind
    fields: Sequence[Field]
    search: Callable[[Desk, str], Sql]


RECORDS: Final[dict[Kind, Record]] = {
    "party": Record("party", parties.FIELDS, parties.search),
    "deal": Record("deal", deals.FIELDS, deals.search),
    "ticket": Record("ticket", tickets.FIELDS, tickets.search),
    "task": Record("task", tasks.FIELDS, tasks.search),
}

_BY_NAME: Final[dict[Kind, dict[str, Field]]] = {
    kind: {name: field for field in record.fields for name in (field.name, *field.aliases)}
    for kind, record in RECORDS.items()
}


def field_named(desk: Desk, kind: Kind, name: str) -> Field | None:
    """The field with a name, one of the program's or of the firm's; None where there is none."""
    plain = fold(name).replace("_", "-")
    known = _BY_NAME[kind]
    return known.get(plain) or own_fields.find(desk, kind, name)


def names(desk: Desk, kind: Kind) -> Iterator[str]:
    """Every name of a field, to find the nearest."""
    yield from _BY_NAME[kind]
    yield from ("has", "is")
    for field in own(desk, kind):
        yield field.name


def own(desk: Desk, kind: Kind) -> Iterator[Field]:
    """The firm's own fields of a record, then the columns that imports have kept."""
    if kind not in RECORDS_WITH_OWN:
        return
    typed = fields(desk, kind)
    for one in typed:
        yield own_fields.as_field(kind, one.code, one)
    known = {one.code for one in typed}
    for key in own_fields.untyped(desk, kind):
        if key not in known:
            yield own_fields.as_field(kind, key)
