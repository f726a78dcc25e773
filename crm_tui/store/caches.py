"""Columns that repeat what a log says, and how to work them out again.

`domain.md`: log, then derive. They are refreshed after writes that touch their logs, and never
stand in the way of an undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_tui.store.rows import Rows

DERIVED = {
    "party": ("owner_id", "last_contact_at"),
    "ticket": ("first_response_due", "resolution_due", "due_at", "warn_at"),
    # How an attempt to send it went: what could not be sent can still be taken back.
    "mail_message": ("failure", "sent_at"),
}
CONTACT_KINDS = ("call", "email", "meeting", "visit", "chat", "letter", "contact")
"""Kinds of timeline entries in which we and the customer had to do with each other."""

_KINDS = ", ".join(f"'{kind}'" for kind in CONTACT_KINDS)
_LAST_CONTACT = f"""(
  SELECT max(at) FROM (
    SELECT max(at) AS at FROM timeline_entry e
      WHERE e.party_id = party.id AND e.kind IN ({_KINDS})
    UNION ALL
    SELECT max(e.at) FROM participant q JOIN timeline_entry e ON e.id = q.entry_id
      WHERE q.party_id = party.id AND e.kind IN ({_KINDS})
  ) AS contacts
)"""
_OWNER = """(
  SELECT user_id FROM assignment a
  WHERE a.party_id = party.id AND a.role = 'owner' AND a.until IS NULL
)"""
_TOLD = {"owner_id": _OWNER, "last_contact_at": _LAST_CONTACT}


def stale(store: Rows, column: str) -> int:
    """How many parties show something else in a derived column than their logs say."""
    return int(store.value(f"SELECT count(*) FROM party WHERE {column} IS NOT {_TOLD[column]}"))


_STEPS = {
    "deal": "SELECT c.to_id FROM stage_change c WHERE c.deal_id = r.id"
    " ORDER BY c.at DESC, c.id DESC LIMIT 1",
    "ticket": "SELECT c.after, c.at FROM ticket_state_change c WHERE c.ticket_id = r.id"
    " ORDER BY c.at DESC, c.id DESC LIMIT 1",
}
_STANDS = {"deal": "r.stage_id", "ticket": "(r.state, r.state_since)"}


def astray(store: Rows, record: str, change_set: int | None = None) -> list[str]:
    """Numbers of the deals or tickets that stand where their newest step did not lead.

    All of them, or those a change set touched.
    """
    sql = f"SELECT r.number FROM {record} r WHERE {_STANDS[record]} IS NOT ({_STEPS[record]})"
    if change_set is None:
        return [row[0] for row in store.rows(sql)]
    touched = 'SELECT "row" FROM change WHERE change_set_id = ? AND record = ?'
    return [row[0] for row in store.rows(f"{sql} AND r.id IN ({touched})", (change_set, record))]


def refresh_tickets(store: Rows) -> None:
    """Put tickets into the state that their newest step led to, in the open change set."""
    newest = _STEPS["ticket"]
    store.write(
        f"UPDATE ticket AS r SET (state, state_since) = ({newest})"
        f" WHERE (state, state_since) IS NOT ({newest}) AND EXISTS ({newest})"
    )


def refresh(store: Rows, parties: Sequence[int], chunk: int = 400) -> None:
    """Work out the derived columns of the parties again, in the open change set."""
    for start in range(0, len(parties), chunk):
        part = parties[start : start + chunk]
        marks = ",".join("?" * len(part))
        for column, told in _TOLD.items():
            store.write(f"UPDATE party SET {column} = {told} WHERE id IN ({marks})", part)
