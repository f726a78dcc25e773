"""Whom, and which ticket, a write is for (rules 11, 16).

A customer who was merged stays as a row that points at the one they became, and another screen or
a script may still know them by its id: what is added to them is added to that one; what judges
them as they stood is refused. Whose data were erased take nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.store.desk import Desk
from crm_tui.views import naming

_MERGED = (
    "SELECT p.id, p.name, w.name FROM party p JOIN party w ON w.id = p.merged_into_id"
    " WHERE p.id IN ({ids})"
)


@overload
def party(desk: Desk, number: int) -> int: ...
@overload
def party(desk: Desk, number: int | None) -> int | None: ...
def party(desk: Desk, number: int | None) -> int | None:
    """Whom something is added to: the party itself, or the one it was merged into; None for None.

    Raises NotFoundError for one that is not there, RuleError for one whose data were erased.
    """
    return None if number is None else parties(desk, [number])[0]


def parties(desk: Desk, numbers: Sequence[int], *, erased_too: bool = False) -> list[int]:
    """Whom something is added to, each once, in the order given.

    With `erased_too` it is nothing that would be known of them. Raises what `party` raises.
    """
    standing = dict(
        desk.store.rows_by_id(
            "SELECT id, coalesce(merged_into_id, id) FROM party WHERE id IN ({ids})",
            list(dict.fromkeys(numbers)),
        )
    )
    if any(number not in standing for number in numbers):
        raise NotFoundError("This customer is not there any more.")
    found = list(dict.fromkeys(standing[number] for number in numbers))
    if not erased_too:
        refuse_erased(desk, found)
    return found


def refuse_others(desk: Desk, numbers: Sequence[int]) -> None:
    """Refuse to judge parties that are not themselves any more: what was seen is not theirs.

    Raises RuleError that names the one a merged party became, and for one whose data were erased.
    """
    for _, name, winner in desk.store.rows_by_id(_MERGED, numbers):
        raise RuleError(
            f"{name} was merged into {winner}: it is not changed or brought back.",
            "Change that customer, or undo the merge.",
        )
    refuse_erased(desk, numbers)


@overload
def ticket(desk: Desk, number: int) -> int: ...
@overload
def ticket(desk: Desk, number: int | None) -> int | None: ...
def ticket(desk: Desk, number: int | None) -> int | None:
    """The ticket something is added to: itself, or the one it was merged into; None for None."""
    if number is None:
        return None
    from crm_tui.views import tickets

    return tickets.left_of(desk, number)


def refuse_erased(desk: Desk, numbers: Sequence[int]) -> None:
    """Raise RuleError for the first of these parties whose data were erased."""
    for number, day in naming.erased(desk, numbers).items():
        raise RuleError(
            f"The data of #{number} were erased on {day}; nothing is written of them any more.",
            "Who came back is added anew.",
        )
