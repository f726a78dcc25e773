"""What a colleague has to do: overdue, today, after."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.clock import FixedClock
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.views import agenda
from tests.builders import a_colleague, a_company, a_task


def test_ones_own_open_tasks_up_to_a_day_the_longest_overdue_first(desk: Desk):
    firm = a_company(desk)
    a_task(desk, firm, "tomorrow", due=date(2026, 11, 21))
    today = a_task(desk, firm, "today", due=date(2026, 11, 20))
    overdue = tasks.add(desk, "overdue", due=date(2026, 11, 1))
    a_task(desk, firm, "bob's", due=date(2026, 11, 20), assignee=a_colleague(desk).user)
    a_task(desk, firm, "some day")
    tasks.drop(desk, a_task(desk, firm, "dropped", due=date(2026, 11, 20)), "no need")
    rows = agenda.due(desk, desk.user, desk.clock.today())
    assert [(row.id, row.party_name) for row in rows] == [(overdue, ""), (today, "Rossi Kft")]


def test_what_is_due_today_is_asked_anew_after_midnight(desk: Desk, clock: FixedClock):
    """Rule 18."""
    tasks.add(desk, "tomorrow", due=date(2026, 11, 21))
    assert agenda.due(desk, desk.user, desk.clock.today()) == []
    clock.instant += timedelta(hours=14)
    assert len(agenda.due(desk, desk.user, desk.clock.today())) == 1
