"""The plan shared with a customer: read in one query, its days those of whoever looks (S6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.clock import FixedClock
from crm_tui.services import tasks
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import shared_plan
from crm_tui.views.shared_plan import LATELY, SideCount
from tests.builders import BUDAPEST, a_call, a_colleague, a_company, a_task
from tests.views.asked import questions, steps

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
THURSDAY = FRIDAY - timedelta(days=1)


@pytest.fixture
def party(desk: Desk) -> int:
    return a_company(desk)


def open_ones(desk: Desk, party: int) -> tuple[shared_plan.TaskRow, ...]:
    return shared_plan.plan(desk, party).open


def test_a_task_comes_with_all_that_is_known_of_it(desk: Desk, party: int):
    entry = a_call(desk, party, "wants the price")
    bob = a_colleague(desk)
    a_task(
        desk, party, "Call back", kind="call_back", start_at=datetime(2026, 11, 23, 14),
        minutes=20, assignee=bob.user, priority="high", side="them", note="ask for Anna",
        repeats="FREQ=WEEKLY;BYDAY=MO", attempt=2, proposal="no_contact", reason="45 days",
        agreed_on=THURSDAY, entry=entry,
    )  # fmt: skip
    [row] = open_ones(desk, party)
    assert (row.title, row.kind, row.side, row.assignee, row.minutes, row.priority) == (
        "Call back", "call_back", "them", "bob", 20, "high",
    )  # fmt: skip
    assert (row.due, row.day, row.agreed_on) == (MONDAY, MONDAY, THURSDAY)
    assert row.start_at == datetime(2026, 11, 23, 14, tzinfo=BUDAPEST)
    assert (row.planned_for, row.planned_by, row.planned_at) == (
        MONDAY, "anna", desk.clock.now(),
    )  # fmt: skip
    assert (row.note, row.repeats, row.attempt) == ("ask for Anna", "FREQ=WEEKLY;BYDAY=MO", 2)
    assert (row.proposal, row.reason) == ("no_contact", "45 days")
    assert (row.entry, row.entry_way, row.entry_text) == (entry, "phone", "wants the price")
    assert row.entry_at == desk.clock.now()


def test_an_entry_that_is_taken_back_is_told_of_no_more(desk: Desk, party: int):
    entry = a_call(desk, party, "wants the price")
    undo(desk)
    a_task(desk, party, "Call back", entry=entry)
    [row] = open_ones(desk, party)
    assert (row.entry, row.entry_at, row.entry_text) == (entry, None, "")


def test_what_waits_names_the_one_before_until_that_has_ended(desk: Desk, party: int):
    first = a_task(desk, party, "Sign the contract", due=MONDAY)
    a_task(desk, party, "Pay", follows=first, follows_after=2)
    waits = open_ones(desk, party)[1]
    assert (waits.day, waits.follows, waits.follows_title, waits.follows_after) == (
        None, first, "Sign the contract", 2,
    )  # fmt: skip
    tasks.finish(desk, first, "signed")
    [freed] = open_ones(desk, party)
    assert (freed.day, freed.follows, freed.follows_title) == (MONDAY, None, "")


def test_the_next_due_comes_first_and_what_has_no_day_last(desk: Desk, party: int):
    for title, due in (("later", MONDAY), ("some day", None), ("late", THURSDAY)):
        a_task(desk, party, title, due=due)
    assert [row.title for row in open_ones(desk, party)] == ["late", "later", "some day"]


def test_an_hour_decides_the_day_where_it_is_looked_at(desk: Desk, party: int, clock: FixedClock):
    """Rule 18: ten in the evening in Budapest is the next day in Tokyo."""
    a_task(desk, party, "Call", start_at=datetime(2026, 11, 19, 22, tzinfo=BUDAPEST))
    [here] = open_ones(desk, party)
    assert (here.day, here.is_overdue(clock.today())) == (THURSDAY, True)
    clock.zone = ZoneInfo("Asia/Tokyo")
    [there] = open_ones(desk, party)
    assert (there.day, there.is_overdue(clock.today())) == (FRIDAY, False)


def test_the_last_few_that_ended_come_newest_first(
    desk: Desk, party: int, clock: FixedClock
) -> None:
    for number in range(LATELY + 2):
        clock.instant += timedelta(minutes=1)
        tasks.finish(desk, a_task(desk, party, f"call {number}"), "well", "reached")
    clock.instant += timedelta(minutes=1)
    tasks.drop(desk, a_task(desk, party, "visit", due=THURSDAY), "the fair is off")
    ended = shared_plan.plan(desk, party).ended
    assert [row.title for row in ended] == ["visit", *(f"call {n}" for n in (6, 5, 4, 3))]
    assert [(row.state, row.result) for row in ended[:2]] == [
        ("dropped", "the fair is off"), ("done", "well"),
    ]  # fmt: skip
    assert ended[0].done_at == clock.now()
    assert not ended[0].is_overdue(clock.today())


def test_what_is_open_and_overdue_is_counted_for_either_side(desk: Desk, party: int):
    for side, due in (("us", THURSDAY), ("us", FRIDAY), ("them", THURSDAY), ("them", None)):
        a_task(desk, party, side=side, due=due)
    assert shared_plan.sides(open_ones(desk, party), FRIDAY) == (
        SideCount("us", 2, 1), SideCount("them", 2, 1),
    )  # fmt: skip


def test_a_side_that_has_nothing_to_do_is_ours_or_left_out(desk: Desk, party: int):
    assert shared_plan.sides((), FRIDAY) == ()
    a_task(desk, party)
    assert shared_plan.sides(open_ones(desk, party), FRIDAY) == (SideCount("us", 1, 0),)
    theirs = a_company(desk, "Zalka Bt")
    a_task(desk, theirs, side="them")
    assert shared_plan.sides(open_ones(desk, theirs), FRIDAY) == (
        SideCount("us", 0, 0), SideCount("them", 1, 0),
    )  # fmt: skip


def test_the_plan_is_looked_at_again_on_the_day_of_its_next_review(desk: Desk, party: int):
    a_task(desk, party, "Call", due=FRIDAY)
    assert shared_plan.next_review(open_ones(desk, party)) is None
    for due in (MONDAY + timedelta(7), MONDAY, None):
        a_task(desk, party, "Go through the plan", kind="review", due=due)
    assert shared_plan.next_review(open_ones(desk, party)) == MONDAY


def test_other_customers_tasks_stand_on_their_own_cards(desk: Desk, party: int):
    a_task(desk, a_company(desk, "Zalka Bt"))
    tasks.add(desk, "Tidy up")
    assert shared_plan.plan(desk, party) == ((), ())


def test_a_plan_of_many_tasks_is_one_question_answered_from_indexes(desk: Desk, party: int) -> None:
    for number in range(20):
        tasks.finish(desk, a_task(desk, party, f"call {number}"), "well")
        a_task(desk, party)
    asked = questions(desk, lambda: shared_plan.plan(desk, party))
    assert len(asked) == 1
    assert not [
        step for step in steps(desk, asked) if step.startswith("SCAN") and "lately" not in step
    ]
