"""The right day is today: over changes of clocks, at midnight, in any zone (rule 18).

A due day is a date and passes through no zone; an hour is an instant, and stands on the day it
has where it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.models import Task
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.views import agenda
from tests.builders import a_desk

BUDAPEST, NEW_YORK, KOLKATA, KIRITIMATI = (
    "Europe/Budapest", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati",
)  # fmt: skip

# zone, now in UTC, the task's hour in UTC, its due day, where it stands
TABLE = [
    # Budapest, 2026-03-29: 02:00 becomes 03:00, the day has 23 hours.
    (BUDAPEST, "2026-03-28 22:59", "2026-03-29 00:59", "2026-03-29", "ahead 2026-03-29"),
    (BUDAPEST, "2026-03-28 22:59", "2026-03-28 22:59", "2026-03-28", "timed 2026-03-28"),
    (BUDAPEST, "2026-03-28 22:59", "2026-03-28 23:00", "2026-03-29", "ahead 2026-03-29"),
    (BUDAPEST, "2026-03-28 23:00", "2026-03-28 22:59", "2026-03-28", "overdue 2026-03-29"),
    (BUDAPEST, "2026-03-28 23:00", "2026-03-28 23:00", "2026-03-29", "timed 2026-03-29"),
    (BUDAPEST, "2026-03-29 00:59", "2026-03-29 01:00", "2026-03-29", "timed 2026-03-29"),
    (BUDAPEST, "2026-03-29 21:59", "2026-03-29 21:59", "2026-03-29", "timed 2026-03-29"),
    (BUDAPEST, "2026-03-29 21:59", "2026-03-29 22:00", "2026-03-30", "ahead 2026-03-30"),
    (BUDAPEST, "2026-03-29 22:00", "2026-03-29 21:59", "2026-03-29", "overdue 2026-03-30"),
    (BUDAPEST, "2026-03-28 22:59", None, "2026-03-28", "untimed 2026-03-28"),
    (BUDAPEST, "2026-03-28 23:00", None, "2026-03-28", "overdue 2026-03-29"),
    (BUDAPEST, "2026-03-29 21:59", None, "2026-03-29", "untimed 2026-03-29"),
    (BUDAPEST, "2026-03-29 22:00", None, "2026-03-30", "untimed 2026-03-30"),
    # Budapest, 2026-10-25: 03:00 becomes 02:00, the day has 25 hours.
    (BUDAPEST, "2026-10-24 21:59", "2026-10-24 22:00", "2026-10-25", "ahead 2026-10-25"),
    (BUDAPEST, "2026-10-24 22:00", "2026-10-24 22:00", "2026-10-25", "timed 2026-10-25"),
    (BUDAPEST, "2026-10-25 00:30", "2026-10-25 00:30", "2026-10-25", "timed 2026-10-25"),
    (BUDAPEST, "2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25", "timed 2026-10-25"),
    (BUDAPEST, "2026-10-25 22:59", "2026-10-25 22:59", "2026-10-25", "timed 2026-10-25"),
    (BUDAPEST, "2026-10-25 22:59", "2026-10-25 23:00", "2026-10-26", "ahead 2026-10-26"),
    (BUDAPEST, "2026-10-25 23:00", "2026-10-25 22:59", "2026-10-25", "overdue 2026-10-26"),
    (BUDAPEST, "2026-10-24 21:59", None, "2026-10-25", "ahead 2026-10-25"),
    (BUDAPEST, "2026-10-25 22:59", None, "2026-10-25", "untimed 2026-10-25"),
    (BUDAPEST, "2026-10-25 23:00", None, "2026-10-25", "overdue 2026-10-26"),
    # New York, 2026-03-08: 23 hours; 2026-11-01: 25 hours.
    (NEW_YORK, "2026-03-08 04:59", "2026-03-08 05:00", "2026-03-08", "ahead 2026-03-08"),
    (NEW_YORK, "2026-03-08 05:00", "2026-03-08 07:00", "2026-03-08", "timed 2026-03-08"),
    (NEW_YORK, "2026-03-09 03:59", "2026-03-09 03:59", "2026-03-08", "timed 2026-03-08"),
    (NEW_YORK, "2026-03-09 03:59", "2026-03-09 04:00", "2026-03-09", "ahead 2026-03-09"),
    (NEW_YORK, "2026-03-09 04:00", "2026-03-09 03:59", "2026-03-08", "overdue 2026-03-09"),
    (NEW_YORK, "2026-03-09 03:59", None, "2026-03-08", "untimed 2026-03-08"),
    (NEW_YORK, "2026-03-09 04:00", None, "2026-03-08", "overdue 2026-03-09"),
    (NEW_YORK, "2026-11-01 03:59", "2026-11-01 04:00", "2026-11-01", "ahead 2026-11-01"),
    (NEW_YORK, "2026-11-01 05:30", "2026-11-01 06:30", "2026-11-01", "timed 2026-11-01"),
    (NEW_YORK, "2026-11-02 04:59", "2026-11-02 04:59", "2026-11-01", "timed 2026-11-01"),
    (NEW_YORK, "2026-11-02 04:59", "2026-11-02 05:00", "2026-11-02", "ahead 2026-11-02"),
    (NEW_YORK, "2026-11-02 05:00", "2026-11-02 04:59", "2026-11-01", "overdue 2026-11-02"),
    (NEW_YORK, "2026-11-02 04:59", None, "2026-11-01", "untimed 2026-11-01"),
    # Kolkata is five and a half hours ahead.
    (KOLKATA, "2026-03-28 18:29", "2026-03-28 18:29", "2026-03-28", "timed 2026-03-28"),
    (KOLKATA, "2026-03-28 18:29", "2026-03-28 18:30", "2026-03-29", "ahead 2026-03-29"),
    (KOLKATA, "2026-03-28 18:30", "2026-03-28 18:29", "2026-03-28", "overdue 2026-03-29"),
    (KOLKATA, "2026-10-25 18:29", None, "2026-10-25", "untimed 2026-10-25"),
    (KOLKATA, "2026-10-25 18:30", None, "2026-10-25", "overdue 2026-10-26"),
    # Kiritimati is where a day begins first: ten in the morning, UTC, is midnight there.
    (KIRITIMATI, "2026-03-28 09:59", "2026-03-28 09:59", "2026-03-28", "timed 2026-03-28"),
    (KIRITIMATI, "2026-03-28 09:59", "2026-03-28 10:00", "2026-03-29", "ahead 2026-03-29"),
    (KIRITIMATI, "2026-03-28 10:00", "2026-03-28 09:59", "2026-03-28", "overdue 2026-03-29"),
    (KIRITIMATI, "2026-10-25 09:59", None, "2026-10-25", "untimed 2026-10-25"),
    (KIRITIMATI, "2026-10-25 10:00", None, "2026-10-25", "overdue 2026-10-26"),
    # An hour agreed on in one place, looked at from another: its day is the viewer's.
    (NEW_YORK, "2026-11-20 04:59", "2026-11-20 04:30", "2026-11-20", "timed 2026-11-19"),
    (KOLKATA, "2026-11-19 19:00", "2026-11-19 19:30", "2026-11-19", "timed 2026-11-20"),
    (KIRITIMATI, "2026-11-20 10:30", "2026-11-20 11:00", "2026-11-20", "timed 2026-11-21"),
    (NEW_YORK, "2026-11-20 10:30", "2026-11-20 11:00", "2026-11-21", "timed 2026-11-20"),
    ("Etc/GMT+12", "2026-11-20 10:30", "2026-11-20 11:00", "2026-11-21", "timed 2026-11-19"),
    ("Etc/GMT+12", "2026-11-22 10:30", "2026-11-20 11:00", "2026-11-21", "overdue 2026-11-21"),
]  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def set_clock(desk: Desk, now: datetime, zone: str) -> None:
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.instant, clock.zone = now, ZoneInfo(zone)


@contextmanager
def with_task(desk: Desk, due: date | None, start: datetime | None, **more: str) -> Iterator[int]:
    """An open task as whoever made it stored it, wherever that was."""
    made = tasks.add(desk, "Meet", **more)
    with desk.store.change_set(desk.user, "dated"):
        Task.update(due=due, start_at=start).where(Task.id == made).execute()
    yield made
    with desk.store.change_set(desk.user, "gone"):
        desk.store.write("DELETE FROM task WHERE id = ?", (made,))


def places(desk: Desk, task: int) -> list[str]:
    """The sections of today's sheet in which a task stands."""
    sheet = agenda.day_sheet(desk, desk.user)
    return [
        f"{part.key} {part.day or ''}".strip()
        for part in sheet.sections
        if task in agenda.ids(desk, sheet, part)
    ]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One database for all the moments; each leaves it as it was."""
    path = tmp_path_factory.mktemp("zones") / "crm.db"
    with a_desk(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("zone", "now", "start", "due", "place"),
    TABLE,
    ids=[f"{row[0].split('/')[1]} at {row[1]}: {row[2] or row[3]}" for row in TABLE],
)
def test_a_task_stands_where_its_day_is_for_the_viewer(
    office: Desk, zone: str, now: str, start: str | None, due: str, place: str
):
    set_clock(office, utc(now), zone)
    stored = date.fromisoformat(due), utc(start) if start else None
    with with_task(office, *stored) as task:
        assert places(office, task) == [place]
        [row] = agenda.rows(office, [task])
        due_by_now = [row.id for row in agenda.due(office, office.user, office.clock.today())]
    assert (task in due_by_now) is place.startswith(("overdue", "timed", "untimed"))
    if not place.startswith("overdue"):
        assert row.day == date.fromisoformat(place.split()[1])
    assert row.due == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        (BUDAPEST, "2026-03-28 23:00"), (BUDAPEST, "2026-03-29 22:00"),
        (BUDAPEST, "2026-10-24 22:00"), (BUDAPEST, "2026-10-25 23:00"),
        (NEW_YORK, "2026-03-08 05:00"), (NEW_YORK, "2026-03-09 04:00"),
        (NEW_YORK, "2026-11-01 04:00"), (NEW_YORK, "2026-11-02 05:00"),
        (KOLKATA, "2026-03-28 18:30"), (KIRITIMATI, "2026-10-25 10:00"),
        ("America/Havana", "2026-03-08 05:00"),  # midnight is skipped: the day begins at one
        ("America/Havana", "2026-11-01 04:00"),  # midnight is there twice: the first counts
    ],
)  # fmt: skip
def test_a_program_left_open_overnight_shows_the_new_day(office: Desk, zone: str, midnight: str):
    """Rule 18."""
    begins = utc(midnight)
    set_clock(office, begins - timedelta(seconds=1), zone)
    yesterday = office.clock.today()
    with (
        with_task(office, yesterday, None) as late,
        with_task(office, yesterday + timedelta(1), None) as due,
    ):
        before = f"untimed {yesterday}", f"ahead {yesterday + timedelta(1)}"
        assert (*places(office, late), *places(office, due)) == before
        assert agenda.counts(office, office.user) == (0, 1)
        office.clock.instant = begins  # type: ignore[misc]
        today = yesterday + timedelta(1)
        assert office.clock.today() == today
        after = f"overdue {today}", f"untimed {today}"
        assert (*places(office, late), *places(office, due)) == after
        assert agenda.counts(office, office.user) == (1, 1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BUDAPEST, date(2026, 3, 29), 23), (BUDAPEST, date(2026, 10, 25), 25),
        (NEW_YORK, date(2026, 3, 8), 23), (NEW_YORK, date(2026, 11, 1), 25),
        (KOLKATA, date(2026, 3, 29), 24), (KIRITIMATI, date(2026, 10, 25), 24),
    ],
)  # fmt: skip
def test_a_day_sheet_holds_each_hour_of_its_day_and_no_other(
    office: Desk, zone: str, day: date, hours: int
):
    first = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    set_clock(office, first + timedelta(hours=5), zone)
    with office.store.change_set(office.user, "every half hour"):
        for half in range(-10, 2 * hours + 10):
            tasks.add(office, f"{half}", start_at=first + timedelta(minutes=30 * half))
    sheet = agenda.day_sheet(office, office.user)
    [timed] = [part for part in sheet.sections if part.key == "timed"]
    shown = agenda.rows(office, agenda.ids(office, sheet, timed))
    with office.store.change_set(office.user, "gone"):
        for table in ("planning", "task"):
            office.store.write(f"DELETE FROM {table}")
    assert [row.title for row in shown] == [str(half) for half in range(2 * hours)]


# Every open task stands in one section: worked out once more, slowly and plainly.

ZONES = [BUDAPEST, NEW_YORK, KOLKATA, KIRITIMATI, "Etc/GMT+12", "Pacific/Chatham",
         "America/Havana", "Australia/Lord_Howe"]  # fmt: skip
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    *(
        st.integers(-3000, 3000).map(lambda minutes, at=at: at + timedelta(minutes=minutes))
        for at in (
            datetime(2026, 3, 29, 1),
            datetime(2026, 10, 25, 1),
            datetime(2026, 3, 8, 7),
            datetime(2026, 11, 1, 6),
        )
    ),
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
NEAR = st.integers(-15 * 24 * 60, 15 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
TASKS = st.lists(
    st.tuples(
        st.sampled_from(["timed", "timed", "day", "none", "waits"]),
        NEAR,
        st.sampled_from(ZONES),
        st.sampled_from(["us", "us", "them"]),
    ),
    max_size=12,
)


def plainly(today: date, zone: str, kind: str, due: date | None, start: datetime | None,
            side: str) -> str | None:  # fmt: skip
    if side == "them":
        return f"theirs {today}" if due is not None and due <= today else None
    day = start.astimezone(ZoneInfo(zone)).date() if start else due
    if day is None:
        return "waiting" if kind == "waits" else "no_day"
    ahead = (day - today).days
    if ahead < 0:
        return f"overdue {today}"
    if ahead == 0:
        return f"{'timed' if start else 'untimed'} {day}"
    return f"ahead {day}" if ahead <= 7 else f"later {today + timedelta(7)}"


@given(zone=st.sampled_from(ZONES), now=MOMENTS, made=TASKS)
@settings(max_examples=150)
def test_every_open_task_stands_in_exactly_one_section(office: Desk, zone, now, made):
    set_clock(office, now, zone)
    expected: dict[int, str | None] = {}
    with office.store.change_set(office.user, "random tasks"):
        leader = tasks.add(office, "leader")
        expected[leader] = "no_day"
        for kind, away, origin, side in made:
            start = now + away if kind == "timed" else None
            due = (now + away).astimezone(ZoneInfo(origin)).date()
            due = due if kind in ("timed", "day") else None
            task = tasks.add(office, "Meet", side=side, follows=leader if kind == "waits" else None)
            Task.update(due=due, start_at=start).where(Task.id == task).execute()
            today = now.astimezone(ZoneInfo(zone)).date()
            expected[task] = plainly(today, zone, kind, due, start, side)
    sheet = agenda.day_sheet(office, office.user)
    found = {
        task: f"{part.key} {part.day or ''}".strip()
        for part in sheet.sections
        for task in agenda.ids(office, sheet, part)
    }
    shown = len(list(agenda.all_ids(office, sheet)))
    with office.store.change_set(office.user, "gone"):
        for table in ("planning", "task"):
            office.store.write(f"DELETE FROM {table}")
    assert found == {task: place for task, place in expected.items() if place}
    assert sum(part.total for part in sheet.sections) == len(found) == shown
