"""`crm proposal`: what the program proposes, taken up or silenced (S113)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, counted, say_date
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.views import naming, proposals

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.proposals import Proposal

USUAL = 20


def listing(session: Session, colleague: str | None, limit: int | None) -> None:
    """Show what is proposed, the most urgent first, each with its reason."""
    desk = session.desk
    user = naming.user(desk, colleague) if colleague else desk.user
    found = proposals.proposals(desk, user, USUAL if limit is None else limit)
    if session.json:
        session.answer([_value(one) for one in found])
    elif found:
        session.tell(columns((one.name, one.title, one.phone, one.reason) for one in found))
    else:
        session.tell(["Nothing is proposed."])


def accept(session: Session, name: str, day: str | None) -> None:
    """Make the proposed task and put it on a day's sheet; days are said as for `crm plan`."""
    from crm_tui.cli.planned_day import meant
    from crm_tui.services import proposals as services

    desk = session.desk
    one = _meant(desk, name)
    on = meant(desk, day) if day else services.best_day(desk, one)
    task = services.accept(desk, one, on)
    if session.json:
        session.answer({"task": task, "day": on, "proposal": _value(one)})
    else:
        session.tell([f"Task {task}, {say_date(desk, on)}: {one.title}."])


def silence(session: Session, name: str, days: int | None) -> None:
    """Show a proposal no more for a while."""
    from crm_tui.services import proposals as services

    one = _meant(session.desk, name)
    length = services.SILENT_DAYS if days is None else days
    services.silence(session.desk, one, length)
    if session.json:
        session.answer({"silenced": one.name, "days": None if one.day else length})
    else:
        till = "till it is over" if one.day else f"for {counted(length, 'day')}"
        session.tell([f"'{one.title}' is not proposed {till}."])


def _meant(desk: Desk, name: str) -> Proposal:
    kind, colon, party = name.partition(":")
    if not colon:
        raise UsageError(
            f"'{name}' names no proposal.", "KIND:CUSTOMER-ID, as 'crm proposal list' shows them."
        )
    number = meaning.record_id(party, "a customer")
    return proposals.proposal(desk, desk.user, kind.replace("-", "_"), number)


def _value(one: Proposal) -> dict[str, Any]:
    return {"name": one.name, **one._asdict()}
