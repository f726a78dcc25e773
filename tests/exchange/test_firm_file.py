"""All that the firm has set, in one commented file, and back (S61)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange import firm_file
from crm_tui.services import firm_settings, own_fields, pick_lists
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import choices, pipelines
from crm_tui.views import own_fields as own_views
from tests.builders import a_desk, dump
from tests.naughty import HARMFUL


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    """The file of a firm that has set something of each."""
    firm_settings.set_value(desk, "currency", "EUR")
    firm_settings.set_value(desk, "word.customer", "member")
    pick_lists.add(desk, "source", 'Trade "fair"\\', key="g")
    own_fields.add(desk, "deal", "Delivery week", kind="choice", choices=["early", "late"])
    path = tmp_path / "firm.toml"
    path.write_text(firm_file.written(desk), "utf-8")
    return path


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_a_file_just_written_changes_nothing(desk: Desk, file: Path):
    before = dump(desk)
    assert firm_file.differences(desk, file) == []
    assert firm_file.take_over(desk, file) == []
    assert dump(desk) == before


def test_another_firm_that_reads_it_is_set_alike(desk: Desk, file: Path, tmp_path: Path):
    with a_desk(tmp_path / "other.db") as other:
        firm_file.take_over(other, file)
        assert tomllib.loads(firm_file.written(other)) == tomllib.loads(file.read_text("utf-8"))
        assert [one.label for one in own_views.fields(other, "deal")] == ["Delivery week"]


def test_what_was_changed_is_told_line_by_line_and_taken_over_as_one(desk: Desk, file: Path):
    change(file, 'currency = "EUR"', 'currency = "HUF"')
    change(file, 'price = { label = "price"', 'price = { label = "too dear"')
    change(file, "probability = 25", "probability = 30")
    change(file, '["early", "late"]', '["early", "late", "never"]')
    before = dump(desk)
    told = [step.said for step in firm_file.differences(desk, file)]
    assert dump(desk) == before, "a trial writes nothing"
    assert told[0] == "currency: EUR -> HUF"
    assert 'lost_reason: price: label "too dear"' in told
    assert firm_file.take_over(desk, file) == told
    assert [stage.probability for stage in pipelines.stages(desk, 1)][1] == 30
    assert choices.labels(desk)["lost_reason", "price"] == "too dear"
    undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("[firm]", "[frim]", r"no section \[frim\]"),
        ('currency = "EUR"', 'curency = "EUR"', "no setting 'curency'"),
        ("probability = 25", "probability = 5", "likelier"),
        ('label = "web"', 'lable = "web"', "has no 'lable'"),
        ("[firm]", "[firm", "cannot be read"),
        ('record = "deal"', 'record = "house"', "needs a record"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_changed(desk, file, before, after, sentence):
    change(file, before, after)
    kept = dump(desk)
    with pytest.raises(UsageError, match=sentence):
        firm_file.take_over(desk, file)
    assert dump(desk) == kept


@pytest.mark.parametrize("text", sorted(HARMFUL))
def test_any_label_is_written_so_that_it_is_read_back(desk: Desk, tmp_path: Path, text):
    pick_lists.add(desk, "source", f"a{text}b"[:40])
    path = tmp_path / "firm.toml"
    path.write_text(firm_file.written(desk), "utf-8")
    tomllib.loads(path.read_text("utf-8"))
    assert firm_file.differences(desk, path) == []


def test_a_file_that_is_no_file_of_settings_is_refused(desk: Desk, tmp_path: Path):
    for name, data in {"a.toml": b"\xff\xfe", "b.toml": b"[" * 5000, "c.toml": b"a = "}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CrmError):
            firm_file.differences(desk, tmp_path / name)
    with pytest.raises(UsageError, match="cannot be read"):
        firm_file.differences(desk, tmp_path / "missing.toml")
