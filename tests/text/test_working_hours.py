from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import DAILY, rrule
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.text.working_hours import (
    STANDARD,
    WorkingWeek,
    next_working_day,
    parse_week,
    previous_working_day,
    say_week,
)

NINE_TO_FIVE = ((540, 1020),)
FREE = WorkingWeek(((),) * 7)


def _spans(minutes):
    edges = sorted(minutes)
    return tuple(zip(edges[::2], edges[1::2], strict=False))


SPANS = st.sets(st.integers(0, 1440), max_size=6).map(_spans)
WEEKS = st.tuples(*[SPANS] * 7).map(WorkingWeek)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def test_the_usual_week():
    assert parse_week("mon-fri 9-17") == STANDARD
    assert STANDARD.spans_on(4) == NINE_TO_FIVE
    assert (STANDARD.minutes_on(0), STANDARD.minutes_on(5)) == (480, 0)
    assert (STANDARD.is_working(4), STANDARD.is_working(6)) == (True, False)


def test_hours_with_a_break_go_on_with_the_days_before_them():
    week = parse_week("Mon-Thu 8:30-12, 13-17, Fri 9-15")
    assert week.spans_on(3) == ((510, 720), (780, 1020))
    assert week.spans_on(4) == ((540, 900),)
    assert week.minutes_on(0) == 450


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("monday to friday 9am-5pm", "mon-fri 9-17"),
        ("weekdays 9 \u2013 17", "mon-fri 9-17"),
        ("mon, tue & thu 9-17", "mon-tue 9-17, thu 9-17"),
        ("mon-fri 9-17, sat off", "mon-fri 9-17"),
        ("mon-fri 9-17, wed off", "mon-tue 9-17, thu-fri 9-17"),
        ("mon-fri 9-17, fri 9-15", "mon-thu 9-17, fri 9-15"),
        ("daily 0-24", "mon-sun 0-24"),
        ("sun-thu 9:30-12 and 13-17", "mon-thu 9:30-12, 13-17; sun 9:30-12, 13-17"),
        ("fri-mon 10-14", "fri-sun 10-14; mon 10-14"),
        ("daily off", "mon off"),
    ],
)
def test_the_same_week_may_be_said_in_other_words(text, same):
    assert parse_week(text) == parse_week(same)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("", "''"),
        ("9-17", "'9-17' names no days"),
        ("lunch 9-17", "'lunch' is no day"),
        ("mon-xyz 9-17", "'xyz' is no day"),
        ("mon-fri", "ends without hours"),
        ("mon 9-25", "'25' is no time"),
        ("mon 17-9", "ends before it begins"),
        ("mon 9", "no span"),
        ("mon 9-12 13-17", "no span"),
        ("mon 9-12, 11-15", "overlap"),
    ],
)
def test_hours_that_are_not_understood_are_refused_by_name(text, about):
    with pytest.raises(UsageError) as refused:
        parse_week(text)
    assert about in refused.value.sentence
    assert refused.value.hint


@given(WEEKS)
def test_what_is_said_is_understood(week):
    assert parse_week(say_week(week)) == week


PIECES = st.sampled_from(("mon", "fri", "-", ",", "9", "17", "off", "to", "9-17", ":"))


@given(st.text(max_size=40) | st.lists(PIECES).map(" ".join))
def test_any_text_is_a_week_or_refused(text):
    try:
        week = parse_week(text)
    except UsageError:
        return
    assert parse_week(say_week(week)) == week


@given(WEEKS, DAYS, st.sets(DAYS, max_size=20), st.booleans())
def test_working_days_are_those_of_the_library(week, day, off, near):
    if near:  # days off that matter
        off = off | {day + timedelta(apart) for apart in range(-9, 10) if apart % 4}
    weekdays = [number for number in range(7) if week.spans[number]]
    if not weekdays:
        assert next_working_day(week, day, off) == day + timedelta(1)
        assert previous_working_day(week, day, off) == day - timedelta(1)
        return
    began = datetime.combine(day, datetime.min.time()) - timedelta(60)
    worked = [
        found.date()
        for found in rrule(DAILY, began, byweekday=weekdays, count=120)
        if found.date() not in off
    ]
    assert next_working_day(week, day, off) == min(found for found in worked if found > day)
    assert previous_working_day(week, day, off) == max(found for found in worked if found < day)


def test_days_off_may_be_told_one_by_one():
    friday = date(2026, 11, 27)
    monday_off = friday + timedelta(3)
    assert next_working_day(STANDARD, friday, lambda day: day == monday_off) == date(2026, 12, 1)


def test_where_nobody_ever_works_the_next_day_is_the_next_day():
    friday = date(2026, 11, 27)
    assert next_working_day(FREE, friday) == date(2026, 11, 28)
    assert next_working_day(STANDARD, friday, lambda day: True) == date(2026, 11, 28)
    assert next_working_day(STANDARD, date.max) == date.max
    assert previous_working_day(STANDARD, date.min) == date.min
