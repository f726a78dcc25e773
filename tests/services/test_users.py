"""Colleagues: added, changed, sent home, let in again."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import NotFoundError, RuleError, UsageError
from crm_tui.services import undo, users
from crm_tui.services.opening import Desk
from crm_tui.views import choices, colleagues, workdays
from tests.builders import dump, labels


def test_a_colleague_is_added_with_a_login_alone(desk: Desk):
    users.add(desk, "bob")
    users.add(desk, "cili", "Cecília Nagy", role="manager")
    assert [(row.login, row.name, row.role, row.is_management) for row in choices.users(desk)] == [
        ("cili", "Cecília Nagy", "manager", True),
        ("anna", "anna", "admin", False),
        ("bob", "bob", "agent", False),
    ]


@pytest.mark.parametrize("login", ["", "two words", "anna", "\u200b"])
def test_a_login_is_one_word_of_its_own(desk: Desk, login):
    with pytest.raises(RuleError):
        users.add(desk, login)
    assert len(choices.users(desk)) == 1


def test_a_role_is_one_of_four(desk: Desk):
    with pytest.raises(RuleError, match="no role 'king'"):
        users.add(desk, "bob", role="king")


def test_who_is_sent_home_is_not_offered_any_more_but_not_forgotten(desk: Desk):
    bob = users.add(desk, "bob")
    users.set_active(desk, bob, active=False)
    assert [row.login for row in choices.users(desk)] == ["anna"]
    assert [row.login for row in choices.users(desk, active_only=False)] == ["anna", "bob"]
    users.set_active(desk, bob, active=True)
    assert len(choices.users(desk)) == 2


def test_nobody_sends_themselves_home(desk: Desk):
    with pytest.raises(RuleError, match="disable yourself"):
        users.set_active(desk, desk.user, active=False)


def test_what_is_set_for_a_colleague_is_changed_in_one_change_that_can_be_undone(desk: Desk):
    bob = users.add(desk, "bob")
    before = dump(desk)
    changed = users.change(
        desk, bob, name=" Bob Smith ", zone="Asia/Kolkata", working_hours="Monday-Thu 8.30-17",
        is_management=True, role="manager", email="bob@rossi.example",
    )  # fmt: skip
    assert changed == ["name", "role", "zone", "working_hours", "is_management", "email"]
    [row] = [one for one in colleagues.listing(desk) if one.login == "bob"]
    assert row[1:] == (
        "bob", "Bob Smith", "manager", True, True, "bob@rossi.example", "Asia/Kolkata",
        "mon-thu 8:30-17",
    )  # fmt: skip
    assert labels(desk)[-1] == (
        "changed name, role, time zone, working hours, management, e-mail of bob"
    )
    undo.undo(desk)
    assert dump(desk) == before


def test_what_is_not_said_stays_and_what_is_the_same_is_no_change(desk: Desk):
    users.change(desk, desk.user, zone="Europe/Budapest", is_management=True)
    before = dump(desk)
    assert users.change(desk, desk.user) == []
    assert users.change(desk, desk.user, zone="Europe/Budapest", is_management=True) == []
    assert dump(desk) == before
    assert users.change(desk, desk.user, is_management=False) == ["is_management"]


def test_the_firms_hours_and_zone_hold_again_where_ones_own_are_taken_away(desk: Desk):
    users.change(desk, desk.user, zone="Asia/Kolkata", working_hours="sat 9-12")
    assert users.change(desk, desk.user, zone="", working_hours="") == ["zone", "working_hours"]
    assert workdays.of(desk, desk.user).minutes(date(2026, 11, 20)) == 480


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("role", "king"), ("zone", "Mars/Olympus"), ("zone", "../etc/passwd"),
        ("zone", "Europe"), ("zone", "/etc/localtime"), ("email", "not an address"),
        ("working_hours", "whenever"), ("working_hours", "mon 17-9"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_changed(desk: Desk, field: str, value: str):
    before = dump(desk)
    with pytest.raises((RuleError, UsageError)):
        users.change(desk, desk.user, **{"is_management": True, field: value})
    assert dump(desk) == before


def test_a_colleague_who_is_not_there_cannot_be_changed(desk: Desk):
    with pytest.raises(NotFoundError):
        users.change(desk, 99, name="Nobody")


def test_there_is_always_an_admin(desk: Desk):
    with pytest.raises(RuleError, match="has to be the admin"):
        users.change(desk, desk.user, role="agent")
    bob = users.add(desk, "bob", role="admin")
    users.set_active(desk, bob, active=False)
    with pytest.raises(RuleError, match="has to be the admin"):
        users.change(desk, desk.user, role="agent")
    users.set_active(desk, bob, active=True)
    assert users.change(desk, desk.user, role="agent") == ["role"]
