"""The agenda: its sheets, its views, and the evening's planning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crm_tui.text.fold import fold
from crm_tui.tui.panes.sheet import SheetView
from crm_tui.views import choices

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_TEAM = "The team's load"


def place_agenda(workspace: Workspace) -> None:
    """Go to the agenda; from the agenda itself, to today."""
    workspace.press_place(workspace.places.agenda)


def sheet_next(workspace: Workspace) -> None:
    """Show the next day, or the next week."""
    workspace.sheet.turn(1)


def sheet_previous(workspace: Workspace) -> None:
    """Show the day before, or the week before."""
    workspace.sheet.turn(-1)


def sheet_choose(workspace: Workspace) -> None:
    """Choose what the agenda shows: the day, the week, a colleague's, the team's load."""
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker

    mine = workspace.desk.user
    shown: list[tuple[str, str, SheetView | None]] = [
        ("My day", "overdue, today by hour, the days after", SheetView(mine)),
        ("My week", "seven days with their load", SheetView(mine, "week")),
        ("No customer", "my tasks that hang on nobody's card", SheetView(mine, "unattached")),
        (_TEAM, "who has room, day by day", None),
    ]
    colleagues = choices.users(workspace.desk)
    if any(one.id == mine and _manages(one) for one in colleagues):
        asked = "what colleagues need; x answers", SheetView(mine, "help")
        shown.append(("Help wanted", *asked))
    for user in colleagues:
        if user.id != mine:
            shown.append((user.name, "their day", SheetView(user.id, name=user.name)))

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, (name, what))
            for number, (name, what, _view) in enumerate(shown)
            if fold(wanted) in fold(name)
        ]

    def chosen(number: int | None) -> None:
        if number is None:
            return
        view = shown[number][2]
        if view is None:
            team_load(workspace)
        else:
            show_sheet(workspace, view)

    columns = (Column("Agenda", 20, flex=1), Column("Shows", 30, flex=2, drop=1))
    workspace.push_screen(Picker("Agenda", columns, rows), chosen)


def _manages(user: choices.UserRow) -> bool:
    return user.is_management or user.role in ("manager", "admin")


def show_sheet(workspace: Workspace, view: SheetView) -> None:
    """Show a sheet in the agenda."""
    leave_planning(workspace)
    workspace.sheet.show(view)
    if not workspace.places.agenda.is_here:
        workspace.go_to_place(workspace.places.agenda)


def team_load(workspace: Workspace) -> None:
    """Show how full everyone's days are; Enter shows the agenda of the one chosen."""
    from crm_tui.tui.agenda.team import columns, team_rows
    from crm_tui.tui.widgets.picker import Picker
    from crm_tui.views.workload import team

    loads = team(workspace.desk)
    words = workspace.words()

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (one.user, cells) for one, cells in team_rows(loads) if fold(wanted) in fold(one.name)
        ]

    def chosen(user: int | None) -> None:
        found = next((one for one in loads if one.user == user), None)
        if found is not None:
            name = "" if found.user == workspace.desk.user else found.name
            show_sheet(workspace, SheetView(found.user, name=name))

    workspace.push_screen(Picker(_TEAM, columns(loads, words), rows), chosen)


# The evening's planning


def plan_begin(workspace: Workspace) -> None:
    """Walk through what is overdue, due, promised and proposed; q ends it with the day's sheet."""
    from crm_tui.tui.planner import Planner

    if workspace.places.agenda.planner is not None:
        plan_leave(workspace)
        return
    if workspace.sheet.searched:
        workspace.sheet.search("")
    workspace.places.agenda.planner = planner = Planner(workspace)
    workspace.go_to_place(workspace.places.agenda)
    planner.begin()
    workspace.show_mode()
    workspace.status.show_hints()
    days = planner.days
    today = workspace.desk.clock.today()
    if days.tomorrow > today + timedelta(1):
        workspace.status.say(f"The next working day is {workspace.words().day(days.tomorrow)}.")


def plan_tomorrow(workspace: Workspace) -> None:
    """Put it on the next working day."""
    planner = workspace.places.agenda.planner
    if planner is not None:
        planner.put(planner.days.tomorrow)


def plan_week(workspace: Workspace) -> None:
    """Put it on the emptiest day of the rest of that week."""
    planner = workspace.places.agenda.planner
    if planner is not None:
        planner.put(planner.days.week)


def plan_later(workspace: Workspace) -> None:
    """Put it on the first working day of the week after."""
    planner = workspace.places.agenda.planner
    if planner is not None:
        planner.put(planner.days.later)


def plan_silence(workspace: Workspace) -> None:
    """Do not propose this again for a while."""
    planner = workspace.places.agenda.planner
    if planner is not None:
        planner.silence()


def plan_leave(workspace: Workspace) -> None:
    """End the planning and show the sheet of the day that was planned."""
    planner = workspace.places.agenda.planner
    if planner is None:
        return
    leave_planning(workspace)
    planner.end()
    workspace.status.show_hints()
    load = workspace.sheet.sheet
    if load is not None:
        count = load.on_day(planner.days.tomorrow)
        day = workspace.words().day(planner.days.tomorrow)
        workspace.status.say(f"{count:,} tasks for {day}; 'crm plan' prints the sheet.", "good")


def leave_planning(workspace: Workspace) -> None:
    """Give the keys back to the sheet."""
    if workspace.places.agenda.planner is not None:
        workspace.places.agenda.planner = None
        workspace.show_mode()
