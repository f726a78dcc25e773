"""Who of ours works a customer: one owner at a time, a team, and what each made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Assignment, Deal, Task, Ticket
from crm_tui.services import entries, standing
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.ticket_clock import OPEN


class HandedOver(NamedTuple):
    """How many parties got another owner; how many open tasks, deals and tickets went along."""

    parties: int
    tasks: int
    deals: int
    tickets: int


def hand_over(
    desk: Desk, parties: Sequence[int], user: int | None, *, take: str = "", tasks: bool = True
) -> HandedOver:
    """Give parties to a new owner, or to nobody; one change set for all (rule 4, S39).

    The leaving owner's `take` is kept, a hand-over entry is written, and with `tasks` the old
    owner's open tasks, deals and tickets go along. Parties the user owns already stay as they are.

    Raises NotFoundError for a user that is not there.
    """
    name = _name(desk, user)
    take = clean(take, multiline=True)
    label = f"gave {_counted(parties)} to {name}"
    moved = taken = deals = tickets = 0
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        whole = standing.parties(desk, parties, erased_too=True)
        for party in whole:
            old = Assignment.get_or_none(
                (Assignment.party == party) & (Assignment.role == "owner")
                & Assignment.until.is_null()
            )  # fmt: skip
            if (old.user_id if old else None) == user:
                continue
            _change_owner(desk, party, old, user, take=take, name=name)
            moved += 1
            if old and user and tasks:
                taken += _pass_tasks(desk, party, old.user_id, user)
                deals += _pass_deals(desk, party, old.user_id, user)
                tickets += _pass_tickets(desk, party, old.user_id, user)
        caches.refresh(desk.store, whole)
    return HandedOver(moved, taken, deals, tickets)


def _change_owner(
    desk: Desk, party: int, old: Assignment | None, user: int | None, *, take: str, name: str
) -> None:
    today = desk.clock.today()
    before = "nobody"
    if old:
        before = _name(desk, old.user_id)
        Assignment.update(until=today, take=take or old.take).where(
            Assignment.id == old.id
        ).execute()
    if user:
        Assignment.create(party=party, user=user, since=today)
    entries.note_event(desk, party, "handover", f"owner: {before} → {name}", body=take)


def _pass_tasks(desk: Desk, party: int, old: int, new: int) -> int:
    return int(
        Task.update(
            assignee=new, updated_at=desk.clock.now(), version=Task.version + 1
        ).where(
            Task.party == party, Task.assignee == old, Task.state.in_(["open", "doing"])
        ).execute()
    )  # fmt: skip


def _pass_deals(desk: Desk, party: int, old: int, new: int) -> int:
    return int(
        Deal.update(owner=new, updated_at=desk.clock.now(), version=Deal.version + 1).where(
            Deal.party == party, Deal.owner == old, Deal.state == "open"
        ).execute()
    )  # fmt: skip


def _pass_tickets(desk: Desk, party: int, old: int, new: int) -> int:
    return int(
        Ticket.update(
            assignee=new, updated_at=desk.clock.now(), version=Ticket.version + 1
        ).where(
            Ticket.party == party, Ticket.assignee == old, Ticket.state.in_(OPEN)
        ).execute()
    )  # fmt: skip


def join_team(desk: Desk, party: int, user: int, role: str = "team") -> int:
    """Put a colleague on a customer's team with a role of their own words (S16).

    Raises RuleError for one who is on it already.
    """
    role = clean(role) or "team"
    party = standing.party(desk, party)
    if desk.store.row(
        "SELECT 1 FROM assignment"
        " WHERE party_id = ? AND user_id = ? AND role <> 'owner' AND until IS NULL",
        (party, user),
    ):
        raise RuleError(f"{_name(desk, user)} is on the team already.")
    with desk.store.change_set(desk.user, f"put {_name(desk, user)} on a team", origin=desk.origin):
        made = Assignment.create(
            party=party, user=user, role="team" if role == "owner" else role,
            since=desk.clock.today(),
        )  # fmt: skip
    return int(made.id)


def leave_team(desk: Desk, party: int, user: int) -> None:
    """Take a colleague off a customer's team, from today on."""
    [party] = standing.parties(desk, [party], erased_too=True)
    with desk.store.change_set(desk.user, "took a colleague off a team", origin=desk.origin):
        Assignment.update(until=desk.clock.today()).where(
            Assignment.party == party, Assignment.user == user, Assignment.role != "owner",
            Assignment.until.is_null(),
        ).execute()  # fmt: skip


def _name(desk: Desk, user: int | None) -> str:
    if not user:
        return "nobody"
    found = desk.store.value('SELECT login FROM "user" WHERE id = ?', (user,))
    if found is None:
        raise NotFoundError("This colleague is not there any more.")
    return str(found)


def _counted(parties: Sequence[int]) -> str:
    return "a customer" if len(parties) == 1 else f"{len(parties)} customers"
