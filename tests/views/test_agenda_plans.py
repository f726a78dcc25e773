"""A day sheet is counted along one index, however many tasks there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_tui.services.opening import Desk
from crm_tui.views import agenda, planning
from tests.builders import a_company, a_task
from tests.views.asked import plans

DAY = date(2026, 11, 20)
UNCOUNTED = {  # no minutes are added up: the index alone answers
    "overdue": DAY, "later": DAY, "no_day": None, "waiting": None, "theirs": DAY,
}  # fmt: skip
COUNTED = {"timed": DAY, "untimed": DAY}


def of_tasks(steps: list[str]) -> list[str]:
    return [step for step in steps if step.split()[1] in ("k", "task")]


@pytest.mark.parametrize(("key", "day"), {**UNCOUNTED, **COUNTED}.items())
def test_a_section_is_counted_from_the_index_alone(desk: Desk, key: str, day):
    steps = plans(desk, lambda: agenda._section(desk, desk.user, key, day), "task")
    [step] = of_tasks(steps)
    assert step.startswith("SEARCH k USING COVERING INDEX task_agenda (assignee_id=? AND side=?")
    assert key in ("no_day", "waiting") or "due<" in step or "due>" in step or "due=" in step


@pytest.mark.parametrize(("key", "day"), {**UNCOUNTED, **COUNTED}.items())
def test_a_page_of_a_section_is_found_in_the_index(desk: Desk, key: str, day):
    ask = lambda: agenda.section_ids(desk, desk.user, key, day, 0, 50)  # noqa: E731
    steps = plans(desk, ask, "task")
    [step] = of_tasks(steps)
    assert "INDEX task_agenda (assignee_id=? AND side=?" in step
    if key in UNCOUNTED:
        assert "COVERING" in step


def test_the_hours_of_a_day_are_sought_not_walked_along(desk: Desk):
    steps = plans(desk, lambda: agenda._section(desk, desk.user, "ahead", DAY), "task")
    timed, untimed = of_tasks(steps)
    assert timed.endswith("(assignee_id=? AND side=? AND due=? AND start_at>? AND start_at<?)")
    assert untimed.endswith("(assignee_id=? AND side=? AND due=? AND start_at=?)")


@pytest.mark.parametrize("key", ["overdue", "later", "theirs"])
def test_the_long_sections_are_read_in_their_order_unsorted(desk: Desk, key: str):
    steps = plans(desk, lambda: agenda.section_ids(desk, desk.user, key, DAY, 0, 50), "task")
    assert not [step for step in steps if "TEMP B-TREE" in step]


QUESTIONS: dict[str, Callable[[Desk], Any]] = {
    "the day": lambda desk: agenda.day_sheet(desk, desk.user),
    "the week": lambda desk: agenda.week_sheet(desk, desk.user),
    "what hangs on no card": lambda desk: agenda.unattached(desk, desk.user),
    "the top row": lambda desk: agenda.counts(desk, desk.user),
    "the short list": lambda desk: agenda.due(desk, desk.user, DAY),
    "the lines": lambda desk: agenda.rows(desk, [1, 2, 3]),
    "the walk": lambda desk: planning.candidates(desk, desk.user),
    "the days to plan for": lambda desk: planning.days(desk, desk.user),
    "a search": lambda desk: agenda.search_sheet(desk, desk.user, "offer"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_all_tasks(desk: Desk, question: str):
    firm = a_company(desk)
    for title in ("Send the offer", "Send samples", "Meet"):
        a_task(desk, firm, title, due=DAY)
    steps = plans(desk, lambda: QUESTIONS[question](desk), "task")
    assert steps
    assert not [step for step in steps if step.split()[:2] in (["SCAN", "k"], ["SCAN", "task"])]
    assert not [step for step in steps if step.split()[:2] == ["SCAN", "p"]]
