"""Rows of deals."""

from __future__ import annotations

import re
from datetime import date, datetime

from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.made_keys import MadeKeys
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import archived_of, other_keys
from crm_tui.exchange.task_titles import title_of
from crm_tui.services.intake.records import DealRecord
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.emails import fold_email
from crm_tui.text.money import CURRENCIES, parse_money
from crm_tui.text.say import quoted

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))? ?(%?)")


class DealRows:
    """Turns rows into deal records; `currency` is that of amounts which name none."""

    def __init__(self, columns: ColumnMap, currency: str) -> None:
        self._cells = Cells(columns)
        self._orders = columns.date_orders
        self._mark = columns.mark
        self._currency = currency
        self._made_keys = MadeKeys("row-")
        self._custom: dict[str, str] = {}

    def read(self, cells: list[str]) -> tuple[DealRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        self._custom = row.custom()
        title, note = self._title()
        product, stage = single_spaced(row.first("product")), single_spaced(row.first("stage"))
        amount, currency = self._amount()
        key, number = row.key("external_id"), row.key("number")
        if not (title or product or stage or row.first("amount")):
            problem = "the row tells neither a title, a stage, a product nor an amount"
            return None, problem, row.doubts
        record = DealRecord(
            key or number,
            title or product or f"deal {key or number}".rstrip(),
            is_titled=bool(title),
            number=number,
            party=single_spaced(row.first("party")),
            party_id=row.key("party_id"),
            email=fold_email(row.first("email")),
            contact=single_spaced(row.first("contact")),
            contact_id=row.key("contact_id"),
            owner=row.first("owner"),
            pipeline=single_spaced(row.first("pipeline")),
            stage=stage,
            amount_minor=amount,
            currency=currency,
            probability=self._probability(),
            product=product,
            product_id=row.key("product_id"),
            opened=self._moment("opened"),
            created=self._moment("created"),
            closes=self._moment("closes"),
            expected=self._moment("expected"),
            ended=self._moment("ended"),
            source=row.first("source"),
            lost_reason=row.first("lost_reason"),
            lost_to=single_spaced(row.first("lost_to")),
            lost_note=row.lines("lost_note"),
            gain=row.lines("gain"),
            note=note,
            archived=archived_of(row, self._custom),
            other_keys=other_keys(row),
            custom=self._custom,
        )
        if not record.external_id:
            record = record._replace(external_id=self._made_keys.of(filter(None, record)))
        return record, "", row.doubts

    def _title(self) -> tuple[str, str]:
        title, note = single_spaced(self._cells.first("title")), self._cells.lines("note")
        if not title:
            return "", note
        title, note, doubt = title_of(title, note, has_day=True, what="deal")
        if doubt:
            self._cells.doubts.append(f"the row {doubt}")
        return title, note

    def _amount(self) -> tuple[int | None, str]:
        """The amount in minor units, None where there is none that can be read; its currency."""
        row = self._cells
        written, said = row.first("amount"), row.first("currency").upper()
        if said and said not in CURRENCIES:
            self._keep("currency", row.first("currency"), "is no currency")
            if written:
                self._keep("amount", written, "is in no known currency")
            return None, ""
        if not written:
            return None, said
        money = parse_money(written, said or self._currency, self._mark)
        if money is None:
            self._keep("amount", written, "is no amount")
        elif money.amount_minor < 0:
            self._keep("amount", written, "is below zero")
        elif said and money.currency != said:
            self._keep("amount", written, f"is not in {said}")
        else:
            return money.amount_minor, money.currency
        return None, said

    def _probability(self) -> int | None:
        """In whole percent, rounded half up; a figure between 0 and 1 is a share of 1."""
        written = self._cells.first("probability")
        if not written:
            return None
        figure = _PERCENT.fullmatch(written)
        if figure is None:
            self._keep("probability", written, "is no probability")
            return None
        scaled = int(figure[1]) * 10**9 + int((figure[2] or "").ljust(9, "0"))
        if 0 < scaled < 10**9 and not figure[3]:
            scaled *= 100
        percent = (scaled + 10**9 // 2) // 10**9
        if percent > 100:
            self._keep("probability", written, "is no probability")
            return None
        return percent

    def _moment(self, field: str) -> date | datetime | None:
        written = self._cells.first(field)
        if not written:
            return None
        found = parse_date_as(written, self._orders.get(self._cells.index_of(field)))
        if found is None:
            self._keep(field, written, "is no day that can be read")
        return found

    def _keep(self, field: str, written: str, why: str) -> None:
        self._cells.doubts.append(f"{quoted(written)} {why}; kept as written")
        self._custom[self._cells.name_of(field)] = written
