"""Proposals and reports are asked of indexes: what others own costs nobody time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_tui.services import planning, tasks
from crm_tui.services.opening import Desk
from crm_tui.text.periods import Period
from crm_tui.views import next_steps, planned, proposals, workload
from crm_tui.views.proposals import Asked
from tests.builders import a_call, a_colleague, a_company
from tests.views.asked import questions, steps

QUESTIONS: dict[str, Callable[[Desk], Any]] = {
    **{
        kind: lambda desk, kind=kind: proposals.KINDS[kind](desk, Asked(desk.user, 20))
        for kind in ("no_contact", "no_management_visit", "no_next_step")
    },
    "a team's load": workload.team,
    "what was planned": lambda desk: planned.by_user(
        desk, Period(date(2026, 11, 1), date(2026, 11, 30))
    ),
    "who has no next step": lambda desk: next_steps.without(desk, desk.user),
}
LARGE = ("party", "p", "task", "k", "timeline_entry", "e", "planning", "q", "participant")
OF_ALL = ("party_contacts", "party_kinds", "party_names", "party_customers")
"""Indexes along which the customers of all colleagues would be walked."""


@pytest.mark.parametrize("what", QUESTIONS)
def test_only_ones_own_are_read(desk: Desk, what: str):
    a_colleague(desk, "boss", is_management=True)
    a_call(desk, a_company(desk))
    planning.put(desk, [tasks.add(desk, "call")], desk.clock.today())
    for question in questions(desk, lambda: QUESTIONS[what](desk)):
        for words in map(str.split, steps(desk, [question])):
            scanned = words[0] == "SCAN" and words[1] in LARGE and "INDEX" not in words
            assert not scanned, question.sql
            assert not set(words) & set(OF_ALL), question.sql
