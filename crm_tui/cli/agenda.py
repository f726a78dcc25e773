"""`crm today`: the day sheet, or the week's."""

from __future__ import annotations

from crm_tui.cli import sheets
from crm_tui.cli.layout import line_width
from crm_tui.cli.session import Session
from crm_tui.views import agenda


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
        value, lines = sheets.value, sheets.lines
    if session.json:
        session.answer(value(desk, sheet, whose, limit))
    else:
        session.tell(lines(desk, sheet, whose, limit, line_width()))
