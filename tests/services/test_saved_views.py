"""Lists kept under a name."""

from __future__ import annotations

import pytest

from crm_tui.errors import RuleError
from crm_tui.models import SavedView
from crm_tui.services import saved_views
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import choices
from tests.builders import a_colleague


def test_a_view_is_ones_own_and_saving_again_replaces_it(desk: Desk):
    bob = a_colleague(desk)
    first = saved_views.save(desk, "my vips", {"tag": "vip"})
    assert saved_views.save(desk, "my vips", {"tag": "vip", "owner": 1}) == first
    saved_views.save(bob, "my vips", {"owner": 2})
    assert [view.query for view in choices.saved_views(desk)] == [{"tag": "vip", "owner": 1}]
    assert [view.query for view in choices.saved_views(bob)] == [{"owner": 2}]


def test_a_view_for_everyone_is_seen_by_everyone(desk: Desk):
    with desk.store.change_set(desk.user, "a view of the firm"):
        SavedView.create(name="all vips", query={"tag": "vip"}, user=None)
    assert [(view.name, view.shared) for view in choices.saved_views(a_colleague(desk))] == [
        ("all vips", True)
    ]


def test_a_removed_view_comes_back_by_undo(desk: Desk):
    view = saved_views.save(desk, "mine", {})
    saved_views.remove(desk, view)
    assert choices.saved_views(desk) == []
    undo(desk)
    assert [row.id for row in choices.saved_views(desk)] == [view]


def test_a_view_needs_a_name(desk: Desk):
    with pytest.raises(RuleError, match="needs a name"):
        saved_views.save(desk, " ", {})
