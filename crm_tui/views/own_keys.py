"""Keys that records have in files: the ones they came with, else ones of their own.

A key of our own names the record, its row and the moment it was made, so that it stays the same
for ever, differs from that of any other database, and finds the record again in this one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from crm_tui.store.desk import Desk

KEY_SOURCE = "uid"
"""Where keys that are meant for the whole world come from, among the keys of other systems."""

_TABLES = {
    "party": "party", "product": "product", "deal": "deal", "ticket": "ticket",
    "entry": "timeline_entry", "user": "user", "document": "document",
}  # fmt: skip
_NAMES = {table: name for name, table in _TABLES.items()}
_KEY = re.compile(r"crm-([a-z]+)-([1-9]\d{0,17})-(\d{8}T\d{6}Z)@crm-tui")


def own_key(table: str, row: int, created_at: object) -> str:
    """The key of a record that was made here."""
    return f"crm-{_NAMES[table]}-{row}-{_stamp(created_at)}@crm-tui"


def row_of_own_key(desk: Desk, table: str, key: str) -> int | None:
    """The row of this database that `own_key` gave a key to; None where it gave it to none.

    Of a customer who was merged it is the one they became.

    A row that came with a key of another database is never it, though all else may agree.
    """
    told = _KEY.fullmatch(key)
    if told is None or _TABLES.get(told[1]) != table:
        return None
    stands = "coalesce(merged_into_id, id)" if table == "party" else "id"
    found = desk.store.row(
        f'SELECT created_at, {stands} FROM "{table}" WHERE id = ? AND NOT EXISTS'
        f" (SELECT 1 FROM external_id x WHERE x.record = '{table}' AND x.\"row\" = ?"
        " AND x.value LIKE 'crm-%@crm-tui')",
        (int(told[2]), int(told[2])),
    )
    same = found is not None and _stamp(found[0]) == told[3]
    return int(found[1]) if same else None


def uid_sql(table: str, alias: str) -> str:
    """The SQL of the key that a joined record has in files; NULL where none is joined."""
    row = f"{alias}.id"
    return (
        f"coalesce((SELECT x.value FROM external_id x WHERE x.record = '{table}'"
        f" AND x.\"row\" = {row} AND x.source = '{KEY_SOURCE}' ORDER BY x.id LIMIT 1),"
        f" 'crm-{_NAMES[table]}-' || {row} || '-'"
        f" || strftime('%Y%m%dT%H%M%SZ', {alias}.created_at) || '@crm-tui')"
    )


def is_own_key(key: str) -> bool:
    """Whether a database of this program may have given the key."""
    return _KEY.fullmatch(key) is not None


def _stamp(moment: object) -> str:
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return f"{found.replace(tzinfo=UTC):%Y%m%dT%H%M%SZ}"
