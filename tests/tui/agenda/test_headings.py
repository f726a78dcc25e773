"""A heading says what stands below it, how many there are and how full the day is (S72)."""

from __future__ import annotations

import pytest

from crm_tui.tui.agenda.headings import day_heading, heading, say_full_day
from crm_tui.tui.card.spans import cells
from tests.tui.agenda.sheets import ASCII, TODAY, WORDS, day, section, sheet


def said(part, width=80, words=WORDS, **more):
    of = sheet(part, **more) if "of" not in more else more["of"]
    return "".join(text for text, _tone in heading(of, part, width, words))


@pytest.mark.parametrize(
    ("key", "drawn"),
    [
        ("overdue", "Overdue 1,212"),
        ("later", "Later 1,212"),
        ("no_day", "No day 1,212"),
        ("theirs", "They owe us 1,212"),
        ("waiting", "Waiting 1,212"),
        ("unattached", "No customer 1,212"),
        ("proposed", "Proposed 1,212"),
        ("found", "Found 1,212"),
    ],
)
def test_a_section_says_its_name_and_count(key, drawn):
    assert said(section(key, None, 1212)) == drawn


def test_today_says_the_load_of_the_whole_day_and_what_overlaps():
    part = section("timed", TODAY, 3, minutes=60, capacity=480, overlaps=2)
    assert said(part, load=320) == "Today Fri 20 Nov  ▇▇▇▇▇▁▁▁ 5 h 20 of 8 h, 2 overlap"


def test_the_load_is_said_once_above_the_first_of_the_day():
    timed, untimed = section("timed", TODAY, 1), section("untimed", TODAY, 4)
    of = sheet(section("overdue", TODAY, 2), timed, untimed, load=60)
    assert said(timed, of=of) == "Today Fri 20 Nov  ▇▁▁▁▁▁▁▁ 1 h of 8 h"
    assert said(untimed, of=of) == "Any time 4"


def test_a_day_without_hours_says_its_load_too():
    assert said(section("untimed", TODAY, 4), load=60).startswith("Today Fri 20 Nov  ▇▁")


def test_a_day_to_come_says_how_many_and_how_long():
    part = section("ahead", day(1), 3, minutes=240, capacity=480)
    assert said(part) == "Tomorrow Sat 21 Nov  3 tasks  ▇▇▇▇▁▁▁▁ 4 h of 8 h"
    assert said(part._replace(total=1)).startswith("Tomorrow Sat 21 Nov  1 task  ")


def test_a_day_off_says_so():
    part = section("ahead", day(2), 0, capacity=0)
    assert said(part) == "Sun 22 Nov  day off"
    assert said(part._replace(total=1, minutes=30)) == "Sun 22 Nov  1 task  ! 30 min on a day off"


@pytest.mark.parametrize(
    ("width", "drawn"),
    [
        (80, "Tomorrow Sat 21 Nov  3 tasks  ▇▇▇▇▁▁▁▁ 4 h of 8 h, 2 overlap"),
        (58, "Tomorrow Sat 21 Nov  3 tasks  4 h of 8 h, 2 overlap"),
        (48, "Tomorrow Sat 21 Nov  4 h of 8 h, 2 overlap"),
        (30, "Tomorrow Sat 21 Nov  4 h of 8…"),
    ],
)
def test_where_it_is_narrow_the_bar_gives_way_first_then_the_count(width, drawn):
    part = section("ahead", day(1), 3, minutes=240, capacity=480, overlaps=2)
    assert said(part, width) == drawn


@pytest.mark.parametrize("width", range(0, 70, 3))
@pytest.mark.parametrize("words", [WORDS, ASCII])
def test_no_heading_is_wider_than_it_may_be(width, words):
    line = day_heading(day(1), 900, 480, width, words, overlaps=12, count=40)
    assert cells(line) <= width
    assert words is WORDS or all(text.isascii() for text, _tone in line)


@pytest.mark.parametrize(
    ("apart", "drawn"),
    [
        (0, "Today Fri 20 Nov"),
        (1, "Tomorrow Sat 21 Nov"),
        (-1, "Yesterday Thu 19 Nov"),
        (4, "Tue 24 Nov"),
        (90, "18 Feb 2027"),
    ],
)
def test_a_day_is_named_by_its_word_weekday_and_date(apart, drawn):
    assert say_full_day(day(apart), TODAY) == drawn
