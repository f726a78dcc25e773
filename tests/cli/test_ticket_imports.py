"""`crm import` of tickets: refused rows are mended by a word, which is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import a_desk
from tests.cli.conftest import Crm


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(
        "Ticket ID,Subject,Description,Status,Priority,Customer Name,Customer Email\n"
        "1,A leak,It drips.,Open,Medium,Anna Rossi,anna@rossi.hu\n"
        "2,A noise,It hums.,Parked,High,Anna Rossi,anna@rossi.hu\n"
        "3,,,,,,\n"
    )
    return path


def test_an_import_of_tickets_says_what_it_took_for_what(crm: Crm, export: Path) -> None:
    report = crm("import", export, "--json").value
    assert (report["kind"], report["created"], report["rejected"]) == ("tickets", 1, 2)
    reasons = "".join(line["reason"] for line in report["warnings"])
    assert "the priority 'Medium' is taken as 'normal'" in reasons
    assert "--map-value 'state:Parked=open'" in reasons
    kept = Path(report["rejects_file"]).read_text()
    assert "A noise" in kept
    assert "the row tells neither a subject, a text nor a type" in kept


def test_the_offered_word_is_taken_as_it_stands_and_remembered(crm: Crm, export: Path) -> None:
    crm("import", export)
    tried = crm("import", export, "--map-value", "state:Parked=open", "--trial", "--json").value
    mended = crm("import", export, "--map-value", "status:Parked=open", "--json").value
    assert (tried["created"], tried["change_set"]) == (mended["created"], None) == (1, None)
    again = crm("import", export, "--as", "tickets", "--update", "--json").value
    assert (again["unchanged"], again["rejected"], again["change_set"]) == (2, 1, None)
    assert crm("undo", str(mended["change_set"])).status == 0
    assert crm("import", export, "--trial", "--json").value["rejected"] == 2


def test_a_word_without_a_meaning_here_changes_nothing(crm: Crm, export: Path) -> None:
    unknown = crm("import", export, "--map-value", "state:Parked=lost")
    assert (unknown.status, "There are: new, open," in unknown.err) == (3, True)
    assert crm("import", export, "--map-value", "subject:A=B").status == 2


def test_what_it_came_of_is_taken_and_what_is_reckoned_here_is_not(
    crm: Crm, tmp_path: Path, database: Path
) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Ticket number,Title,State,Root cause,Closing note,Solved,Solution due\n"
        "A1,A leak,closed,Delivery,A new hose.,2026-11-02,2026-11-01\n"
        "A2,A noise,closed,the moon,,2026-11-02,2026-11-01\n"
    )
    report = crm("import", path, "--json").value
    doubts = [one["reason"] for one in report["warnings"]]
    assert "there is no cause 'the moon'; kept as written" in doubts
    told = crm("export", "tickets", "--done", "--json").value
    assert [(row["cause"], row["closing note"]) for row in told] == [
        ("delivery", "A new hose."), ("", "no reason in the file"),
    ]  # fmt: skip
    with a_desk(database) as desk:
        kept = [json.loads(row[0]) for row in desk.store.rows("SELECT custom FROM ticket")]
    assert kept == [{}, {"Root cause": "the moon"}]
    again = crm("import", path, "--update", "--json").value
    assert again["unchanged"] == 2
