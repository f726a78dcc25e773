"""The day that is planned: which it is, how full it is, and what stands on it or may yet (S73)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning, sheets
from crm_tui.cli.layout import line_width, say_date
from crm_tui.views import agenda, planning

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.planning import Candidate

WHYS = {
    "overdue": "Overdue",
    "due": "Due by then",
    "promised": "Promised for the days after",
    "no_day": "No day yet",
    "theirs": "Waiting for their side",
}


def meant(desk: Desk, said: str | None) -> date:
    """The day that is said: tomorrow is the next working day, week and later as the walk's keys."""
    if said is None or said in planning.WHENS:
        return planning.day_for(desk, said or "tomorrow")
    return meaning.day(desk, said)


def left(desk: Desk, day: date) -> list[Candidate]:
    """What the walk offers and does not stand on the planned day already."""
    return [one for one in planning.candidates(desk, desk.user) if one.row.day != day]


def full(desk: Desk, day: date) -> str:
    """How full a day of one's own is, in a line."""
    found = planning.load(desk, desk.user, day)
    return f"{say_date(desk, day)}: {sheets.load(found.minutes, found.capacity)}"


def lines_of(desk: Desk, day: date) -> Iterator[str]:
    """One's sheet of a day: what stands on that day, and no more."""
    sheet = agenda.day_sheet(desk, desk.user, day)
    whose = sheets.colleague(desk, None)
    yield from sheets.own_day_lines(desk, sheet, whose, None, line_width())


def value_of(desk: Desk, day: date) -> dict[str, Any]:
    """One's sheet of a day for JSON: its load and its tasks."""
    sheet = agenda.day_sheet(desk, desk.user, day)
    return sheets.own_day_value(desk, sheet, sheets.colleague(desk, None))
