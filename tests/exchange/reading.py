"""Shorthand of these tests: a text becomes a table, a column map, records."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from crm_tui.exchange.mapping import ColumnMap, map_columns
from crm_tui.exchange.rows import Reading, read_records
from crm_tui.exchange.source import Source
from crm_tui.exchange.table import Table, open_table

PROJECT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CRM_TEST_DATA", PROJECT.parent / "shared" / "data"))


def real(name: str) -> Path:
    """The file of that name in the real data; skips the test where it is missing."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} here")
    return path


def bytes_source(data: bytes, name: str = "data.csv") -> Source:
    return Source(name, lambda: BytesIO(data))


def table_of(content: str | bytes, name: str = "data.csv") -> Table:
    data = content.encode() if isinstance(content, str) else content
    return open_table(bytes_source(data, name))


def cells_of(content: str | bytes) -> list[list[str]]:
    return [row.cells for row in table_of(content).rows() if not row.problem]


def problems_of(content: str | bytes) -> list[tuple[int, str]]:
    return [(row.line, row.problem) for row in table_of(content).rows() if row.problem]


def mapped(content: str, name: str = "data.csv", **said: object) -> ColumnMap:
    return map_columns(table_of(content, name), **said)


def readings(content: str, name: str = "data.csv", **said: object) -> list[Reading]:
    table = table_of(content, name)
    return list(read_records(table, map_columns(table, **said)))


def records(content: str, name: str = "data.csv", **said: object) -> list:
    return [reading.record for reading in readings(content, name, **said) if reading.record]


def fields_of(columns: ColumnMap) -> dict[str, str]:
    """Column name to `field:label`."""
    return {
        column.name: ":".join(part for part in column.target[:2] if part)
        for column in columns.columns
    }
