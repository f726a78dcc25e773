"""Files in, the database kept safe, colleagues and settings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.builders import a_desk, dump
from tests.cli.conftest import Crm

REPORT = {
    "kind", "read", "created", "updated", "unchanged", "rejected", "warnings", "rejects_file",
    "change_set",
}  # fmt: skip


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        write = csv.writer(stream).writerow
        write(["Company", "Phone", "City"])
        write(["Alba Kft", "+36 1 234 5678", "Budapest"])
        write(["Ürümqi Trading", "", "Ürümqi"])
        write(["", "", "Nowhere"])
    return path


def test_an_import_reports_on_every_row(crm: Crm, accounts: Path) -> None:
    report = crm("import", accounts, "--json").value
    assert set(report) == REPORT
    assert (report["kind"], report["read"], report["created"], report["rejected"]) == (
        "customers", 3, 2, 1,
    )  # fmt: skip
    (warning,) = report["warnings"]
    assert warning["line"] == 4
    assert warning["reason"]
    assert Path(report["rejects_file"]).exists()


def test_an_import_shows_what_the_columns_mean(crm: Crm, accounts: Path) -> None:
    out = crm("import", accounts, "--trial").out
    assert "Company -> company" in out
    assert "Read 3 customers: 2 created" in out
    assert "nothing was written" in out


def test_the_same_file_twice_adds_nothing_and_undo_takes_all_back(
    crm: Crm, accounts: Path, database: Path
) -> None:
    crm("new", "Before")
    with a_desk(database) as desk:
        before = dump(desk)
    first = crm("import", accounts, "--json").value
    again = crm("import", accounts, "--json").value
    assert (again["created"], again["unchanged"], again["change_set"]) == (0, 2, None)
    crm("undo", first["change_set"])
    with a_desk(database) as desk:
        assert dump(desk) == before


def test_a_trial_writes_nothing(crm: Crm, accounts: Path, database: Path) -> None:
    crm("new", "Before")
    with a_desk(database) as desk:
        before = dump(desk)
    report = crm("import", accounts, "--trial", "--json").value
    assert (report["created"], report["change_set"]) == (2, None)
    with a_desk(database) as desk:
        assert dump(desk) == before


def test_as_says_the_kind_and_who_imports(crm: Crm, accounts: Path) -> None:
    crm("user", "add", "bob")
    crm("import", accounts, "--as", "customers", "--as", "bob")
    assert crm("log-of-changes", "--json").value[0]["user"] == "bob"
    answer = crm("import", accounts, "--as", "custmers")
    assert answer.status == 2
    assert "customers" in answer.err


def test_a_column_can_be_mapped_by_hand(crm: Crm, accounts: Path) -> None:
    crm("import", accounts, "--map", "City=industry")
    assert crm("show", "Alba Kft", "--json").value["industry"] == "Budapest"
    assert crm("import", accounts, "--map", "City").status == 2
    assert crm("import", accounts, "--map", "Ctiy=city").status == 2


def test_a_missing_file_is_named(crm: Crm, tmp_path: Path) -> None:
    answer = crm("import", tmp_path / "none.csv")
    assert answer.status in (2, 3)
    assert "none.csv" in answer.err


def test_a_backup_brings_everything_back(
    crm: Crm, rossi: int, database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.bak"
    assert crm("backup", copy, "--json").value == {"file": str(copy)}
    with a_desk(database) as desk:
        before = dump(desk)
    crm("edit", rossi, "city=Roma")
    restored = crm("restore", copy, "--json").value
    with a_desk(database) as desk:
        assert dump(desk) == before
    crm("restore", restored["kept"])
    assert crm("show", rossi, "--json").value["city"] == "Roma"


def test_a_restore_of_rubbish_changes_nothing(crm: Crm, rossi: int, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.bak"
    rubbish.write_text("rubbish " * 1000)
    assert crm("restore", rubbish).status == 6
    assert crm("show", rossi).status == 0


def test_a_check_tells_what_it_runs_on(crm: Crm, rossi: int) -> None:
    answer = crm("check", "--json")
    assert (answer.status, answer.value["problems"]) == (0, [])
    assert answer.value["facts"]["engine"].startswith("SQLite ")
    assert "Nothing is wrong." in crm("check", "--repair").out


def test_a_broken_index_is_found_and_mended(crm: Crm, rossi: int, database: Path) -> None:
    with a_desk(database) as desk, desk.store.change_set(desk.user, "broken"):
        desk.store.write("DELETE FROM party_search")
    assert crm("check").status == 6
    assert crm("check", "--repair").status == 0
    assert crm("find", "milano").status == 0


def test_colleagues_come_and_go(crm: Crm) -> None:
    crm("user", "add", "bob", "Bob", "Brown", "--role", "manager")
    bob = next(one for one in crm("user", "list", "--json").value if one["login"] == "bob")
    assert (bob["name"], bob["role"], bob["active"]) == ("Bob Brown", "manager", True)
    crm("user", "disable", "bob")
    assert crm("--as", "bob", "list").status == 5
    assert "disabled" in crm("user", "list").out
    crm("user", "enable", "bob")
    assert crm("--as", "bob", "list").status == 0
    assert crm("user", "add", "bob").status == 5


def test_settings_tell_what_is_set_and_where(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[firm]\nhome_country = "HU"\n')
    answer = crm("settings", "--config", file)
    assert f"{file}, line 2" in answer.out
    assert (
        crm("settings", "--config", file, "--json").value["settings"]["firm.home_country"] == "HU"
    )
    assert "[firm]" in crm("settings", "--example").out


def test_a_wrong_setting_names_file_line_and_nearest(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[firm]\nhome_contry = "HU"\n')
    answer = crm("list", "--config", file)
    assert answer.status == 2
    assert "line 2" in answer.err
    assert "home_country" in answer.err
