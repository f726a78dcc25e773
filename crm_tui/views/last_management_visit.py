"""When our management was at a customer last, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import card
from crm_tui.views.management_visits import IS_ONE
from crm_tui.views.workdays import as_day

_LAST = f"""
SELECT e.id FROM timeline_entry e WHERE {IS_ONE} AND e.id IN (
    SELECT id FROM timeline_entry WHERE party_id = ?
    UNION SELECT entry_id FROM participant WHERE party_id = ?)
ORDER BY e.at DESC, e.id DESC LIMIT 1
"""

_OURS = """
SELECT name FROM "user" WHERE is_management = 1 AND (
    id = (SELECT user_id FROM timeline_entry WHERE id = ?)
    OR id IN (SELECT user_id FROM participant WHERE entry_id = ?)) ORDER BY name
"""


class ManagementVisit(NamedTuple):
    """A visit: its day, who of our management was there, whom they saw, what came of it."""

    entry: int
    day: date
    ours: tuple[str, ...]
    seen: tuple[str, ...]
    result: str


def last(desk: Desk, party: int) -> ManagementVisit | None:
    """The newest visit with somebody of our management taking part; None where there was none.

    It is of what was logged alone, and nothing that anyone types in.
    """
    found = desk.store.value(_LAST, (party, party))
    if found is None:
        return None
    [entry] = card.entries(desk, [int(found)])
    ours = tuple(row[0] for row in desk.store.rows(_OURS, (entry.id, entry.id)))
    return ManagementVisit(
        entry.id, as_day(entry.day), ours,
        tuple(name for name in entry.people if name not in ours),
        entry.result or entry.body or entry.subject,
    )  # fmt: skip
