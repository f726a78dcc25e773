"""Taking back and doing again (rule 1; keys `u` and ctrl+r)."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.store import history
from crm_tui.store.desk import Desk


class Undone(NamedTuple):
    """The change set that was taken back or done again, in words, and the one that did it."""

    change_set: int
    label: str
    by: int


def undo(desk: Desk, change_set: int | None = None) -> Undone:
    """Take back a change set, or one's own newest.

    Raises NotFoundError when there is nothing to take back, RuleError for the sending of a
    message, ConflictError when someone has changed the same since.
    """
    target = _named(desk, change_set) if change_set else history.next_undo(desk.store, desk.user)
    if target is None:
        raise NotFoundError("There is nothing to take back.")
    by = _take_back(desk, target[0])
    return Undone(target[0], target[1], by)


def redo(desk: Desk) -> Undone:
    """Do again what was taken back last. Raises NotFoundError when there is nothing."""
    target = history.next_redo(desk.store, desk.user)
    if target is None:
        raise NotFoundError("There is nothing to do again.")
    by = _take_back(desk, target[0], f"did again: {target[1]}")
    return Undone(target[0], target[1], by)


def _take_back(desk: Desk, change_set: int, label: str = "") -> int:
    def settle(undo: int) -> None:
        from crm_tui.services import ticket_clocks

        ticket_clocks.settle(desk, undo, change_set)

    return history.take_back(desk.store, change_set, desk.user, label, desk.origin, settle=settle)


def _named(desk: Desk, change_set: int) -> tuple[int, str]:
    row = desk.store.row(
        "SELECT label, user_id IS NULL AND EXISTS (SELECT 1 FROM change"
        " WHERE change_set_id = s.id AND record = 'mail_message') FROM change_set s WHERE id = ?",
        (change_set,),
    )
    if row is None:
        raise NotFoundError(f"There is no change {change_set}.", "'crm log-of-changes' lists them.")
    if row[1]:  # a message would be sent again
        raise RuleError(f"The program {row[0]}; that cannot be taken back.")
    return change_set, str(row[0])
