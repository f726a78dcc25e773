"""`crm user`: colleagues."""

from __future__ import annotations

from crm_tui.cli.layout import columns
from crm_tui.cli.session import Session
from crm_tui.services import users
from crm_tui.views import choices, naming


def add(
    session: Session, login: str, name: tuple[str, ...], role: str | None, *, management: bool
) -> None:
    """Add a colleague."""
    made = users.add(
        session.desk, login, " ".join(name), role=role or "agent", is_management=management
    )
    if session.json:
        session.answer({"id": made, "login": login})
    else:
        session.tell([f"Added the colleague {login}."])


def listing(session: Session) -> None:
    """Show all colleagues."""
    rows = choices.users(session.desk, active_only=False)
    if session.json:
        session.answer(rows)
    else:
        session.tell(
            columns(
                (row.login, row.name, row.role, "" if row.active else "disabled") for row in rows
            )
        )


def disable(session: Session, login: str) -> None:
    """Let a colleague in no longer."""
    _set_active(session, login, active=False)


def enable(session: Session, login: str) -> None:
    """Let a colleague in again."""
    _set_active(session, login, active=True)


def _set_active(session: Session, login: str, *, active: bool) -> None:
    user = naming.user(session.desk, login)
    users.set_active(session.desk, user, active=active)
    if session.json:
        session.answer({"id": user, "active": active})
    else:
        session.tell([f"{login} is {'enabled' if active else 'disabled'}."])
