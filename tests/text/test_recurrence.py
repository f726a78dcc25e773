from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm_tui.text.recurrence import check_rule, first_day, next_day, next_of, read_rule

NOV_22 = date(2026, 11, 22)  # a Sunday
STARTS = st.dates(date(1996, 1, 1), date(2104, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2026, 1, 31), date(2026, 12, 31), date(2100, 2, 28), date(2027, 1, 1)]
)
LAST_OF_FEBRUARY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _listed(values, most=3):
    return st.lists(values, min_size=1, max_size=most, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw, *, ends=True):
    """Rules RFC 5545 allows and both sides read in the same way."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    interval = draw(st.integers(1, 5))
    if interval > 1 or draw(st.booleans()):
        parts.append(f"INTERVAL={interval}")
    shortest = 31
    if draw(st.integers(0, 3)) == 0:
        shortest = 28
        parts.append(f"BYMONTH={draw(_listed(st.integers(1, 12)))}")
    # Days of the month on certain weekdays, or the 30th of February: the library takes seconds.
    by = draw(st.sampled_from(["", "BYMONTHDAY", "BYDAY"]))
    if frequency != "WEEKLY" and by == "BYMONTHDAY":
        days = st.integers(1, shortest) | st.integers(-shortest, -1)
        parts.append(f"BYMONTHDAY={draw(_listed(days))}")
    if by == "BYDAY":
        weekdays = st.sampled_from(CODES)
        if frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
            ordinals = st.sampled_from([1, 2, 3, 4, 5, -1, -2])
            weekdays = st.tuples(ordinals, weekdays).map(lambda pair: f"{pair[0]}{pair[1]}")
        parts.append(f"BYDAY={draw(_listed(weekdays))}")
    if frequency in {"MONTHLY", "YEARLY"} and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYSETPOS={draw(_listed(st.sampled_from([1, 2, 3, -1, -2])))}")
    if frequency == "WEEKLY" and draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(CODES))}")
    if ends and draw(st.booleans()):
        parts.append(draw(st.sampled_from(["COUNT=7", "COUNT=1", "UNTIL=20300101"])))
    return ";".join(parts)


def _library(rule, start, after, reach=40):
    """The library's first day after a day; it has no bound of its own, so the rule gets one."""
    end = after.replace(year=after.year + reach, day=1)
    if "UNTIL" not in rule and "COUNT" not in rule:
        rule = f"{rule};UNTIL={end:%Y%m%d}"
    found = rrulestr(rule, dtstart=datetime.combine(start, datetime.min.time())).after(
        datetime.combine(after, datetime.min.time())
    )
    return found.date() if found and found.date() <= end else None


@settings(deadline=None)
@given(rules(), STARTS, st.integers(-40, 800))
def test_the_next_day_is_the_librarys(rule, start, late):
    done_on = start + timedelta(late)
    found = next_day(rule, start, done_on)
    expected = _library(rule, start, max(start, done_on))
    assert found == expected or (expected is None and found.year > done_on.year + 30)


@pytest.mark.parametrize(
    ("rule", "start", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2026-11-13", "2027-08-13 2028-10-13"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-03-31 2026-05-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2028-01-31", "2028-02-29 2028-03-31"),
        ("FREQ=YEARLY", "2024-02-29", "2028-02-29 2032-02-29"),
        (LAST_OF_FEBRUARY, "2024-02-29", "2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        ("FREQ=YEARLY", "2096-02-29", "2104-02-29 2108-02-29"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-23", "2026-11-27 2026-12-07"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "2026-11-23", "2026-12-06 2026-12-20"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", "2026-12-25 2027-01-29"),
        ("FREQ=MONTHLY;BYDAY=5MO", "2026-11-30", "2027-03-29 2027-05-31"),
        ("FREQ=DAILY;INTERVAL=10", "2026-12-31", "2027-01-10 2027-01-20"),
        ("FREQ=DAILY;BYDAY=MO;BYHOUR=9;BYMINUTE=0", "2026-11-23", "2026-11-30 2026-12-07"),
        ("AFTER=14", "2026-02-20", "2026-03-06 2026-03-20"),
    ],
)  # fmt: skip
def test_days_follow_each_other(rule, start, days):
    day = date.fromisoformat(start)
    for expected in map(date.fromisoformat, days.split()):
        day = next_day(rule, day, day)
        assert day == expected


