"""The columns of a file with a few of their values, raw and as they will be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from crm_tui.exchange.fields import Target
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.plans import TablePlan
from crm_tui.services.opening import Desk
from crm_tui.text.amounts import format_money
from crm_tui.text.countries import country_of
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.money import parse_money
from crm_tui.text.safe import clean

SAMPLES = 3
NOT_READ = "?"
"""What stands for a value that says nothing as it is read."""
_AMOUNTS = ("price", "amount")


class Sample(NamedTuple):
    """A cell as it stands in the file, and what is made of it."""

    raw: str
    read: str


class ColumnSamples(NamedTuple):
    """A column: the field it fills, in words, why, and some of its values."""

    at: int
    name: str
    target: Target
    reason: str
    samples: tuple[Sample, ...]

    @property
    def field(self) -> str:
        """The field as it is said: `phone:work`, 'left out', 'own field'."""
        said = ":".join(part for part in self.target[:2] if part)
        return {"skip": "left out", "custom": "own field"}.get(said, said)


def column_samples(plan: TablePlan, desk: Desk) -> list[ColumnSamples]:
    """Every column with its first distinct values, those of the file's beginning."""
    found = []
    for column in plan.columns.columns:
        cells = (row.cells[column.at].strip() for row in plan.table.sample)
        raws = list(dict.fromkeys(cell for cell in cells if cell))[:SAMPLES]
        samples = (Sample(raw, read_as(plan.columns, column.at, raw, desk)) for raw in raws)
        found.append(
            ColumnSamples(column.at, column.name, column.target, column.reason, tuple(samples))
        )
    return found


def read_as(columns: ColumnMap, at: int, raw: str, desk: Desk) -> str:
    """What a cell of a column will be here; `NOT_READ` where it says nothing."""
    field = columns.columns[at].target.field
    if field == "skip":
        return ""
    if at in columns.date_orders:
        day = parse_date_as(raw, columns.date_orders[at])
        if day is None:
            return NOT_READ
        return f"{day:%Y-%m-%d %H:%M}" if isinstance(day, datetime) else day.isoformat()
    if field in _AMOUNTS:
        money = parse_money(raw, desk.currency, columns.mark)
        return format_money(*money) if money else NOT_READ
    if field == "phone":
        from crm_tui.services.parties import normal_form

        country = columns.phone_country or desk.home_country
        return normal_form("phone", raw, "", country)[0] or clean(raw)
    if field == "country":
        code = country_of(raw)
        return f"{clean(raw)} ({code})" if code and code != raw else clean(raw)
    return clean(raw)


def rows_at(plan: TablePlan, lines: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The cells of the rows on these lines, as they would be read; as many as columns where
    they can be told apart.
    """
    wanted, width = set(lines), len(plan.table.columns)
    found: dict[int, tuple[str, ...]] = {}
    if not wanted:
        return found
    for row in plan.rows.rows():
        if row.line in wanted:
            cells = list(row.cells)
            if len(cells) > width:
                cells = [*cells[: width - 1], ", ".join(cells[width - 1 :])]
            found[row.line] = (*cells, *[""] * (width - len(cells)))
            if len(found) == len(wanted):
                break
    return found
