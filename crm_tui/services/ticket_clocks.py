"""The stored clocks of tickets, held to what their states give (rule 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_tui.models import Ticket
from crm_tui.services import tickets
from crm_tui.store.desk import Desk

_BATCH = 1000
_OPEN = "state IN ('new', 'open', 'waiting_customer', 'waiting_inside')"
_OF_THE_CLOCKS = ("business_calendar", "holiday", "sla_policy", "day_off")
_UNSETTLED = f"""
SELECT DISTINCT c."row" FROM change c JOIN ticket t ON t.id = c."row"
WHERE c.change_set_id = ? AND c.record = 'ticket' AND (
  t.{_OPEN} OR t.version IS NOT (
    SELECT json_extract(o.before, '$.version') FROM change o
    WHERE o.record = 'ticket' AND o."row" = c."row" AND o.change_set_id = ?
    ORDER BY o.id LIMIT 1
  )
)"""


def settle(desk: Desk, undo: int, undone: int) -> None:
    """Reckon the clocks that an undo could not put back: others have worked on them since.

    That is of tickets it put back that are open, or that somebody has changed in between (ended
    ones keep what they had been promised), and of all open ones where it was about the clocks
    themselves.
    """
    store = desk.store
    ids = [row[0] for row in store.rows(_UNSETTLED, (undo, undone))]
    touched = {
        row[0]
        for row in store.rows("SELECT DISTINCT record FROM change WHERE change_set_id = ?", (undo,))
    }
    if touched & set(_OF_THE_CLOCKS):
        ids = sorted({*ids, *_open(desk)})
    lost = "SELECT id FROM ticket WHERE policy_id NOT IN (SELECT id FROM sla_policy)"
    if "sla_policy" in touched:
        without = tickets.rows_of([row[0] for row in store.rows(lost)])
        tickets.reckon(desk, without, find_policies=True)
        tickets.write(desk, without)
    for wrong in _wrong(desk, ids):
        tickets.write(desk, wrong)


def wrong(desk: Desk) -> list[str]:
    """Numbers of the tickets that show another clock than their states give.

    Ended ones keep what they had been promised; nothing runs on them.
    """
    found = [row.number for rows in _wrong(desk, _open(desk)) for row in rows]
    running = f"NOT {_OPEN} AND (due_at IS NOT NULL OR warn_at IS NOT NULL)"
    found += [row[0] for row in desk.store.rows(f"SELECT number FROM ticket WHERE {running}")]
    return found


def mend(desk: Desk) -> None:
    """Write the right clocks where others stand."""
    for rows in _wrong(desk, _open(desk)):
        tickets.write(desk, rows)
    desk.store.write(
        f"UPDATE ticket SET due_at = NULL, warn_at = NULL WHERE NOT {_OPEN}"
        " AND (due_at IS NOT NULL OR warn_at IS NOT NULL)"
    )


def _open(desk: Desk) -> list[int]:
    return [row[0] for row in desk.store.rows(f"SELECT id FROM ticket WHERE {_OPEN}")]


def _wrong(desk: Desk, ids: Sequence[int]) -> Iterator[list[Ticket]]:
    """The tickets whose clocks stand wrong, with the right ones set but not written."""
    for start in range(0, len(ids), _BATCH):
        rows = tickets.rows_of(ids[start : start + _BATCH])
        before = [tickets.clock_columns(row) for row in rows]
        tickets.reckon(desk, rows)
        yield [
            row for row, was in zip(rows, before, strict=True) if was != tickets.clock_columns(row)
        ]
