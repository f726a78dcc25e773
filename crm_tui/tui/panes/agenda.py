"""The agenda beside or under the list: what the user has to do, overdue on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual import events

from crm_tui.store.desk import Desk
from crm_tui.text.say import say_day
from crm_tui.tui.widgets.text_view import Entry, Line, TextView
from crm_tui.views import agenda
from crm_tui.views.agenda import AgendaRow

AHEAD_DAYS = 7
"""Days ahead that are shown too where the pane is high."""

_LOW = 12


class AgendaPane(TextView):
    """The user's open tasks as lines; a cursor chooses among them when the pane has the focus."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="agenda")
        self._desk = desk
        self._rows: list[AgendaRow] = []

    def read_again(self) -> None:
        """Read what there is to do and show it."""
        today = self._desk.clock.today()
        days = AHEAD_DAYS if self.size.height >= _LOW else 0
        self._rows = agenda.due(self._desk, self._desk.user, today + timedelta(days))
        lines = agenda_lines(self._rows, today)
        entries = [
            Entry(row.id, number, number)
            for number, row in enumerate(self._rows, len(lines) - len(self._rows))
        ]
        self.set_lines(lines, entries, keep=True)

    def on_resize(self, event: events.Resize) -> None:
        """Show what there is room for."""
        del event
        self.read_again()

    @property
    def row(self) -> AgendaRow | None:
        """The task under the cursor."""
        key = self.entry.key if self.entry else None
        return next((row for row in self._rows if row.id == key), None)


def agenda_lines(rows: Sequence[AgendaRow], today: date) -> list[Line]:
    """A heading with the counts, then a line for each task."""
    overdue = sum(row.due < today for row in rows)
    for_today = sum(row.due == today for row in rows)
    heading: Line = (("To do", "title"), (f"  today {for_today}", ""))
    if overdue:
        heading = (*heading, (f"  ! overdue {overdue}", "alert"))
    if not rows:
        return [heading, (("  Nothing is due.", "dim"),)]
    return [heading, *(_line(row, today) for row in rows)]


def _line(row: AgendaRow, today: date) -> Line:
    name: Line = ((f"  {row.party_name}", "dim"),) if row.party_name else ()
    if row.due < today:
        return (("! ", "alert"), (f"{say_day(row.due, today)} ", "alert"), (row.title, ""), *name)
    day = "" if row.due == today else f"{say_day(row.due, today)} "
    return ((f"  {day}", "dim"), (row.title, ""), *name)
