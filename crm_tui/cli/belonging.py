"""`crm tag`, `crm owner`, `crm team`: whose a customer is and what marks it."""

from __future__ import annotations

from crm_tui.cli import meaning
from crm_tui.cli.layout import counted
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.services import accounts
from crm_tui.services import tags as tagging


def tag(session: Session, party: str, tags: tuple[str, ...]) -> None:
    """Put tags on customers and take others off."""
    chosen = meaning.parties(session.desk, party)
    line = tagging.parse(" ".join(tags))
    changed = tagging.change(session.desk, chosen, line)
    if session.json:
        session.answer({"parties": chosen, "on": line.on, "off": line.off, "changed": changed})
    else:
        said = " ".join([*(f"+{name}" for name in line.on), *(f"-{name}" for name in line.off)])
        session.tell([f"{said}: {counted(changed, 'tag')} changed."])


def owner(
    session: Session, party: str, colleague: str, take: str | None, *, keep_tasks: bool
) -> None:
    """Give customers to a colleague, with what the leaving owner makes of them (rule 4)."""
    desk = session.desk
    chosen = meaning.parties(desk, party)
    new = meaning.colleague(desk, colleague)
    done = accounts.hand_over(desk, chosen, new, take=take or "", tasks=not keep_tasks)
    if session.json:
        session.answer({
            "parties": chosen, "owner": new, "changed": done.parties, "tasks": done.tasks,
            "deals": done.deals, "tickets": done.tickets,
        })  # fmt: skip
    else:
        told = {"open task": done.tasks, "open deal": done.deals, "open ticket": done.tickets}
        went = [counted(number, what) for what, number in told.items() if number]
        along = f", with {', '.join(went)}" if went else ""
        session.tell([f"Gave {counted(done.parties, 'customer')} to {colleague}{along}."])


def team(session: Session, party: str, colleague: str, role: str | None, *, leave: bool) -> None:
    """Put a colleague on a customer's team, or take them off it."""
    desk = session.desk
    user = meaning.colleague(desk, colleague)
    if user is None:
        raise UsageError("Nobody cannot be on a team.")
    for one in meaning.parties(desk, party):
        if leave:
            accounts.leave_team(desk, one, user)
        else:
            accounts.join_team(desk, one, user, role or "team")
    if session.json:
        session.answer({"user": user, "left": leave})
    else:
        session.tell([f"{colleague} {'left' if leave else 'joined'} the team."])
