from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.dates import (
    find_day,
    find_days,
    parse_day,
    parse_time,
    parse_when,
    say_age,
    say_day,
)

MONDAY = date(2026, 11, 23)
BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
SAID = st.text(max_size=20) | st.text("0123456789/.-+: dwmyinextfrisuagodec", max_size=14)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("fri", date(2026, 11, 27)),
        ("Friday", date(2026, 11, 27)),
        ("mon", date(2026, 11, 30)),
        ("this mon", date(2026, 11, 23)),
        ("next fri", date(2026, 12, 4)),
        ("last fri", date(2026, 11, 20)),
        ("+3d", date(2026, 11, 26)),
        ("+2w", date(2026, 12, 7)),
        ("+1m", date(2026, 12, 23)),
        ("-1d", date(2026, 11, 22)),
        ("in 3 days", date(2026, 11, 26)),
        ("in a week", date(2026, 11, 30)),
        ("2 weeks ago", date(2026, 11, 9)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("eow", date(2026, 11, 27)),
        ("eom", date(2026, 11, 30)),
        ("eoy", date(2026, 12, 31)),
        ("2026-12-01", date(2026, 12, 1)),
        ("31.12.2026", date(2026, 12, 31)),
        ("31.12.", date(2026, 12, 31)),
        ("1.2.", date(2027, 2, 1)),
        ("31/12/26", date(2026, 12, 31)),
        ("12/31", date(2026, 12, 31)),
        ("21 dec", date(2026, 12, 21)),
        ("Dec 21, 2020", date(2020, 12, 21)),
        ("21st of December", date(2026, 12, 21)),
        ("29 feb", date(2028, 2, 29)),
        ("Fri 27 Nov", date(2026, 11, 27)),
        ("monday, 4 Jan 2027", date(2027, 1, 4)),
    ],
)
def test_days_are_read_as_people_type_them(said, day):
    assert parse_day(said, MONDAY) == day


@pytest.mark.parametrize(
    "said",
    ["", "tomorow", "3", "may", "+3h", "31.02.2026", "13/13", "+9999y", "10:00", "mon 27 nov"],
)
def test_slips_and_other_words_are_no_days(said):
    assert parse_day(said, MONDAY) is None


def test_a_count_alone_is_no_day():
    assert parse_day("3 days", MONDAY) is None


def test_a_day_that_could_be_either_way_round_follows_the_order():
    assert parse_day("3/4", MONDAY, day_first=True) == date(2027, 4, 3)
    assert parse_day("3/4", MONDAY, day_first=False) == date(2027, 3, 4)
    assert parse_day("3.4.", MONDAY, day_first=False) == date(2027, 4, 3)


def test_looking_back_takes_the_last_such_day():
    assert parse_day("fri", MONDAY, prefer="past") == date(2026, 11, 20)
    assert parse_day("20.11.", MONDAY, prefer="past") == date(2026, 11, 20)
    assert parse_day("23.11.", MONDAY, prefer="past") == MONDAY


def test_a_month_on_from_its_last_day_is_a_last_day():
    assert parse_day("+1m", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("14:30", time(14, 30)),
        ("2pm", time(14)),
        ("2:30 p.m.", time(14, 30)),
        ("9", time(9)),
        ("0930", time(9, 30)),
        ("14h30", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
    ],
)
def test_times_are_read_as_people_type_them(said, at):
    assert parse_time(said) == at


@pytest.mark.parametrize("said", ["", "24:00", "13pm", "0pm", "9:5", "99", "10:60", "soon"])
def test_other_words_are_no_times(said):
    assert parse_time(said) is None


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("now", "2026-11-23T14:05Z"),
        ("today", "2026-11-23T14:05Z"),
        ("10:00", "2026-11-23T09:00Z"),
        ("tue 10:00", "2026-11-24T09:00Z"),
        ("mon at 2pm", "2026-11-30T13:00Z"),
        ("yesterday 15:00", "2026-11-22T14:00Z"),
        ("yesterday", "2026-11-22T11:00Z"),
        ("2026-11-20 10:00", "2026-11-20T09:00Z"),
        ("2026-11-20T10:00Z", "2026-11-20T10:00Z"),
        ("2026-07-20 10:00", "2026-07-20T08:00Z"),
        ("31.12.2026 14.30", "2026-12-31T13:30Z"),
        ("-2h", "2026-11-23T12:05Z"),
        ("30 min ago", "2026-11-23T13:35Z"),
        ("in 2 hours", "2026-11-23T16:05Z"),
    ],
)
def test_instants_are_read_in_the_users_zone(said, instant):
    assert parse_when(said, NOW, BUDAPEST) == datetime.fromisoformat(instant)


def test_an_hour_that_the_clock_skips_is_an_instant_all_the_same():
    skipped = parse_when("2026-03-29 02:30", NOW, BUDAPEST)
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_day_of_an_instant_is_the_users_day():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert parse_when("10:00", late, BUDAPEST) == datetime(2026, 11, 24, 9, tzinfo=UTC)


@given(SAID)
def test_nothing_typed_breaks(said):
    parse_time(said)
    day = parse_day(said, MONDAY)
    assert day is None or isinstance(day, date)
    when = parse_when(said, NOW, BUDAPEST)
    assert when is None or when.utcoffset() == timedelta(0)
    for found in find_days(said, MONDAY):
        assert 0 <= found.start < found.end <= len(said)


def spans(text):
    return [
        (found.day, found.at, text[found.start : found.end]) for found in find_days(text, MONDAY)
    ]


def test_date_phrases_are_found_inside_a_text():
    friday = date(2026, 11, 27)
    assert spans("wants price by Fri please") == [(friday, None, "by Fri")]
    assert spans("call tomorrow at 9 or on 31.12. 10:00") == [
        (date(2026, 11, 24), time(9), "tomorrow at 9"),
        (date(2026, 12, 31), time(10), "on 31.12. 10:00"),
    ]
    assert spans("in 2 weeks") == [(date(2026, 12, 7), None, "in 2 weeks")]
    assert spans("call back sat 3 pm") == [(date(2026, 11, 28), time(15), "sat 3 pm")]


@pytest.mark.parametrize(
    "text",
    ["price 3.5 and 24/7 support", "sat with Anna", "5 may be too few", "3 days of work", ""],
)
def test_figures_and_words_are_not_taken_for_dates(text):
    assert find_day(text, MONDAY) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (4, "Fri 27 Nov"),
        (-30, "Sat 24 Oct"),
        (45, "Thu 7 Jan"),
        (200, "11 Jun 2027"),
        (-400, "19 Oct 2025"),
    ],
)
def test_days_are_said_short(days, said):
    assert say_day(MONDAY + timedelta(days), MONDAY) == said


@given(st.integers(-40, 40))
def test_a_day_said_is_the_day_read(days):
    day = MONDAY + timedelta(days)
    said = say_day(day, MONDAY)
    read = said if " " not in said else said.partition(" ")[2]
    assert parse_day(read, MONDAY, prefer="past" if days < 0 else "future") == day


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "now"),
        (-5, "now"),
        (300, "5 min"),
        (7200, "2 h"),
        (3 * 86400, "3 d"),
        (36 * 86400, "5 w"),
        (430 * 86400, "14 mo"),
        (1200 * 86400, "3 y"),
        (-7200, "in 2 h"),
    ],
)
def test_ages_are_said_in_one_unit(seconds, said):
    assert say_age(NOW - timedelta(seconds=seconds), NOW) == said
