"""Records of a kind with all that is known of them, as files hold them.

A file may hold all there are: their ids are read first, which settles which they are and in which
order, and then the records, some hundreds at a time, so that memory stays flat.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.store.desk import Desk
from crm_tui.text.amounts import minor_digits
from crm_tui.views.own_keys import KEY_SOURCE, own_key

PAGE = 500

Cell = str | int | bool | Decimal | date | datetime | None
"""What stands in a cell; None and '' where nothing is known, a moment is in UTC."""


class Field(NamedTuple):
    """A column of a file: its name, the SQL that gives it, and what it is.

    `kind` is text, number, flag, day, instant or money; money's SQL gives minor units and
    currency, a blank between.
    """

    name: str
    sql: str
    kind: str = "text"


class Asked(NamedTuple):
    """Which records: SQL conditions with their parameters, and whether archived ones too.

    `within` leaves only these ids, `ids` asks for just these in this order whatever else holds.
    """

    where: tuple[str, ...] = ()
    params: tuple[Any, ...] = ()
    archived: bool = False
    within: Sequence[int] | None = None
    ids: Sequence[int] | None = None
    sort: str = ""
    reverse: bool = False


class Kind(NamedTuple):
    """A kind of records: its table with its name in SQL, what is joined, and its columns.

    `own` are conditions that every record of it meets, `live` that of those in use. `keyed`
    tells that it has keys, of which those from `sources` are for all the world; `custom` that it
    has fields of its own. `order` is the usual one.
    """

    name: str
    table: str
    alias: str
    joins: str
    fields: tuple[Field, ...]
    own: tuple[str, ...] = ()
    live: str = ""
    keyed: bool = True
    sources: tuple[str, ...] = (KEY_SOURCE,)
    custom: bool = False
    order: str = ""


class Records(NamedTuple):
    """Columns, how many records there are at the most, and their cells.

    The last `custom` columns are fields that only some firm has, under names of its own.
    """

    columns: tuple[str, ...]
    total: int
    rows: Iterator[list[Cell]]
    custom: int = 0


def whole(desk: Desk, kind: Kind, asked: Asked) -> Records:
    """The records that are asked for. Raises UsageError for an order there is not."""
    numbers = ids(desk, kind, asked)
    custom = custom_names(desk, kind) if kind.custom else ()
    head = ("uid",) if kind.keyed else ()
    tail = ("keys",) if kind.keyed else ()
    names = (*head, *(field.name for field in kind.fields), *tail, *custom)
    return Records(names, len(numbers), _rows(desk, kind, numbers, custom), len(custom))


def ids(desk: Desk, kind: Kind, asked: Asked) -> Sequence[int]:
    """The ids of the records in their order. Raises UsageError for an order there is not."""
    if asked.ids is not None:
        return asked.ids
    conditions, params = [*kind.own, *asked.where], list(asked.params)
    if kind.live and not asked.archived:
        conditions.append(kind.live)
    if asked.within is not None:
        conditions.append(f"{kind.alias}.id IN (SELECT value FROM json_each(?))")
        params.append(json.dumps(list(asked.within)))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    way = "DESC" if asked.reverse else "ASC"
    order = f"{sort_sql(kind, asked.sort)} {way}, " if asked.sort else kind.order
    rows = desk.store.rows(
        f'SELECT {kind.alias}.id FROM "{kind.table}" {kind.alias} {kind.joins}{where}'
        f" ORDER BY {order}{kind.alias}.id",
        params,
    )
    return array("q", (row[0] for row in rows))


def sort_sql(kind: Kind, name: str) -> str:
    """The SQL a column is sorted by. Raises UsageError where there is no such column."""
    by_name = {field.name: field for field in kind.fields}
    field = by_name.get(name.strip().lower())
    if field is None or not field.sql:
        from crm_tui.text.say import quoted

        sorts = ", ".join(name for name, field in by_name.items() if field.sql)
        raise UsageError(f"{kind.name.capitalize()} have no order {quoted(name)}.", f"{sorts}.")
    if field.kind == "money":
        return f"CAST({field.sql} AS INTEGER)"
    return field.sql if field.kind in ("number", "flag") else f"lower(coalesce({field.sql}, ''))"


def pages(numbers: Sequence[int]) -> Iterator[list[int]]:
    """The ids, some hundreds at a time."""
    waiting = iter(numbers)
    while page := list(islice(waiting, PAGE)):
        yield page


def custom_names(desk: Desk, kind: Kind) -> tuple[str, ...]:
    """The names of the fields that only some firm has, in all records of the kind."""
    rows = desk.store.rows(
        f'SELECT DISTINCT j.key FROM "{kind.table}" x, json_each(x.custom) j'
        " WHERE x.custom <> '{}' ORDER BY j.key"
    )
    return tuple(row[0] for row in rows)


def keys(
    desk: Desk, record: str, page: Sequence[int], sources: Iterable[str] = (KEY_SOURCE,)
) -> tuple[dict[int, str], dict[int, str]]:
    """The keys for all the world that records came with, and in words those of other systems."""
    own: dict[int, str] = {}
    others: defaultdict[int, list[str]] = defaultdict(list)
    known = tuple(sources)
    marks = ",".join("?" * len(page))
    for row, source, value in desk.store.rows(
        f'SELECT "row", source, value FROM external_id WHERE record = ? AND "row" IN ({marks})'
        " ORDER BY id",
        [record, *page],
    ):
        if source in known and row not in own:
            own[row] = value
        else:
            others[row].append(f"{source}={value}")
    return own, {row: "; ".join(said) for row, said in others.items()}


def _rows(
    desk: Desk, kind: Kind, numbers: Sequence[int], custom: tuple[str, ...]
) -> Iterator[list[Cell]]:
    alias = kind.alias
    read = [f"{alias}.id", f"{alias}.created_at" if kind.keyed else "''"]
    read += [f"{alias}.custom" if custom else "''"]
    read += [field.sql for field in kind.fields]
    casts = [cast_of(field.kind) for field in kind.fields]
    for page in pages(numbers):
        marks = ",".join("?" * len(page))
        found = {
            row[0]: row
            for row in desk.store.rows(
                f'SELECT {", ".join(read)} FROM "{kind.table}" {alias} {kind.joins}'
                f" WHERE {alias}.id IN ({marks})",
                page,
            )
        }
        own, others = keys(desk, kind.table, page, kind.sources) if kind.keyed else ({}, {})
        for number in page:
            if (row := found.get(number)) is None:
                continue  # somebody has taken it away meanwhile
            cells = [cast(value) for cast, value in zip(casts, row[3:], strict=True)]
            if kind.keyed:
                cells.insert(0, own.get(number) or own_key(kind.table, number, row[1]))
                cells.append(others.get(number, ""))
            yield cells + custom_cells(row[2], custom)


def custom_cells(text: str, names: Sequence[str]) -> list[Cell]:
    """What a record tells in the fields of its own."""
    if not names:
        return []
    told = json.loads(text) if text and text != "{}" else {}
    return [_as_cell(told.get(name)) for name in names]


def cast_of(kind: str) -> Callable[[Any], Cell]:
    """What makes a cell of a value the database gives."""
    return _CASTS[kind]


def instant(value: Any) -> datetime | None:
    """A moment the database tells, in UTC."""
    if not value:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=UTC)


def day(value: Any) -> date | None:
    """A day the database tells."""
    if not value:
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def money(value: Any) -> Decimal | None:
    """An amount of minor units and a currency as a figure of major ones."""
    if not value:
        return None
    minor, _, currency = str(value).partition(" ")
    return Decimal(int(minor)).scaleb(-minor_digits(currency))


def _as_cell(value: Any) -> Cell:
    if value is None or isinstance(value, (str, int)):
        return value
    return json.dumps(value, ensure_ascii=False)


_CASTS: dict[str, Callable[[Any], Cell]] = {
    "text": lambda value: "" if value is None else str(value),
    "number": lambda value: None if value is None else int(value),
    "flag": lambda value: None if value is None else bool(value),
    "day": day,
    "instant": instant,
    "money": money,
}
