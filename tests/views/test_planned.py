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


def set_time(clock: FixedClock, day: int, hour: int, minute: int = 0) -> None:
    clock.instant = datetime(2026, 11, day, hour, minute, tzinfo=BUDAPEST)


def test_what_was_put_on_the_sheet_the_evening_before_was_planned(desk: Desk, clock: FixedClock):
    evening, morning = tasks.add(desk, "call"), tasks.add(desk, "write")
    set_time(clock, 20, 17)
    planning.put(desk, [evening], MONDAY)
    set_time(clock, 23, 9)
    planning.put(desk, [morning], MONDAY)
    tasks.finish(desk, evening, "done")
    tasks.finish(desk, morning, "done")
    assert figures(desk) == [("anna", 2, 1, 1, 1)]
    [found] = planned.by_user(desk, NOVEMBER)
    assert (found.share_foreseen, found.share_kept) == (0.5, 1.0)


def test_what_was_planned_and_not_done_that_day_was_not_kept(desk: Desk, clock: FixedClock):
    late, dropped, left = (tasks.add(desk, name, due=MONDAY) for name in ("a", "b", "c"))
    set_time(clock, 23, 12)
    tasks.drop(desk, dropped, "no need")
    set_time(clock, 24, 9)
    tasks.finish(desk, late, "done")
    assert left
    assert figures(desk) == [("anna", 1, 0, 3, 0)]


def test_the_day_a_task_was_last_put_on_counts(desk: Desk, clock: FixedClock):
    moved = tasks.add(desk, "call", due=MONDAY)
    set_time(clock, 22, 20)
    tasks.move(desk, moved, date(2026, 11, 24))
    set_time(clock, 23, 9)
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
    done: datetime
    plannings: list[tuple[int, datetime]]


ZONES = {
    "some hours apart": ("Europe/Budapest", "Asia/Kolkata"),
    "nearly a day apart": ("America/New_York", "Pacific/Kiritimati"),
}
MIDNIGHTS = {
    "some hours apart": (22, 23, 18.5),
    "nearly a day apart": (4, 5, 10),
}  # in UTC
BEGIN = datetime(2026, 10, 23, tzinfo=UTC)
NEAR = (0, 1, 2, 9, 10, 11)  # days about both changes of clocks
days = st.sampled_from(NEAR)


@st.composite
def histories(draw: st.DrawFn, midnights: tuple[float, ...]) -> Told:
    """Plannings and an end about one midnight or two, so that they come close to each other."""
    first = draw(days)

    def instant() -> datetime:
        day, hour = first + draw(st.integers(-1, 1)), draw(st.sampled_from(midnights))
        return BEGIN + timedelta(days=day, hours=hour, seconds=draw(st.integers(-1, 1)))

    plannings = [
        (first + draw(st.integers(0, 1)), instant()) for _ in range(draw(st.integers(0, 4)))
    ]
    state = draw(st.sampled_from(["done", "done", "dropped", "open"]))
    return Told(draw(st.sampled_from(["anna", "bob"])), state, instant(), plannings)


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
            task = Task.create(
                title=f"task {number}", assignee=ids[one.login], state=one.state,
                done_at=None if one.state == "open" else one.done,
                created_at=BEGIN, updated_at=BEGIN,
            )  # fmt: skip
            for day, at in one.plannings:
                Planning.create(task=task, day=BEGIN.date() + timedelta(day), at=at)


def recomputed(told: list[Told], login: str, zone: ZoneInfo, period: Period) -> tuple[int, ...]:
    finished = foreseen = planned_ = kept = 0
    day = period.first
    while day <= period.last:
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for one in told:
            if one.login != login:
                continue
            before = [
                (at, number, BEGIN.date() + timedelta(on))
                for number, (on, at) in enumerate(one.plannings)
                if at < midnight
            ]
            on_sheet = bool(before) and max(before)[2] == day
            done_then = one.state == "done" and one.done.astimezone(zone).date() == day
            finished += done_then
            foreseen += done_then and on_sheet
            planned_ += on_sheet
            kept += on_sheet and done_then
        day += timedelta(1)
    return finished, foreseen, planned_, kept


@pytest.mark.parametrize("apart", ZONES)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_figures_are_those_of_a_plain_count(zones: Desk, apart: str, data: st.DataObject):
    told = data.draw(st.lists(histories(MIDNIGHTS[apart]), min_size=1, max_size=8))
    write(zones, told)
    stretch = data.draw(st.just((-1, 13)) | st.tuples(days, days))
    period = Period(*(BEGIN.date() + timedelta(number) for number in sorted(stretch)))
    people = [
        one._replace(zone=name)
        for one, name in zip(colleagues.listing(zones), ZONES[apart], strict=True)
    ]
    found = planned.of(zones, people, period)
    assert [one[2:] for one in found] == [
        recomputed(told, one.login, ZoneInfo(one.zone), period) for one in people
    ]
