"""A key meets the row that whoever pressed it saw, or none (a colleague is quicker)."""

from __future__ import annotations

import pytest

from crm_tui.services import deals, parties, tasks, tickets
from crm_tui.tui import foothold
from crm_tui.tui.foothold import GONE, PAUSE_S, Foothold, Here
from tests import builders
from tests.neighbour import Neighbour
from tests.tui.office import MEDIUM, Seat, a_seat
from tests.tui.working_day import fill_day, task


@pytest.fixture
def day(desk):
    return fill_day(desk)


@pytest.fixture
def bob(desk, day):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def newest(desk) -> int:
    return int(desk.store.value("SELECT max(id) FROM change_set"))


async def is_not_done(seat: Seat, *keys: str) -> None:
    """The keys change nothing and are told so; pressed again they mean what is there now."""
    desk = seat.workspace.desk
    seat.workspace.lookout.look()
    before = newest(desk)
    await seat.press(*keys)
    assert GONE in seat.status
    assert newest(desk) == before
    assert not seat.workspace.prompt.active
    await seat.press(*keys)
    assert GONE not in seat.status
    await seat.press("escape")


async def test_a_key_for_what_a_colleague_has_just_ended_meets_nothing_else(
    desk, day, bob, tmp_path, monkeypatch
):
    """In the agenda, on the board, in the queue, in the list and on a card."""
    first, second = (builders.a_deal(desk, day["rossi"], title) for title in ("Pump", "Valve"))
    jam, leak = (builders.a_ticket(desk, day["rossi"], title) for title in ("Jam", "Leak"))
    monkeypatch.setattr(foothold, "REACTION_S", 3600.0)
    monkeypatch.setattr(foothold, "PAUSE_S", 60.0)
    async with a_seat(desk, tmp_path, MEDIUM, place="agenda") as seat:
        workspace = seat.workspace
        # a text that was typed with the key is no row of verbs
        bob.does(tasks.finish, workspace.sheet.row.id, "done by me")
        workspace.lookout.look()
        before = newest(desk)
        await seat.type("xDone, 1 by 1", "enter")
        assert GONE in seat.status
        assert newest(desk) == before
        assert workspace.place is workspace.places.agenda
        monkeypatch.setattr(foothold, "PAUSE_S", 0.0)

        shown = workspace.sheet.row.id
        bob.does(tasks.finish, shown, "done by me")
        await is_not_done(seat, "x")
        assert task(desk, workspace.sheet.row.id, "state") == "open"

        await seat.press("3")
        gone = workspace.pipeline.deal
        bob.does(deals.lose, gone, "price")
        await is_not_done(seat, "x")
        assert workspace.pipeline.deal == ({first, second} - {gone}).pop()

        await seat.press("4")
        gone = workspace.places.tickets.pane.ticket
        bob.does(tickets.archive, [gone])
        await is_not_done(seat, "p")
        assert workspace.places.tickets.pane.ticket == ({jam, leak} - {gone}).pop()

        await seat.press("1", "g", "j")
        bob.does(parties.archive, [workspace.party])
        await is_not_done(seat, "T")

        workspace.go_to_party(day["rossi"])
        await seat.press("enter")
        bob.does(tasks.finish, workspace.task_here().id, "done by me")
        await is_not_done(seat, "x")


async def test_what_a_colleague_does_elsewhere_stops_no_key(desk, day, bob, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="agenda") as seat:
        seat.workspace.sheet.list.move_to(1)
        bob.does(tasks.finish, day["paper"], "done by me")
        bob.does(tasks.add, "Before it", due=seat.workspace.sheet.row.due, assignee=desk.user)
        seat.workspace.lookout.look()
        await seat.press("x")
        assert GONE not in seat.status
        assert seat.workspace.prompt.active


def test_a_key_that_comes_late_is_meant_for_what_is_there_now(monkeypatch):
    here = [Here(("list", 1), 7)]
    found = Foothold(lambda: here[0])
    monkeypatch.setattr(foothold, "REACTION_S", 1.0)
    before = foothold.monotonic()
    with found.watched():
        here[0] = Here(("list", 2), 7)
    after = foothold.monotonic()
    assert not found.is_lost(after + 1.0, task=False), "people have seen it by then"
    assert not found.is_lost(before, task=True), "the task is the same"
    assert found.is_lost(before, task=False)
    assert not found.is_lost(after, task=False), "it is said once"
    assert found.swallows(before + 0.9 * PAUSE_S)
    assert found.swallows(before + 1.8 * PAUSE_S), "one key follows the other"
    assert not found.swallows(before + 2.8 * PAUSE_S)


def test_where_nothing_was_under_the_cursor_no_key_was_meant_for_it():
    here = [Here(("list", None), None)]
    found = Foothold(lambda: here[0])
    with found.watched():
        here[0] = Here(("list", 2), 7)
    assert not found.is_lost(foothold.monotonic(), task=False)
    assert not found.is_lost(foothold.monotonic(), task=True)
