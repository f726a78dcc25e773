"""Working time counted on is what is counted span by span, whenever clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.working_hours import STANDARD, parse_week
from crm_tui.text.working_time import WorkedSince, WorkingTime

OFF = [date(2026, 12, 25), date(2026, 10, 23)]
TIMES = {
    "office hours": WorkingTime(STANDARD, ZoneInfo("Europe/Budapest"), OFF),
    "nights": WorkingTime(parse_week("daily 0-6, 22-24"), ZoneInfo("America/New_York")),
    "a half hour off": WorkingTime(
        parse_week("mon-sat 8:30-12, 13-17:15"), ZoneInfo("Asia/Kolkata")
    ),
    "the date line": WorkingTime(parse_week("mon-fri 9-17"), ZoneInfo("Pacific/Auckland")),
    "never": WorkingTime(parse_week("daily off"), ZoneInfo("Europe/Budapest")),
}
FIRST, LAST = date(2026, 9, 1), date(2027, 4, 30)
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
COUNTED = {name: WorkedSince(time, FIRST, LAST) for name, time in TIMES.items()}
SECONDS = st.one_of(
    st.integers(0, (LAST - FIRST).days * 86400),
    # Around the nights on which clocks change in Europe, America and New Zealand.
    st.builds(
        lambda day, second: (day - FIRST).days * 86400 + second,
        st.sampled_from([date(2026, 9, 26), date(2026, 10, 25), date(2026, 11, 1),
                         date(2027, 3, 14), date(2027, 3, 28), date(2027, 4, 4)]),
        st.integers(-40_000, 90_000),
    ),
)  # fmt: skip


@pytest.mark.parametrize("name", TIMES)
@given(SECONDS, SECONDS)
def test_the_difference_of_two_figures_is_what_was_worked_between(
    name: str, one: int, other: int
) -> None:
    first, last = sorted((one, other))
    begin, end = (BEGIN + timedelta(seconds=at) for at in (first, last))
    counted = COUNTED[name]
    worked = counted.seconds(round(end.timestamp())) - counted.seconds(round(begin.timestamp()))
    assert worked == TIMES[name].seconds(begin, end)


def test_before_the_first_day_nothing_is_counted_and_after_the_last_no_more() -> None:
    counted = WorkedSince(TIMES["office hours"], date(2026, 11, 20), date(2026, 11, 20))
    ends = [round(datetime(2026, month, 1, tzinfo=UTC).timestamp()) for month in (1, 12)]
    assert [counted.seconds(at) for at in ends] == [0, 2 * 8 * 3600]


def test_the_ends_of_the_calendar_are_no_mistake() -> None:
    for day in (date.min, date.max):
        assert WorkedSince(TIMES["office hours"], day, day).seconds(0) >= 0
