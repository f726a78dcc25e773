"""Which visits of our management count, and whom it has visited since, as the log tells (S27)."""

from __future__ import annotations

from datetime import date

from crm_tui.errors import UsageError
from crm_tui.store.desk import Desk
from crm_tui.text.periods import months_on
from crm_tui.text.say import quoted

SETTING = "management_visit_months"
MONTHS = 12
"""Months after which management should visit, unless the firm's setting says otherwise."""

MOST_MONTHS = 1200

_STANDS = "NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = e.id)"
IS_ONE = (
    "e.kind = 'visit' AND (e.user_id IN (SELECT id FROM \"user\" WHERE is_management = 1)"
    ' OR EXISTS (SELECT 1 FROM participant c JOIN "user" u ON u.id = c.user_id'
    f" WHERE c.entry_id = e.id AND u.is_management = 1)) AND {_STANDS}"
)
"""Whether an entry `e` is a visit of our management that no other entry has corrected."""

# From the few of our management to their visits and to whom these were: nobody's else are read.
_VISITS = f"""
  SELECT e.id, e.party_id FROM "user" u CROSS JOIN timeline_entry e
  WHERE u.is_management = 1 AND e.user_id = u.id AND e.kind = 'visit' AND e.day >= ? AND {_STANDS}
  UNION ALL SELECT e.id, e.party_id
  FROM "user" u CROSS JOIN participant c CROSS JOIN timeline_entry e
  WHERE u.is_management = 1 AND c.user_id = u.id AND e.id = c.entry_id
    AND e.kind = 'visit' AND e.day >= ? AND {_STANDS}
"""
VISITED = f"""
  WITH led AS MATERIALIZED ({_VISITS}) SELECT party_id FROM led WHERE party_id IS NOT NULL
  UNION ALL SELECT c.party_id FROM led CROSS JOIN participant c
  WHERE c.entry_id = led.id AND c.party_id IS NOT NULL
"""
"""Ids of those whom our management has visited since a day, which is asked for twice."""


def months(desk: Desk) -> int:
    """Months after which management should visit a customer: the firm's, else 12."""
    said = desk.store.value("SELECT value FROM setting WHERE name = ?", (SETTING,))
    return _number(str(said or "")) or MONTHS


def months_said(text: str) -> int:
    """The months that a user says. Raises UsageError where it is no number from 1 to 1200."""
    found = _number(text)
    if found is None:
        raise UsageError(f"{quoted(text)} is no number of months.", f"From 1 to {MOST_MONTHS}.")
    return found


def _number(text: str) -> int | None:
    text = text.strip()
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_MONTHS))
    return int(text) if is_number and 0 < int(text) <= MOST_MONTHS else None


def months_ago(desk: Desk, months: int) -> date:
    """The user's day so many months ago."""
    return months_on(desk.clock.today(), -min(months, MOST_MONTHS))
