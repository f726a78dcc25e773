"""Tasks out of the database, and calendars into it, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import a_desk, dump, made_once
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
    answer = crm("export", "tasks", "--to", file, "--json")
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
        (["customers"], "nothing can be exported yet"),
        (["all"], "nothing can be exported yet"),
        (["taks"], "tasks"),
        (["tasks", "--format", "vcf"], "ics, csv, json"),
        (["tasks", "--json", "--format", "ics"], "--to"),
    ],
)
def test_what_cannot_be_exported_is_said(crm: Crm, work: int, words: list[str], hint: str) -> None:
    answer = crm("export", *words)
    assert answer.status == 2
    assert hint in answer.err


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
