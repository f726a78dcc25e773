"""Tasks and tickets out of the database, and calendars into it, from the shell."""

from __future__ import annotations

import csv
import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from crm_tui.models import Product
from crm_tui.services import conversations, tags, ticket_merging, tickets
from tests.builders import a_desk, a_ticket, dump, made_once
from tests.cli.conftest import Crm

TODO = "BEGIN:VTODO\r\nUID:1@x\r\nSUMMARY:Ring them\r\nDUE;VALUE=DATE:20261123\r\nEND:VTODO\r\n"


@pytest.fixture
def work(crm: Crm, rossi: int, database: Path) -> int:
    made_once(database, "work for two", lambda: make_work(crm, rossi))
    return rossi


def make_work(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    crm("task", "add", rossi, "ring about the crane", "--due", "2026-11-23", "--kind", "call")
    crm("task", "add", rossi, "bob's part", "--for", "bob")
    crm("task", "add", rossi, "over", "--due", "2026-11-20")
    crm("task", "done", 3, "it is over")


def test_your_open_tasks_go_out_as_a_calendar(crm: Crm, work: int) -> None:
    answer = crm("export", "tasks")
    lines = answer.out.splitlines()
    assert answer.status == 0
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert [line for line in lines if line.startswith("SUMMARY")] == [
        "SUMMARY:ring about the crane"
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ([], 1),
        (["--of", "bob"], 1),
        (["--of", "everyone"], 2),
        (["--of", "everyone", "--done"], 3),
        (["--party", "Rossi GmbH"], 2),
        (["--party", "Anna Bianchi"], 0),
    ],
)
def test_whose_tasks_is_said(crm: Crm, work: int, words: list[str], count: int) -> None:
    assert len(crm("export", "tasks", "--format", "json", *words).value) == count
    assert len(crm("export", "tasks", "--json", *words).value) == count


def test_a_file_is_the_owners_alone_and_written_whole(crm: Crm, work: int, tmp_path: Path) -> None:
    file = tmp_path / "tasks.ics"
    file.write_text("old")
    file.chmod(0o644)
    refused = crm("export", "tasks", "--to", file)
    assert (refused.status, file.read_text()) == (2, "old")
    assert "--force" in refused.err
    answer = crm("export", "tasks", "--to", file, "--force", "--json")
    assert answer.value == {"kind": "tasks", "format": "ics", "written": 1, "file": str(file)}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert [path.name for path in tmp_path.glob("*tasks*")] == ["tasks.ics"]


@pytest.mark.parametrize(
    ("name", "begins"), [("t.csv", "uid,"), ("t.json", "["), ("t.ICS", "BEGIN"), ("t", "BEGIN")]
)
def test_the_name_of_the_file_says_the_format_where_nothing_else_does(
    crm: Crm, work: int, tmp_path: Path, name: str, begins: str
) -> None:
    crm("export", "tasks", "--to", tmp_path / name)
    assert (tmp_path / name).read_text().startswith(begins)


def test_an_export_that_cannot_be_written_leaves_all_as_it_was(
    crm: Crm, work: int, tmp_path: Path, database: Path
) -> None:
    for target in (tmp_path, tmp_path / "none" / "tasks.ics", database):
        assert crm("export", "tasks", "--to", target).status in (2, 5)
    assert crm("check").status == 0


def test_a_table_goes_out_and_comes_back_without_a_change(
    crm: Crm, work: int, tmp_path: Path, database: Path
) -> None:
    file = tmp_path / "tasks.csv"
    crm("export", "tasks", "--format", "csv", "--of", "everyone", "--done", "--to", file)
    with a_desk(database) as desk:
        before = dump(desk)
    report = crm("import", file, "--update", "--json").value
    assert (report["read"], report["unchanged"], report["warnings"]) == (3, 3, [])
    with a_desk(database) as desk:
        assert dump(desk) == before


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["all"], "--to a folder"),
        (["card"], "Whose card"),
        (["taks"], "tasks"),
        (["tasks", "--format", "vcf"], "ics, csv, xlsx, json"),
        (["deals", "--columns", "titel"], "title"),
        (["deals", "--sort", "colour"], "number, title"),
        (["customers", "--filter", "city:Oslo )"], "no parenthesis"),
        (["products", "--filter", "x"], "cannot be filtered"),
        (["tickets", "--format", "ics"], "Tickets cannot be written as ics"),
        (["tasks", "--json", "--format", "ics"], "--to"),
    ],
)
def test_what_cannot_be_exported_is_said(crm: Crm, work: int, words: list[str], hint: str) -> None:
    answer = crm("export", *words)
    assert answer.status == 2
    assert hint in answer.err


