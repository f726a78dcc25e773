"""Tasks in lists and one by one, on the day they have where they are looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError
from crm_tui.services import planning, tasks
from crm_tui.services.opening import Desk
from crm_tui.views import agenda
from crm_tui.views import tasks as views
from crm_tui.views.tasks import WorkQuery
from tests.builders import a_colleague, a_company, a_task

TODAY = date(2026, 11, 20)


def listed(desk: Desk, **query: object) -> list[int]:
    return [row.id for row in views.listed(desk, WorkQuery(**query), 100)]  # type: ignore[arg-type]


def test_the_next_due_come_first_those_without_a_day_last(desk: Desk):
    firm = a_company(desk)
    some_day = a_task(desk, firm)
    tomorrow = a_task(desk, firm, due=TODAY + timedelta(1))
    at_three = a_task(desk, firm, start_at=datetime(2026, 11, 20, 14, tzinfo=UTC))
    at_nine = a_task(desk, firm, start_at=datetime(2026, 11, 20, 8, tzinfo=UTC))
    no_hour = a_task(desk, firm, due=TODAY)
    assert listed(desk) == [at_nine, at_three, no_hour, tomorrow, some_day]


def test_what_has_ended_comes_newest_first_and_only_where_asked_for(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    first, second, still = (a_task(desk, firm, title) for title in ("a", "b", "c"))
    tasks.finish(desk, first, "done")
    clock.instant += timedelta(days=1)
    tasks.drop(desk, second, "no need")
    assert listed(desk, ended=True) == [second, first]
    assert listed(desk, ended=True, day=TODAY) == [first]
    assert listed(desk) == [still]


def test_a_task_is_overdue_where_its_day_is_over_for_whoever_looks(desk: Desk):
    """Late on Friday in New York is Saturday in Budapest (rule 18)."""
    task = a_task(desk, a_company(desk), start_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    saturday = datetime(2026, 11, 21, 12, tzinfo=UTC)
    for zone, day, overdue in (
        ("Europe/Budapest", date(2026, 11, 21), []),
        ("America/New_York", date(2026, 11, 20), [task]),
    ):
        desk.store.clock = FixedClock(saturday, ZoneInfo(zone))
        assert listed(desk, overdue=True) == overdue
        assert listed(desk, day=day) == [task]
        assert views.card(desk, task).day == day
        sheet = agenda.day_sheet(desk, desk.user)
        assert sheet.overdue == len(overdue)


def test_every_filter_narrows_and_the_count_agrees(desk: Desk):
    firm, bob = a_company(desk), a_colleague(desk).user
    a_task(desk, firm, "late", due=TODAY - timedelta(2))
    a_task(desk, firm, "theirs", due=TODAY, side="them")
    tasks.add(desk, "alone")
    a_task(desk, firm, "bob's", assignee=bob)
    for query, titles in (
        (WorkQuery(), ["late", "theirs", "alone", "bob's"]),
        (WorkQuery(party=firm), ["late", "theirs", "bob's"]),
        (WorkQuery(user=bob), ["bob's"]),
        (WorkQuery(side="them"), ["theirs"]),
        (WorkQuery(overdue=True), ["late"]),
        (WorkQuery(no_day=True), ["alone", "bob's"]),
        (WorkQuery(unattached=True), ["alone"]),
        (WorkQuery(day=TODAY), ["theirs"]),
        (WorkQuery(user=bob, overdue=True), []),
    ):
        assert [row.title for row in views.listed(desk, query, 100)] == titles
        assert views.count(desk, query) == len(titles)


def test_a_card_tells_who_planned_it_and_what_follows(desk: Desk):
    firm = a_company(desk)
    first = a_task(desk, firm, "measure", due=TODAY)
    then = a_task(desk, firm, "offer", follows=first, follows_after=3)
    planning.put(a_colleague(desk), [first], TODAY + timedelta(3))
    card = views.card(desk, first)
    assert [(one.day, one.user) for one in card.plannings] == [
        (TODAY, "anna"),
        (TODAY + timedelta(3), "bob"),
    ]
    assert (card.planned_for, card.planned_by) == (TODAY + timedelta(3), "bob")
    assert card.followers == (views.Follower(then, "offer", 3),)
    assert (views.card(desk, then).follows, views.card(desk, then).day) == (first, None)


def test_a_repeating_task_that_has_ended_knows_the_one_it_left(desk: Desk):
    firm = a_company(desk)
    task = a_task(desk, firm, "call", due=TODAY, repeats="FREQ=WEEKLY")
    a_task(desk, firm, "call", due=TODAY)
    done = tasks.complete(desk, task, "reached them")
    assert done is not None
    assert views.repeated(desk, views.card(desk, task)) == done.again
    once = a_task(desk, firm, "once", due=TODAY, repeats="FREQ=WEEKLY;COUNT=1")
    tasks.drop(desk, once, "no need")
    assert views.repeated(desk, views.card(desk, once)) is None


def test_a_task_that_is_not_there_is_a_sentence(desk: Desk):
    for ask in (views.card, views.must_exist):
        with pytest.raises(NotFoundError, match="no task 99"):
            ask(desk, 99)
