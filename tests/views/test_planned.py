"""How much was planned the evening before, and how much of the plan was done (S73)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.models import Planning, Task
from crm_tui.services import planning, tasks, users
from crm_tui.services.opening import Desk
from crm_tui.text.periods import Period
from crm_tui.views import colleagues, planned
from crm_tui.views.planned import Planned
from tests.builders import BUDAPEST, a_colleague

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def figures(desk: Desk, period: Period = NOVEMBER) -> list[tuple[str, int, int, int, int]]:
    found = planned.by_user(desk, period)
    return [(one.login, one.finished, one.foreseen, one.planned, one.kept) for one in found]


def at(clock: FixedClock, day: int, hour: int, minute: int = 0) -> None:
    clock.instant = datetime(2026, 11, day, hour, minute, tzinfo=BUDAPEST)


def test_what_was_put_on_the_sheet_the_evening_before_was_planned(desk: Desk, clock: FixedClock):
    evening, morning = tasks.add(desk, "call"), tasks.add(desk, "write")
    at(clock, 20, 17)
    planning.put(desk, [evening], MONDAY)
    at(clock, 23, 9)
    planning.put(desk, [morning], MONDAY)
    tasks.finish(desk, evening, "done")
    tasks.finish(desk, morning, "done")
    assert figures(desk) == [("anna", 2, 1, 1, 1)]
    [found] = planned.by_user(desk, NOVEMBER)
    assert (found.share_foreseen, found.share_kept) == (0.5, 1.0)


def test_what_was_planned_and_not_done_that_day_was_not_kept(desk: Desk, clock: FixedClock):
    late, dropped, left = (tasks.add(desk, name, due=MONDAY) for name in ("a", "b", "c"))
    at(clock, 23, 12)
    tasks.drop(desk, dropped, "no need")
    at(clock, 24, 9)
    tasks.finish(desk, late, "done")
    assert left
    assert figures(desk) == [("anna", 1, 0, 3, 0)]


def test_the_day_a_task_was_last_put_on_counts(desk: Desk, clock: FixedClock):
    moved = tasks.add(desk, "call", due=MONDAY)
    at(clock, 22, 20)
    tasks.move(desk, moved, date(2026, 11, 24))
    at(clock, 23, 9)
    tasks.finish(desk, moved, "a day early")
    assert figures(desk) == [("anna", 1, 0, 0, 0)]


def test_midnight_is_the_colleagues_own(desk: Desk, clock: FixedClock):
    """Half past midnight in Kolkata is still the evening before in Budapest."""
    bob = a_colleague(desk)
    task = tasks.add(desk, "call", assignee=bob.user)
    clock.instant = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    planning.put(desk, [task], MONDAY)
    clock.instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    tasks.finish(desk, task, "done")
    assert figures(desk) == [("bob", 1, 1, 1, 1)]
    users.change(desk, bob.user, zone="Asia/Kolkata")
    assert figures(desk) == [("bob", 1, 0, 0, 0)]


def test_a_day_to_come_is_not_counted(desk: Desk):
    tasks.add(desk, "call", due=MONDAY)
    assert figures(desk) == []


def test_a_period_outside_of_what_happened_has_nothing(desk: Desk, clock: FixedClock):
    tasks.finish(desk, tasks.add(desk, "call", due=FRIDAY), "done")
    clock.instant += timedelta(days=4000)
    for period in (
        Period(date(1, 1, 1), date(2026, 11, 19)), Period(date(2026, 11, 21), date(9999, 12, 31)),
    ):  # fmt: skip
        assert figures(desk, period) == []
    assert figures(desk, Period(date(1, 1, 1), date(9999, 12, 31))) == [("anna", 1, 0, 0, 0)]


def test_a_teams_figures_are_the_sums_of_its_people(desk: Desk):
    assert planned.total([]) == Planned("", "", 0, 0, 0, 0)
    both = planned.total([Planned("a", "A", 1, 1, 2, 0), Planned("b", "B", 4, 2, 3, 3)])
    assert both == Planned("", "", 5, 3, 5, 3)
    assert planned.total([]).share_foreseen is None


# Against a slow plain recomputation


class Told(NamedTuple):
    """A task's history: whose, how it ended, and when it was put on which day's sheet."""

    login: str
    state: str
    done: int | None
    plannings: list[tuple[int, int]]


ZONES = ("Europe/Budapest", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
BEGIN = datetime(2026, 10, 22, tzinfo=UTC)  # both changes of clocks are in these days
HOURS = 24 * 14
histories = st.lists(
    st.builds(
        Told,
        st.sampled_from(["anna", "bob"]),
        st.sampled_from(["open", "done", "done", "dropped"]),
        st.integers(0, HOURS),
        st.lists(st.tuples(st.integers(0, 14), st.integers(0, HOURS)), max_size=4),
    ),
    max_size=8,
)


@pytest.fixture
def zones(desk: Desk) -> Desk:
    users.add(desk, "bob")
    return desk


def write(desk: Desk, told: list[Told]) -> None:
    ids = {one.login: one.id for one in colleagues.listing(desk)}
    with desk.store.change_set(desk.user, "history"):
        Planning.delete().execute()
        Task.delete().execute()
        for number, one in enumerate(told):
            done = BEGIN + timedelta(hours=one.done or 0)
            task = Task.create(
                title=f"task {number}", assignee=ids[one.login], state=one.state,
                done_at=None if one.state == "open" else done, created_at=BEGIN, updated_at=BEGIN,
            )  # fmt: skip
            for day, hour in one.plannings:
                Planning.create(
                    task=task, day=BEGIN.date() + timedelta(day), at=BEGIN + timedelta(hours=hour)
                )


def recomputed(told: list[Told], login: str, zone: ZoneInfo, period: Period) -> tuple[int, ...]:
    finished = foreseen = planned_ = kept = 0
    day = period.first
    while day <= period.last:
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for one in told:
            if one.login != login:
                continue
            before = [
                (hour, number, BEGIN.date() + timedelta(on))
                for number, (on, hour) in enumerate(one.plannings)
                if BEGIN + timedelta(hours=hour) < midnight
            ]
            on_sheet = bool(before) and max(before)[2] == day
            done = BEGIN + timedelta(hours=one.done or 0)
            done_then = one.state == "done" and done.astimezone(zone).date() == day
            finished += done_then
            foreseen += done_then and on_sheet
            planned_ += on_sheet
            kept += on_sheet and done_then
        day += timedelta(1)
    return finished, foreseen, planned_, kept


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=histories,
    names=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    stretch=st.tuples(st.integers(0, 14), st.integers(0, 14)),
)
def test_the_figures_are_those_of_a_plain_count(
    zones: Desk, clock: FixedClock, told: list[Told], names: tuple[str, str], stretch
):
    write(zones, told)
    first, last = (BEGIN.date() + timedelta(number) for number in sorted(stretch))
    period = Period(first, last)
    for one, name in zip(colleagues.listing(zones), names, strict=True):
        found = planned.of(zones, one._replace(zone=name), period)
        assert found[2:] == recomputed(told, one.login, ZoneInfo(name), period)
