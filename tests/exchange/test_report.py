import csv

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.report import Doubt, Rejects, Report, rejects_beside


def test_json_has_exactly_the_promised_keys():
    report = Report("customers", 3, 1, 0, 1, 1, (Doubt(4, "too few cells"),), "x.csv", 7)
    assert report.as_json() == {
        "kind": "customers",
        "read": 3,
        "created": 1,
        "updated": 0,
        "unchanged": 1,
        "rejected": 1,
        "warnings": [{"line": 4, "reason": "too few cells"}],
        "rejects_file": "x.csv",
        "change_set": 7,
    }


def test_equal_reasons_stand_in_one_line():
    doubts = tuple(Doubt(line, "no owner") for line in range(2, 10))
    sentences = Report("people", 8, 8, 0, 0, 0, doubts).sentences()
    assert sentences == [
        "Read 8 people: 8 created, 0 updated, 0 unchanged, 0 rejected.",
        "line 2, 3, 4, 5, 6 and 3 more: no owner",
    ]


def test_one_of_a_kind_is_named_as_one():
    said = [
        Report(kind, read, 0, 0, read, 0).sentences()[0].split(":")[0]
        for kind, read in (("people", 1), ("documents", 1), ("documents", 0), ("deals", 1200))
    ]
    assert said == ["Read 1 person", "Read 1 document", "Read 0 documents", "Read 1,200 deals"]


def test_rejected_rows_are_kept_with_line_and_reason_and_run_nothing(tmp_path):
    path = tmp_path / "rows.rejects.csv"
    with Rejects(path, ["name", "phone"]) as rejects:
        assert rejects.path is None
        rejects.add(7, "too many cells", ["=HYPERLINK(1)", "+49 30 1", "extra"])
        assert rejects.path == str(path)
    assert list(csv.reader(path.open(newline=""))) == [
        ["rejected line", "rejected because", "name", "phone"],
        ["7", "too many cells", "'=HYPERLINK(1)", "+49 30 1", "extra"],
    ]
    assert path.stat().st_mode & 0o077 == 0


def test_nothing_rejected_makes_no_file(tmp_path):
    with Rejects(tmp_path / "none.csv", ["a"]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_of_rejects_is_not_overwritten_unless_named(tmp_path):
    path = tmp_path / "a.rejects.csv"
    for expected in ("a.rejects.csv", "a.rejects-2.csv", "a.rejects-3.csv"):
        with Rejects(path, ["a"]) as rejects:
            rejects.add(1, "x", ["y"])
        assert rejects.path == str(tmp_path / expected)
    with Rejects(path, ["a"], replace=True) as rejects:
        rejects.add(2, "x", ["y"])
    assert rejects.path == str(path)


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with (
        Rejects(tmp_path / "no" / "such.csv", ["a"]) as rejects,
        pytest.raises(UsageError, match="cannot be written"),
    ):
        rejects.add(1, "x", ["y"])


def test_rejects_go_beside_the_file(tmp_path):
    assert rejects_beside(str(tmp_path / "a.csv")) == tmp_path / "a.rejects.csv"
