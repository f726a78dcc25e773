"""Lists of tasks taken in, and tasks that go out and come back the same."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pytest

from crm_tui.exchange.exporting import Export, write
from crm_tui.exchange.ical_writing import calendar, folded
from crm_tui.exchange.importing import look, take_over
from crm_tui.services import tasks
from crm_tui.views.whole_tasks import WholeTask, asked_tasks, whole_tasks
from tests.builders import BUDAPEST, a_clock, a_colleague, a_company, a_desk, a_task, dump
from tests.exchange.reading import bytes_source

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIST = (
    "Task ID,Task name,Customer,Assigned to,Type,Priority,Due date,Start time,Status,Outcome,"
    "Repeat,Notes,Colour\n"
    "7,Ring about the crane,Rossi Kft,anna,Call,High,2026-03-09,14:30,Not started,,,Ask Bruno,red\n"
    "8,Send the papers,rossi kft,bob,,,2026-03-10,,Completed,Reached,,,\n"
    "9,Look at the stock,Nobody & Co,,,someday,soon,,,,every mon,,\n"
    ",,,,,,,,,,,,blue\n"
)


def taken(desk, text: str, name: str = "tasks.csv", **more):
    return take_over(desk, look(bytes_source(text.encode(), name)), **more)


@pytest.fixture
def listed(desk, tmp_path):
    a_company(desk, "Rossi Kft")
    return taken(desk, LIST, rejects=tmp_path / "rejects.csv")


def columns_of(desk, names: str, task: int) -> tuple[object, ...]:
    return tuple(desk.store.row(f"SELECT {names} FROM task WHERE id = ?", (task,)))


def test_every_row_of_a_list_is_accounted_for(listed):
    assert (listed.kind, listed.read, listed.created, listed.rejected) == ("tasks", 4, 3, 1)
    reasons = [doubt.reason for doubt in listed.warnings if doubt.line == 5]
    assert reasons == ["the row has neither a title nor a text nor a day"]


def test_a_row_becomes_a_task_of_its_customer(desk, listed):
    assert columns_of(desk, "title, party_id, kind, priority, state", 1) == (
        "Ring about the crane", 1, "call", "high", "open",
    )  # fmt: skip
    assert columns_of(desk, "due, start_at, note", 1) == (
        "2026-03-09", "2026-03-09 14:30:00", "Ask Bruno\nColour: red",
    )  # fmt: skip


def test_a_row_that_is_done_is_told_in_the_timeline(desk, listed):
    assert columns_of(desk, "state, outcome, party_id", 2) == ("done", "reached", 1)
    told = desk.store.rows("SELECT party_id, outcome FROM timeline_entry WHERE task_id = 2")
    assert told == [(1, "reached")]


def test_what_cannot_be_understood_stays_in_the_note(desk, listed):
    note = columns_of(desk, "note", 3)[0].splitlines()
    assert set(note) == {
        "Customer: Nobody & Co", "Due date: soon", "Priority: someday",
    }  # fmt: skip
    assert columns_of(desk, "repeats, due", 3) == ("FREQ=WEEKLY;BYDAY=MO", None)


def test_a_row_with_an_end_that_has_passed_took_place(desk):
    text = (
        "Task,Start date,Start time,End date,End time\nfix it,2026-02-02,10:00,2026-02-02,11:30\n"
    )
    taken(desk, text)
    assert columns_of(desk, "state, minutes, done_at", 1) == ("done", 90, "2026-02-02 11:30:00")


def test_the_same_list_twice_adds_nothing(desk, listed, tmp_path):
    again = taken(desk, LIST, rejects=tmp_path / "r", update=True)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Task,Status", "tasks"),
        ("Subject,Due Date,Owner", "tasks"),
        ("Invoice Number,Due Date,Client Name", "documents"),
        ("Company,Phone", "customers"),
    ],
)
def test_a_list_of_tasks_is_known_by_its_columns(name, kind):
    text = f"{name}\n{','.join('x' * len(name.split(',')))}\n"
    assert look(bytes_source(text.encode(), "file.csv")).kind == kind


# Out and back


def a_week(desk) -> None:
    """One task of each sort."""
    a_colleague(desk)
    party = a_company(desk, "Rossi Kft", emails=["info@rossi.example"], phones=["+3612345678"])
    bob = desk.store.value("SELECT id FROM user WHERE login = 'bob'")
    soon = desk.clock.now() + timedelta(days=3)
    first = a_task(desk, party, r"=Call; a, b at C:\New", due=date(2026, 11, 23), kind="call")
    tasks.add(desk, "Then write", follows=first, follows_after=3)
    a_task(
        desk, party, "Meet " + "árvíztűrő " * 20, start_at=soon, minutes=45, kind="meeting",
        note="line\n\nline 2;, 🙂", repeats="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301", assignee=bob,
    )  # fmt: skip
    a_task(desk, party, "Theirs", side="them", start_at=desk.clock.now() - timedelta(days=9))
    a_task(desk, party, "Monthly", due=date(2026, 11, 30), repeats="FREQ=MONTHLY;BYMONTHDAY=-1")
    done = a_task(desk, party, "Done", minutes=20, repeats="AFTER=14", priority="urgent")
    tasks.finish(desk, done, "they said\nyes", "reached")
    tasks.drop(desk, a_task(desk, party, "Dropped", priority="low"), "no need")


def as_csv(desk) -> bytes:
    stream = BytesIO()
    write(desk, stream, Export("tasks", "csv", asked_tasks(ended=True)))
    return stream.getvalue()


FORMS = {
    "ics": lambda desk: calendar(whole_tasks(desk, asked_tasks(ended=True)), desk.clock.zone)[0],
    "csv": as_csv,
}


def told(desk) -> list[WholeTask]:
    everything = whole_tasks(desk, asked_tasks(ended=True))
    return [task._replace(id=0, party=task.party and 1) for task in everything]


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_out_comes_back_the_same_elsewhere(tmp_path, form):
    with a_desk(tmp_path / "one.db") as desk:
        a_week(desk)
        there = told(desk)
        data = FORMS[form](desk)
    with a_desk(tmp_path / "other.db") as desk:
        a_colleague(desk)
        a_company(desk, "Rossi Kft", emails=["info@rossi.example"], phones=["+3612345678"])
        report = take_over(desk, look(bytes_source(data, f"tasks.{form}")))
        assert (report.created, report.warnings) == (len(there), ())
        assert told(desk) == there
        assert FORMS[form](desk) == data


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_out_and_comes_back_changes_nothing(tmp_path, form):
    with a_desk(tmp_path / "one.db") as desk:
        a_week(desk)
        before = dump(desk)
        for update in (False, True):
            plan = look(bytes_source(FORMS[form](desk), f"tasks.{form}"))
            report = take_over(desk, plan, update=update)
            assert (report.created, report.updated, report.warnings) == (0, 0, ())
        assert dump(desk) == before


def test_a_task_that_came_from_a_calendar_goes_out_under_its_own_key(desk):
    text = (
        "BEGIN:VEVENT\nUID:theirs@x\nRECURRENCE-ID:20260310T100000Z\nSUMMARY:a\n"
        "DTSTART:20260310T110000Z\nEND:VEVENT\n"
    )
    taken(desk, text, "file.ics")
    lines = FORMS["ics"](desk).decode().split("\r\n")
    assert "UID:theirs@x" in lines
    assert "RECURRENCE-ID:20260310T100000Z" in lines


def test_the_key_of_a_task_outlives_its_changes(desk):
    a_task(desk, a_company(desk), "One")
    (before,) = whole_tasks(desk, asked_tasks())
    tasks.move(desk, 1, date(2026, 5, 5))
    (after,) = whole_tasks(desk, asked_tasks())
    assert (before.uid, after.due) == (after.uid, date(2026, 5, 5))


def test_a_series_with_an_hour_follows_the_clock_changes_of_its_zone(tmp_path):
    with a_desk(tmp_path / "one.db", a_clock()) as desk:
        at = datetime(2026, 11, 23, 0, 30, tzinfo=BUDAPEST)  # in UTC it is Sunday still
        tasks.add(desk, "Weekly", start_at=at, repeats="FREQ=WEEKLY;BYDAY=MO")
        lines = FORMS["ics"](desk).decode().split("\r\n")
        assert "DTSTART;TZID=Europe/Budapest:20261123T003000" in lines
        assert lines.index("TZID:Europe/Budapest") < lines.index("BEGIN:VEVENT")


def test_a_calendar_invites_nobody(tmp_path):
    with a_desk(tmp_path / "one.db") as desk:
        a_week(desk)
        text = FORMS["ics"](desk).decode().replace("\r\n ", "")
        assert "CONTACT:Rossi Kft\\, +3612345678\\, info@rossi.example" in text
        assert "ATTENDEE" not in text
        assert "ORGANIZER" not in text


@pytest.mark.parametrize("text", ["", "a" * 75, "a" * 76, "ű" * 200, "🙂" * 60, "a" * 74 + "🙂"])
def test_lines_are_folded_between_characters(text):
    data = folded(text)
    pieces = data[:-2].split(b"\r\n ")
    assert all(len(piece) + (1 if at else 0) <= 75 for at, piece in enumerate(pieces))
    assert "".join(piece.decode() for piece in pieces) == text


def test_another_reader_understands_the_calendar(tmp_path):
    from icalendar import Calendar

    with a_desk(tmp_path / "one.db") as desk:
        a_week(desk)
        read = Calendar.from_ical(FORMS["ics"](desk))
    assert not any(part.errors for part in read.walk())
    event = next(part for part in read.walk("VEVENT") if part["SUMMARY"].startswith("Meet"))
    assert event.decoded("DTSTART") == datetime(2026, 11, 23, 10, tzinfo=BUDAPEST)
    assert event["RRULE"]["UNTIL"] == [datetime(2027, 3, 1, 22, 59, 59, tzinfo=UTC)]
    todo = next(part for part in read.walk("VTODO") if part["SUMMARY"] == "Monthly")
    assert todo.decoded("DUE") == date(2026, 11, 30)


def test_no_cell_of_a_table_runs_as_a_formula(tmp_path):
    with a_desk(tmp_path / "one.db") as desk:
        a_week(desk)
        rows = list(csv.reader(StringIO(FORMS["csv"](desk).decode(), newline="")))
    assert rows[1][1] == r"'=Call; a, b at C:\New"
    assert not any(cell[:1] in ("=", "@", "+", "-") for row in rows for cell in row)