def test_what_was_missed_is_not_made_up_for():
    monday = date(2026, 11, 2)
    weekly = "FREQ=WEEKLY"
    assert next_day(weekly, monday, NOV_22) == date(2026, 11, 23)
    assert next_day(weekly, monday, date(2026, 11, 23)) == date(2026, 11, 30)
    assert next_day("FREQ=WEEKLY;INTERVAL=2", monday, date(2026, 11, 10)) == date(2026, 11, 16)


def test_done_before_its_day_it_does_not_come_back_on_that_day():
    monday = date(2026, 11, 30)
    assert next_day("FREQ=WEEKLY", monday, NOV_22) == date(2026, 12, 7)
    assert next_day("AFTER=3", monday, NOV_22) == date(2026, 11, 25)


def test_a_rule_ends_with_its_last_day():
    until = "FREQ=DAILY;UNTIL=20261124T235959Z"
    assert next_day(until, NOV_22, date(2026, 11, 23)) == date(2026, 11, 24)
    assert next_day(until, NOV_22, date(2026, 11, 24)) is None
    assert next_day("FREQ=DAILY;COUNT=1", NOV_22, NOV_22) is None


@settings(deadline=None)
@given(rules(ends=False), STARTS, st.integers(1, 6))
def test_a_count_passed_on_gives_the_librarys_days(rule, start, count):
    first = first_day(rule, start)
    assume(first is not None)
    counted = f"{rule};COUNT={count}"
    began = datetime.combine(first, datetime.min.time())
    expected = [found.date() for found in rrulestr(counted, dtstart=began)]
    days, going = [first], (first, counted)
    while going := next_of(going[1], going[0], going[0]):
        days.append(going[0])
    assert days == expected


@given(rules(), STARTS, st.integers(0, 4000))
def test_a_day_that_is_found_is_later_and_lasts(rule, start, late):
    done_on = start + timedelta(late)
    found = next_of(rule, start, done_on)
    if found:
        assert found[0] > done_on >= start
        assert check_rule(found[1])


@given(rules(ends=False), STARTS)
def test_the_first_day_is_the_librarys_whatever_the_interval(rule, today):
    each = ";".join(part for part in rule.split(";") if not part.startswith("INTERVAL"))
    expected = _library(each, today, today - timedelta(1))
    found = first_day(rule, today)
    assert found == expected or (expected is None and found.year > today.year + 30)


def test_a_rule_without_a_day_ends_its_search():
    for rule in ("FREQ=DAILY", "FREQ=MONTHLY", "FREQ=YEARLY"):
        never = f"{rule};BYMONTH=2;BYMONTHDAY=30"
        assert check_rule(never)
        assert next_day(never, NOV_22, NOV_22) is None
        assert first_day(never, NOV_22) is None
    assert next_day("FREQ=YEARLY;INTERVAL=999", NOV_22, NOV_22) is None


def test_the_search_knows_the_ends_of_time():
    last = date.max
    for rule in ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "AFTER=1"):
        assert next_day(rule, last, last) is None
        assert next_day(rule, date.min, NOV_22) > NOV_22
    assert next_day("FREQ=WEEKLY;WKST=SU", date.min, date.min) == date(1, 1, 8)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "WEEKLY",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=86400",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000000",
        "FREQ=DAILY;COUNT=99999",
        "FREQ=DAILY;COUNT=2;UNTIL=20300101",
        "FREQ=DAILY;UNTIL=20300230",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;BYHOUR=9,14",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYYEARDAY=200",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=99MO",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=",
        "FREQ=MONTHLY;BYMONTHDAY=\u0661",
        "FREQ=DAILY;WKST=XX",
        "FREQ=DAILY;",
        "AFTER=0",
        "AFTER=99999",
        "AFTER=",
        "AFTER=-1",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join("1" * 300),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(rule):
    assert not check_rule(rule)
    assert next_of(rule, NOV_22, NOV_22) is None
    assert first_day(rule, NOV_22) is None


@given(st.text(max_size=40) | st.from_regex(r"FREQ=DAILY;[A-Z]{3,10}=[-0-9A-Z,]{0,9}"))
def test_any_text_is_a_rule_or_none(rule):
    assert (read_rule(rule) is not None or rule.startswith("AFTER")) >= check_rule(rule)
    next_of(rule, NOV_22, NOV_22)
