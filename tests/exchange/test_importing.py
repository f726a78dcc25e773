"""`domain.md` rules 14 and 15: one change set, nothing doubled, nothing dropped in silence."""

import csv

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.services.undo import undo
from tests.exchange.reading import bytes_source

TABLES = (
    "party",
    "contact_method",
    "relationship",
    "assignment",
    "tag",
    "tagging",
    "task",
    "timeline_entry",
    "participant",
    "external_id",
    "product",
    "user",
)
PEOPLE = (
    "contact_id,First Name,Last Name,Company,Email,Phone,Country,Tags,Notes,Shoe size\n"
    "1,Anna,Rossi,Acme,anna@acme.it,06 1234567,Italy,vip,Likes tea,38\n"
    "2,Bob,Bonn,Acme,bob@acme.it,,Germany,,,44\n"
    "3,Carla,Roy,,carla@roy.fr\n"
    ",,,,,,France,,,\n"
)


def contents(desk) -> dict[str, list]:
    return {name: desk.store.rows(f'SELECT * FROM "{name}" ORDER BY id') for name in TABLES}


def count(desk, table: str) -> int:
    return desk.store.value(f'SELECT count(*) FROM "{table}"')


def plan(text: str, name: str = "people.csv", **said):
    return look(bytes_source(text.encode(), name), **said)


def test_every_row_is_accounted_for(desk, tmp_path):
    rejects = tmp_path / "rejects.csv"
    report = take_over(desk, plan(PEOPLE), rejects=rejects)
    assert (report.read, report.created, report.rejected) == (4, 2, 2)
    assert report.read == report.created + report.updated + report.unchanged + report.rejected
    assert [doubt.line for doubt in report.warnings] == [4, 5]
    rows = list(csv.reader(rejects.open(newline="")))
    assert [(row[0], row[2:]) for row in rows[1:]] == [
        ("4", ["3", "Carla", "Roy", "", "carla@roy.fr"]),
        ("5", ["", "", "", "", "", "", "France", "", "", ""]),
    ]
    assert report.rejects_file == str(rejects)


def test_people_stand_with_their_company_numbers_tags_and_notes(desk, tmp_path):
    take_over(desk, plan(PEOPLE), rejects=tmp_path / "rejects.csv")
    assert desk.store.rows(
        "SELECT p.name, c.name FROM relationship r JOIN party p ON p.id = r.party_id"
        " JOIN party c ON c.id = r.other_id ORDER BY p.name"
    ) == [("Anna Rossi", "Acme"), ("Bob Bonn", "Acme")]
    assert desk.store.value("SELECT normal FROM contact_method WHERE kind = 'phone'") == (
        "+39061234567"
    )
    assert desk.store.value("SELECT custom FROM party WHERE name = 'Bob Bonn'") == (
        '{"Shoe size":"44"}'
    )
    assert desk.store.value("SELECT body FROM timeline_entry") == "Likes tea"
    assert desk.store.value("SELECT name FROM tag") == "vip"


def test_the_same_file_twice_adds_nothing(desk, tmp_path):
    take_over(desk, plan(PEOPLE), rejects=tmp_path / "rejects.csv")
    before = contents(desk)
    report = take_over(desk, plan(PEOPLE), rejects=tmp_path / "rejects.csv")
    assert (report.created, report.updated, report.unchanged, report.rejected) == (0, 0, 2, 2)
    assert report.change_set is None
    assert contents(desk) == before


def test_a_trial_leaves_every_table_and_folder_as_it_was(desk, tmp_path):
    before, files = contents(desk), {path.name for path in tmp_path.iterdir()}
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    report = take_over(desk, look(path), trial=True)
    assert (report.created, report.rejected, report.change_set) == (2, 2, None)
    assert contents(desk) == before
    assert {path.name for path in tmp_path.iterdir()} == files | {"people.csv"}


def test_undo_takes_the_whole_import_back(desk, tmp_path):
    before = contents(desk)
    report = take_over(desk, plan(PEOPLE), rejects=tmp_path / "rejects.csv")
    undo(desk, report.change_set)
    assert contents(desk) == before


def test_undo_restores_what_an_update_changed(desk):
    take_over(desk, plan("id,Name,Phone,City\n1,Acme,123 4567,Rome\n", "customers.csv"))
    before = contents(desk)
    changed = plan("id,Name,Phone,City\n1,Acme,123 4567,Milan\n2,New,765 4321,Bari\n", "new.csv")
    kept = take_over(desk, changed, trial=True)
    assert (kept.created, kept.unchanged, kept.updated) == (1, 1, 0)
    report = take_over(desk, changed, update=True)
    assert (report.created, report.unchanged, report.updated) == (1, 0, 1)
    assert desk.store.value("SELECT city FROM party WHERE name = 'Acme'") == "Milan"
    undo(desk, report.change_set)
    assert contents(desk) == before


def test_interactions_find_their_customer_by_key_and_know_their_people(desk):
    take_over(desk, plan("account_id,account\n7,Acme\n", "accounts.csv"))
    text = (
        "account_id,account_name,contact_name,activity_type,status,timestamp,comment\n"
        '7,Acme,Paul Stokes,Meeting,Completed,1/31/25,"Long\ntext"\n'
        "8,Nobody,X,Email,Completed,2/1/25,y\n"
    )
    report = take_over(desk, plan(text, "interactions.csv"), trial=True)
    assert (report.created, report.rejected) == (1, 1)
    assert count(desk, "timeline_entry") == 0


def test_rows_the_database_refuses_go_to_the_rejects_as_well(desk, tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("Date,Customer,Type,Note\n2025-01-31,Nobody,Call,x\n")
    report = take_over(desk, look(path))
    assert report.rejects_file == str(tmp_path / "calls.rejects.csv")
    assert "Nobody" in (tmp_path / "calls.rejects.csv").read_text()
    assert (report.rejected, report.change_set) == (1, None)


def test_the_mended_rejects_can_be_imported_as_they_are(desk, tmp_path):
    rejects = tmp_path / "people.rejects.csv"
    take_over(desk, plan(PEOPLE), rejects=rejects)
    lines = rejects.read_text().splitlines()
    rejects.write_text("\n".join([lines[0], lines[1] + ",,,,,", ""]))
    report = take_over(desk, look(rejects))
    assert (report.read, report.created) == (1, 1)
    assert desk.store.value("SELECT custom FROM party WHERE name = 'Carla Roy'") == "{}"


def test_rejects_that_cannot_be_kept_stop_the_import_before_it_begins(desk, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    for rejects in (path, tmp_path, tmp_path / "no" / "where.csv"):
        with pytest.raises(UsageError):
            take_over(desk, look(path), rejects=rejects)
    assert count(desk, "party") == 0
    assert path.read_text() == PEOPLE


def test_a_report_survives_rejects_that_could_not_be_kept(desk, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crm_tui.exchange.report.Rejects.add", full)
    report = take_over(desk, plan(PEOPLE), rejects=tmp_path / "rejects.csv")
    assert (report.created, report.rejected, report.rejects_file) == (2, 2, None)
    assert "No space left" in report.warnings[0].reason


def test_what_a_plan_would_do_is_told(desk):
    sentences = plan("Firma;Telefon\nAcme;1\n", "kunden.csv").sentences()
    assert sentences == [
        "Encoding: UTF-8",
        "Cells kept apart by: semicolon",
        "Header: line 1",
        "Rows are customers (the columns)",
        "Firma -> company (its name)",
        "Telefon -> phone (its name)",
    ]
