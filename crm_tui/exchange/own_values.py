"""What columns say for the firm's own fields: checked by their kind, kept as written else (S55)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from crm_tui.exchange.columns import DecimalMark, decimal_mark
from crm_tui.exchange.fields import CUSTOM, Target
from crm_tui.exchange.mapping import SAID, Column, ColumnMap
from crm_tui.exchange.said_words import flag
from crm_tui.exchange.table import Table
from crm_tui.services.intake.records import DealRecord, PartyRecord, Record, TicketRecord
from crm_tui.services.opening import Desk
from crm_tui.text.date_columns import DateOrder, detect_date_order, parse_date_as
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import KINDS, kept
from crm_tui.text.say import quoted
from crm_tui.views.own_fields import RECORDS, OwnField, fields

_ORDERS: Final[dict[str, DateOrder]] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_MARKS: Final[dict[str, DecimalMark]] = {".": ".", ",": ","}


_OF_KIND: Final = {"customers": "party", "people": "party", "deals": "deal", "tickets": "ticket"}
_NEVER: Final = ("name", "first_name", "last_name", "title", "external_id")
"""What says who or what a row is stays that, whatever an own field is called."""


def with_own(desk: Desk, columns: ColumnMap) -> ColumnMap:
    """The column map in which columns called as own fields are those, unless the user said else."""
    record = _OF_KIND.get(columns.kind.name)
    known = _by_name(fields(desk, record)) if record else {}
    if not known:
        return columns
    return columns._replace(columns=tuple(_own_column(one, known) for one in columns.columns))


def _own_column(column: Column, known: Mapping[str, OwnField]) -> Column:
    field = known.get(fold(column.name))
    if field is None or column.reason == SAID or column.target.field in _NEVER:
        return column
    return column._replace(target=Target(CUSTOM), reason=f"own field, {KINDS[field.kind]}")


class _Written(NamedTuple):
    """How a column writes its days and figures, as far as it tells."""

    order: DateOrder | None = None
    mark: DecimalMark | None = None


class OwnValues:
    """Turns what a file keeps under its columns' names into values of own fields.

    A column is a field's where it is called by its label or its code. Made in the thread of the
    database; `read` may be called in any.
    """

    def __init__(self, desk: Desk) -> None:
        self._today = desk.clock.today()
        self._currency = desk.currency
        self._known = {record: _by_name(fields(desk, record)) for record in RECORDS}
        self._written: dict[str, _Written] = {}

    def look_at(self, table: Table, columns: ColumnMap) -> None:
        """See from the whole columns of a table how their days and figures are written."""
        for column in columns.columns:
            kinds = {
                known[fold(column.name)].kind
                for known in self._known.values()
                if column.target.field == CUSTOM and fold(column.name) in known
            }
            if "day" in kinds:
                order = _ORDERS.get(columns.said.dates)
                order = order or detect_date_order(table.column(column.at))
                self._written[column.name] = _Written(order=order)
            elif kinds & {"number", "money"}:
                mark = _MARKS.get(columns.said.decimal) or decimal_mark(table.column(column.at))
                self._written[column.name] = _Written(mark=mark)

    def read(self, record: Record) -> tuple[Record, list[str]]:
        """The record with its own values as they are kept, and what is doubtful about them."""
        if not isinstance(record, PartyRecord | DealRecord | TicketRecord) or not record.custom:
            return record, []
        known = self._known[_record_of(record)]
        if not known:
            return record, []
        doubts: list[str] = []
        custom = dict(self._values(record.custom, known, doubts))
        return record._replace(custom=custom), doubts

    def _values(
        self, custom: Mapping[str, str], known: Mapping[str, OwnField], doubts: list[str]
    ) -> Iterator[tuple[str, str]]:
        filled: set[str] = set()
        for name, text in custom.items():
            field = known.get(fold(name))
            if field is None or field.code in filled:
                yield name, text
                continue
            filled.add(field.code)
            try:
                yield field.code, self._kept(field, text, self._written.get(name, _Written()))
            except ValueError as error:
                doubts.append(f"{field.label}: {quoted(text)} {error}; kept as written")
                yield field.code, text

    def _kept(self, field: OwnField, text: str, written: _Written) -> str:
        if field.kind == "day":
            found = parse_date_as(text, written.order)
            text = found.isoformat()[:10] if found is not None else text
        elif field.kind == "yes_no" and (said := flag(text)) is not None:
            text = "yes" if said else "no"
        return kept(
            field.kind,
            text,
            choices=field.choices,
            currency=self._currency,
            today=self._today,
            mark=written.mark,
        )


def _by_name(known: list[OwnField]) -> dict[str, OwnField]:
    by_code = {fold(one.code): one for one in known}
    return by_code | {fold(one.label): one for one in known}


def _record_of(record: PartyRecord | DealRecord | TicketRecord) -> str:
    if isinstance(record, PartyRecord):
        return "party"
    return "deal" if isinstance(record, DealRecord) else "ticket"
