"""`crm user`: colleagues."""

from __future__ import annotations

from crm_tui.cli.layout import columns
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.services import users
from crm_tui.views import colleagues, naming

_SAID = {"zone": "time zone", "is_management": "management"}
HEADS = ("login", "name", "role", "", "working hours", "time zone", "")


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
    rows = colleagues.listing(session.desk)
    if session.json:
        session.answer(rows)
    else:
        session.tell(
            columns(
                (
                    (
                        row.login, row.name, row.role, "management" if row.is_management else "",
                        row.working_hours or "as the firm", row.zone or "as the firm",
                        "" if row.active else "disabled",
                    )
                    for row in rows
                ),
                HEADS,
            )
        )  # fmt: skip


def change(
    session: Session,
    login: str,
    *,
    name: str | None,
    role: str | None,
    hours: str | None,
    zone: str | None,
    email: str | None,
    management: bool,
    no_management: bool,
) -> None:
    """Change what is set for a colleague, or for oneself."""
    if management and no_management:
        raise UsageError("Management or not?", "--management or --no-management, not both.")
    desk = session.desk
    user = naming.user(desk, login)
    changed = users.change(
        desk,
        user,
        name=name,
        role=role,
        zone=zone,
        working_hours=hours,
        is_management=management if management or no_management else None,
        email=email,
    )
    if session.json:
        session.answer({"id": user, "changed": changed})
    else:
        said = ", ".join(_SAID.get(field, field.replace("_", " ")) for field in changed)
        whose = naming.name_of_user(desk, user)
        session.tell([f"Changed {said} of {whose}." if changed else "Nothing was different."])


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
