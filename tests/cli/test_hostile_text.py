"""What a shell command writes of hostile text harms no terminal; its JSON holds it unchanged."""

from __future__ import annotations

import pytest

from tests import hostile
from tests.cli.inert import assert_all_inert, assert_inert

# As a shell hands it over: no argument of a program can hold a NUL.
ALL = hostile.ALL.replace("\x00", "")

READING = (
    ("who", "1234567"), ("who", ALL), ("find", "office"), ("find", ALL), ("show", "1"),
    ("show", "100"), ("show", ALL), ("list",), ("list", "--tag", ALL), ("list", "--view", ALL),
    ("list", "--owner", ALL), ("list", "--lifecycle", ALL), ("list", "--sort", ALL), ("views",),
    ("task", "list", "--of", "everyone"), ("task", "list", ALL), ("user", "list"),
    ("user", "disable", ALL), ("log-of-changes",), ("log-of-changes", "--party", "1"),
    ("undo", ALL), ("open", ALL), (f"frob{ALL}",), (f"--{ALL}",), ("list", f"--{ALL}"),
    ("log", "1", "--channel", ALL, "x"), ("log", "1", "--outcome", ALL, "x"),
    ("log", "1", "--at", ALL, "x"), ("log", "1", "--kind", ALL, "x"), ("owner", "1", ALL),
    ("edit", "1", ALL), ("edit", "1", f"lifecycle={ALL}"), ("edit", "1", f"+email={ALL}"),
    ("new", "Xx", "--email", ALL), ("task", "add", "1", "y", "--due", ALL),
    ("today",), ("today", "--week"), ("today", "--of", ALL), ("today", "--day", ALL), ("plan",),
    ("plan", ALL), ("plan", "1", "--on", ALL), ("task", "show", "1"), ("task", "show", ALL),
    ("task", "list", "--day", ALL), ("task", "move", "1", ALL), ("task", "move", "1", "--by", ALL),
    ("task", "add", "1", "y", "--repeat", ALL), ("task", "add", "1", "y", "--at", ALL),
    ("task", "add", "1", "y", "--for", ALL), ("task", "done", ALL), ("correct", ALL, "x"),
    ("pin", ALL), ("user", "add", ALL), ("import", f"/{ALL}"), ("backup", f"/none/{ALL}/x"),
    ("restore", f"/none/{ALL}"), ("--as", ALL, "list"), ("--config", f"/none/{ALL}", "list"),
    ("--db", f"/none/{ALL}", "list"), ("--db", ALL, "list"),
)  # fmt: skip
WRITING = (
    ("log", "1", ALL), ("log", "1", "--with", ALL, "x"), ("add", ALL, "--party", "1"),
    ("tag", "1", ALL), ("team", "1", "anna", "--role", ALL), ("edit", "1", f"city={ALL}"),
    ("edit", "1", f"+phone=12345{ALL}"), ("new", ALL, "--city", ALL), ("task", "add", "1", ALL),
    ("task", "edit", "1", ALL), ("task", "done", "1", ALL), ("task", "drop", "2", ALL),
    ("correct", "1", ALL), ("archive", "1", "--why", ALL),
    ("revive", "1", "--why", ALL), ("undo",), ("redo",), ("user", "add", "carl", ALL),
    ("edit", "1", f"name={ALL}"),
)  # fmt: skip


@pytest.fixture
def old_file(database):
    hostile.an_old_file(database)
    return database


@pytest.mark.usefixtures("stays_open")
def test_text_for_people_is_inert(old_file, crm):
    for words in (*READING, *WRITING):
        assert_inert(crm(*words))


@pytest.mark.usefixtures("stays_open")
def test_json_is_one_value_whatever_stands_in_it(old_file, crm):
    assert_all_inert(crm, (*READING, *WRITING), ("--json",))


def test_json_holds_the_stored_text_unchanged(old_file, crm):
    card = crm("show", "1", "--json").value
    assert card["name"] == f"{hostile.ALL}\n1 name"
    assert card["likes"] == f"{hostile.ALL}\n1 likes"
    assert card["custom"][hostile.ALL] == hostile.ALL
    names = [row["name"] for row in crm("list", "--json", "--limit", "1000").value]
    assert set(hostile.FORMATS) < set(names)
    assert hostile.NOT_UTF8.decode("utf-8", "replace") in names


def test_a_pattern_in_a_text_is_only_text(crm, rossi):
    for text in hostile.FORMATS:
        assert crm("log", rossi, text, "--json").status == 0
    timeline = crm("show", rossi, "--json").value["timeline"]
    assert {entry["body"] for entry in timeline} == set(hostile.FORMATS)
    said = crm("show", rossi).out
    assert all(text in said for text in hostile.FORMATS)
