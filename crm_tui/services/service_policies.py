"""Policies of service and their calendars; a change reckons the open tickets' clocks anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import BusinessCalendar, Holiday, SlaPolicy
from crm_tui.services import named, tickets, time_zones
from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.working_hours import parse_week, say_week
from crm_tui.views import choices, service_clocks

POLICY_FIELDS = (
    "position", "kind", "priority", "queue", "segment", "calendar", "first_response",
    "resolution", "warn_percent",
)  # fmt: skip
CALENDAR_FIELDS = ("hours", "zone", "keeps_days_off")


def save_policy(desk: Desk, name: str, fields: Mapping[str, Any]) -> int:
    """Keep a policy under a name, or change the one of that name; its id.

    Promises are in working minutes, None for none. A new one is asked first, before the others,
    unless it has a position.

    Raises RuleError for words that no ticket has and for promises that are not above zero.
    """
    name = clean(name)
    if not name:
        raise RuleError("A policy needs a name.")
    values = _checked_policy(desk, dict(fields))
    with desk.store.change_set(desk.user, f"changed policy {name}", origin=desk.origin):
        first = int(desk.store.value("SELECT coalesce(min(position), 1) - 1 FROM sla_policy"))
        usual = {"position": first, "calendar": service_clocks.calendars(desk)[0].id}
        number = named.keep(desk, SlaPolicy, name, {**values, "archived_at": None}, usual)
        tickets.reckon_open(desk)
    return number


def remove_policy(desk: Desk, policy: int) -> None:
    """Promise no more by a policy; ended tickets keep what it had promised them."""
    with desk.store.change_set(desk.user, "removed a policy", origin=desk.origin):
        SlaPolicy.update(archived_at=desk.clock.now()).where(SlaPolicy.id == policy).execute()
        tickets.reckon_open(desk)


def save_calendar(desk: Desk, name: str, fields: Mapping[str, Any]) -> int:
    """Keep a calendar under a name, or change the one of that name; its id.

    `hours` are written as 'mon-fri 9-17', the zone as in Europe/Paris. Raises RuleError or
    UsageError for hours or a zone that cannot be read.
    """
    name = clean(name)
    if not name:
        raise RuleError("A calendar needs a name.")
    values = dict(fields)
    if unknown := set(values) - set(CALENDAR_FIELDS):
        raise RuleError(f"A calendar has no field {min(unknown)}.")
    if "hours" in values:
        values["hours"] = say_week(parse_week(clean(str(values["hours"]))))
    if values.get("zone"):
        time_zones.checked(str(values["zone"]))
    with desk.store.change_set(desk.user, f"changed calendar {name}", origin=desk.origin):
        usual = {"zone": str(desk.clock.zone)}
        number = named.keep(desk, BusinessCalendar, name, {**values, "archived_at": None}, usual)
        tickets.reckon_open(desk)
    return number


def set_holiday(desk: Desk, calendar: int, day: date, name: str = "", *, off: bool = True) -> bool:
    """Note a day on which a calendar's hours do not hold, or that they do; whether that is new.

    Raises NotFoundError for a calendar that is not there.
    """
    if BusinessCalendar.get_or_none(BusinessCalendar.id == calendar) is None:
        raise NotFoundError("There is no such calendar.")
    here = Holiday.calendar == calendar, Holiday.day == day
    label = f"holiday on {day}" if off else f"no holiday on {day}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        known = Holiday.select().where(*here).exists()
        if known == off:
            return False
        if off:
            Holiday.create(calendar=calendar, day=day, name=clean(name))
        else:
            Holiday.delete().where(*here).execute()
        tickets.reckon_open(desk)
    return True


def _checked_policy(desk: Desk, values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(POLICY_FIELDS):
        raise RuleError(
            f"A policy has no field {min(unknown)}.", f"It has: {', '.join(POLICY_FIELDS)}."
        )
    for name, listed in (("kind", "ticket_kind"), ("queue", "queue")):
        choices.refuse_unknown(desk, listed, values.get(name) or "")
    if values.get("priority") and values["priority"] not in PRIORITIES:
        raise RuleError(f"Priorities are: {', '.join(PRIORITIES)}.")
    for name in ("first_response", "resolution"):
        if values.get(name) is not None and not 0 < values[name] <= 525_600:
            raise RuleError("A promise is above zero and below a year of working minutes.")
    if not 1 <= values.get("warn_percent", 75) <= 100:
        raise RuleError("One is warned between 1 and 100 % of the time.")
    return values
