"""`crm import` as it is told, remembered and looked up: mappings, answers, changes, reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Crm

PEOPLE = (
    "First Name;Last Name;Firm;Owner;E-mail;Town\n"
    "Éva;Nagy;Acme Kft.;Bob Brown;eva@acme.example;Budapest\n"
)


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return str(path)


def test_what_was_said_is_written_down_for_colleagues_and_read_back(
    crm: Crm, people: str, tmp_path: Path
) -> None:
    mapping = str(tmp_path / "people.toml")
    said = crm("import", people, "--map", "Town=city", "--save-mapping", mapping, "--trial")
    assert "Town -> city (said)" in said.out
    assert '"Town" = "city"' in Path(mapping).read_text()
    read = crm("import", people, "--mapping", mapping, "--trial")
    assert "Town -> city (said)" in read.out
    broken = tmp_path / "broken.toml"
    broken.write_text("colour = 1")
    assert crm("import", people, "--mapping", str(broken)).status == 2


def test_names_nobody_here_has_are_listed_once_and_answered_for(crm: Crm, people: str) -> None:
    tried = crm("import", people, "--trial")
    assert "owner:Bob Brown=   (1 row, kept in words)" in tried.out
    crm("import", people, "--map-value", "owner:Bob Brown=+")
    assert "Bob Brown" in crm("user", "list").out
    refused = crm("import", people, "--map-value", "owner:Bob Brown=Nobody")
    assert refused.status == 3
    assert "There is no colleague 'Nobody'" in refused.err


def test_names_in_documents_are_listed_while_there_is_a_choice(crm: Crm, tmp_path: Path) -> None:
    bills = tmp_path / "invoices.csv"
    bills.write_text("Invoice Number,Client,Item Product,Price\n1,Acme,Glue,2\n2,Acme,Tape,3\n")
    tried = crm("import", str(bills), "--trial").out
    assert "party:Acme=   (2 rows, made)" in tried
    assert "product:Glue=   (1 row, kept in words)" in tried
    taken = crm("import", str(bills), "--map-value", "product:Glue=+").out
    assert "product:Tape=" in taken
    assert "Acme=" not in taken


def test_what_was_said_is_remembered_for_the_next_file_of_these_columns(
    crm: Crm, people: str, tmp_path: Path
) -> None:
    crm("import", people, "--map", "Town=skip")
    newer = tmp_path / "newer.csv"
    newer.write_text(PEOPLE.replace("Éva", "Pál").replace("eva@", "pal@"))
    again = crm("import", str(newer), "--trial")
    assert "Town -> skip (said)" in again.out
    assert "As the last of these columns" in again.out
    told = crm("import", str(newer), "--trial", "--json").value["warnings"][0]
    assert told["reason"].startswith("read as the last file of these columns")
    anew = crm("import", str(newer), "--trial", "--anew")
    assert "Town -> skip" not in anew.out


def test_changes_are_told_field_by_field(crm: Crm, people: str, tmp_path: Path) -> None:
    crm("import", people)
    newer = tmp_path / "newer.csv"
    newer.write_text(PEOPLE.replace("Budapest", "Pécs"))
    tried = crm("import", str(newer), "--map", "Town=city", "--trial", "--changes")
    assert "line 2: Éva Nagy: city: Budapest -> Pécs (not taken over)" in tried.out
    plain = crm("import", str(newer), "--map", "Town=city", "--trial", "--changes", "--json")
    assert [one["field"] for one in plain.value["changes"]] == ["city"]
    assert plain.value["unknown"] == []


def test_each_import_is_listed_with_what_came_of_it(crm: Crm, people: str) -> None:
    crm("import", people, "--trial")
    assert "Nothing was brought in yet." in crm("imports").out
    crm("import", people)
    assert "1 people: 1 created" in crm("imports").out
    told = crm("imports", "1").out
    assert "First Name -> first_name (its name)" in told
    crm("undo")
    assert "taken back" in crm("imports").out
    assert crm("imports", "--json").value[0]["undone"] is True
    assert crm("imports", "7").status == 3


def test_nothing_is_written_over_a_database_or_the_file_that_is_read(
    crm: Crm, database: Path, people: str
) -> None:
    crm("new", "Rossi")
    for words in (
        ("settings", "--write", database),
        ("export", "customers", "--to", database),
        ("export", "all", "--to", database),
        ("personal-data", "1", "--to", database),
        ("import", people, "--rejects", database),
        ("import", people, "--trial", "--save-mapping", database),
        ("import", people, "--trial", "--save-mapping", people),
        ("import", people, "--rejects", people),
    ):
        assert crm(*words).status in {1, 2, 5}, words
    assert "#1  Rossi" in crm("list").out
    assert Path(people).read_text() == PEOPLE
