"""The clocks of a ticket are what a slow look at every single minute says (rule 10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.text.ticket_clock import (
    ENDED,
    OPEN,
    RUNNING,
    Promise,
    Reading,
    Step,
    reckon,
    stretches,
    worked,
)
from crm_tui.text.working_hours import STANDARD, WorkingWeek
from crm_tui.text.working_time import WorkingTime
from tests.text.slow_clock import MINUTE, SlowClock

DAY = 1440
LOOKED_AT = 9 * DAY
BUDAPEST = ZoneInfo("Europe/Budapest")
# Each with the days on which its clocks go forward and back, and one on which nothing happens.
CLOCK_CHANGES = {
    "Europe/Budapest": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 23)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 2)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5), date(2026, 6, 30)),
    "Asia/Kolkata": (date(2026, 12, 31),),
    "UTC": (date(2028, 2, 27),),
}
SPANS = st.one_of(
    st.just(((9 * 60, 17 * 60),)),
    st.just(((0, 6 * 60), (22 * 60, DAY))),
    st.just(((0, DAY),)),
    st.sets(st.integers(0, DAY), max_size=6).map(
        lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
    ),
)
WEEKS = st.one_of(st.just(STANDARD), st.tuples(*[SPANS] * 7).map(WorkingWeek))
PROMISED = st.one_of(st.none(), st.integers(2, 60), st.integers(60, 3000))
PROMISES = st.builds(Promise, PROMISED, PROMISED, st.sampled_from([50, 75, 90, 100]))
STATES = st.sampled_from([*OPEN, *OPEN, *ENDED])


@st.composite
def lives(draw):
    """A calendar, and a ticket that goes through states in it; all that is needed to reckon."""
    name = draw(st.sampled_from(list(CLOCK_CHANGES)))
    zone = ZoneInfo(name)
    changes = draw(st.sampled_from(CLOCK_CHANGES[name]))
    around = datetime.combine(changes, datetime.min.time(), UTC) - timedelta(days=3)
    off = draw(st.sets(st.integers(0, 9), max_size=3))
    days = [around.date() + timedelta(day) for day in off]
    begun = draw(st.integers(0, 4 * DAY))
    gaps = draw(st.lists(st.one_of(st.integers(0, 90), st.integers(0, 2 * DAY)), max_size=5))
    states = ["new", *(draw(STATES) for _ in gaps)]
    at = [around + begun * MINUTE]
    for gap in gaps:
        at.append(at[-1] + gap * MINUTE)
    steps = [Step(*pair) for pair in zip(at, states, strict=True)]
    week = draw(WEEKS)
    time = WorkingTime(week, zone, days)
    return steps, time, SlowClock(week, zone, days, steps[0].at, LOOKED_AT + sum(gaps))


@settings(max_examples=100)
@given(lives(), PROMISES, st.booleans())
def test_clocks_run_out_when_a_look_at_every_minute_says_so(life, promise, responded):
    steps, time, slow = life
    found = reckon(steps, promise, time, steps[0].at if responded else None)
    wanted = slow.reading(steps, promise, responded=responded)
    for fast, looked_for in zip(found, wanted, strict=True):
        beyond = fast is None or fast > slow.end
        assert fast == looked_for or (looked_for is None and beyond)


@settings(max_examples=80)
@given(lives(), st.integers(0, 8 * DAY), st.booleans())
def test_what_makes_up_a_clock_is_every_minute_that_counts(life, minutes, pauses):
    steps, time, slow = life
    until = steps[0].at + minutes * MINUTE
    states = RUNNING if pauses else OPEN
    assert worked(steps, time, until, pauses=pauses) == slow.worked(steps, until, states)
    parts = stretches(steps, time, until, pauses=pauses)
    assert [(part.start, part.state) for part in parts] == steps
    for part in parts:
        assert part.counts == (part.state in states)
        assert all(part.start <= span.start < span.end <= until for span in part.spans)


@given(lives(), PROMISES, STATES, st.integers(0, 3 * DAY))
def test_waiting_for_the_customer_moves_the_solution_by_what_was_worked_meanwhile_alone(
    life, promise, after, waited
):
    steps, time, _ = life
    ends = steps[-1].at
    back = Step(ends + waited * MINUTE, "open")
    waiting = [*steps[:-1], Step(ends, "waiting_customer"), back]
    kept = reckon([*steps[:-1], Step(ends, "open")], promise, time)
    moved = reckon(waiting, promise, time)
    assert moved.first_response_due == kept.first_response_due  # nothing pauses it
    if None in (kept.resolution_due, moved.resolution_due):
        return
    ran_out = kept.resolution_due <= ends  # what had run out before the waiting stays where it was
    lost = 0 if ran_out else time.seconds(ends, back.at)
    assert time.seconds(kept.resolution_due, moved.resolution_due) == lost


@pytest.mark.parametrize("state", ENDED)
def test_nothing_runs_on_what_has_ended(state):
    opened = datetime(2026, 11, 20, 9, tzinfo=UTC)
    steps = [Step(opened, "new"), Step(opened + timedelta(hours=1), state)]
    found = reckon(steps, Promise(60, 480), WorkingTime(STANDARD, BUDAPEST))
    assert (found.due_at, found.warn_at) == (None, None)
    assert found.first_response_due == opened + timedelta(hours=1)


def test_a_friday_afternoon_ends_on_monday_and_warns_at_three_quarters():
    opened = datetime(2026, 11, 20, 16, tzinfo=BUDAPEST)
    found = reckon([Step(opened, "new")], Promise(240, 960), WorkingTime(STANDARD, BUDAPEST))
    monday = datetime(2026, 11, 23, tzinfo=BUDAPEST)
    assert found == Reading(
        monday.replace(hour=12), monday.replace(day=24, hour=16),
        monday.replace(hour=12), monday.replace(hour=11),
    )  # fmt: skip


def test_a_night_shift_is_an_hour_shorter_when_clocks_go_forward_and_longer_when_back():
    night = WorkingWeek((((0, 360),),) * 7)
    time = WorkingTime(night, BUDAPEST)
    lengths = [
        sum(span.seconds for span in time.on(day)) // 3600
        for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25))
    ]
    assert lengths == [6, 5, 7]


def test_where_nobody_ever_works_nothing_is_ever_due():
    never = WorkingTime(WorkingWeek(((),) * 7), BUDAPEST)
    opened = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert reckon([Step(opened, "new")], Promise(1, 1), never) == Reading(None, None, None, None)


@given(lives(), st.lists(st.integers(0, 9 * DAY * 60), min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up_to_the_second(life, seconds):
    steps, time, _ = life
    first, middle, last = (steps[0].at + timedelta(seconds=second) for second in seconds)
    whole = time.seconds(first, last)
    assert time.seconds(first, middle) + time.seconds(middle, last) == whole
    if whole:
        assert time.seconds(first, time.after(first, whole)) == whole
        assert time.after(first, whole) <= last
