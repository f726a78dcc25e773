"""Proposals, reports, days off and colleagues of hostile text harm no terminal."""

from __future__ import annotations

import pytest

from crm_tui.views import proposals
from tests import hostile
from tests.builders import a_desk
from tests.cli.conftest import Crm
from tests.cli.inert import assert_inert

ALL = hostile.ALL.replace("\x00", "")
LINES = (
    ("user", "list"), ("proposal", "list"), ("report",), ("report", ALL), ("report", "load"),
    ("report", "planning", "--by", "user"), ("report", "planning", "--period", ALL),
    ("report", "next-step"), ("report", "next-step", "--by", "user"),
    ("report", "load", "--of", ALL), ("proposal", "accept", ALL),
    ("proposal", "accept", f"{ALL}:1"),
    ("proposal", "accept", f"birthday:{ALL}"), ("proposal", "silence", "no_next_step:1"),
    ("day-off", "add", ALL), ("day-off", "add", "fri", ALL), ("day-off", "list"),
    ("day-off", "add", "fri", "--of", ALL), ("user", "set", ALL),
    ("user", "set", "me", "--name", ALL), ("user", "set", "me", "--zone", ALL),
    ("user", "set", "me", "--hours", ALL),
    ("user", "set", "me", "--email", ALL), ("user", "set", "me", "--role", ALL),
)  # fmt: skip


@pytest.fixture
def old_file(database):
    hostile.an_old_file(database)
    with a_desk(database) as desk, desk.store.change_set(desk.user, "ended"):
        desk.store.write("UPDATE task SET state = 'done'")
        desk.store.write("UPDATE party SET owner_id = ?, wanted = name", (desk.user,))
        assert proposals.proposals(desk, desk.user)
    return database


@pytest.mark.parametrize("words", LINES, ids=map(str, range(len(LINES))))
def test_whatever_stands_in_the_data_or_the_line_is_inert(
    old_file, crm: Crm, words: tuple[str, ...]
) -> None:
    assert_inert(crm(*words))
    assert isinstance(crm(*words, "--json").value, dict | list)
