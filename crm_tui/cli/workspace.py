"""`crm`, `crm open`, `crm demo`: the only commands that start the screen."""

from __future__ import annotations

from pathlib import Path

from crm_tui.cli import meaning
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.keys.places import NAMES as THERE
from crm_tui.keys.places import say_off
from crm_tui.views import firm_settings, naming

PLACES = ("customers", "agenda", "pipeline", "tickets", "campaigns", "reports")
LOGIN = "anna"
"""Who one is in the lifelike database."""


def open_workspace(session: Session, place: str | None) -> int:
    """Open the workspace where it was left, at a place, at a customer's card or at a ticket."""
    _refuse_json(session)
    if place in PLACES and place not in THERE:
        raise UsageError(f"The place {place} is switched off.", f"There is: {', '.join(THERE)}.")
    desk = session.sit_down("screen")
    off = firm_settings.places_off(desk)
    if place in off:
        raise UsageError(session.said(say_off(place)), f"'crm place {place} on' does so too.")
    party = ticket = None
    if place and place not in THERE:
        ticket = meaning.ticket_of_number(desk, place)
        party = None if ticket else naming.party(desk, place)
        place = "tickets" if ticket else ""
    if place in off:
        hint = f"'crm ticket show {ticket}' shows it all the same."
        raise UsageError(session.said(say_off(place)), hint)
    from crm_tui.tui.app import run_workspace

    return run_workspace(session.config, desk, place or "", party, ticket)


def demo(session: Session, keep: str | None) -> int:
    """Open the workspace on a database full of lifelike data, thrown away at the end."""
    _refuse_json(session)
    import tempfile

    with tempfile.TemporaryDirectory(prefix="crm-demo-") as folder:
        path = Path(keep) if keep else Path(folder) / "demo.db"
        return _demo(session, path)


def _demo(session: Session, path: Path) -> int:
    from crm_tui.services import demo as lifelike

    is_new = not path.exists()
    desk = session.sit_down("screen", address=str(path), login=LOGIN)
    if is_new:
        lifelike.fill(desk)
    from crm_tui.tui.app import run_workspace

    return run_workspace(session.config, desk)


def _refuse_json(session: Session) -> None:
    if session.json:
        raise UsageError("The workspace has no JSON.", "'crm show' and 'crm list' do.")
