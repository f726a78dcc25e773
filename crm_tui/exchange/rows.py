"""From rows to records: every row of a file becomes a record or a reason why it is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from crm_tui.exchange.deal_rows import DealRows
from crm_tui.exchange.document_rows import DocumentRows, grouped
from crm_tui.exchange.interaction_rows import InteractionRows
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.party_rows import PartyRows
from crm_tui.exchange.plain_rows import ProductRows, UserRows
from crm_tui.exchange.table import Table
from crm_tui.exchange.task_rows import TaskRows
from crm_tui.exchange.ticket_rows import TicketRows
from crm_tui.services.intake.prepared import ReadyParty
from crm_tui.services.intake.records import Record


class Reading(NamedTuple):
    """What became of one row: a record, or the reason why there is none (`problem`).

    `doubts` name what was taken but may be wrong; `more` are further lines of the same record.
    """

    line: int
    record: Record | ReadyParty | None
    problem: str = ""
    doubts: tuple[str, ...] = ()
    more: tuple[int, ...] = ()


class RowReader(Protocol):
    """What turns the cells of one kind of rows into records."""

    def read(self, cells: list[str]) -> tuple[Record | None, str, list[str]]:
        """(record, problem, doubts) of one row."""
        ...


def read_records(table: Table, columns: ColumnMap, currency: str = "USD") -> Iterator[Reading]:
    """Every row of the table in order, as a record or with the problem it has.

    `currency` is that of amounts which name none.
    """
    if columns.kind.name == "documents":
        yield from _read_documents(table, columns, currency)
        return
    reader = _reader(columns, currency)
    for row in table.rows():
        if row.problem:
            yield Reading(row.line, None, row.problem)
            continue
        record, problem, doubts = reader.read(row.cells)
        found = (row.doubt, *doubts) if row.doubt else tuple(doubts)
        yield Reading(row.line, record, problem, found)


def _read_documents(table: Table, columns: ColumnMap, currency: str) -> Iterator[Reading]:
    """Every document with its lines; one of which a row cannot be read is refused whole."""
    reader = DocumentRows(columns, currency)
    for group in grouped(table, columns):
        first, *others = group
        more = tuple(row.line for row in others)
        broken = next((row for row in group if row.problem), None)
        if broken is not None:
            said = broken.problem if not more else f"line {broken.line} of it: {broken.problem}"
            yield Reading(first.line, None, said, (), more)
            continue
        record, problem, doubts = reader.read([row.cells for row in group])
        doubts += [f"line {row.line}: {row.doubt}" for row in group if row.doubt]
        yield Reading(first.line, record, problem, tuple(doubts), more)


def _reader(columns: ColumnMap, currency: str) -> RowReader:
    if columns.kind.name == "users":
        return UserRows(columns)
    if columns.kind.name == "products":
        return ProductRows(columns, currency)
    if columns.kind.name == "deals":
        return DealRows(columns, currency)
    if columns.kind.name == "interactions":
        return InteractionRows(columns)
    if columns.kind.name == "tasks":
        return TaskRows(columns)
    if columns.kind.name == "tickets":
        return TicketRows(columns)
    return PartyRows(columns)
