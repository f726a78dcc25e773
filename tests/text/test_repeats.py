import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.repeats import check_rule, parse_repeat, say_repeat

NOV_22 = date(2026, 11, 22)
LAST = "BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("daily", "FREQ=DAILY", "every day"),
        ("every 10 days", "FREQ=DAILY;INTERVAL=10", "every 10 days"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("Weekly", "FREQ=WEEKLY", "every week"),
        ("every mon", "FREQ=WEEKLY;BYDAY=MO", "every Mon"),
        ("every Mondays,", "FREQ=WEEKLY;BYDAY=MO", "every Mon"),
        ("every thu and mon", "FREQ=WEEKLY;BYDAY=MO,TH", "every Mon and Thu"),
        ("every mon, wed & fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Mon, Wed and Fri"),
        ("every tue-thu", "FREQ=WEEKLY;BYDAY=TU,WE,TH", "every Tue, Wed and Thu"),
        ("every other week", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every 2 weeks on tue", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks on Tue"),
        ("every second tue", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks on Tue"),
        ("monthly", "FREQ=MONTHLY", "every month"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"),
        ("every month on 15", "FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"),
        ("the 1st of every month", "FREQ=MONTHLY;BYMONTHDAY=1", "every month on the 1st"),
        ("every 22nd", "FREQ=MONTHLY;BYMONTHDAY=22", "every month on the 22nd"),
        ("every month on the 31st", f"FREQ=MONTHLY;{LAST}", "every month on the 31st"),
        ("every last fri", "FREQ=MONTHLY;BYDAY=-1FR", "last Fri of every month"),
        ("every first mon of the month", "FREQ=MONTHLY;BYDAY=1MO", "first Mon of every month"),
        ("last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1", "last day of every month"),
        (
            "last working day of each month",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "last working day of every month",
        ),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
        ("every quarter", "FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
        ("annually", "FREQ=YEARLY", "every year"),
        ("every 3 Mar", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3", "every year on 3 Mar"),
        ("14 days after done", "AFTER=14", "14 days after done"),
        ("after 14 days", "AFTER=14", "14 days after done"),
        ("two weeks after done", "AFTER=14", "14 days after done"),
        ("every day until 3 Dec 2026", "FREQ=DAILY;UNTIL=20261203", "every day until 3 Dec 2026"),
        ("every mon 10 times", "FREQ=WEEKLY;BYDAY=MO;COUNT=10", "every Mon 10 times"),
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO", "every Mon"),
    ],
)
def test_repetition_is_read_and_said_in_words(text, rule, said):
    assert parse_repeat(text, NOV_22) == rule
    assert say_repeat(rule) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "every", "every time", "every may", "every 15", "every 0 days", "each customer",
        "every day on mon", "every 31st of feb", "every 99th", "last day of the month",
        "first mon", "0 days after done", "some days after done",
        "every month on the 29th and 30th", "FREQ=HOURLY", "AFTER=0",
        "every day until sometime", "mon", "x" * 200,
    ],
)  # fmt: skip
def test_other_words_are_no_repetition(text):
    assert parse_repeat(text, NOV_22) is None


def test_a_month_without_the_day_it_began_on_is_not_left_out():
    assert parse_repeat("monthly", date(2026, 1, 31)) == f"FREQ=MONTHLY;{LAST}"
    assert parse_repeat("monthly", date(2026, 1, 29)) == "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"
    assert parse_repeat("yearly", date(2024, 2, 29)) == (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    )
    assert parse_repeat("yearly", date(2024, 1, 31)) == "FREQ=YEARLY"


COUNTS = st.sampled_from(["", "other ", "2 ", "3 ", "12 ", "100 "])
LISTS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7).map(" and ".join)
WHICH = st.sampled_from(["first", "second", "third", "fourth", "last"])
MONTH_DAYS = st.integers(1, 31).map(str) | st.lists(
    st.integers(1, 28).map(str) | st.just("last day") | st.just("31"), min_size=2, max_size=4
).map(", ".join)
OURS = st.one_of(
    st.builds("every {}{}".format, COUNTS, st.sampled_from(["day", "week", "month", "year"])),
    st.builds("every {}".format, LISTS),
    st.builds("every {}week on {}".format, COUNTS, LISTS),
    st.builds("every {}month on the {}".format, COUNTS, MONTH_DAYS),
    st.builds(
        "every {}month on the {} {}".format, COUNTS, WHICH, st.sampled_from([*WEEKDAYS, "weekday"])
    ),
    st.builds("every {}year on {}".format, COUNTS, st.sampled_from(["29 Feb", "3 May", "Dec 31"])),
    st.builds("{} days after done".format, st.integers(1, 3660)),
)
ENDINGS = st.sampled_from(["", " until 3 Dec 2031", " 10 times"])


@given(OURS, ENDINGS, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_what_is_said_of_our_rules_is_understood(text, ending, start):
    rule = parse_repeat(text if "done" in text else text + ending, start)
    assert rule is not None
    assert check_rule(rule)
    assert parse_repeat(say_repeat(rule), None) == rule


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;UNTIL=20261203T220000Z", "every week until 3 Dec 2026"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "every month on the 13th if Fri"),
        ("FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", "every year on the first Mon in Jan and Jul"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "every month on the 2nd last day"),
        ("FREQ=MONTHLY;BYDAY=5MO", "every month on the 5th Mon"),
        ("RDATE=1", "RDATE=1"),
        ("", ""),
    ],
)
def test_rules_of_others_are_said_as_well_as_possible(rule, said):
    assert say_repeat(rule) == said


@given(st.text(max_size=60) | st.from_regex(r"(every|last|AFTER=|FREQ=)[ a-z0-9=;A-Z]{0,30}"))
def test_any_text_is_a_rule_that_can_be_kept_or_none(text):
    rule = parse_repeat(text, NOV_22)
    assert rule is None or check_rule(rule)
    assert isinstance(say_repeat(text), str)


def test_no_library_is_loaded_to_follow_a_rule():
    code = (
        "import sys; from datetime import date; from crm_tui.text.repeats import next_day, "
        "parse_repeat; today = date(2026, 11, 22); "
        "print(next_day(parse_repeat('monthly', today), today, today), 'dateutil' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "2026-12-22 False\n"
