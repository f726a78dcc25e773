"""The queue on a screen: its start, its keys, with ten open tickets and with thousands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.perf import place_screen
from tests.perf.desk import at_desk
from tests.perf.generate import NOW
from tests.perf.measure import Line
from tests.perf.place_screen import Keys, Place, told
from tests.perf.workspace import KEYS, Stopwatch

QUEUE = Place("tickets", "4", "the queue", "open tickets", "again")
_KEYS = (
    Keys("the next view, and back", "lh" * (KEYS // 2), "p95 50 ms, 6.5 kB"),
    Keys("cursor down in the queue", "j" * KEYS, "p95 10 ms, 1.7 kB"),
    Keys("page down in the queue", "\x04" * KEYS, "p95 20 ms, 6.5 kB"),
)
_INSTANTS = (
    "opened_at", "state_since", "first_response_due", "resolution_due", "due_at", "warn_at",
    "first_responded_at", "last_in_at", "last_out_at",
)  # fmt: skip


def measure(few: Path, many: Path, size: str) -> Iterator[Line]:
    """Start, cursor, page, view, a key of the triage, taking back, work on one after the other."""
    for path in (few, many):
        bring_to_today(path)
    yield from place_screen.measure(QUEUE, few, many, size, _KEYS, _work)


def bring_to_today(path: Path) -> None:
    """Move open tickets by whole weeks, so that they are about as late as when generated."""
    days = (date.today() - NOW.date()).days // 7 * 7
    moved = ", ".join(f"{name} = datetime({name}, '{days} days')" for name in _INSTANTS)
    with at_desk(path) as desk, desk.store.change_set(desk.user, "moved to today"):
        desk.store.write(f"UPDATE ticket SET {moved} WHERE resolved_at IS NULL")
        desk.store.write(
            f"UPDATE ticket_state_change SET at = datetime(at, '{days} days')"
            " WHERE ticket_id IN (SELECT id FROM ticket WHERE resolved_at IS NULL)"
        )


def _work(terminal: Stopwatch, size: str) -> Iterator[Line]:
    """The state by two keys each, taken back; then Enter and on to the next by `]`."""
    terminal.press("g")
    changed, undone = [], []
    for _ in range(KEYS):
        terminal.press("s")
        changed.append(terminal.press("i"))
        undone.append(terminal.press("u"))
        terminal.press("j")
    yield from told("a key of the triage", size, changed, "p95 60 ms, 6.5 kB")
    yield from told("taking it back", size, undone, "p95 60 ms, 6.5 kB")
    opened = [terminal.press("\r")]
    opened += [terminal.press("]") for _ in range(KEYS - 1)]
    yield from told("beginning with a ticket", size, opened, "p95 50 ms, 6.5 kB")
    terminal.press("q")
