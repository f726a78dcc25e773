"""Calendars taken in: every to-do and event is accounted for, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange.ical_components import DEEPEST, LARGEST, read_calendar
from crm_tui.exchange.ical_tasks import TaskReader
from crm_tui.exchange.importing import look, take_over
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from tests.builders import a_colleague, a_company, a_desk, a_person, dump
from tests.exchange.reading import bytes_source

MIXED = Path(__file__).parents[1] / "data" / "ics" / "mixed.ics"
COLUMNS = "title, note, kind, priority, due, start_at, minutes, state, result, done_at, repeats"


@contextmanager
def fresh_desk() -> Iterator[Desk]:
    """A desk for one example: examples share no state."""
    with TemporaryDirectory() as folder, a_desk(Path(folder) / "crm.db") as desk:
        yield desk


def calendar(*components: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *components, "END:VCALENDAR", ""])


def component(kind: str, *lines: str) -> str:
    return "\r\n".join([f"BEGIN:{kind}", *lines, f"END:{kind}"])


def todo(*lines: str) -> str:
    return component("VTODO", "UID:one@example.com", *lines)


def event(*lines: str) -> str:
    return component("VEVENT", "UID:one@example.com", *lines)


def taken(desk, text: str | bytes, **more):
    data = text.encode() if isinstance(text, str) else text
    return take_over(desk, look(bytes_source(data, "file.ics")), **more)


def rows(desk) -> list[dict[str, object]]:
    names = COLUMNS.split(", ")
    found = desk.store.rows(f"SELECT {COLUMNS} FROM task ORDER BY id")
    return [dict(zip(names, row, strict=True)) for row in found]


def one(desk, text: str, **more) -> dict[str, object]:
    taken(desk, text, **more)
    (row,) = rows(desk)
    return row


@pytest.fixture
def mixed(desk, tmp_path):
    a_person(desk, "Bruno Rossi", emails=["bruno@rossi.example"])
    return take_over(desk, look(MIXED), rejects=tmp_path / "rejects.ics")


def test_every_component_is_accounted_for(mixed):
    assert (mixed.read, mixed.created, mixed.rejected) == (6, 5, 1)
    reasons = {(doubt.line, doubt.reason) for doubt in mixed.warnings}
    assert (5, "a reminder (VALARM) is not taken over") in reasons
    assert (55, "VJOURNAL: not taken over, it is no task") in reasons
    assert (59, "it has neither a title nor a text nor a day") in reasons


def test_a_to_do_keeps_what_its_calendar_says(desk, mixed):
    row = rows(desk)[0]
    assert row["title"] == "Send Rossi the offer, twice"
    assert row["note"] == (
        "First line\nsecond line with a long text that is folded by the program that wrote it\n"
        "Categories: Spring\nLink: https://example.com/offer"
    )
    assert (row["kind"], row["priority"], row["state"]) == ("offer", "urgent", "doing")
    assert (row["due"], row["start_at"]) == ("2026-03-10", None)


def test_a_done_to_do_is_told_once_when_it_was_done(desk, mixed):
    row = rows(desk)[1]
    assert (row["state"], row["done_at"]) == ("done", "2026-02-05 14:15:00")
    told = desk.store.rows("SELECT at, subject, result FROM timeline_entry WHERE task_id = 2")
    assert told == [("2026-02-05 14:15:00", "Thank them", "done (imported)")]


def test_a_past_event_took_place_with_whoever_its_addresses_name(desk, mixed):
    row = rows(desk)[2]
    assert (row["state"], row["start_at"], row["minutes"]) == ("done", "2026-02-12 15:00:00", 45)
    entry = desk.store.row(
        "SELECT e.kind, e.at, p.name, p.last_contact_at FROM timeline_entry e"
        " JOIN party p ON p.id = e.party_id WHERE e.task_id = 3"
    )
    assert entry == (
        "meeting", "2026-02-12 15:45:00", "Bruno Rossi", "2026-02-12 15:45:00",
    )  # fmt: skip
    assert "Rossi, Bruno <bruno@rossi.example>" in row["note"]
    assert "Location: Milano" in row["note"]


def test_whole_days_pass_through_no_time_zone(desk, mixed):
    row = rows(desk)[3]
    assert (row["due"], row["start_at"], row["note"]) == (
        "2026-04-01", None, "Until: 2026-04-02",
    )  # fmt: skip


def test_a_series_stands_on_its_next_day_in_the_zone_the_file_describes(desk, mixed):
    row = rows(desk)[4]  # it is Monday 2 March, 9:00 UTC: 15:00 at the factory is still to come
    assert (row["start_at"], row["minutes"]) == ("2026-03-02 12:00:00", 30)
    assert (row["state"], row["repeats"]) == ("open", "FREQ=WEEKLY;BYDAY=MO")


def test_what_was_refused_can_be_mended_and_comes_in(desk, mixed):
    refused = Path(mixed.rejects_file)
    assert refused.stat().st_mode & 0o077 == 0
    text = refused.read_bytes().decode()
    assert "X-CRM-REJECTED;X-LINE=59:it has neither" in text
    report = taken(desk, text.replace("UID:todo-3", "SUMMARY:Mended\r\nUID:todo-3"))
    assert (report.read, report.created) == (1, 1)


def test_the_same_file_twice_adds_nothing_and_undo_leaves_no_trace(desk, tmp_path):
    before = dump(desk)
    first = take_over(desk, look(MIXED), rejects=tmp_path / "rejects.ics")
    after = dump(desk)
    for update in (False, True):
        again = take_over(desk, look(MIXED), rejects=tmp_path / "r", update=update)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
        assert (again.rejected, again.change_set) == (1, None)
    assert dump(desk) == after
    undo(desk, first.change_set)
    assert dump(desk) == before


def test_a_trial_writes_nothing(desk):
    before = dump(desk)
    report = take_over(desk, look(MIXED), trial=True)
    assert (report.created, report.rejects_file, report.change_set) == (5, None, None)
    assert dump(desk) == before


def test_what_becomes_of_each_property_is_shown(desk):
    said = look(MIXED).sentences()
    assert "A calendar file; it holds: 3 VTODO, 3 VEVENT, 1 VJOURNAL" in said
    assert "SUMMARY -> title" in said
    assert "LOCATION -> note: Location" in said


@pytest.mark.parametrize(
    ("priority", "word"),
    [("0", "normal"), ("1", "urgent"), ("2", "high"), ("4", "high"), ("5", "normal"),
     ("6", "low"), ("9", "low")],
)  # fmt: skip
def test_priorities_from_one_to_nine(desk, priority, word):
    assert one(desk, calendar(todo("SUMMARY:x", f"PRIORITY:{priority}")))["priority"] == word


@pytest.mark.parametrize(
    ("lines", "due", "start_at", "minutes"),
    [
        (["DUE;VALUE=DATE:20260310"], "2026-03-10", None, None),
        (["DUE:20260310"], "2026-03-10", None, None),
        (["DUE:20260310T230000Z"], "2026-03-10", "2026-03-10 23:00:00", None),
        (["DUE:20260310T103000"], "2026-03-10", "2026-03-10 10:30:00", None),
        (["DUE;TZID=Asia/Kolkata:20260311T003000"], "2026-03-10", "2026-03-10 19:00:00", None),
        (["DUE;TZID=W. Europe Standard Time:20260310T103000"], "2026-03-10",
         "2026-03-10 09:30:00", None),
        (["DTSTART:20260310T100000Z", "DUE:20260310T113000Z"], "2026-03-10",
         "2026-03-10 10:00:00", 90),
        (["DTSTART:20260310T100000Z", "DURATION:PT1H"], "2026-03-10", "2026-03-10 10:00:00", 60),
        (["DTSTART;VALUE=DATE:20260309", "DUE;VALUE=DATE:20260313"], "2026-03-13", None, None),
        ([], None, None, None),
    ],
)  # fmt: skip
def test_days_hours_and_lengths_of_a_to_do(desk, lines, due, start_at, minutes):
    row = one(desk, calendar(todo("SUMMARY:x", *lines)))
    assert (row["due"], row["start_at"], row["minutes"]) == (due, start_at, minutes)


def test_a_series_that_is_over_took_place(desk):
    text = calendar(event("SUMMARY:x", "DTSTART:20260105T100000Z", "RRULE:FREQ=DAILY;COUNT=3"))
    row = one(desk, text)
    assert (row["state"], row["repeats"]) == ("done", "")
    assert "FREQ=DAILY;COUNT=3" in row["note"]


def test_days_taken_out_of_a_series_or_changed_on_their_own_are_passed_over(desk):
    text = calendar(
        event("SUMMARY:x", "DTSTART:20260303T100000Z", "RRULE:FREQ=DAILY",
              "EXDATE:20260303T100000Z"),
        event("SUMMARY:moved", "RECURRENCE-ID:20260304T100000Z", "DTSTART:20260304T160000Z"),
    )  # fmt: skip
    report = taken(desk, text)
    assert (report.created, report.rejected) == (2, 0)
    assert [row["start_at"] for row in rows(desk)] == [
        "2026-03-05 10:00:00", "2026-03-04 16:00:00",
    ]  # fmt: skip
    assert taken(desk, text).unchanged == 2


def test_a_rule_that_cannot_be_followed_stays_in_the_note(desk):
    text = calendar(todo("SUMMARY:x", "DUE;VALUE=DATE:20260310", "RRULE:FREQ=SECONDLY"))
    report = taken(desk, text)
    assert report.warnings[0].reason == (
        "the rule 'FREQ=SECONDLY' cannot be followed here; kept in the note"
    )
    assert rows(desk)[0]["note"] == "Repeats: FREQ=SECONDLY"


def test_the_last_day_of_a_rule_is_a_day_of_the_user(desk):
    rule = "RRULE:FREQ=DAILY;UNTIL=20260331T220000Z"
    row = one(desk, calendar(todo("SUMMARY:x", "DUE;VALUE=DATE:20260310", rule)))
    assert row["repeats"] == "FREQ=DAILY;UNTIL=20260331"


def test_newer_content_is_taken_over_only_where_it_is_asked_for(desk):
    def text(changed: str, title: str) -> str:
        return calendar(todo(f"SUMMARY:{title}", f"LAST-MODIFIED:{changed}"))

    taken(desk, text("20260201T000000Z", "old"))
    kept = taken(desk, text("20260202T000000Z", "new"))
    assert (kept.unchanged, kept.change_set, rows(desk)[0]["title"]) == (1, None, "old")
    assert "differs in title" in kept.warnings[0].reason
    updated = taken(desk, text("20260202T000000Z", "new"), update=True)
    assert (updated.updated, rows(desk)[0]["title"]) == (1, "new")
    older = taken(desk, text("20260201T000000Z", "old"), update=True)
    assert (older.unchanged, rows(desk)[0]["title"]) == (1, "new")
    undo(desk, updated.change_set)
    assert rows(desk)[0]["title"] == "old"


def test_a_task_done_elsewhere_is_done_here_and_told_once(desk):
    party = a_company(desk, "Rossi Kft")
    taken(desk, calendar(todo("SUMMARY:x", "X-CRM-PARTY:Rossi Kft")))
    before = dump(desk)
    text = calendar(
        todo("SUMMARY:x", "STATUS:COMPLETED", "COMPLETED:20260225T100000Z", "X-CRM-PARTY:Rossi Kft")
    )
    report = taken(desk, text, update=True)
    assert (report.updated, rows(desk)[0]["state"]) == (1, "done")
    count = desk.store.value("SELECT count(*) FROM timeline_entry WHERE party_id = ?", (party,))
    assert (count, taken(desk, text, update=True).unchanged) == (1, 1)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_what_has_ended_here_does_not_open_again(desk):
    text = calendar(todo("SUMMARY:x", "LAST-MODIFIED:20260301T000000Z"))
    taken(desk, text)
    tasks.finish(desk, 1, "said so")
    later = text.replace("20260301", "20260401").replace("SUMMARY:x", "SUMMARY:y")
    report = taken(desk, later, update=True)
    assert (report.unchanged, rows(desk)[0]["state"]) == (1, "done")


def test_a_colleague_among_the_people_does_it(desk):
    bob = a_colleague(desk).user
    with desk.store.change_set(desk.user, "address"):
        desk.store.write("UPDATE user SET email = 'bob@ours.example' WHERE id = ?", (bob,))
    taken(desk, calendar(event("SUMMARY:x", "ATTENDEE:mailto:BOB@ours.example")))
    assert desk.store.value("SELECT assignee_id FROM task") == bob


def test_an_address_that_belongs_to_several_links_to_none(desk):
    for name in ("Rossi Kft", "Verdi Kft"):
        party = a_company(desk, name)
        with desk.store.change_set(desk.user, "shared"):
            desk.store.write(
                "INSERT INTO contact_method (party_id, kind, value, normal, shared)"
                " VALUES (?, 'email', 'info@x.example', 'info@x.example', 1)",
                (party,),
            )
    report = taken(desk, calendar(event("SUMMARY:x", "ATTENDEE:mailto:info@x.example")))
    assert "belongs to 2 customers" in " ".join(doubt.reason for doubt in report.warnings)
    assert desk.store.value("SELECT party_id FROM task") is None


def test_tasks_that_would_wait_for_each_other_do_not(desk):
    text = calendar(
        component("VTODO", "UID:a", "SUMMARY:a", "RELATED-TO;RELTYPE=DEPENDS-ON:b"),
        component("VTODO", "UID:b", "SUMMARY:b", "RELATED-TO;RELTYPE=DEPENDS-ON;GAP=P2D:a"),
    )
    report = taken(desk, text)
    assert "would wait for itself" in report.warnings[0].reason
    assert desk.store.rows("SELECT follows_id FROM task ORDER BY id") == [(2,), (None,)]


def test_a_missing_title_is_the_beginning_of_the_text(desk):
    report = taken(desk, calendar(todo("DESCRIPTION:Ring them\\nabout the crane")))
    assert report.warnings[0].reason == "it has no title; its text begins as one"
    assert (rows(desk)[0]["title"], rows(desk)[0]["note"]) == ("Ring them", "about the crane")


def test_without_a_key_the_same_content_is_known_again(desk):
    text = calendar(component("VTODO", "SUMMARY:x"))
    assert (taken(desk, text).created, taken(desk, text).unchanged) == (1, 1)


WRITTEN = [
    ("byte-order mark", b"\xef\xbb\xbf" + calendar(todo("SUMMARY:Müller")).encode()),
    ("UTF-16", calendar(todo("SUMMARY:Müller")).encode("utf-16")),
    ("Windows-1252", calendar(todo("SUMMARY:Müller")).encode("cp1252")),
    ("fold within a character", calendar(todo("SUMMARY:M\xc3\r\n \xbcller")).encode("latin-1")),
    ("CR alone", calendar(todo("SUMMARY:Müller")).replace("\r\n", "\r").encode()),
    ("no calendar around it", todo("SUMMARY:Müller").encode()),
    ("small letters", calendar(todo("summary:Müller")).replace("BEGIN", "begin").encode()),
    ("no end of the calendar", calendar(todo("SUMMARY:Müller")).encode()[:-15]),
]


@pytest.mark.parametrize("data", [data for _, data in WRITTEN], ids=[name for name, _ in WRITTEN])
def test_however_it_is_written_it_is_read(desk, data):
    report = taken(desk, data)
    assert (report.created, rows(desk)[0]["title"]) == (1, "Müller")


def test_one_broken_component_costs_no_other(desk, tmp_path):
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:cut\nBEGIN:VTODO\nUID:2\nno property\n"
        "SUMMARY:whole\nDUE:soon\nEND:VTODO\nBEGIN:VEVENT\nSUMMARY:off\n"
    )
    report = taken(desk, text, rejects=tmp_path / "rejects.ics")
    assert (report.read, report.created, report.rejected) == (3, 1, 2)
    assert [(doubt.line, doubt.reason) for doubt in report.warnings] == [
        (2, "VTODO: another VTODO begins before it ends"),
        (4, "DUE 'soon' is no day; kept in the note"),
        (4, "line 6 is no property; left out"),
        (10, "VEVENT: the file ends before it does"),
    ]
    assert rows(desk)[0]["note"] == "DUE: soon"


def test_a_calendar_nested_too_deep_is_refused():
    with pytest.raises(UsageError, match="nests components"):
        look(bytes_source(b"BEGIN:VCALENDAR\n" + b"BEGIN:VALARM\n" * (DEEPEST + 1)))


def test_a_calendar_too_large_is_refused():
    with pytest.raises(UsageError, match="too large for a calendar"):
        look(bytes_source(b"BEGIN:VCALENDAR\n" + b" " * LARGEST))


def test_a_time_zone_built_to_be_worked_out_for_ever_is_not(desk):
    zone = component(
        "VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:19000101T000000",
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=SECONDLY", "END:STANDARD",
    )  # fmt: skip
    report = taken(desk, calendar(zone, todo("SUMMARY:x", "DUE;TZID=Odd:20260310T100000")))
    assert "DUE: the time zone 'Odd' is not known; taken as yours" in report.warnings[0].reason


def test_a_calendar_has_no_columns_and_holds_nothing_but_tasks():
    for said in ({"kind": "customers"}, {"fields": {"SUMMARY": "title"}}):
        with pytest.raises(UsageError, match="is a calendar"):
            look(MIXED, **said)
    assert look(MIXED, kind="tasks").kind == "tasks"


@given(
    cuts=st.lists(st.tuples(st.integers(0, 10**4), st.binary(max_size=6), st.integers(0, 30))),
)
def test_no_damage_breaks_the_reader(cuts):
    data = MIXED.read_bytes()
    for at, put, over in cuts:
        place = at % (len(data) + 1)
        data = data[:place] + put + data[place + over :]
    try:
        file = read_calendar(bytes_source(data, "damaged.ics"))
    except CrmError:
        return
    readings = list(TaskReader(file).read())
    assert len(readings) == len(file.tasks)
    assert all(reading.record or reading.problem for reading in readings)


@settings(max_examples=40)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(
                ["SUMMARY", "DTSTART", "DUE", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID",
                 "EXDATE", "COMPLETED", "LAST-MODIFIED", "PRIORITY", "STATUS", "CATEGORIES",
                 "ATTENDEE", "RELATED-TO;RELTYPE=DEPENDS-ON;GAP=P1D", "X-CRM-STATE",
                 "X-CRM-REPEATS", "X-CRM-KIND", "UID"]
            ),
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    ["20260302", "20260302T100000Z", "21991231T235959", "P1D", "FREQ=DAILY",
                     "FREQ=MONTHLY;COUNT=4", "AFTER=9999", "done", "CANCELLED", "mailto:a@b.c"]
                ),
            ),
        ),
        max_size=12,
    ),
    kind=st.sampled_from(["VTODO", "VEVENT"]),
)  # fmt: skip
def test_whatever_the_properties_say_every_row_is_accounted_for(lines, kind):
    text = calendar(component(kind, *(f"{name}:{value}" for name, value in lines)))
    data = re.sub("[\ud800-\udfff]", "", text).encode()
    with fresh_desk() as desk:
        report = take_over(desk, look(bytes_source(data, "any.ics")), trial=True)
        told = report.created + report.updated + report.unchanged + report.rejected
        assert report.read == told


def test_an_event_of_today_is_over_when_its_end_has_passed(desk):
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    for minutes, state in ((60, "done"), (61, "open")):
        start = now - timedelta(minutes=60)
        text = calendar(
            component("VEVENT", f"UID:{minutes}", "SUMMARY:x", f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
                      f"DURATION:PT{minutes}M")
        )  # fmt: skip
        taken(desk, text)
        assert rows(desk)[-1]["state"] == state
