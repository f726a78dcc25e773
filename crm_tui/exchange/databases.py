"""Tables of a SQLite file as tables to import.

A process of its own reads the file (`database_reading`); its rows are kept aside and read from
there like those of any other table. The line of a row is its number, the names being line 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange import database_reading
from crm_tui.exchange.dialect import SAMPLE_RECORDS, Header
from crm_tui.exchange.kept_rows import KeptRows
from crm_tui.exchange.reading_process import CHUNK, reading
from crm_tui.exchange.source import Source
from crm_tui.exchange.table import Found, Said, Table
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted

MAGIC = b"SQLite format 3\x00"
_LISTED = 20


class TableInfo(NamedTuple):
    """A table of the file."""

    name: str
    columns: tuple[str, ...]


def is_database(source: Source) -> bool:
    """Whether the bytes are a SQLite file."""
    with source.open() as stream:
        return stream.read(len(MAGIC)) == MAGIC


def tables_of(source: Source) -> tuple[TableInfo, ...]:
    """The tables of a file. Raises UsageError where it cannot be read."""
    return _asked(source, "", None)


def open_query(source: Source, query: str, name: str, said: Said, how: str) -> Table:
    """What a query of the file gives, as a table called `name`; `how` says where it is from.

    Raises UsageError where it cannot be read or has no rows.
    """
    kept = KeptRows(source.name)
    _asked(source, query, kept)
    sample = list(islice(kept.raws(), SAMPLE_RECORDS))
    if len(sample) < 2:
        raise UsageError(f"The table {name} is empty.", "There is nothing to import.")
    found = Found(
        Header(sample[0].line, sample[0].cells),
        null_text=False,
        said=said,
        instead=(how,),
        named=(name,),
        mark=".",
    )
    return Table(source, found, sample, kept.raws)


def open_database(source: Source, said: Said | None) -> Table:
    """The table that was said. Raises UsageError, with the tables there are, where none was."""
    said = said or Said()
    if said.encoding or said.delimiter or said.header is not None:
        raise UsageError(
            f"{source.name} is a database: it has no encoding, delimiter or header.",
            "Leave out --encoding, --delimiter and --header.",
        )
    there = tables_of(source)
    listed = ", ".join(table.name for table in there[:_LISTED])
    listed += f" and {len(there) - _LISTED} more" if len(there) > _LISTED else ""
    if not there:
        raise UsageError(f"{source.name} is a database without tables.")
    if not said.sheet:
        raise UsageError(
            f"{source.name} is a database of the tables {listed}.",
            "Say which one and what its rows are: --sheet TABLE --as KIND.",
        )
    table = next((one for one in there if fold(one.name) == fold(said.sheet)), None)
    if table is None:
        raise UsageError(
            f"{source.name} has no table {quoted(said.sheet)}.", f"The tables: {listed}."
        )
    name = table.name.replace('"', '""')
    return open_query(
        source, f'SELECT * FROM "{name}"', table.name, said, f"Table {table.name} (said)"
    )


def _asked(source: Source, query: str, kept: KeptRows | None) -> tuple[TableInfo, ...]:
    """The tables of the file; the rows of the query go to `kept`."""
    overdone = _unreadable(source, "it is damaged, or takes too much memory or time")
    with reading(source, database_reading.__file__, overdone, alone=True) as (answer, ask):
        ask.write(query.encode())
        ask.close()
        said = json.loads(answer.readline() or b'{"problem": "it ended"}')
        if "problem" in said:
            raise _unreadable(source, said["problem"])
        while kept is not None and (piece := answer.read(CHUNK)):
            kept.write(piece)
    return tuple(TableInfo(one["name"], tuple(one["columns"])) for one in said["tables"])


def _unreadable(source: Source, why: str) -> UsageError:
    return UsageError(
        f"{source.name} cannot be read as a database: {why}.",
        "If another program uses it, let that export it as CSV.",
    )


def has(tables: Sequence[TableInfo], names: Sequence[str]) -> bool:
    """Whether all these tables are there."""
    return {fold(name) for name in names} <= {fold(table.name) for table in tables}
