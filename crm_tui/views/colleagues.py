"""Colleagues with all that is set for them, and when each of them works."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.store.desk import Desk
from crm_tui.text.working_hours import STANDARD, WorkingWeek, parse_week
from crm_tui.views import workdays
from crm_tui.views.workdays import Workdays, as_day


class Colleague(NamedTuple):
    """A colleague; `zone` and `working_hours` are '' where the firm's hold."""

    id: int
    login: str
    name: str
    role: str
    is_management: bool
    active: bool
    email: str
    zone: str
    working_hours: str


def listing(desk: Desk, *, active_only: bool = False) -> list[Colleague]:
    """The colleagues, by name."""
    where = "WHERE active = 1" if active_only else ""
    rows = desk.store.rows(
        "SELECT id, login, name, role, is_management, active, email, zone, working_hours"
        f' FROM "user" {where} ORDER BY name, login'
    )
    return [Colleague._make([*row[:4], bool(row[4]), bool(row[5]), *row[6:]]) for row in rows]


def zone_of(desk: Desk, colleague: Colleague) -> tzinfo:
    """The colleague's time zone; the viewer's where none is set, or none that there is."""
    if not colleague.zone:
        return desk.clock.zone
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(colleague.zone)
    except (KeyError, ValueError, OSError):  # an import takes any text
        return desk.clock.zone


def working_days(desk: Desk, colleagues: list[Colleague]) -> tuple[Workdays, dict[int, Workdays]]:
    """When the firm works, and when each of these colleagues does, in two queries."""
    firm = _week(
        desk.store.value("SELECT value FROM setting WHERE name = ?", (workdays.SETTING,)), STANDARD
    )
    off: dict[int, set[date]] = {}
    for user, day in desk.store.rows("SELECT coalesce(user_id, 0), day FROM day_off"):
        off.setdefault(user, set()).add(as_day(day))
    everybody = frozenset(off.get(0, ()))
    return Workdays(firm, everybody), {
        one.id: Workdays(_week(one.working_hours, firm), everybody | off.get(one.id, set()))
        for one in colleagues
    }


def _week(said: str | None, otherwise: WorkingWeek) -> WorkingWeek:
    try:
        return parse_week(said) if said else otherwise
    except UsageError:  # an import takes any text
        return otherwise
