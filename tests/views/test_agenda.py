"""What a colleague has to do: the day's sheet, the week, what waits (S70 to S77)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from crm_tui.clock import FixedClock
from crm_tui.models import DayOff, User
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.views import agenda
from crm_tui.views.agenda import Section, Sheet
from tests.builders import BUDAPEST, a_colleague, a_company, a_person, a_task

FRIDAY = date(2026, 11, 20)


def on(days: int) -> date:
    return FRIDAY + timedelta(days)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=BUDAPEST) + timedelta(days)


def shape(sheet: Sheet) -> list[tuple[str, int]]:
    return [(section.key, section.total) for section in sheet.sections]


def section(sheet: Sheet, key: str, day: date | None = None) -> Section:
    [found] = [part for part in sheet.sections if part.key == key and day in (None, part.day)]
    return found


def titles(desk: Desk, sheet: Sheet, key: str) -> list[str]:
    return [
        row.title for row in agenda.rows(desk, agenda.ids(desk, sheet, section(sheet, key)))
    ]  # fmt: skip


def line(desk: Desk, task: int, overlapping: Sequence[int] = ()) -> agenda.SheetRow:
    [row] = agenda.rows(desk, [task], overlapping)
    return row


def a_full_sheet(desk: Desk) -> Sheet:
    """One or two tasks in every section."""
    firm = a_company(desk)
    waited_for = a_task(desk, firm, "in two weeks", due=on(14))
    tasks.add(desk, "waits for it", follows=waited_for)
    for title, more in {
        "no day": {},
        "no hour": {"due": FRIDAY},
        "late with an hour": {"start_at": at(9, days=-1)},
        "at three": {"start_at": at(15)},
        "at nine": {"start_at": at(9)},
        "late": {"due": on(-30)},
        "tomorrow": {"due": on(1)},
        "in a week": {"due": on(7)},
        "in a week at ten": {"start_at": at(10, days=7)},
        "theirs": {"due": on(-2), "side": "them"},
        "theirs, not due": {"due": on(1), "side": "them"},
    }.items():
        a_task(desk, firm, title, **more)
    return agenda.day_sheet(desk, desk.user)


def test_a_day_sheet_goes_from_what_is_late_to_what_waits(desk: Desk):
    sheet = a_full_sheet(desk)
    assert [(part.key, part.day, part.total) for part in sheet.sections] == [
        ("overdue", FRIDAY, 2), ("timed", FRIDAY, 2), ("untimed", FRIDAY, 1), ("ahead", on(1), 1),
        ("ahead", on(7), 2), ("later", on(7), 1), ("no_day", None, 1), ("theirs", FRIDAY, 1),
        ("waiting", None, 1),
    ]  # fmt: skip
    assert titles(desk, sheet, "overdue") == ["late", "late with an hour"]
    assert titles(desk, sheet, "timed") == ["at nine", "at three"]
    assert [row.title for row in agenda.rows(desk, list(agenda.all_ids(desk, sheet)))] == [
        "late", "late with an hour", "at nine", "at three", "no hour", "tomorrow",
        "in a week at ten", "in a week", "in two weeks", "no day", "theirs", "waits for it",
    ]  # fmt: skip


def test_the_pages_of_a_section_are_its_tasks_in_their_order(desk: Desk):
    for nth in range(25):
        a_task(desk, a_company(desk), f"late {nth}", due=on(-1 - nth % 3))
        tasks.add(desk, f"no day {nth}")
    sheet = agenda.day_sheet(desk, desk.user)
    for part in sheet.sections:
        whole = agenda.ids(desk, sheet, part)
        assert len(whole) == len(set(whole)) == part.total
        paged = [agenda.ids(desk, sheet, part, offset, 10) for offset in range(0, 40, 10)]
        assert [len(page) for page in paged] == [10, 10, 5, 0]
        assert list(chain(*paged)) == whole


def test_the_pages_of_a_day_to_come_are_its_hours_then_the_rest(desk: Desk):
    for nth in range(7):
        tasks.add(desk, f"at {9 + nth}", start_at=at(9 + nth, days=2))
        tasks.add(desk, f"no hour {nth}", due=on(2))
    sheet = agenda.day_sheet(desk, desk.user)
    ahead = section(sheet, "ahead")
    whole = agenda.ids(desk, sheet, ahead)
    assert len(whole) == ahead.total == 14
    for offset in range(16):
        for limit in (0, 1, 5, 20):
            page = agenda.ids(desk, sheet, ahead, offset, limit)
            assert page == whole[offset : offset + limit], (offset, limit)


def test_a_section_shows_who_begins_first_then_what_matters_most(desk: Desk):
    for priority in ("low", "normal", "urgent", "high"):
        tasks.add(desk, priority, due=FRIDAY, priority=priority)
    sheet = agenda.day_sheet(desk, desk.user)
    assert titles(desk, sheet, "untimed") == ["urgent", "high", "normal", "low"]


def test_an_empty_sheet_has_no_sections_and_no_load(desk: Desk):
    sheet = agenda.day_sheet(desk, desk.user)
    assert (shape(sheet), sheet.load, sheet.capacity, sheet.overdue) == ([], 0, 480, 0)


def test_nobody_sees_a_colleague_s_tasks_or_what_has_ended(desk: Desk):
    bob = a_colleague(desk)
    tasks.add(desk, "bob's", due=FRIDAY, assignee=bob.user)
    tasks.finish(desk, tasks.add(desk, "done", due=FRIDAY), "done")
    tasks.drop(desk, tasks.add(desk, "dropped", due=FRIDAY), "no need")
    assert shape(agenda.day_sheet(desk, desk.user)) == []
    assert shape(agenda.day_sheet(desk, bob.user)) == [("untimed", 1)]


def test_a_task_that_is_being_done_stays_on_the_sheet(desk: Desk):
    begun = tasks.add(desk, "begun", due=FRIDAY)
    tasks.start(desk, begun)
    assert shape(agenda.day_sheet(desk, desk.user)) == [("untimed", 1)]
    assert line(desk, begun).state == "doing"


def test_another_day_s_sheet_begins_with_that_day(desk: Desk):
    a_full_sheet(desk)
    sheet = agenda.day_sheet(desk, desk.user, on(7))
    assert shape(sheet) == [
        ("timed", 1), ("untimed", 1), ("ahead", 1), ("no_day", 1), ("theirs", 2), ("waiting", 1),
    ]  # fmt: skip
    assert sheet.on_day(on(7)) == 2
    assert (sheet.day, sheet.today) == (on(7), FRIDAY)


# Load


def test_the_load_of_a_day_is_what_its_tasks_take_against_the_hours(desk: Desk):
    """S72."""
    tasks.add(desk, "said", due=FRIDAY, minutes=45)
    tasks.add(desk, "a visit", start_at=at(14), kind="visit")  # usually an hour
    tasks.add(desk, "other", due=FRIDAY)  # usually a quarter
    tasks.add(desk, "late", due=on(-1), minutes=60)
    tasks.add(desk, "theirs", due=FRIDAY, minutes=60, side="them")
    sheet = agenda.day_sheet(desk, desk.user)
    assert (sheet.load, sheet.capacity) == (120, 480)
    assert section(sheet, "timed").minutes == 60
    assert section(sheet, "timed").capacity == 480
    assert agenda.minutes_on(desk, desk.user, FRIDAY) == 120


def test_a_day_off_and_part_time_have_their_own_hours(desk: Desk):
    with desk.store.change_set(desk.user, "part time"):
        User.update(working_hours="mon-wed 9-13").where(User.id == desk.user).execute()
        DayOff.create(day=date(2026, 11, 24), name="holiday")
    sheets = [agenda.day_sheet(desk, desk.user, date(2026, 11, day)) for day in (23, 24, 25, 26)]
    assert [sheet.capacity for sheet in sheets] == [240, 0, 240, 0]


@pytest.mark.parametrize(
    ("spans", "clashing"),
    [
        ({"a": (9, 60), "b": (10, 60)}, ""),  # one ends as the other begins
        ({"a": (9, 61), "b": (10, 60)}, "ab"),
        ({"a": (9, 240), "b": (10, 10), "c": (11, 10)}, "abc"),
        ({"a": (9, 30), "b": (9, 30)}, "ab"),
        ({"a": (9, 120), "b": (10, 120), "c": (11, 30), "d": (14, 30)}, "abc"),
    ],
)
def test_what_is_at_the_same_time_is_flagged(desk: Desk, spans: dict[str, Any], clashing: str):
    """S72."""
    made = {name: tasks.add(desk, name, start_at=at(hour), minutes=minutes)
            for name, (hour, minutes) in spans.items()}  # fmt: skip
    tasks.add(desk, "no hour", due=FRIDAY, minutes=400)
    tasks.add(desk, "theirs", start_at=at(9), minutes=400, side="them")
    sheet = agenda.day_sheet(desk, desk.user)
    assert sheet.overlapping == {made[name] for name in clashing}
    assert section(sheet, "timed").overlaps == len(clashing)
    assert [line(desk, made[name], sheet.overlapping).overlaps for name in made] == [
        name in clashing for name in made
    ]


# The line


def test_a_line_says_what_with_whom_how_long_and_the_number_where_it_is_a_call(desk: Desk):
    """S70."""
    firm = a_company(desk, phones=["+36 1 234 5678"])
    call = a_task(desk, firm, "Call about prices", kind="call", start_at=at(9))
    row = line(desk, call)
    assert (row.title, row.party, row.party_name, row.phone, row.minutes, row.assignee) == (
        "Call about prices", firm, "Rossi Kft", "+36 1 234 5678", 10, "anna",
    )  # fmt: skip
    assert (row.due, row.start_at, row.day) == (FRIDAY, at(9), FRIDAY)
    assert line(desk, a_task(desk, firm, "Visit them", kind="visit")).phone == ""


def test_a_number_that_is_dead_is_not_the_one_to_call(desk: Desk):
    from crm_tui.models import ContactMethod

    firm = a_company(desk, phones=["+36 1 234 5678", "+36 1 234 9999"])
    with desk.store.change_set(desk.user, "a dead number"):
        ContactMethod.update(bad_since=FRIDAY).where(ContactMethod.is_primary).execute()
    assert line(desk, a_task(desk, firm, "Call", kind="call")).phone == "+36 1 234 9999"


def test_a_person_without_a_number_is_reached_at_the_firm(desk: Desk):
    firm = a_company(desk, phones=["+36 1 234 5678"])
    anna = a_person(desk, company=firm)
    assert line(desk, a_task(desk, anna, "Call", kind="call_back")).phone == "+36 1 234 5678"
    assert line(desk, tasks.add(desk, "Call the bank", kind="call")).phone == ""


def test_a_line_says_what_it_waits_for_and_that_it_repeats_or_was_planned(desk: Desk):
    first = tasks.add(desk, "Send samples", due=FRIDAY, repeats="AFTER=7")
    waits = tasks.add(desk, "Ask about them", follows=first)
    assert (line(desk, waits).waits_for, line(desk, waits).planned) == ("Send samples", False)
    assert (line(desk, first).repeats, line(desk, first).planned) == (True, True)


def test_lines_come_in_the_order_asked_for_without_those_that_are_gone(desk: Desk):
    made = [tasks.add(desk, f"task {nth}") for nth in range(900)]
    wanted = [*reversed(made), 9999]
    assert [row.id for row in agenda.rows(desk, wanted)] == wanted[:-1]


# Week, search, what hangs on nobody


def test_a_week_shows_each_of_its_days_from_monday_on(desk: Desk):
    """S70."""
    tasks.add(desk, "monday", due=on(-4), minutes=30)
    tasks.add(desk, "today", due=FRIDAY)
    tasks.add(desk, "at nine", start_at=at(9))
    tasks.add(desk, "at nine, too", start_at=at(9))
    tasks.add(desk, "next week", due=on(3))
    week = agenda.week_sheet(desk, desk.user)
    assert [(part.day, part.total, part.capacity) for part in week.sections] == [
        (on(-4), 1, 480), (on(-3), 0, 480), (on(-2), 0, 480), (on(-1), 0, 480), (FRIDAY, 3, 480),
        (on(1), 0, 0), (on(2), 0, 0),
    ]  # fmt: skip
    assert (week.sections[0].minutes, week.sections[4].overlaps, week.load) == (30, 2, 45)
    assert agenda.week_sheet(desk, desk.user, on(3)).sections[0].total == 1


def test_what_hangs_on_no_card_is_listed(desk: Desk):
    """S75."""
    a_task(desk, a_company(desk), "on a card", due=FRIDAY)
    assert shape(agenda.unattached(desk, desk.user)) == [("unattached", 0)]
    tasks.add(desk, "order paper")
    sheet = agenda.unattached(desk, desk.user)
    assert shape(sheet) == [("unattached", 1)]
    assert titles(desk, sheet, "unattached") == ["order paper"]


@pytest.mark.parametrize("typed", ["samp", "SAMPLES kov", "kovács", "Kovacs", "send kovacs"])
def test_a_search_looks_at_titles_and_at_names_of_customers(desk: Desk, typed: str):
    firm = a_company(desk, "Kovács Bt")
    wanted = a_task(desk, firm, "Send samples to Kovács", due=FRIDAY)
    a_task(desk, a_company(desk, "Rossi Kft"), "Call")
    sheet = agenda.search_sheet(desk, desk.user, typed)
    assert list(agenda.all_ids(desk, sheet)) == [wanted]
    assert shape(sheet) == [("found", 1)]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "zz", "samples zz", '"', "NEAR("])
def test_a_search_for_nothing_that_is_there_finds_nothing(desk: Desk, typed: str):
    a_task(desk, a_company(desk), "Send samples")
    assert shape(agenda.search_sheet(desk, desk.user, typed)) == []


def test_a_search_leaves_out_what_is_done_and_what_is_a_colleague_s(desk: Desk):
    bob = a_colleague(desk)
    tasks.add(desk, "samples for Bob", assignee=bob.user)
    tasks.finish(desk, tasks.add(desk, "samples sent"), "sent")
    assert shape(agenda.search_sheet(desk, desk.user, "samples")) == []
    assert shape(agenda.search_sheet(desk, bob.user, "samples")) == [("found", 1)]


def test_a_search_finds_one_s_own_among_many_newer_ones_of_colleagues(desk: Desk):
    mine = tasks.add(desk, "samples")
    bob = a_colleague(desk)
    with desk.store.change_set(desk.user, "added many"):
        for nth in range(agenda.FOUND_MOST + 1):
            tasks.add(desk, f"samples {nth}", assignee=bob.user)
    sheet = agenda.search_sheet(desk, desk.user, "samples")
    assert list(agenda.all_ids(desk, sheet)) == [mine]


# The top row, the short list


def test_the_top_row_counts_what_is_late_and_what_is_for_today(desk: Desk):
    a_full_sheet(desk)
    assert agenda.counts(desk, desk.user) == (2, 3)


def test_ones_own_open_tasks_up_to_a_day_the_longest_overdue_first(desk: Desk):
    firm = a_company(desk)
    a_task(desk, firm, "tomorrow", due=on(1))
    today = a_task(desk, firm, "today", due=FRIDAY)
    overdue = tasks.add(desk, "overdue", due=date(2026, 11, 1))
    a_task(desk, firm, "bob's", due=FRIDAY, assignee=a_colleague(desk).user)
    a_task(desk, firm, "some day")
    tasks.drop(desk, a_task(desk, firm, "dropped", due=FRIDAY), "no need")
    rows = agenda.due(desk, desk.user, desk.clock.today())
    assert [(row.id, row.party_name) for row in rows] == [(overdue, ""), (today, "Rossi Kft")]


def test_what_is_due_today_is_asked_anew_after_midnight(desk: Desk, clock: FixedClock):
    """Rule 18."""
    tasks.add(desk, "tomorrow", due=on(1))
    assert agenda.due(desk, desk.user, desk.clock.today()) == []
    assert agenda.counts(desk, desk.user) == (0, 0)
    clock.instant += timedelta(hours=14)
    assert len(agenda.due(desk, desk.user, desk.clock.today())) == 1
    assert agenda.counts(desk, desk.user) == (0, 1)
