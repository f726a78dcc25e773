"""Colleagues: added, sent home, let in again."""

from __future__ import annotations

import pytest

from crm_tui.errors import RuleError
from crm_tui.services import users
from crm_tui.services.opening import Desk
from crm_tui.views import choices


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
