"""Tasks said in a line: added, changed, and as the next step when one is finished."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import Planning, Task
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.text.taskline import TaskLine, compose, parse
from tests.builders import BUDAPEST, a_colleague, a_company, a_task, dump, labels

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def typed(desk: Desk, text: str) -> TaskLine:
    return parse(text, desk.clock.now().astimezone(desk.clock.zone), users={"anna", "bob"})


def line_of(desk: Desk, task: int) -> TaskLine:
    """The line that says a task as it stands, as a prompt shows it to be edited."""
    row = Task.get_by_id(task)
    start = row.start_at.astimezone(desk.clock.zone).time() if row.start_at else None
    line = TaskLine(
        row.title, row.kind, row.due, start, row.minutes, row.priority, row.assignee.login,
        row.side, row.repeats, (),
    )  # fmt: skip
    return typed(desk, compose(line, desk.clock.today()))


def values(task: int) -> dict[str, object]:
    """A task without what every change changes."""
    row = Task.select().where(Task.id == task).dicts().get()
    return {name: value for name, value in row.items() if name not in ("version", "updated_at")}


def test_a_line_says_a_whole_task(desk: Desk):
    """S71."""
    bob = a_colleague(desk)
    line = typed(desk, "call Anna about the renewal tue 10:00 20m !high @bob every week")
    row = Task.get_by_id(tasks.add_line(desk, line, a_company(desk)))
    assert (row.kind, row.minutes, row.priority, row.assignee_id) == ("call", 20, "high", bob.user)
    assert (row.due, row.start_at) == (
        date(2026, 11, 24), datetime(2026, 11, 24, 10, tzinfo=BUDAPEST),
    )  # fmt: skip
    assert row.repeats.startswith("FREQ=WEEKLY")
    assert "Anna about the renewal" in row.title


def test_a_task_for_nobody_we_know_is_refused(desk: Desk):
    line = TaskLine("Meet", None, None, None, None, None, "zed", "us", "", ())
    with pytest.raises(NotFoundError, match="zed"):
        tasks.add_line(desk, line)
    assert Task.select().count() == 0


def test_the_next_step_comes_in_the_same_breath(desk: Desk):
    """S77: in the same change set, with the same customer, because of the same talk."""
    party = a_company(desk)
    call = a_task(desk, party, "Call about the offer", kind="call")
    before, sets = dump(desk), len(labels(desk))
    done = tasks.complete(
        desk, call, "wants it cheaper", "next_step", then=typed(desk, "send a new offer mon 9:00")
    )
    assert done is not None
    step = Task.get_by_id(done.step)
    assert (step.party_id, step.entry_id, step.due) == (party, done.entry, MONDAY)
    assert step.start_at == datetime(2026, 11, 23, 9, tzinfo=BUDAPEST)
    assert len(labels(desk)) == sets + 1
    undo(desk)
    assert dump(desk) == before


def test_a_next_step_that_is_refused_leaves_the_task_open(desk: Desk):
    call = a_task(desk, a_company(desk), kind="call")
    before = dump(desk)
    with pytest.raises(RuleError, match="needs a title"):
        tasks.complete(desk, call, "spoke", then=typed(desk, "tue 10:00"))
    assert dump(desk) == before


# Changing


def test_a_changed_line_changes_what_it_says(desk: Desk):
    task = tasks.add(desk, "Meet Anna", due=FRIDAY, kind="meeting")
    tasks.change(desk, task, typed(desk, "call Anna mon 15:00 30m !urgent"), version=1)
    row = Task.get_by_id(task)
    assert (row.title, row.kind, row.minutes, row.priority) == ("call Anna", "call", 30, "urgent")
    assert (row.due, row.start_at) == (MONDAY, datetime(2026, 11, 23, 15, tzinfo=BUDAPEST))
    assert (row.planned_for, row.version) == (MONDAY, 2)
    assert [row.day for row in Planning.select()] == [FRIDAY, MONDAY]


@pytest.mark.parametrize(
    "said",
    [
        {"due": FRIDAY, "kind": "management_visit"},
        {"start_at": datetime(2026, 11, 24, 9, 30, tzinfo=BUDAPEST), "minutes": 90},
        {"due": MONDAY, "priority": "low", "repeats": "FREQ=WEEKLY;BYDAY=MO"},
        {"side": "them", "due": MONDAY},
        {"kind": "call", "note": "ask for the price", "agreed_on": FRIDAY},
        {},
    ],
)
def test_a_line_saved_as_it_was_shown_changes_nothing(desk: Desk, said):
    task = a_task(desk, a_company(desk), "Yearly look at the numbers", **said)
    before = values(task)
    tasks.change(desk, task, line_of(desk, task), version=1)
    assert values(task) == before
    assert Planning.select().count() == (1 if before["due"] else 0)


def test_a_new_title_that_names_no_kind_keeps_the_kind(desk: Desk):
    task = tasks.add(desk, "call Anna", kind="call")
    tasks.change(desk, task, typed(desk, "Anna wants to hear from us"), version=1)
    assert Task.get_by_id(task).kind == "call"


def test_a_line_written_for_an_older_version_conflicts_and_loses_nothing(desk: Desk):
    """Rule 17."""
    task = tasks.add(desk, "Meet Anna", due=FRIDAY)
    bob = a_colleague(desk)
    tasks.change(bob, task, typed(desk, "Meet Anna and her boss fri"), version=1)
    before = dump(desk)
    with pytest.raises(ConflictError, match="Meet Anna and her boss") as refused:
        tasks.change(desk, task, typed(desk, "Meet Anna in Pécs mon"), version=1)
    assert "kept" in str(refused.value.hint)
    assert dump(desk) == before


@pytest.mark.parametrize(
    "work",
    [
        lambda desk, task: tasks.move(desk, task, MONDAY),
        lambda desk, task: tasks.assign(desk, task, desk.user),
        lambda desk, task: tasks.prioritise(desk, task, "high"),
        tasks.start,
    ],
    ids=["moved", "given", "made high", "begun"],
)
def test_whatever_changed_a_task_makes_an_older_line_stale(desk: Desk, work):
    task = tasks.add(desk, "Meet Anna", due=FRIDAY)
    work(desk, task)
    with pytest.raises(ConflictError):
        tasks.change(desk, task, typed(desk, "Meet Bob"), version=1)


def test_a_day_said_for_a_follower_frees_it(desk: Desk):
    first = tasks.add(desk, "Send samples")
    waits = tasks.add(desk, "Ask about them", follows=first, follows_after=4)
    tasks.change(desk, waits, typed(desk, "Ask about the samples"), version=1)
    assert Task.get_by_id(waits).follows_id == first
    tasks.change(desk, waits, typed(desk, "Ask about the samples mon"), version=2)
    assert (Task.get_by_id(waits).follows_id, Task.get_by_id(waits).due) == (None, MONDAY)


def test_what_has_ended_is_not_changed(desk: Desk):
    task = tasks.add(desk, "Meet Anna")
    tasks.finish(desk, task, "met")
    with pytest.raises(RuleError, match="done already"):
        tasks.change(desk, task, typed(desk, "Meet Bob"), version=2)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("meet 29.3.2026 2:30", "2026-03-29T03:30:00+02:00"),  # skipped: an hour later
        ("meet 25.10.2026 2:30", "2026-10-25T02:30:00+02:00"),  # there twice: the first
    ],
)
def test_an_hour_that_clocks_skip_or_repeat(desk: Desk, text: str, start: str):
    now = datetime(2026, 1, 5, 10, tzinfo=BUDAPEST)
    made = Task.get_by_id(tasks.add_line(desk, parse(text, now)))
    assert made.start_at == datetime.fromisoformat(start)
    assert made.due == made.start_at.astimezone(BUDAPEST).date()


def test_a_line_without_a_day_has_none_and_one_with_an_hour_alone_is_today_s(desk: Desk):
    plain = Task.get_by_id(tasks.add_line(desk, typed(desk, "order paper")))
    assert (plain.due, plain.start_at, plain.kind) == (None, None, "other")
    hour = Task.get_by_id(tasks.add_line(desk, typed(desk, "meet Anna 15:00")))
    assert (hour.due, hour.start_at.astimezone(BUDAPEST).time()) == (FRIDAY, time(15))
    passed = Task.get_by_id(tasks.add_line(desk, typed(desk, "meet Anna 9:00")))
    assert passed.due == FRIDAY + timedelta(1)
