"""Who of ours works a customer: one owner at a time (rule 4), a team, and their takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError
from crm_tui.models import Assignment, Deal, Task
from crm_tui.services import accounts, deals, tasks
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card
from tests.builders import a_colleague, a_company, a_deal, a_task, dump, labels


def test_a_customer_has_one_owner_at_most_even_by_force(desk: Desk):
    party = a_company(desk)
    bob = a_colleague(desk)
    with (
        pytest.raises(Exception, match="UNIQUE constraint failed"),
        desk.store.change_set(desk.user, "a second owner"),
    ):
        Assignment.create(party=party, user=bob.user, since=desk.clock.today())
    assert card.card(desk, party).owner.login == "anna"


def test_a_hand_over_keeps_the_take_writes_an_entry_and_moves_open_tasks(
    desk: Desk, clock: FixedClock
):
    """Rule 4, S39."""
    bob = a_colleague(desk)
    party = a_company(desk)
    mine = a_task(desk, party)
    done = a_task(desk, party, "done already")
    tasks.finish(desk, done, "sent")
    his = a_task(desk, party, "bob's own", assignee=a_colleague(desk, "cili").user)
    clock.instant += timedelta(days=10)
    sets = labels(desk)
    assert accounts.hand_over(desk, [party], bob.user, take="pays late") == (1, 1, 0, 0)
    shown = card.card(desk, party)
    assert (shown.owner.login, shown.owner.since) == ("bob", "2026-11-30")
    [before] = shown.former_owners
    assert (before.login, before.since, before.until) == ("anna", "2026-11-20", "2026-11-30")
    assert before.take == "pays late"
    entry = card.timeline(desk, party)[0]
    assert (entry.kind, entry.subject, entry.body) == ("handover", "owner: anna → bob", "pays late")
    assert Task.get_by_id(mine).assignee_id == bob.user
    assert Task.get_by_id(done).assignee_id == desk.user
    assert Task.get_by_id(his).assignee.login == "cili"
    assert labels(desk) == [*sets, "gave a customer to bob"]


def test_the_old_owners_open_deals_go_along_unless_they_shall_not(desk: Desk):
    bob = a_colleague(desk)
    party = a_company(desk)
    mine, won, theirs = a_deal(desk, party), a_deal(desk, party), a_deal(bob, party)
    elsewhere = a_deal(desk, a_company(desk, "Bianchi Zrt"))
    deals.win(desk, won)
    before = dump(desk)
    assert accounts.hand_over(desk, [party], bob.user, tasks=False).deals == 0
    undo(desk)
    assert accounts.hand_over(desk, [party], bob.user) == (1, 0, 1, 0)
    owners = [Deal.get_by_id(deal).owner_id for deal in (mine, won, theirs, elsewhere)]
    assert owners == [bob.user, desk.user, bob.user, desk.user]
    undo(desk)
    assert dump(desk) == before


def test_one_undo_takes_a_whole_hand_over_back(desk: Desk):
    bob = a_colleague(desk)
    chosen = [a_company(desk, f"Firm {number}") for number in range(5)]
    for party in chosen:
        a_task(desk, party)
    before = dump(desk)
    assert accounts.hand_over(desk, chosen, bob.user, take="all fine") == (5, 5, 0, 0)
    undo(desk)
    assert dump(desk) == before


def test_tasks_stay_with_the_old_owner_where_that_is_wanted(desk: Desk):
    party = a_company(desk)
    task = a_task(desk, party)
    assert accounts.hand_over(desk, [party], a_colleague(desk).user, tasks=False) == (1, 0, 0, 0)
    assert Task.get_by_id(task).assignee_id == desk.user


def test_giving_to_the_owner_changes_nothing(desk: Desk):
    party = a_company(desk)
    before, sets = dump(desk), labels(desk)
    assert accounts.hand_over(desk, [party], desk.user) == (0, 0, 0, 0)
    assert (dump(desk), labels(desk)) == (before, sets)


def test_a_customer_can_be_given_to_nobody_and_back(desk: Desk):
    party = a_company(desk)
    accounts.hand_over(desk, [party], None, take="no time")
    assert card.card(desk, party).owner is None
    assert [owner.login for owner in card.card(desk, party).former_owners] == ["anna"]
    accounts.hand_over(desk, [party], desk.user)
    assert card.card(desk, party).owner.login == "anna"


def test_nothing_is_given_to_a_colleague_who_is_not_there(desk: Desk):
    party = a_company(desk)
    with pytest.raises(NotFoundError, match="colleague is not there"):
        accounts.hand_over(desk, [party], 99)


def test_a_colleague_joins_a_team_with_a_role_and_leaves_it(desk: Desk):
    """S16; a team of owners would be a second owner."""
    bob = a_colleague(desk)
    party = a_company(desk)
    accounts.join_team(desk, party, bob.user, "delivery")
    accounts.join_team(desk, party, a_colleague(desk, "cili").user, "owner")
    team = card.card(desk, party).team
    assert sorted((owner.login, owner.role) for owner in team) == [
        ("bob", "delivery"), ("cili", "team"),
    ]  # fmt: skip
    accounts.leave_team(desk, party, bob.user)
    assert [owner.login for owner in card.card(desk, party).team] == ["cili"]
    assert card.card(desk, party).owner.login == "anna"
