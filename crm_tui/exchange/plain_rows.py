"""Rows of users and of products."""

from __future__ import annotations

from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import archived_of, flag_of, other_keys
from crm_tui.services.intake.records import ProductRecord, UserRecord
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.money import parse_money

ROLES = ("agent", "manager", "admin", "viewer")


class UserRows:
    """Turns rows into user records."""

    def __init__(self, columns: ColumnMap) -> None:
        self._cells = Cells(columns)

    def read(self, cells: list[str]) -> tuple[UserRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        spelt = f"{row.first('first_name')} {row.first('last_name')}".strip()
        email, login = row.first("email"), row.first("login")
        name = single_spaced(row.first("name") or spelt or login or email)
        if not name:
            return None, "the row has no name, login or e-mail address", row.doubts
        custom, role = row.custom(), row.first("role").lower()
        if role and role not in ROLES:
            custom[row.name_of("role")] = row.first("role")
            row.doubts.append(f"'{role}' is no role here; taken as agent")
            role = ""
        if email and not looks_like_email(email):
            row.doubts.append(f"'{email}' is no e-mail address; kept as written")
        record = UserRecord(
            name,
            row.key("external_id"),
            login,
            fold_email(email),
            role,
            row.first("zone"),
            row.first("working_hours"),
            custom,
            flag_of(row, "is_management", custom),
            flag_of(row, "active", custom),
        )
        return record, "", row.doubts


class ProductRows:
    """Turns rows into product records; `currency` is that of prices which name none."""

    def __init__(self, columns: ColumnMap, currency: str) -> None:
        self._cells = Cells(columns)
        self._mark = columns.mark
        self._currency = currency

    def read(self, cells: list[str]) -> tuple[ProductRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        name = single_spaced(row.first("name")) or row.first("code") or row.key("external_id")
        if not name:
            return None, "the row has no name, code or key", row.doubts
        custom = row.custom()
        currency = row.first("currency").upper()
        written = row.first("price")
        price = parse_money(written, currency or self._currency, self._mark) if written else None
        if written and price is None:
            custom[row.name_of("price")] = written
            row.doubts.append(f"no amount can be read from '{written}'; kept as written")
        record = ProductRecord(
            name,
            row.key("external_id"),
            row.first("code"),
            row.first("series"),
            price.amount_minor if price else None,
            price.currency if price else currency,
            custom,
            archived_of(row, custom),
            other_keys(row),
        )
        return record, "", row.doubts
