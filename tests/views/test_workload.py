"""How much a team has to do (S72)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.models import Planning, Setting, Task
from crm_tui.services import days_off, tasks, users
from crm_tui.services.opening import Desk
from crm_tui.views import agenda, workload
from crm_tui.views.workload import Workload
from tests.builders import BUDAPEST, a_colleague, a_company, a_task
from tests.views.asked import questions

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def of(desk: Desk, login: str = "anna") -> Workload:
    [found] = [one for one in workload.team(desk) if one.login == login]
    return found


def test_each_colleague_has_a_line_whether_there_is_work_or_not(desk: Desk):
    a_colleague(desk, "cili")
    a_colleague(desk, "bob")
    gone = a_colleague(desk, "dora")
    users.set_active(desk, gone.user, active=False)
    assert [one.login for one in workload.team(desk)] == ["anna", "bob", "cili"]
    assert of(desk, "bob").open == 0


def test_a_line_tells_what_is_late_what_is_today_and_what_has_no_day(desk: Desk):
    tasks.add(desk, "late", due=date(2026, 11, 19))
    tasks.add(desk, "this morning", start_at=datetime(2026, 11, 20, 8, tzinfo=BUDAPEST), minutes=45)
    tasks.add(desk, "call", due=FRIDAY, kind="call")  # a call takes ten minutes
    first = tasks.add(desk, "some day")
    tasks.add(desk, "waits", follows=first)
    tasks.add(desk, "theirs", due=FRIDAY, side="them")
    tasks.finish(desk, tasks.add(desk, "done", due=FRIDAY), "done")
    found = of(desk)
    assert (found.overdue, found.no_day, found.open) == (1, 1, 5)
    assert found.today == (FRIDAY, 2, 55, 480)


def test_the_days_after_today_are_the_firms_next_working_days(desk: Desk):
    bob = a_colleague(desk)
    days_off.add(desk, date(2026, 11, 24))
    days_off.add(desk, MONDAY, user=bob.user)
    users.change(desk, desk.user, working_hours="mon 8-10")
    tasks.add(desk, "long", due=MONDAY, minutes=300)
    assert [one.day.day for one in of(desk).ahead] == [23, 25, 26, 27, 30]
    assert of(desk).ahead[0] == (MONDAY, 1, 300, 120)
    assert of(desk, "bob").ahead[0] == (MONDAY, 0, 0, 0)
    assert of(desk, "bob").ahead[1].capacity == 480


def test_the_firms_hours_hold_for_who_has_none(desk: Desk):
    a_colleague(desk)
    with desk.store.change_set(desk.user, "set"):
        Setting.create(name="working_hours", value="tue-wed 9-12")
    users.change(desk, desk.user, working_hours="daily 9-10")
    assert [one.day.day for one in of(desk).ahead] == [24, 25, 1, 2, 8]
    assert (of(desk).ahead[0].capacity, of(desk, "bob").ahead[0].capacity) == (60, 180)


def test_hours_that_an_import_brought_and_nobody_understands_are_the_firms(desk: Desk):
    with desk.store.change_set(desk.user, "imported"):
        desk.store.write("UPDATE \"user\" SET working_hours = 'flexible', zone = 'Mars'")
    assert of(desk).today.capacity == 480


def test_an_hour_stands_on_the_day_it_has_where_it_is_looked_at(desk: Desk, clock: FixedClock):
    """Half past midnight in Budapest, on a day stated where it is still the day before."""
    task = tasks.add(desk, "call", due=FRIDAY)
    with desk.store.change_set(desk.user, "from afar"):
        Task.update(start_at=datetime(2026, 11, 21, 0, 30, tzinfo=BUDAPEST)).where(
            Task.id == task
        ).execute()
    assert of(desk).today.tasks == 0
    clock.instant = datetime(2026, 11, 21, 9, tzinfo=BUDAPEST)
    assert (of(desk).today.tasks, of(desk).overdue) == (1, 0)


def test_it_takes_the_same_few_questions_for_a_team_of_any_size(desk: Desk):
    few = len(questions(desk, lambda: workload.team(desk)))
    for number in range(5):
        a_task(desk, a_company(desk), assignee=a_colleague(desk, f"u{number}").user, due=FRIDAY)
    assert len(workload.team(desk)) == 6
    assert len(questions(desk, lambda: workload.team(desk))) == few


days = st.none() | st.integers(-3, 12)
some = st.lists(
    st.tuples(days, st.none() | st.integers(0, 23), st.none() | st.integers(1, 200)), max_size=10
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(work=some)
def test_the_load_is_what_the_day_sheets_say(desk: Desk, work):
    """The manager's table and the colleague's own sheet never differ."""
    with desk.store.change_set(desk.user, "anew"):
        Planning.delete().execute()
        Task.delete().execute()
    for day, hour, minutes in work:
        due = None if day is None else FRIDAY + timedelta(day)
        start = None
        if due and hour is not None:
            start = datetime(due.year, due.month, due.day, hour, tzinfo=BUDAPEST)
        tasks.add(desk, "work", due=due, start_at=start, minutes=minutes)
    found = of(desk)
    assert found.overdue == agenda.counts(desk, desk.user).overdue
    for one in (found.today, *found.ahead):
        sheet = agenda.day_sheet(desk, desk.user, one.day)
        assert (one.minutes, one.capacity) == (sheet.load, sheet.capacity)
        assert one.tasks == sheet.on_day(one.day)
