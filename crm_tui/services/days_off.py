"""Days off: noted and taken away again, a day or a stretch of them."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.errors import RuleError
from crm_tui.models import DayOff
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import say_day
from crm_tui.views import naming
from crm_tui.views.workdays import as_day

MOST_DAYS = 366


def add(
    desk: Desk, first: date, last: date | None = None, *, user: int | None = None, name: str = ""
) -> int:
    """Note the days from first to last as off, for everybody or for a colleague; how many are new.

    A day that is noted already stays as it is. Raises RuleError for a stretch that ends before
    it begins or is longer than a year, NotFoundError for a colleague who is not there.
    """
    days = _days(first, last)
    with desk.store.change_set(
        desk.user, _label(desk, "off", first, last, user), origin=desk.origin
    ):
        known = _noted(desk, days, user)
        new = [day for day in days if day not in known]
        for day in new:
            DayOff.create(day=day, user=user, name=clean(name))
        if new and user is None:
            _reckon_tickets(desk)
    return len(new)


def remove(desk: Desk, first: date, last: date | None = None, *, user: int | None = None) -> int:
    """Note the days as worked again, for everybody or for a colleague; how many were off.

    A day off for everybody is not a working day of one colleague's. Raises as `add`.
    """
    days = _days(first, last)
    label = _label(desk, "worked again", first, last, user)
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        known = _noted(desk, days, user)
        for number in known.values():
            DayOff.delete().where(DayOff.id == number).execute()
        if known and user is None:
            _reckon_tickets(desk)
    return len(known)


def _reckon_tickets(desk: Desk) -> None:
    """What is due falls on another day where nobody works (rule 10)."""
    from crm_tui.services import tickets

    tickets.reckon_open(desk)


def _days(first: date, last: date | None) -> list[date]:
    length = ((last or first) - first).days + 1
    if length < 1:
        raise RuleError("The days off end before they begin.", "The earlier day comes first.")
    if length > MOST_DAYS:
        raise RuleError("That is more than a year of days off.")
    return [first + timedelta(number) for number in range(length)]


def _noted(desk: Desk, days: list[date], user: int | None) -> dict[date, int]:
    rows = desk.store.rows(
        "SELECT day, id FROM day_off WHERE day BETWEEN ? AND ? AND coalesce(user_id, 0) = ?",
        (days[0].isoformat(), days[-1].isoformat(), user or 0),
    )
    return {as_day(row[0]): row[1] for row in rows}


def _label(desk: Desk, what: str, first: date, last: date | None, user: int | None) -> str:
    today = desk.clock.today()
    days = say_day(first, today)
    if last and last != first:
        days += f" to {say_day(last, today)}"
    whose = f" for {naming.name_of_user(desk, user)}" if user else ""
    return f"{what}{whose}: {days}"
