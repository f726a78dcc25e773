"""Numbers that people say: D12 for a deal, T40 for a ticket."""

from __future__ import annotations

from crm_tui.store.desk import Desk


def next_number(desk: Desk, record: str, letter: str) -> str:
    """A number no record has had, one that was taken back included: it may be done again."""
    newest = desk.store.value(
        f"SELECT max(newest) FROM (SELECT max(id) AS newest FROM {record} UNION ALL"
        f" SELECT max(\"row\") FROM change WHERE record = '{record}') AS known"
    )
    number = int(newest or 0) + 1
    while desk.store.value(f"SELECT 1 FROM {record} WHERE number = ?", (f"{letter}{number}",)):
        number += 1
    return f"{letter}{number}"
