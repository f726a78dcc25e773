"""Deals and pipelines of hostile text harm no terminal, and a hostile line changes nothing else."""

from __future__ import annotations

import pytest

from tests import hostile
from tests.cli.conftest import Crm
from tests.cli.inert import assert_all_inert

ALL = hostile.ALL.replace("\x00", "")
READING = (
    ("deal", "list"), ("deal", "list", "--state", "all"), ("deal", "list", ALL),
    ("deal", "list", "--stage", ALL), ("deal", "list", "--pipeline", ALL),
    ("deal", "list", "--owner", ALL), ("deal", "list", "--period", ALL), ("deal", "show", ALL),
    ("deal", "show", "#1"), ("deal", "show", "#2"), ("deal", "show", "#3"), ("show", "1"),
    ("show", "2"), ("who", "1234567"), ("find", "office"), ("pipeline", "list"),
    ("pipeline", "show"), ("pipeline", "show", ALL), ("pipeline", "stages"),
    ("pipeline", "checklist", ALL, "x"), ("deal", "move", "#1", ALL), ("deal", "move", ALL, "x"),
    ("deal", "edit", "#1", ALL), ("deal", "edit", "#1", f"amount={ALL}"),
    ("deal", "edit", "#1", f"{ALL}=1"), ("deal", "edit", "#1", f"currency={ALL}"),
    ("deal", "edit", "#1", f"probability={ALL}"), ("deal", "edit", "#1", f"goal={ALL}"),
    ("deal", "lost", "#1", ALL), ("deal", "lost", "#1", "price", "--on", ALL),
    ("deal", "lost", "#1", "competitor", "--to", ALL), ("deal", "line", "#1", ALL, "--price", ALL),
    ("deal", "line", "#1", ALL, "--quantity", ALL), ("deal", "line", "#1", ALL, "--remove"),
    ("deal", "person", "#1", ALL, "decides"), ("deal", "credit", "#1", ALL),
    ("deal", "credit", "#1", f"@{ALL}"), ("deal", "credit", "#1", "1", "--share", ALL),
    ("deal", "add", "1", "x", "--product", ALL), ("deal", "add", ALL, "x"),
    ("task", "add", "1", "x", "--deal", ALL), ("log", "1", "x", "--deal", ALL),
    ("pipeline", "stages", "--set", ALL), ("pipeline", "add", "P", "--stages", ALL),
)  # fmt: skip
WRITING = (
    ("deal", "add", "1", ALL, "--note", ALL), ("deal", "edit", "#1", f"title={ALL}"),
    ("deal", "edit", "#1", f"note={ALL}"), ("deal", "line", "#1", ALL),
    ("deal", "person", "#1", "2", ALL), ("deal", "credit", "#1", "2", ALL),
    ("task", "add", "-", ALL, "--deal", "#1"), ("log", "1", ALL, "--deal", "#1"),
    ("deal", "move", "#1", "2"), ("deal", "won", "#1", ALL), ("deal", "reopen", "#1"),
    ("deal", "lost", "#1", "#9", ALL), ("deal", "lost", "#1", "price", ALL),
    ("pipeline", "add", ALL), ("pipeline", "checklist", "Plain", "Lead", ALL),
    ("pipeline", "stages", "Plain", "--rename", f"Lead={ALL}"), ("undo",), ("redo",),
    ("deal", "list", "--state", "all"), ("deal", "show", "#1"), ("pipeline", "show", "Plain"),
    ("pipeline", "list"), ("log-of-changes",),
)  # fmt: skip


@pytest.fixture
def old_file(database, crm: Crm):
    hostile.an_old_file(database)
    crm("pipeline", "add", "Plain", "--stages", "Lead 10; Offer 50")
    return database


@pytest.mark.usefixtures("stays_open")
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["text", "json"])
def test_whatever_stands_in_the_data_or_the_line_is_inert(old_file, crm: Crm, json):
    assert_all_inert(crm, (*READING, *WRITING), json)


def test_a_pattern_in_a_deal_is_only_text(crm: Crm, rossi: int):
    for text in hostile.FORMATS:
        assert crm("deal", "add", rossi, text, "--json").status == 0
    assert {one["title"] for one in crm("deal", "list", "--json").value} == set(hostile.FORMATS)
    out = crm("deal", "list").out
    assert all(text in out for text in hostile.FORMATS)
