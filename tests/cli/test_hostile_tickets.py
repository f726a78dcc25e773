"""Tickets and settings of hostile text harm no terminal; a hostile line changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import hostile
from tests.cli.conftest import Crm
from tests.cli.inert import assert_all_inert

ALL = hostile.ALL.replace("\x00", "")
READING = (
    ("ticket", "list"), ("ticket", "list", "--state", "any"), ("ticket", "views"),
    *(("ticket", "list", option, ALL) for option in (
        "--view", "--state", "--kind", "--owner", "--queue", "--customer", "--product", "--tag",
        "--find",
    )),
    *(("ticket", "show", ticket) for ticket in ("#1", "#2", "#3", "#4", ALL)),
    ("ticket", "clocks", "#1"), ("ticket", "duplicates", "#1"), ("ticket", "files", "#1"),
    ("show", "1"), ("show", "2"), ("who", "1234567"), ("find", "one"), ("find", ALL), ("today",),
    ("policy", "list"), ("calendar", "list"), ("snippet", "list"), ("macro", "list"),
    ("help-wanted", "list"), ("mail", "list"), ("ticket", "refused"),
    ("ticket", "add", ALL, "x"), ("ticket", "add", "1", "x", "--product", ALL),
    *(("ticket", "add", "1", "x", option, ALL) for option in (
        "--kind", "--queue", "--channel", "--contact", "--owner", "--at", "--entry", "--priority",
    )),
    *(("ticket", "edit", "#1", f"{field}={ALL}") for field in (
        "kind", "queue", "priority", "owner", "customer", "contact", "product", "channel", "cause",
        "wait", ALL,
    )),
    ("ticket", "state", "#1", ALL), ("ticket", "solve", "#1", ALL), ("ticket", "wait", "#1", ALL),
    ("ticket", "assign", "#1", ALL), ("ticket", "merge", "#1", ALL), ("ticket", "macro", "#1", ALL),
    ("ticket", "reply", "#1", "x", "--snippet", ALL), ("ticket", "reply", "#1", "x", "--seen", ALL),
    ("ticket", "rate", "#1", ALL), ("ticket", "claim", "--next", "--view", ALL),
    ("policy", "set", "P", f"answer={ALL}"), ("policy", "set", "P", f"{ALL}=1"),
    ("policy", "set", "P", f"calendar={ALL}"), ("policy", "remove", ALL),
    ("calendar", "set", "C", f"hours={ALL}"), ("calendar", "set", "C", f"zone={ALL}"),
    ("calendar", "holiday", ALL, "mon"), ("snippet", "remove", ALL), ("macro", "remove", ALL),
    ("macro", "set", "M", f"owner={ALL}", "--key", ALL), ("macro", "set", "M", f"{ALL}=me"),
    ("help-wanted", "ask", ALL, "x"), ("help-wanted", "answer", ALL, "x"),
)  # fmt: skip
WRITING = (
    ("ticket", "add", "1", ALL, "--body", ALL), ("ticket", "edit", "#5", f"title={ALL}"),
    ("ticket", "said", "#5", ALL), ("ticket", "reply", "#5", ALL),
    ("ticket", "reply", "#5", "--internal", ALL), ("ticket", "tag", "#5", ALL),
    ("ticket", "claim", "#5"), ("ticket", "solve", "#5", "other", "--note", ALL),
    ("ticket", "rate", "#5", "2", ALL), ("ticket", "reopen", "#5"),
    ("ticket", "offer", "#5", ALL), ("ticket", "show", "#5"), ("ticket", "merge", "#1", "#5"),
    ("policy", "set", ALL, f"segment={ALL}", "answer=1h"), ("calendar", "set", ALL, "zone=UTC"),
    ("calendar", "holiday", "Quiet", "mon", ALL), ("snippet", "set", ALL, ALL),
    ("macro", "set", ALL, f"tag={ALL}", f"wait={ALL}"), ("help-wanted", "ask", "1", ALL),
    ("ticket", "list", "--state", "any"), ("policy", "list"), ("calendar", "list"),
    ("snippet", "list"), ("macro", "list"), ("help-wanted", "list"), ("undo",), ("redo",),
    ("log-of-changes",),
)  # fmt: skip


@pytest.mark.usefixtures("stays_open")
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["text", "json"])
def test_whatever_stands_in_the_data_or_the_line_is_inert(
    database: Path, crm: Crm, json: tuple[str, ...]
):
    hostile.an_old_service_desk(database)
    crm("calendar", "set", "Quiet", "zone=UTC")
    assert_all_inert(crm, (*READING, *WRITING), json)


def test_a_pattern_in_a_ticket_is_only_text(crm: Crm, rossi: int):
    for text in hostile.FORMATS:
        assert crm("ticket", "add", rossi, text, "--json").status == 0
    assert {one["title"] for one in crm("ticket", "list", "--json").value} == set(hostile.FORMATS)
    out = crm("ticket", "list").out
    assert all(text in out for text in hostile.FORMATS)


def test_a_field_in_a_customers_name_is_not_filled_in(crm: Crm):
    crm("new", "{number} {agent}")
    crm("ticket", "add", "1", "{title} {company}")
    crm("snippet", "set", "hello", "{company}: {title} {number}")
    crm("ticket", "reply", "T1", "--snippet", "hello")
    said = crm("ticket", "show", "T1", "--json").value["conversation"][-1]["body"]
    assert said == "{number} {agent}: {title} {company} T1"
