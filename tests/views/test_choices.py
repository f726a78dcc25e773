"""Pick lists are data (S61)."""

from __future__ import annotations

import pytest

from crm_tui.errors import RuleError
from crm_tui.models import Choice
from crm_tui.services import timeline
from crm_tui.services.opening import Desk
from crm_tui.store import caches
from crm_tui.views import choices
from tests.builders import a_company


def test_every_list_of_the_domain_is_there(desk: Desk):
    counted = dict(desk.store.rows("SELECT list, count(*) FROM choice GROUP BY list"))
    assert {
        "lifecycle": 6, "relationship": 9, "wanted": 5, "channel": 12, "task_kind": 18,
        "outcome": 11, "not_buying": 8, "source": 12, "ticket_kind": 6, "queue": 4,
        "closing_reason": 9, "cause": 8,
    }.items() <= counted.items()  # fmt: skip


@pytest.mark.parametrize(
    "name", ["outcome", "channel", "lifecycle", "ticket_kind", "queue", "closing_reason", "cause"]
)
def test_one_key_picks_one_choice(desk: Desk, name):
    keys = [choice.key for choice in choices.choices(desk, name)]
    assert all(len(key) == 1 for key in keys)
    assert len(set(keys)) == len(keys)


def test_a_retired_choice_is_not_offered_but_still_has_its_label(desk: Desk):
    with desk.store.change_set(desk.user, "retired a channel"):
        Choice.update(active=False, label="chit-chat").where(
            Choice.list == "channel", Choice.code == "chat"
        ).execute()
    assert "chat" not in [choice.code for choice in choices.choices(desk, "channel")]
    assert choices.labels(desk)["channel", "chat"] == "chit-chat"
    timeline.log(desk, a_company(desk), "hello", channel="chat")


def test_a_choice_of_the_firms_own_can_be_used_at_once(desk: Desk):
    with desk.store.change_set(desk.user, "a channel of our own"):
        Choice.create(list="channel", code="pigeon", label="pigeon post", position=99)
    timeline.log(desk, a_company(desk), "hello", channel="pigeon")
    with pytest.raises(RuleError, match="no channel 'owl'"):
        choices.refuse_unknown(desk, "channel", "owl")


def test_every_channel_leads_to_a_kind_that_counts_as_contact(desk: Desk):
    for choice in choices.choices(desk, "channel"):
        assert timeline.KIND_OF_CHANNEL[choice.code] in caches.CONTACT_KINDS
