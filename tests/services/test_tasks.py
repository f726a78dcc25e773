"""Tasks: finished with a result, once (rule 3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Task
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.views import card
from tests.builders import a_colleague, a_company, a_task, dump


def test_a_finished_task_is_in_the_timeline_with_its_result(desk: Desk):
    """S76, S77."""
    party = a_company(desk)
    task = a_task(desk, party, "Call about the offer", kind="call")
    entry = tasks.finish(desk, task, "they take it", "next_step")
    [shown] = card.timeline(desk, party)
    assert (shown.id, shown.task, shown.kind) == (entry, task, "call")
    assert (shown.subject, shown.result, shown.outcome) == (
        "Call about the offer", "they take it", "next_step",
    )  # fmt: skip
    assert card.open_tasks(desk, party) == ()
    assert Task.get_by_id(task).done_at == desk.clock.now()


def test_finishing_twice_changes_nothing(desk: Desk):
    task = a_task(desk, a_company(desk))
    assert tasks.finish(desk, task, "sent") is not None
    before = dump(desk)
    assert tasks.finish(desk, task, "sent again", "bought") is None
    assert dump(desk) == before


def test_a_task_is_not_finished_without_a_result(desk: Desk):
    task = a_task(desk, a_company(desk))
    with pytest.raises(RuleError, match="What came of it"):
        tasks.finish(desk, task, "  ")
    assert Task.get_by_id(task).state == "open"
    assert tasks.finish(desk, task, outcome="reached") is not None


def test_a_result_of_a_word_that_is_no_outcome_is_refused(desk: Desk):
    task = a_task(desk, a_company(desk))
    with pytest.raises(RuleError, match="no outcome 'enchanted'"):
        tasks.finish(desk, task, outcome="enchanted")
    assert Task.get_by_id(task).state == "open"


def test_a_gone_task_cannot_be_finished(desk: Desk):
    with pytest.raises(NotFoundError):
        tasks.finish(desk, 99, "sent")


def test_a_dropped_task_stays_dropped_and_its_reason_is_history(desk: Desk):
    party = a_company(desk)
    task = a_task(desk, party)
    tasks.drop(desk, task, "not needed")
    assert tasks.finish(desk, task, "sent") is None
    [told] = card.timeline(desk, party)
    assert (told.subject, told.result) == ("Send the offer", "dropped: not needed")
    assert (Task.get_by_id(task).state, Task.get_by_id(task).result) == ("dropped", "not needed")


def test_a_finished_task_is_not_dropped_afterwards(desk: Desk):
    task = a_task(desk, a_company(desk))
    tasks.finish(desk, task, "sent")
    tasks.drop(desk, task, "not needed")
    assert Task.get_by_id(task).state == "done"


def test_a_task_is_for_who_adds_it_unless_said_otherwise(desk: Desk):
    bob = a_colleague(desk)
    mine, his = a_task(desk, a_company(desk)), a_task(desk, a_company(desk), assignee=bob.user)
    assert Task.get_by_id(mine).assignee_id == desk.user
    assert Task.get_by_id(his).assignee_id == bob.user
    tasks.assign(desk, mine, bob.user)
    assert Task.get_by_id(mine).assignee_id == bob.user


def test_a_task_needs_a_title_but_no_customer(desk: Desk):
    """S75."""
    with pytest.raises(RuleError, match="needs a title"):
        tasks.add(desk, " ")
    assert Task.get_by_id(tasks.add(desk, "order paper")).party_id is None


def test_a_moved_task_has_its_new_day_and_its_old_hour(desk: Desk):
    task = a_task(desk, a_company(desk), due=date(2026, 11, 20), start_at=desk.clock.now())
    tasks.move(desk, task, date(2026, 11, 23))
    moved = Task.get_by_id(task)
    assert (moved.due, moved.start_at) == (
        date(2026, 11, 23), desk.clock.now() + timedelta(days=3),
    )  # fmt: skip
