"""What is kept of imports: what was said about a file's columns, and what came of each."""

from __future__ import annotations

from typing import Any

from crm_tui.models.stored import document_text, instant_text
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean


def remember(desk: Desk, signature: str, kind: str, name: str, mapping: dict[str, Any]) -> None:
    """Keep what was said about a file with these columns, in the open change set.

    What was kept before goes; the same thing again changes nothing.
    """
    text = document_text(mapping)
    row = desk.store.row(
        "SELECT kind, mapping FROM import_mapping WHERE signature = ?", (signature,)
    )
    if row is not None and tuple(row) == (kind, text):
        return
    now = instant_text(desk.clock.now())
    if row is None:
        desk.store.write(
            "INSERT INTO import_mapping (signature, kind, name, mapping, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (signature, kind, clean(name), text, now),
        )
    else:
        desk.store.write(
            "UPDATE import_mapping SET kind = ?, name = ?, mapping = ?, at = ? WHERE signature = ?",
            (kind, clean(name), text, now, signature),
        )


def keep_report(desk: Desk, change_set: int, file: str, kind: str, report: dict[str, Any]) -> None:
    """Keep what came of an import; it stays when the import is taken back."""
    with desk.store.change_set(desk.user, f"kept the report on {kind}", origin=desk.origin):
        desk.store.write(
            "INSERT INTO import_report (change_set_id, user_id, at, file, kind, report)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                change_set,
                desk.user or None,
                instant_text(desk.clock.now()),
                clean(file),
                kind,
                document_text(report),
            ),
        )