def test_a_view_there_is_not_is_said(crm: Crm, work: int) -> None:
    answer = crm("export", "customers", "--view", "Mine")
    assert (answer.status, "no view" in answer.err) == (3, True)


def test_a_calendar_comes_in_is_shown_and_can_be_taken_back(
    crm: Crm, rossi: int, tmp_path: Path, database: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(TODO.encode())
    with a_desk(database) as desk:
        before = dump(desk)
    assert "SUMMARY -> title" in crm("import", file, "--trial").out
    with a_desk(database) as desk:
        assert dump(desk) == before
    report = json.loads(crm("import", file, "--as", "tasks", "--json").out)
    assert (report["kind"], report["created"]) == ("tasks", 1)
    assert [task["title"] for task in crm("task", "list", "--json").value] == ["Ring them"]
    crm("undo", report["change_set"])
    with a_desk(database) as desk:
        assert dump(desk) == before


def test_a_calendar_is_no_list_of_customers(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "list.ics"
    file.write_bytes(TODO.encode())
    answer = crm("import", file, "--as", "customers")
    assert answer.status == 2
    assert "is a calendar" in answer.err


@pytest.fixture
def desk_work(crm: Crm, rossi: int, database: Path) -> int:
    made_once(database, "tickets of all kinds", lambda: make_tickets(crm, database))
    return rossi


def make_tickets(crm: Crm, database: Path) -> None:
    crm("user", "add", "bob")
    with a_desk(database) as desk:
        early = desk.clock.now() - timedelta(days=9)
        with desk.store.change_set(desk.user, "a product"):
            printer = Product.create(name="Printer X", created_at=early, updated_at=early).id
        jam = a_ticket(
            desk, 1, "The printer jams", contact=2, kind="complaint", priority="urgent",
            queue="complaints", channel="phone", product=printer, at=early, assignee=2,
            body='It jams, says Anna.\n"Again", too.',
        )  # fmt: skip
        conversations.reply(desk, jam, "We send somebody.", channel="phone")
        tickets.tag(desk, [jam], tags.parse("+urgent +Jam"))
        done = a_ticket(desk, 1, "=1+1 is no formula", body="@SUM(A1)", at=early)
        tickets.solve(desk, [done], "answered", note="-by phone", cause="use")
        conversations.rate(desk, done, 4, "+good")
        a_ticket(desk, title="Nobody asked for this")
        a_ticket(desk, 2, "She asks for herself")
        other = a_ticket(desk, 1, "The same again")
        ticket_merging.merge(desk, a_ticket(desk, 1, "Where is the invoice?"), [other])
        tickets.archive(desk, [a_ticket(desk, title="put away")])


def shown(crm: Crm, *words: str) -> list[dict[str, object]]:
    rows = crm("export", "tickets", "--json", *words).value
    reckoned = ("uid", "modified", "answer due", "solution due", "keys")
    return [{name: value for name, value in row.items() if name not in reckoned} for row in rows]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], ["T1", "T3", "T4", "T6"]),
        (["--done"], ["T1", "T2", "T3", "T4", "T6"]),
        (["--of", "bob"], ["T1"]),
        (["--of", "nobody"], ["T3", "T4", "T6"]),
        (["--of", "everyone"], ["T1", "T3", "T4", "T6"]),
        (["--party", "Rossi GmbH"], ["T1", "T6"]),
        (["--party", "Anna Bianchi"], ["T1", "T4"]),
    ],
)
def test_whose_tickets_is_said(
    crm: Crm, desk_work: int, words: list[str], numbers: list[str]
) -> None:
    assert [row["ticket number"] for row in shown(crm, *words)] == numbers


def test_a_ticket_goes_out_with_all_that_is_known_of_it(crm: Crm, desk_work: int) -> None:
    first, second = shown(crm, "--done")[:2]
    assert first["description"] == 'It jams, says Anna.\n"Again", too.'
    assert (first["company"], first["contact"], first["product"], first["assignee"]) == (
        "Rossi GmbH", "Anna Bianchi", "Printer X", "bob",
    )  # fmt: skip
    assert (first["kind"], first["state"], first["tags"]) == (
        "complaint", "waiting_customer", "Jam, urgent",
    )  # fmt: skip
    assert (second["state"], second["closing reason"], second["closing note"]) == (
        "solved", "answered", "-by phone",
    )  # fmt: skip
    assert (second["cause"], second["rating"], second["rating words"]) == ("use", 4, "+good")


