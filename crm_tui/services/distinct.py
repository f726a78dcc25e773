"""Two customers that look alike and are not the same, for good."""

from __future__ import annotations

from crm_tui.errors import RuleError
from crm_tui.models.stored import instant_text
from crm_tui.services import standing
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import naming


def skip(desk: Desk, one: int, other: int, reason: str) -> None:
    """Say that two customers are not the same, and why: the pair is offered no more.

    A second reason replaces the first. Raises RuleError without a reason and for one customer
    alone, NotFoundError for one that is not there.
    """
    reason = clean(reason)
    if not reason:
        raise RuleError("Why are they not the same?", "A word is enough: father and son.")
    one, other = standing.party(desk, one), standing.party(desk, other)
    if one == other:
        raise RuleError("One customer is no pair.", "Undo the merge where they were two.")
    first, second = (naming.name_of(desk, party) for party in (one, other))
    label = f"told {first} from {second}: {reason}"
    now = instant_text(desk.clock.now())
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        pair = min(one, other), max(one, other)
        changed = desk.store.write(
            "UPDATE distinct_pair SET reason = ?, user_id = ?, at = ?"
            " WHERE one_id = ? AND other_id = ?",
            (reason, desk.user or None, now, *pair),
        )
        if not changed:
            desk.store.write(
                "INSERT INTO distinct_pair (one_id, other_id, reason, user_id, at)"
                " VALUES (?, ?, ?, ?, ?)",
                (*pair, reason, desk.user or None, now),
            )
