"""What an import would do with a file, and with a table in particular."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.report import Doubt, Rejects
from crm_tui.exchange.rows import Reading, read_records
from crm_tui.exchange.source import Source
from crm_tui.exchange.table import Table
from crm_tui.services.intake.tally import Options


class Plan(Protocol):
    """What an import would do with a file."""

    @property
    def kind(self) -> str:
        """What the rows are."""
        ...

    @property
    def source(self) -> Source:
        """The file."""
        ...

    @property
    def rejects_ending(self) -> str:
        """How the name of a file of rejected rows ends."""
        ...

    def sentences(self) -> list[str]:
        """How the file is written and what becomes of its parts, a line each."""
        ...

    def options(self, label: str, *, update: bool, trial: bool) -> Options:
        """How its records are taken in."""
        ...

    def remarks(self) -> list[Doubt]:
        """What there is to say about the file as a whole."""
        ...

    def readings(self, currency: str) -> Iterator[Reading]:
        """Every row as a record or with the problem it has."""
        ...

    def keep_rejected(self, path: Path, reasons: dict[int, str], *, replace: bool) -> str:
        """Write the rejected rows as they stood, by line, with their reasons; where."""
        ...


class TablePlan(NamedTuple):
    """What an import would do with a table.

    `mended` holds the cells of rows that are taken otherwise than they stand there, by line.
    """

    table: Table
    columns: ColumnMap
    values: tuple[tuple[str, str, str], ...] = ()
    mended: Mapping[int, Sequence[str]] = {}

    @property
    def rows(self) -> Table:
        """The table as it is read: rows that were mended by hand stand as they were mended."""
        return self.table.mended(self.mended)

    @property
    def kind(self) -> str:
        """What the rows are."""
        return self.columns.kind.name

    @property
    def source(self) -> Source:
        """The file."""
        return self.table.source

    @property
    def rejects_ending(self) -> str:
        """Rejected rows are a table again."""
        return "csv"

    def sentences(self) -> list[str]:
        """How the file is written and what becomes of each column, a line each."""
        return [*self.table.found.sentences(), *self.columns.sentences()]

    def options(self, label: str, *, update: bool, trial: bool) -> Options:
        """How its records are taken in."""
        return Options(
            label=label,
            source=self.columns.key_source,
            company_source=self.columns.company_key_source,
            product_source=self.columns.product_key_source,
            customers=self.kind == "customers",
            update=update,
            trial=trial,
            values=self.values,
        )

    def remarks(self) -> list[Doubt]:
        """Nothing: a table has rows and nothing else."""
        return []

    def readings(self, currency: str) -> Iterator[Reading]:
        """Every row as a record or with the problem it has."""
        return read_records(self.rows, self.columns, currency)

    def keep_rejected(self, path: Path, reasons: dict[int, str], *, replace: bool) -> str:
        """Write the rejected rows as they stand in the file, with their reasons; where.

        Raises UsageError where the file cannot be made, OSError where it cannot be written.
        """
        with Rejects(path, self.table.columns, replace=replace) as rejects:
            for row in self.rows.rows():
                if row.line in reasons:
                    rejects.add(row.line, reasons[row.line], row.cells)
            return rejects.path or ""
