"""`crm today`: the day sheet, or the week's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crm_tui.cli import sheets
from crm_tui.cli.layout import counted, line_width
from crm_tui.cli.session import Session
from crm_tui.views import agenda, speech

if TYPE_CHECKING:
    from crm_tui.cli.sheets import Colleague
    from crm_tui.services.opening import Desk
    from crm_tui.views.agenda import Sheet


def today(
    session: Session, colleague: str | None, day: str | None, limit: int | None, *, week: bool
) -> None:
    """Show a colleague's sheet of a day, or of its week.

    Text has the first lines of each section, JSON all of them, unless `limit` says how many.
    """
    desk = session.desk
    whose = sheets.colleague(desk, colleague)
    of_day = None
    if day:
        from crm_tui.cli import meaning  # knows customers by their numbers, which takes long

        of_day = meaning.day(desk, day)
    if week:
        sheet = agenda.week_sheet(desk, whose.id, of_day)
        value, lines = sheets.week_value, sheets.week_lines
    else:
        sheet = agenda.day_sheet(desk, whose.id, of_day)
        value, lines = _value, _lines
    if session.json:
        session.answer(value(desk, sheet, whose, limit))
    else:
        session.tell(lines(desk, sheet, whose, limit, line_width()))


def _value(desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None) -> dict[str, Any]:
    still, running = _tickets(desk, whose)
    tickets = {"open": still, "running": running}
    return {**sheets.value(desk, sheet, whose, limit), "tickets": tickets}


def _lines(
    desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None, width: int
) -> Iterator[str]:
    yield from sheets.lines(desk, sheet, whose, limit, width)
    still, running = _tickets(desk, whose)
    if still and sheet.day == sheet.today and "tickets" not in speech.places_off(desk):
        late = f", {running} running out" if running else ""
        view = " --view running" if running else ""
        owner = "me" if whose.id == desk.user else whose.login
        yield ""
        yield f"{counted(still, 'open ticket')}{late} ('crm ticket list{view} --owner {owner}')"


def _tickets(desk: Desk, whose: Colleague) -> tuple[int, int]:
    """How many open tickets a colleague has, and how many of them run out."""
    from crm_tui.views import tickets
    from crm_tui.views.tickets import TicketQuery

    return (
        tickets.count(desk, TicketQuery(owner=whose.id)),
        tickets.count(desk, TicketQuery("running", owner=whose.id)),
    )
