"""Customers who ought to have a next step (S5, S21)."""

from __future__ import annotations

from crm_tui.services import parties, tasks
from crm_tui.services.opening import Desk
from crm_tui.views import next_steps
from tests.builders import a_call, a_colleague, a_company, a_task


def names(desk: Desk, user: int | None = None, limit: int = 50) -> list[str]:
    return [one.name for one in next_steps.without(desk, user, limit)]


def test_who_has_a_wanted_relationship_or_buys_and_has_nothing_open(desk: Desk):
    bob = a_colleague(desk)
    wanted = a_company(desk, "Wanted", wanted="partnership")
    a_company(desk, "Buys", lifecycle="customer", owner=bob.user)
    a_company(desk, "Prospect")
    a_company(desk, "Ended", lifecycle="former", wanted="partnership")
    parties.archive(desk, [a_company(desk, "Archived", wanted="partnership")])
    a_task(desk, a_company(desk, "Has one", wanted="partnership"))
    a_call(desk, wanted)
    assert names(desk) == ["Buys", "Wanted"]
    assert names(desk, bob.user) == ["Buys"]
    assert names(desk, limit=1) == ["Buys"]
    row = next_steps.without(desk, desk.user)[0]
    assert (row.party, row.wanted, row.lifecycle, row.owner) == (
        wanted, "partnership", "prospect", "anna",
    )  # fmt: skip
    assert row.last_contact_at == desk.clock.now()


def test_a_step_that_has_ended_is_none(desk: Desk):
    task = a_task(desk, a_company(desk, wanted="partnership"))
    assert names(desk) == []
    tasks.finish(desk, task, "sent")
    assert names(desk) == ["Rossi Kft"]


def test_each_colleagues_customers_are_counted_with_those_of_nobody_last(desk: Desk):
    bob = a_colleague(desk)
    a_task(desk, a_company(desk, "A", wanted="partnership"))
    a_company(desk, "B", wanted="partnership")
    a_company(desk, "C", lifecycle="customer", owner=bob.user)
    a_company(desk, "D", lifecycle="customer", owner=0)
    a_company(desk, "E")
    assert next_steps.counts(desk) == [
        ("anna", "anna", 2, 1), ("bob", "bob", 1, 1), ("", "", 1, 1),
    ]  # fmt: skip
    assert next_steps.counts(desk, bob.user) == [("bob", "bob", 1, 1)]
