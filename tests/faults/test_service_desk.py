"""Several agents at one queue, each in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.services import upkeep
from crm_tui.services.opening import Desk
from crm_tui.views import tickets
from crm_tui.views.tickets import TicketQuery
from tests.builders import a_colleague, a_company, a_desk, a_ticket
from tests.faults import service_work
from tests.faults.crowd import Child, all_at_once
from tests.histories import rows_that_are_there, rows_told_by_the_journal

AGENTS = ("bob", "cili")


def fill(path: Path, number: int) -> list[int]:
    """Agents, and tickets of ten customers, in a new database, in one change set."""
    with a_desk(path) as desk, desk.store.change_set(desk.user, "many tickets"):
        for login in AGENTS:
            a_colleague(desk, login)
        parties = [a_company(desk, f"Firm {nth}") for nth in range(10)]
        return [a_ticket(desk, parties[nth % 10], f"Jam {nth}") for nth in range(number)]


@pytest.fixture
def crowd(path: Path) -> Iterator[list[Child]]:
    """Two agents who read all of forty tickets before they answer any."""
    fill(path, 40)
    both = [Child(service_work.answers_all_it_read, path, login) for login in AGENTS]
    yield both
    for one in both:
        one.process.kill()


def assert_sound(desk: Desk) -> None:
    assert upkeep.check(desk) == []
    assert rows_told_by_the_journal(desk) == rows_that_are_there(desk)


def test_two_agents_at_a_queue_of_five_hundred_answer_each_ticket_once_and_lose_none(path: Path):
    made = fill(path, 500)
    shares = all_at_once(service_work.works_the_queue, [(path, login) for login in AGENTS])
    assert sorted(shares[0] + shares[1]) == made
    assert all(shares)
    with a_desk(path) as desk:
        assert service_work.answers(desk) == {
            ticket: [service_work.said_by(login, ticket)]
            for login, share in zip(AGENTS, shares, strict=True)
            for ticket in share
        }
        assert tickets.count(desk, TicketQuery()) == 0
        assert tickets.count(desk, TicketQuery(state="solved")) == 500
        claimed = desk.store.rows(
            "SELECT c.ticket_id, u.login FROM claim c JOIN user u"
            " ON u.id = c.user_id ORDER BY u.login, c.ticket_id"
        )
        assert claimed == [
            (ticket, login)
            for login, share in zip(AGENTS, shares, strict=True)
            for ticket in sorted(share)
        ]
        assert_sound(desk)


def test_who_answers_what_a_colleague_has_answered_meanwhile_is_refused(crowd, path: Path):
    for one in crowd:
        one.next_word()  # both have read everything
    for one in crowd:
        one.hears()
    (first, refused_first), (second, refused_second) = (one.answer() for one in crowd)
    assert sorted(first + second) == list(range(1, 41))
    assert (sorted(refused_second), sorted(refused_first)) == (sorted(first), sorted(second))
    with a_desk(path) as desk:
        assert all(len(said) == 1 for said in service_work.answers(desk).values())
        assert_sound(desk)
