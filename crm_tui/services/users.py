"""Colleagues: added, changed, sent home."""

from __future__ import annotations

from typing import Any

from crm_tui.errors import RuleError
from crm_tui.models import User
from crm_tui.services import time_zones
from crm_tui.store.desk import Desk
from crm_tui.text.emails import looks_like_email
from crm_tui.text.safe import clean
from crm_tui.views import naming

ROLES = ("agent", "manager", "admin", "viewer")


def add(
    desk: Desk, login: str, name: str = "", *, role: str = "agent", is_management: bool = False
) -> int:
    """Add a colleague; the new id. Raises RuleError for a taken or empty login."""
    login, name = clean(login), clean(name)
    if not login or any(character.isspace() for character in login):
        raise RuleError("A login is one word.", "For example: crm user add anna")
    _role(role)
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


def change(
    desk: Desk,
    user: int,
    *,
    name: str | None = None,
    role: str | None = None,
    zone: str | None = None,
    working_hours: str | None = None,
    is_management: bool | None = None,
    email: str | None = None,
) -> list[str]:
    """Change what is set for a colleague, or for oneself; the fields that are different now.

    What is None stays. '' takes the zone, the hours or the address away: then the firm's hold.
    Raises RuleError for a name that is empty, a role, zone or address there is not, and where
    the last admin would be none; UsageError for hours that are not understood; NotFoundError
    for a colleague who is not there.
    """
    said: dict[str, Any] = {
        "name": None if name is None else _name(name),
        "role": None if role is None else _role(role),
        "zone": None if zone is None else _zone(clean(zone)),
        "working_hours": None if working_hours is None else _hours(clean(working_hours)),
        "is_management": is_management,
        "email": None if email is None else _email(clean(email)),
    }
    naming.name_of_user(desk, user)
    with desk.store.change_set(desk.user, "changed a colleague", origin=desk.origin) as number:
        row = User.get_by_id(user)
        new = {
            field: value
            for field, value in said.items()
            if value is not None and value != getattr(row, field)
        }
        if "role" in new and row.role == "admin":
            _refuse_without_admin(desk, user)
        if new:
            User.update(
                **new, updated_at=desk.clock.now(), version=User.version + 1
            ).where(User.id == user).execute()  # fmt: skip
            label = f"changed {', '.join(_WORDS[field] for field in new)} of {row.login}"
            desk.store.relabel(number, "changed a colleague", label)
    return list(new)


_WORDS = {
    "name": "name",
    "role": "role",
    "zone": "time zone",
    "working_hours": "working hours",
    "is_management": "management",
    "email": "e-mail",
}


def _name(name: str) -> str:
    name = clean(name)
    if not name:
        raise RuleError("A colleague needs a name.")
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise RuleError(f"There is no role '{role}'.", f"One of: {', '.join(ROLES)}.")
    return role


def _zone(zone: str) -> str:
    return time_zones.checked(zone) if zone else ""


def _hours(text: str) -> str:
    if not text:
        return ""
    from crm_tui.text.working_hours import parse_week, say_week

    return say_week(parse_week(text))


def _email(email: str) -> str:
    if email and not looks_like_email(email):
        raise RuleError(f"'{email}' is no e-mail address.")
    return email


def _refuse_without_admin(desk: Desk, user: int) -> None:
    if not desk.store.value(
        "SELECT 1 FROM \"user\" WHERE role = 'admin' AND active = 1 AND id <> ?", (user,)
    ):
        raise RuleError("Somebody has to be the admin.", "Make a colleague one first.")
