"""The queue in lines, a ticket whole, and what makes up its clocks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crm_tui.clock import FixedClock
from crm_tui.services import kept_files
from tests.builders import BUDAPEST, a_desk, made_once
from tests.cli.conftest import Crm
from tests.cli.test_tickets import FIELDS, made, noise, pump, told

__all__ = ["noise", "pump"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock to an hour of a day of November 2026 in Budapest."""

    def set_clock(day: int, hour: int, minute: int = 0) -> None:
        moment = datetime(2026, 11, day, hour, minute, tzinfo=BUDAPEST)
        monkeypatch.setattr("crm_tui.cli.session._clock", lambda zone: FixedClock(moment, BUDAPEST))

    return set_clock


@pytest.fixture
def queue(crm: Crm, rossi: int, pump: int, database: Path) -> None:
    """T1 of nobody; T2 mine and running out; T3 bob's complaint; T4 mine, waiting until today."""
    made_once(database, "a queue", lambda: make_queue(crm, rossi))


def make_queue(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    made(crm, rossi, "the new one", "--queue", "orders")
    made(crm, rossi, "the late one", "--owner", "me", "--at", "2026-11-16 9:00", "--product", "P3")
    made(crm, "Anna Bianchi", "the bad one", "--kind", "complaint", "--owner", "bob")
    made(crm, rossi, "the waiting one", "--owner", "me", "--priority", "low")
    crm("ticket", "state", "T4", "customer", "--until", "today")
    made(crm, rossi, "the solved one")
    crm("ticket", "solve", "T5", "answered")
    crm("ticket", "tag", "T1,T2", "vip")


def numbers(crm: Crm, *words: str) -> list[str]:
    return [one["number"] for one in crm("ticket", "list", *words, "--json").value]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", "T2 T3 T1 T4"), ("--view running", "T2"), ("--view unowned", "T1"),
        ("--view mine", "T2"), ("--view again", "T4"), ("--view complaints", "T3"),
        ("--view all", "T2 T3 T1 T4"), ("--state solved", "T5"), ("--state wait", None),
        ("--state customer", "T4"), ("--state any --customer Rossi", "T2 T1 T4 T5"),
        ("--kind compl", "T3"), ("--owner me", "T2 T4"), ("--owner bob", "T3"),
        ("--owner nobody", "T1"), ("--queue orders", "T1"), ("--priority high", "T3"),
        ("--product pump", "T2"), ("--tag vip", "T2 T1"), ("--find late", "T2"),
        ("--sort priority", "T3 T2 T1 T4"), ("--sort newest", "T4 T3 T1 T2"),
        ("--limit 1", "T2"), ("--limit 0", ""),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed(crm: Crm, queue: None, words: str, found: str | None):
    if found is None:
        assert crm("ticket", "list", *words.split()).status == 2
    else:
        assert numbers(crm, *words.split()) == found.split()


def test_a_line_has_what_triage_needs_and_the_counts_end_it(crm: Crm, queue: None):
    out = crm("ticket", "list").out.splitlines()
    assert out[0].split("  ")[0] == "T2"
    for part in ("Rossi GmbH", "request", "the late one", "new", "anna", "late 4 days"):
        assert part in out[0]
    assert out[-2:] == [
        "", "running out 1, new and nobody's 1, mine 1, mine and due again 1, complaints 1,"
        " all open 4",
    ]  # fmt: skip


def test_what_a_line_says_for_json(crm: Crm, queue: None):
    row = crm("ticket", "list", "--json").value[0]
    assert set(row) == FIELDS
    assert row["first_response_due"] == "2026-11-16T16:00:00Z"


def test_the_views_have_names_and_counts(crm: Crm, queue: None):
    value = crm("ticket", "views", "--json").value
    assert [(one["view"], one["tickets"]) for one in value] == [
        ("running", 1), ("unowned", 1), ("mine", 1), ("again", 1), ("complaints", 1), ("all", 4),
    ]  # fmt: skip
    assert "mine and due again" in crm("ticket", "views").out


def test_a_saved_view_is_one_more(crm: Crm, queue: None, database: Path):
    from crm_tui.services import saved_views

    with a_desk(database) as desk:
        saved_views.save(desk, "Orders", {"queue": "orders"}, place="tickets")
    assert numbers(crm, "--view", "orders") == ["T1"]
    assert crm("ticket", "views", "--json").value[-1] == {
        "view": "Orders", "title": "saved", "tickets": 1,
    }  # fmt: skip
    said = crm("ticket", "list", "--view", "order")
    assert (said.status, "Orders" in said.err) == (3, True)


def test_nothing_to_list_is_said_and_more_than_is_shown_too(crm: Crm, queue: None):
    assert "No ticket is listed here." in crm("ticket", "list", "--find", "zzz").err
    assert "4 tickets in all; --limit" in crm("ticket", "list", "--limit", "2").err


# One whole


def test_all_about_a_ticket_what_was_said_last_at_the_end(crm: Crm, rossi: int, noise: int):
    crm("deal", "add", rossi, "Pumps")
    crm("ticket", "edit", "T1", "contact=Anna Bianchi", "queue=second")
    crm("ticket", "reply", "T1", "--internal", "known fault")
    crm("ticket", "reply", "T1", "Dear Anna,\n\nwe come.", "--channel", "phone")
    crm("ticket", "said", "T1", "Thank you!", "--channel", "e-mail")
    out = crm("ticket", "show", "T1").out
    head, conversation = out.split("\nConversation\n")
    assert head.splitlines()[0] == "T1  The pump is loud"
    for line in (
        "customer  Rossi GmbH (#1), 1 open deal", "contact   Anna Bianchi (#2)",
        "queue     second line", "owner     anna", "state     open, since today 10:00",
        "clock     due in 7 days (Fri 27 Nov 10:00), answered after 0 min",
    ):  # fmt: skip
        assert f"  {line}\n" in head
    assert conversation.splitlines() == [
        "  today 10:00  note, from them, Rossi GmbH  [1]",
        "      The pump is loud",
        "  today 10:00  for us alone, anna  [3]",
        "      known fault",
        "  today 10:00  phone, to them, anna  [4]",
        "      Dear Anna,",
        "",
        "      we come.",
        "  today 10:00  email, from them, Anna Bianchi  [5]",
        "      Thank you!",
    ]


def test_a_long_text_is_shown_whole(crm: Crm, noise: int):
    crm("ticket", "said", "T1", "word " * 400 + "end")
    out = crm("ticket", "show", "T1").out
    assert out.count("word") == 400
    assert max(map(len, out.splitlines())) < 80


def test_of_a_long_conversation_the_newest_is_shown(crm: Crm, noise: int):
    for number in range(3):
        crm("ticket", "said", "T1", f"word {number}")
    said = crm("ticket", "show", "T1", "--limit", "1")
    assert "word 2" in said.out
    assert "word 1" not in said.out
    assert "more before" in said.err
    assert len(told(crm, "T1")["conversation"]) == 4


def test_files_that_came_with_it_are_listed_and_saved(
    crm: Crm, noise: int, database: Path, tmp_path: Path
):
    with a_desk(database) as desk, desk.store.change_set(desk.user, "a file"):
        file = kept_files.files_of(desk).keep(b"%PDF of Rossi")
        desk.store.write(
            "INSERT INTO attachment (entry_id, name, type, size, file)"
            " VALUES (1, '../../bill.pdf', 'application/pdf', 13, ?)", (file,),
        )  # fmt: skip
    assert "bill.pdf, application/pdf, 1 kB" in crm("ticket", "files", "T1").out
    assert "file 1: ../../bill.pdf" in crm("ticket", "show", "T1").out
    folder = tmp_path / "saved"
    value = crm("ticket", "files", "T1", "--save", folder, "--json").value
    assert value["saved"] == [str(folder / "bill.pdf")]
    assert (folder / "bill.pdf").read_bytes() == b"%PDF of Rossi"
    assert value["files"][0].items() >= {"id": 1, "size": 13, "entry": 1}.items()
    assert "No files" in crm("ticket", "files", made(crm, "another")).err


# The clocks


def test_a_clock_is_made_of_working_hours_without_pauses(crm: Crm, noise: int, at: Any):
    at(20, 16)
    crm("ticket", "reply", "T1", "we look", "--no-mail")
    at(23, 11)
    crm("ticket", "said", "T1", "and?")
    at(23, 12, 30)
    out = crm("ticket", "clocks", "T1").out
    assert out == (
        "T1  The pump is loud\n"
        "\n"
        "First response: 6:00 of 8 h used, stopped Fri 20 Nov 16:00\n"
        "  Fri 20 Nov 10:00 - 16:00  new  6:00\n"
        "                                 6:00\n"
        "\n"
        "Resolution: 7:30 of 40 h used, due Fri 27 Nov 13:00\n"
        "  Fri 20 Nov 10:00 - 16:00        new                   6:00\n"
        "  Fri 20 Nov 16:00 - today 11:00  waiting for customer        does not count\n"
        "  today 11:00 - 12:30             open                  1:30\n"
        "                                                        7:30\n"
    )


def test_the_spans_of_a_clock_add_up_to_its_figure(crm: Crm, noise: int, at: Any):
    at(25, 14, 7)
    first, second = crm("ticket", "clocks", "T1", "--json").value["clocks"]
    assert set(first) == {
        "name", "promised_minutes", "used_seconds", "due", "stopped", "stretches",
    }  # fmt: skip
    for clock in (first, second):
        spans = [span for part in clock["stretches"] for span in part["spans"] if part["counts"]]
        assert clock["used_seconds"] == sum(span["seconds"] for span in spans) > 0
    assert (first["promised_minutes"], second["promised_minutes"]) == (480, 2400)
    assert "late since Mon 23 Nov 10:00" in crm("ticket", "clocks", "T1").out


def test_without_a_policy_no_clock_runs_and_that_is_said(crm: Crm, noise: int):
    for name in ("Urgent", "High", "Normal", "Low"):
        crm("policy", "remove", name)
    assert "No policy promises" in crm("ticket", "clocks", "T1").err
    assert crm("ticket", "clocks", "T1", "--json").value == {"ticket": 1, "clocks": []}
