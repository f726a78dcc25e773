"""`crm undo`, `crm redo`, `crm log-of-changes`."""

from __future__ import annotations

from crm_tui.cli.layout import columns, counted, say_moment
from crm_tui.cli.meaning import record_id
from crm_tui.cli.session import Session
from crm_tui.views import changes, naming

USUAL = 30


def undo(session: Session, number: str | None) -> None:
    """Take back one's newest change, or the change of that number, whole (rule 1)."""
    from crm_tui.services import undo as undoing

    chosen = record_id(number, "a change") if number else None
    undone = undoing.undo(session.desk, chosen)
    if session.json:
        session.answer(undone)
    else:
        session.tell([f"Took back: {undone.label} (change {undone.change_set})."])


def redo(session: Session) -> None:
    """Do again what was taken back last."""
    from crm_tui.services import undo as undoing

    undone = undoing.redo(session.desk)
    if session.json:
        session.answer(undone)
    else:
        session.tell([f"{undone.label[:1].upper()}{undone.label[1:]} (change {undone.by})."])


def log_of_changes(
    session: Session, number: str | None, party: str | None, limit: int | None
) -> None:
    """Show the newest changes; with a number, what that one did field by field."""
    desk = session.desk
    most = USUAL if limit is None else limit
    if number:
        _one(session, record_id(number, "a change"), most if limit is not None else 200)
        return
    customer = naming.party(desk, party) if party else None
    rows = changes.change_sets(desk, limit=most, party=customer)
    if session.json:
        session.answer(rows)
        return
    session.tell(
        columns(
            (
                (
                    str(row.id), say_moment(desk, row.at), row.user, row.label,
                    counted(row.rows, "row"), "taken back" if row.undone else "",
                )
                for row in rows
            ),
            ("change", "when", "who", "what", "rows", ""),
        )
    )  # fmt: skip


def _one(session: Session, number: int, most: int) -> None:
    fields = changes.changed_fields(session.desk, number, most)
    if session.json:
        session.answer(fields)
        return
    session.tell(
        columns(
            (f"{one.record} {one.row}", one.field, one.before or "", "→", one.after or "")
            for one in fields
        )
    )
