"""Proposals taken up as tasks, or not shown for a while."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.errors import RuleError
from crm_tui.models import Silence
from crm_tui.services import standing, tasks
from crm_tui.store.desk import Desk
from crm_tui.views import workdays
from crm_tui.views.proposals import Proposal

SILENT_DAYS = 90
"""Days for which a proposal is not shown, unless said otherwise."""


def best_day(desk: Desk, proposal: Proposal) -> date:
    """When to do what is proposed: on its day or the last working day before it, else the next.

    Never a day that is over: a birthday of today is today's, working day or not.
    """
    hours = workdays.of(desk, desk.user)
    today = desk.clock.today()
    if proposal.day is None:
        return hours.after(today)
    if hours.is_working(proposal.day):
        return max(today, proposal.day)
    before = hours.before(proposal.day)
    return before if before >= today else max(today, proposal.day)


def accept(desk: Desk, proposal: Proposal, day: date | None = None) -> int:
    """Make the proposed task and put it on a day's sheet, the best one unless said; its id.

    The reason stays with the task. Raises RuleError for a day that is over, and where a task
    was made from the same proposal already and is open.
    """
    day = day or best_day(desk, proposal)
    if day < desk.clock.today():
        raise RuleError("Nothing can be planned for a day that is over.")
    label = f"took up a proposal: {proposal.title}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        _refuse_twice(desk, proposal)
        return tasks.add(
            desk, proposal.title, party=proposal.party, due=day, kind=proposal.task_kind,
            proposal=proposal.kind, reason=proposal.reason,
        )  # fmt: skip


def _refuse_twice(desk: Desk, proposal: Proposal) -> None:
    if desk.store.value(
        "SELECT 1 FROM task WHERE party_id = ? AND proposal = ? AND state IN ('open', 'doing')",
        (standing.party(desk, proposal.party), proposal.kind),
    ):
        raise RuleError("There is an open task of this proposal already.")


def silence(desk: Desk, proposal: Proposal, days: int = SILENT_DAYS) -> None:
    """Show a proposal no more for so many days; one about a certain day, till that day is over.

    For the user alone: a colleague who owns the customer later sees it. Raises RuleError for
    no days at all.
    """
    if not 0 < days <= 36_500:
        raise RuleError("A proposal is silent for a day at least, a hundred years at most.")
    today = desk.clock.today()
    until = (proposal.day or today + timedelta(days - 1)) + timedelta(1)
    label = f"silenced a proposal: {proposal.title}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        Silence.create(
            party=standing.party(desk, proposal.party), kind=proposal.kind, user=desk.user,
            until=until, at=desk.clock.now(),
        )  # fmt: skip
