"""The firm's goals: set, changed, put away (S17)."""

from __future__ import annotations

from datetime import date

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Goal
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean


def add(
    desk: Desk,
    name: str,
    *,
    note: str = "",
    target_minor: int | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
) -> int:
    """Set a goal, with an amount in minor units and days where it has them; the new id.

    An amount without a currency is in the firm's. Raises RuleError for an empty or a taken name,
    an amount that is not above zero and an end before the beginning.
    """
    name = clean(name)
    if not name:
        raise RuleError("A goal needs a name.", "What is to be reached?")
    if target_minor is not None and target_minor <= 0:
        raise RuleError("The target of a goal is above zero.")
    if since is not None and until is not None and until < since:
        raise RuleError("The goal ends before it begins.", "The earlier day comes first.")
    now = desk.clock.now()
    with desk.store.change_set(desk.user, f"set the goal {name}", origin=desk.origin):
        if Goal.select().where(Goal.name == name).exists():
            raise RuleError(f"There is a goal {name} already.")
        made = Goal.create(
            name=name, note=clean(note, multiline=True), target_minor=target_minor,
            currency=(currency or desk.currency) if target_minor is not None else "",
            since=since, until=until, created_at=now, updated_at=now,
        )  # fmt: skip
    return int(made.id)


def archive(desk: Desk, goal: int) -> None:
    """Put a goal away; deals keep naming it. Raises NotFoundError for one that is gone."""
    with desk.store.change_set(desk.user, "put a goal away", origin=desk.origin):
        now = desk.clock.now()
        touched = (
            Goal.update(archived_at=now, updated_at=now, version=Goal.version + 1)
            .where(Goal.id == goal, Goal.archived_at.is_null())
            .execute()
        )
        if not touched:
            raise NotFoundError("This goal is not there any more.")
