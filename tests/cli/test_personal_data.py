"""`crm personal-data` and `crm erase` (rule 16)."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.cli.conftest import Crm


def test_a_person_gets_one_file_with_all_that_is_known_of_them(crm: Crm, tmp_path: Path):
    crm("new", "--person", "Anna Bianchi", "--email", "anna@bianchi.it")
    crm("log", "Anna", "likes tea")
    assert json.loads(crm("personal-data", "Anna").out)["name"] == "Anna Bianchi"
    packed = tmp_path / "anna.zip"
    assert crm("personal-data", "Anna", "--to", packed).status == 0
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["data.json", "data.txt"]
        read = archive.read("data.txt").decode()
    assert "likes tea" in read
    assert "anna@bianchi.it" in read
    refused = crm("personal-data", "Anna", "--to", tmp_path / "anna.doc")
    assert refused.status == 2
    assert "neither .json nor .zip" in refused.err


def test_erasing_shows_what_would_go_and_needs_to_be_sure(crm: Crm):
    crm("new", "--person", "Anna Bianchi", "--email", "anna@bianchi.it")
    crm("new", "Rossi Kft")
    crm("log", "Rossi", "Anna Bianchi called for them")
    shown = crm("erase", "Bianchi")
    assert shown.status == 5
    assert "contact method  1" in shown.out
    assert "1 entry about others name them" in shown.out
    assert "needs --yes" in shown.err
    assert crm("erase", "Bianchi", "--trial").status == 0
    assert crm("erase", "Bianchi", "--yes").err.startswith("Erasing needs a reason")
    assert crm("who", "anna@bianchi.it").status == 0, "so far nothing was erased"


def test_an_erasure_leaves_its_record_and_cannot_be_taken_back(crm: Crm, database: Path):
    crm("new", "--person", "Anna Bianchi", "--email", "anna@bianchi.it")
    done = crm("erase", "Bianchi", "--why", "asked for it", "--yes", "--json")
    assert done.value["counts"]["party"] == 1
    [record] = crm("erase", "--json").value
    assert record["reason"] == "asked for it"
    assert b"Bianchi" not in database.read_bytes()
    assert crm("undo").status != 0
    shown = crm("show", f"#{record['party']}")
    assert "erased  their data, for good, today" in shown.out
    revived = crm("revive", f"#{record['party']}")
    assert revived.status == 5
    assert "were erased on" in revived.err
    assert crm("find", "Bianchi").status == 3
