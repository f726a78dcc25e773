"""Colleagues: added, changed, sent home."""

from __future__ import annotations

from crm_tui.errors import RuleError
from crm_tui.models import User
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

ROLES = ("agent", "manager", "admin", "viewer")


def add(
    desk: Desk, login: str, name: str = "", *, role: str = "agent", is_management: bool = False
) -> int:
    """Add a colleague; the new id. Raises RuleError for a taken or empty login."""
    login, name = clean(login), clean(name)
    if not login or any(character.isspace() for character in login):
        raise RuleError("A login is one word.", "For example: crm user add anna")
    if role not in ROLES:
        raise RuleError(f"There is no role '{role}'.", f"One of: {', '.join(ROLES)}.")
    now = desk.clock.now()
    with desk.store.change_set(desk.user or None, f"added colleague {login}", origin=desk.origin):
        if desk.store.value('SELECT 1 FROM "user" WHERE login = ?', (login,)):
            raise RuleError(f"The login '{login}' is taken.")
        made = User.create(
            login=login,
            name=name or login,
            role=role,
            is_management=is_management or role == "manager",
            created_at=now,
            updated_at=now,
        )
    return int(made.id)


def set_active(desk: Desk, user: int, *, active: bool) -> None:
    """Let a colleague in, or no longer. Raises RuleError for oneself."""
    if user == desk.user and not active:
        raise RuleError("You cannot disable yourself.")
    login = desk.store.value('SELECT login FROM "user" WHERE id = ?', (user,))
    label = f"{'enabled' if active else 'disabled'} {login}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        User.update(active=active, updated_at=desk.clock.now(), version=User.version + 1).where(
            User.id == user
        ).execute()
