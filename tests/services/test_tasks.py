"""Tasks: finished with a result, once (rule 3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import DayOff, Planning, Task
from crm_tui.services import tasks, together
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import card
from tests.builders import (
    BUDAPEST,
    a_call,
    a_colleague,
    a_company,
    a_person,
    a_task,
    dump,
    labels,
)

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def at(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=BUDAPEST)


def task(number: int | None) -> Task:
    return Task.get_by_id(number)


def completed(desk: Desk, number: Any, *said: Any, **more: Any) -> tasks.Finished:
    done = tasks.complete(desk, number, *said, **more)
    assert done is not None
    return done


def entries(desk: Desk) -> int:
    return int(desk.store.value("SELECT count(*) FROM timeline_entry"))


def a_day_off(desk: Desk, day: date, user: int | None = None) -> None:
    with desk.store.change_set(desk.user, "added a day off"):
        DayOff.create(day=day, user=user, name="away")


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


# An attempt that reached nobody


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail"])
def test_a_call_that_reached_nobody_is_history_and_comes_back_by_itself(desk: Desk, outcome: str):
    party = a_company(desk)
    call = a_task(desk, party, "Call about the offer", kind="call", priority="high", minutes=20)
    done = completed(desk, call, outcome=outcome)
    again = task(done.again)
    assert (again.title, again.kind, again.party_id, again.priority, again.minutes) == (
        "Call about the offer", "call", party, "high", 20,
    )  # fmt: skip
    assert (again.state, again.attempt, again.start_at) == ("open", 2, at(2026, 11, 20, 12))
    assert (again.due, again.planned_for) == (FRIDAY, FRIDAY)
    assert task(call).state == "done"
    assert [entry.id for entry in card.timeline(desk, party)] == [done.entry]


def test_every_attempt_counts(desk: Desk):
    call = a_task(desk, a_company(desk), kind="call")
    for attempt in (2, 3, 4):
        done = completed(desk, call, outcome="no_answer")
        call = done.again
        assert task(call).attempt == attempt
    assert entries(desk) == 3


def test_an_attempt_on_a_colleague_s_task_comes_back_to_the_colleague(desk: Desk):
    bob = a_colleague(desk)
    done = completed(desk, a_task(desk, a_company(desk), assignee=bob.user), "", "no_answer")
    assert task(done.again).assignee_id == bob.user


def test_what_follows_a_call_waits_until_somebody_was_reached(desk: Desk):
    call = a_task(desk, a_company(desk), "Call", kind="call", due=FRIDAY)
    offer = tasks.add(desk, "Send the offer", follows=call, follows_after=3)
    missed = completed(desk, call, outcome="no_answer")
    assert missed.freed == ()
    assert (task(offer).follows_id, task(offer).due) == (missed.again, None)
    reached = completed(desk, missed.again, "they want it", "reached")
    assert (reached.freed, task(offer).due) == ((offer,), MONDAY)


def test_a_repeating_call_that_reached_nobody_repeats_once_it_did(desk: Desk):
    call = a_task(desk, a_company(desk), kind="call", due=FRIDAY, repeats="FREQ=WEEKLY;BYDAY=FR")
    missed = completed(desk, call, outcome="voicemail")
    assert task(missed.again).due == FRIDAY
    reached = completed(desk, missed.again, outcome="reached")
    assert (task(reached.again).due, task(reached.again).attempt) == (date(2026, 11, 27), 1)


# Repetition


def test_a_repeating_task_is_there_again_for_its_next_day_at_its_hour(desk: Desk):
    weekly = a_task(
        desk, a_company(desk), "Weekly list", start_at=at(2026, 11, 20, 15, 30),
        repeats="FREQ=WEEKLY;BYDAY=MO,FR",
    )  # fmt: skip
    done = completed(desk, weekly, "sent")
    again = task(done.again)
    assert (again.due, again.start_at) == (MONDAY, at(2026, 11, 23, 15, 30))
    assert (again.repeats, again.state, again.attempt) == ("FREQ=WEEKLY;BYDAY=MO,FR", "open", 1)
    assert again.planned_for is None  # the rule put it there, nobody planned it
    assert labels(desk)[-1] == "finished task: Weekly list; it comes back Mon 23 Nov 15:30"


def test_missed_days_of_a_rule_are_not_made_up_for(desk: Desk):
    weekly = tasks.add(desk, "Weekly list", due=date(2026, 10, 5), repeats="FREQ=WEEKLY;BYDAY=MO")
    done = completed(desk, weekly, "sent")
    assert task(done.again).due == MONDAY


def test_a_rule_of_days_after_done_counts_from_the_day_it_was_done(desk: Desk):
    water = tasks.add(desk, "Water the plants", due=date(2026, 11, 1), repeats="AFTER=14")
    done = completed(desk, water, "done")
    assert task(done.again).due == date(2026, 12, 4)


def test_a_rule_comes_to_its_end(desk: Desk):
    thrice = tasks.add(desk, "Thrice", due=FRIDAY, repeats="FREQ=DAILY;COUNT=3")
    second = completed(desk, thrice, "done").again
    third = completed(desk, second, "done").again
    assert [task(one).due for one in (second, third)] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert completed(desk, third, "done").again is None


def test_a_dropped_day_of_a_repeating_task_is_one_day_dropped(desk: Desk):
    weekly = tasks.add(desk, "Weekly list", due=FRIDAY, repeats="FREQ=WEEKLY;BYDAY=MO")
    tasks.drop(desk, weekly, "no list this week")
    [again] = Task.select().where(Task.state == "open")
    assert (again.title, again.due) == ("Weekly list", MONDAY)


def test_a_rule_that_cannot_be_followed_is_refused(desk: Desk):
    with pytest.raises(RuleError, match="cannot be followed"):
        tasks.add(desk, "Often", repeats="FREQ=SECONDLY")
    assert Task.select().count() == 0


# Tasks that follow another


def test_a_task_that_follows_has_no_day_until_the_one_before_is_done(desk: Desk):
    sample = a_task(desk, a_company(desk), "Send samples", due=FRIDAY)
    ask = tasks.add(desk, "Ask about the samples", due=FRIDAY, follows=sample, follows_after=5)
    assert (task(ask).due, task(ask).planned_for) == (None, None)
    done = completed(desk, sample, "sent")
    assert done.freed == (ask,)
    assert (task(ask).due, task(ask).follows_id) == (date(2026, 11, 25), None)


def test_a_follower_gets_a_day_on_which_somebody_works(desk: Desk):
    a_day_off(desk, MONDAY)
    sample = tasks.add(desk, "Send samples")
    ask = tasks.add(desk, "Ask about the samples", follows=sample, follows_after=1)
    tasks.finish(desk, sample, "sent")
    assert task(ask).due == date(2026, 11, 24)


def test_a_chain_is_freed_link_by_link(desk: Desk):
    first = tasks.add(desk, "first")
    second = tasks.add(desk, "second", follows=first)
    third = tasks.add(desk, "third", follows=second)
    tasks.finish(desk, first, "done")
    assert (task(second).due, task(third).due) == (FRIDAY, None)
    tasks.finish(desk, second, "done")
    assert task(third).due == FRIDAY


def test_what_followed_a_dropped_task_waits_no_longer_and_has_no_day(desk: Desk):
    sample = tasks.add(desk, "Send samples")
    ask = tasks.add(desk, "Ask about the samples", follows=sample)
    tasks.drop(desk, sample, "they do not want any")
    assert (task(ask).follows_id, task(ask).due, task(ask).state) == (None, None, "open")


def test_nothing_follows_what_has_ended(desk: Desk):
    sample = tasks.add(desk, "Send samples")
    tasks.finish(desk, sample, "sent")
    with pytest.raises(RuleError, match="ended already"):
        tasks.add(desk, "Ask about the samples", follows=sample)
    with pytest.raises(NotFoundError):
        tasks.add(desk, "Ask about the samples", follows=99)


def test_a_day_given_to_a_follower_frees_it(desk: Desk):
    sample = tasks.add(desk, "Send samples")
    ask = tasks.add(desk, "Ask about the samples", follows=sample, follows_after=5)
    tasks.move(desk, ask, MONDAY)
    done = completed(desk, sample, "sent")
    assert done.freed == ()
    assert task(ask).due == MONDAY


# One change set


def test_all_that_follows_of_finishing_is_one_change_set_and_undo_takes_it_back(desk: Desk):
    weekly = a_task(desk, a_company(desk), due=FRIDAY, repeats="FREQ=WEEKLY;BYDAY=FR")
    tasks.add(desk, "Ask about it", follows=weekly, follows_after=2)
    before, sets = dump(desk), len(labels(desk))
    tasks.finish(desk, weekly, "sent", "next_step")
    after = dump(desk)
    assert len(labels(desk)) == sets + 1
    undo(desk)
    assert dump(desk) == before
    redo(desk)
    assert dump(desk) == after


def test_an_attempt_is_taken_back_whole(desk: Desk):
    call = a_task(desk, a_company(desk), kind="call", due=FRIDAY)
    tasks.add(desk, "Send the offer", follows=call)
    before = dump(desk)
    tasks.finish(desk, call, outcome="no_answer")
    undo(desk)
    assert dump(desk) == before


def test_several_tasks_moved_together_are_taken_back_together(desk: Desk):
    chosen = [tasks.add(desk, f"task {nth}", due=FRIDAY) for nth in range(3)]
    before = dump(desk)
    together.each(desk, chosen, "moved 3 tasks", lambda one: tasks.move(desk, one, MONDAY))
    assert labels(desk)[-1] == "moved 3 tasks"
    assert [task(one).due for one in chosen] == [MONDAY] * 3
    undo(desk)
    assert dump(desk) == before


# Dropping


def test_a_task_is_not_dropped_without_a_reason(desk: Desk):
    dropped = a_task(desk, a_company(desk))
    with pytest.raises(RuleError, match="Why is it dropped"):
        tasks.drop(desk, dropped, " \n ")
    assert (task(dropped).state, entries(desk)) == ("open", 0)


def test_dropping_twice_changes_nothing(desk: Desk):
    dropped = a_task(desk, a_company(desk))
    tasks.drop(desk, dropped, "not needed")
    before = dump(desk)
    tasks.drop(desk, dropped, "really not")
    assert dump(desk) == before


# Moving


@pytest.mark.parametrize(
    ("start", "day", "there"),
    [
        (at(2026, 3, 27, 9, 30), date(2026, 3, 30), at(2026, 3, 30, 9, 30)),
        (at(2026, 10, 23, 9, 30), date(2026, 10, 26), at(2026, 10, 26, 9, 30)),
        (at(2026, 3, 28, 2, 30), date(2026, 3, 29), at(2026, 3, 29, 3, 30)),  # skipped
        (at(2026, 10, 24, 2, 30), date(2026, 10, 25), at(2026, 10, 25, 2, 30)),  # there twice
    ],
)
def test_a_moved_task_keeps_its_local_hour_across_a_change_of_clocks(
    desk: Desk, clock: FixedClock, start: datetime, day: date, there: datetime
):
    clock.instant = at(2026, 1, 5, 10)
    moved = tasks.add(desk, "Meet", start_at=start)
    tasks.move(desk, moved, day)
    assert (task(moved).start_at.timestamp(), task(moved).due) == (there.timestamp(), day)


def test_a_task_moved_to_no_day_is_planned_for_none(desk: Desk):
    moved = tasks.add(desk, "Meet", start_at=at(2026, 11, 20, 15))
    tasks.move(desk, moved, None)
    gone = task(moved)
    assert (gone.due, gone.start_at, gone.planned_for, gone.planned_by_id) == (None,) * 4


def test_every_day_a_task_was_put_on_is_kept_with_who_did_it_and_when(desk: Desk):
    """S73."""
    bob = a_colleague(desk)
    moved = tasks.add(desk, "Meet", due=FRIDAY)
    tasks.move(bob, moved, MONDAY)
    now = desk.clock.now()
    assert list(Planning.select(Planning.day, Planning.at, Planning.user).tuples()) == [
        (FRIDAY, now, desk.user), (MONDAY, now, bob.user),
    ]  # fmt: skip
    assert (task(moved).planned_for, task(moved).planned_by_id) == (MONDAY, bob.user)


def test_what_has_ended_is_not_moved(desk: Desk):
    ended = tasks.add(desk, "Meet")
    tasks.finish(desk, ended, "met")
    for work in (
        lambda: tasks.move(desk, ended, MONDAY),
        lambda: tasks.shift(desk, ended, 1),
        lambda: tasks.assign(desk, ended, desk.user),
        lambda: tasks.prioritise(desk, ended, "high"),
        lambda: tasks.agree(desk, ended, FRIDAY),
        lambda: tasks.start(desk, ended),
    ):
        with pytest.raises(RuleError, match="done already"):
            work()


def test_a_day_on_is_the_next_day_on_which_the_assignee_works(desk: Desk):
    a_day_off(desk, MONDAY)
    a_day_off(desk, date(2026, 11, 24), user=a_colleague(desk).user)
    shifted = tasks.add(desk, "Meet", due=FRIDAY)
    assert tasks.shift(desk, shifted, 1) == date(2026, 11, 24)
    assert tasks.shift(desk, shifted, 2) == date(2026, 11, 26)
    assert tasks.shift(desk, shifted, -2) == date(2026, 11, 24)
    his = tasks.add(desk, "Meet", due=FRIDAY, assignee=a_colleague(desk).user)
    assert tasks.shift(desk, his, 1) == date(2026, 11, 25)


@pytest.mark.parametrize("due", [date(2026, 11, 3), None])
@pytest.mark.parametrize("days", [1, -1])
def test_what_is_overdue_or_has_no_day_comes_to_today_first(desk: Desk, due, days: int):
    late = tasks.add(desk, "Meet", due=due)
    assert tasks.shift(desk, late, days) == FRIDAY
    assert tasks.shift(desk, late, 1) == MONDAY


def test_nothing_is_shifted_into_the_past(desk: Desk):
    shifted = tasks.add(desk, "Meet", due=MONDAY)
    assert [tasks.shift(desk, shifted, -1) for _ in range(3)] == [FRIDAY] * 3


def test_a_shifted_task_keeps_its_hour(desk: Desk):
    shifted = tasks.add(desk, "Meet", start_at=at(2026, 11, 20, 8, 15))
    tasks.shift(desk, shifted, 1)
    assert task(shifted).start_at == at(2026, 11, 23, 8, 15)


# What is said of a task


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "juggle"}, "juggle"), ({"priority": "mild"}, "no priority 'mild'"),
        ({"side": "both"}, "no side 'both'"), ({"minutes": 0}, "between a minute and a day"),
        ({"minutes": 1441}, "between a minute and a day"),
    ],
)  # fmt: skip
def test_what_no_task_can_be_is_refused(desk: Desk, wrong: dict[str, str], said: str):
    with pytest.raises(RuleError, match=said):
        tasks.add(desk, "Meet", **wrong)
    assert Task.select().count() == 0


def test_a_task_s_day_is_that_of_its_hour(desk: Desk):
    late = tasks.add(desk, "Call Tokyo", due=FRIDAY, start_at=at(2026, 11, 23, 0, 30))
    assert task(late).due == MONDAY


def test_a_task_says_that_it_is_being_done_and_how_much_it_matters(desk: Desk):
    begun = tasks.add(desk, "Meet")
    tasks.start(desk, begun)
    tasks.prioritise(desk, begun, "urgent")
    assert (task(begun).state, task(begun).priority) == ("doing", "urgent")
    assert tasks.finish(desk, begun, "met") is not None


def test_a_finished_task_of_theirs_is_history_but_no_contact(desk: Desk):
    party = a_company(desk)
    theirs = a_task(desk, party, "Send us the drawings", kind="email", side="them")
    tasks.finish(desk, theirs, "came today")
    [told] = card.timeline(desk, party)
    assert (told.kind, told.result) == ("task", "came today")
    assert desk.store.value("SELECT last_contact_at FROM party WHERE id = ?", (party,)) is None


# A call logged by hand


def test_a_logged_call_that_reached_nobody_brings_itself_back(desk: Desk):
    anna = a_person(desk)
    a_call(desk, anna, "", outcome="no_answer", direction="out")
    [back] = Task.select()
    assert (back.title, back.kind, back.attempt) == ("Call Anna Rossi", "call_back", 2)
    assert (back.start_at, back.state) == (at(2026, 11, 20, 12), "open")


def test_a_logged_call_moves_the_call_that_stood_on_the_agenda(desk: Desk):
    anna = a_person(desk)
    planned = a_task(desk, anna, "Call about the offer", kind="call", due=FRIDAY)
    a_call(desk, anna, "", outcome="voicemail", direction="out")
    [same] = Task.select()
    assert (same.id, same.attempt, same.start_at) == (planned, 2, at(2026, 11, 20, 12))


def test_a_logged_call_that_reached_them_ends_the_one_that_was_to_come_back(desk: Desk):
    anna = a_person(desk)
    a_call(desk, anna, "", outcome="no_answer", direction="out")
    a_call(desk, anna, "they take it", outcome="reached", direction="out")
    [back] = Task.select()
    assert (back.state, back.result) == ("done", "they take it")
    assert entries(desk) == 2


def test_what_followed_a_missed_call_is_freed_by_the_call_that_reaches_them(desk: Desk):
    anna = a_person(desk)
    call = a_task(desk, anna, "Call", kind="call", due=FRIDAY, repeats="FREQ=WEEKLY;BYDAY=FR")
    offer = tasks.add(desk, "Send the offer", follows=call, follows_after=3)
    tasks.finish(desk, call, outcome="no_answer")
    before = dump(desk)
    a_call(desk, anna, "they want it", outcome="reached", direction="out")
    assert (task(offer).due, task(offer).follows_id) == (MONDAY, None)
    [again] = Task.select().where(Task.title == "Call", Task.state == "open")
    assert (again.due, again.attempt) == (date(2026, 11, 27), 1)
    undo(desk)
    assert dump(desk) == before


def test_both_sides_agree_on_a_task_on_a_day(desk: Desk):
    """S6."""
    theirs = a_task(desk, a_company(desk), "Send us the drawings", side="them")
    tasks.agree(desk, theirs, FRIDAY)
    assert (task(theirs).agreed_on, labels(desk)[-1]) == (
        FRIDAY, "agreed on today: Send us the drawings",
    )  # fmt: skip
    tasks.agree(desk, theirs, None)
    assert (task(theirs).agreed_on, task(theirs).version) == (None, 3)
    undo(desk)
    assert task(theirs).agreed_on == FRIDAY


def test_what_was_agreed_on_lies_behind(desk: Desk):
    plain = tasks.add(desk, "Meet")
    for work in (
        lambda: tasks.agree(desk, plain, MONDAY),
        lambda: tasks.add(desk, "Visit", agreed_on=MONDAY),
    ):
        with pytest.raises(RuleError, match="still to come"):
            work()


@pytest.mark.parametrize(
    ("moved_to", "done_on", "following"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 12, 1)),
        (date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 1)),
        (date(2026, 12, 2), date(2026, 12, 2), date(2026, 12, 8)),
    ],
    ids=["a day earlier", "a day later", "past the next one"],
)
def test_moving_one_of_a_series_does_not_move_the_series(
    desk: Desk, clock: FixedClock, moved_to, done_on, following
):
    """Each Tuesday stays each Tuesday."""
    task = a_task(desk, a_company(desk), due=date(2026, 11, 24), repeats="FREQ=WEEKLY")
    tasks.move(desk, task, moved_to)
    clock.instant = clock.instant.replace(month=done_on.month, day=done_on.day)
    again = tasks.complete(desk, task, "done").again
    assert Task.get_by_id(again).due == following