def test_no_cell_of_a_ticket_runs_as_a_formula(crm: Crm, desk_work: int) -> None:
    table = list(csv.DictReader(StringIO(crm("export", "tickets", "--done").out)))
    assert table[1]["title"] == "'=1+1 is no formula"
    assert [table[1][name] for name in ("description", "closing note", "rating words")] == [
        "'@SUM(A1)", "'-by phone", "'+good",
    ]  # fmt: skip


def test_tickets_go_out_and_come_back_without_a_change(
    crm: Crm, desk_work: int, tmp_path: Path, database: Path
) -> None:
    file = tmp_path / "tickets.csv"
    told = crm("export", "tickets", "--done", "--to", file, "--json").value
    assert (told["kind"], told["format"], told["written"]) == ("tickets", "csv", 5)
    with a_desk(database) as desk:
        before = dump(desk)
    report = crm("import", file, "--update", "--json").value
    assert (report["kind"], report["unchanged"]) == ("tickets", 5)
    assert [one["reason"] for one in report["warnings"]] == [
        "it names no customer; kept without one"
    ]
    with a_desk(database) as desk:
        assert dump(desk) == before


def test_tickets_come_into_another_database_as_the_same(
    crm: Crm, desk_work: int, tmp_path: Path
) -> None:
    file, other = tmp_path / "tickets.csv", ("--db", str(tmp_path / "other.db"))
    crm("export", "tickets", "--done", "--to", file)
    crm(*other, "user", "add", "bob")
    report = crm(*other, "import", file, "--as", "tickets", "--json").value
    assert (report["created"], report["rejected"]) == (5, 0)
    here, there = shown(crm, "--done"), crm(*other, "export", "tickets", "--done", "--json").value
    numbers = [row.pop("ticket number") for row in here]
    firm = {name: here[0][name] for name in ("company", "company uid")}
    here[3] |= firm  # an import takes who asks to ask for the firm they work at
    assert [{name: row[name] for name in one} for row, one in zip(there, here, strict=True)] == here
    for number, row in zip(numbers, there, strict=True):
        assert crm(*other, "ticket", "show", str(number), "--json").value["title"] == row["title"]
    again = crm(*other, "import", file, "--as", "tickets", "--update", "--json").value
    assert (again["created"], again["unchanged"]) == (0, 5)


def test_a_card_a_filter_a_view_and_everything_go_out(
    crm: Crm, desk_work: int, tmp_path: Path
) -> None:
    card = tmp_path / "rossi.vcf"
    assert crm("export", "card", "Rossi GmbH", "--to", card, "--vcard", "4.0").status == 0
    assert "KIND:org" in card.read_text()
    assert crm("export", "card", "Anna Bianchi").out.startswith("BEGIN:VCARD")
    (anna,) = crm("export", "card", "Anna Bianchi", "--json").value
    assert (anna["kind"], anna["company"]) == ("person", "Rossi GmbH")
    words = ("export", "tickets", "--done", "--filter", "kind:complaint", "--columns")
    assert crm(*words, "title,state").out == "title,state\r\nThe printer jams,waiting_customer\r\n"
    assert len(crm("export", "tickets", "--view", "complaints", "--json").value) == 1
    ordered = crm("export", "tickets", "--done", "--sort", "-title", "--json").value
    assert [row["title"][0] for row in ordered] == ["W", "T", "S", "N", "="]
    archived = crm("export", "tickets", "--done", "--archived", "--json").value
    assert [row["title"] for row in archived if row["archived"]] == ["put away"]
    told = crm("export", "all", "--to", tmp_path / "all.zip", "--json").value
    assert told["written"]["ticket"] == 7
    other = ("--db", str(tmp_path / "new.db"))
    assert "was a trial" in crm(*other, "import", tmp_path / "all.zip", "--trial").out
    came = crm(*other, "import", tmp_path / "all.zip", "--json").value
    assert came["written"] == told["written"]
    refused = crm(*other, "import", tmp_path / "all.zip")
    assert (refused.status, "empty one" in refused.err) == (5, True)


def test_what_is_no_plain_file_is_never_replaced(crm: Crm, work: int, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answer = crm("export", "customers", "--to", pipe, "--force")
    assert (answer.status, "no plain file" in answer.err) == (2, True)
    assert pipe.is_fifo()


def test_a_full_disk_leaves_what_was_there(
    crm: Crm, work: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.csv"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = crm("export", "customers", "--to", file, "--force")
    assert (answer.status, "No space left" in answer.err) == (2, True)
    assert (file.read_text(), [one.name for one in tmp_path.glob("*all*")]) == ("old", ["all.csv"])
