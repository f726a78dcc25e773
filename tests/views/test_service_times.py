"""How quickly tickets are answered and solved: each reckoned by hand, span by span."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

import pytest
from hypothesis import given

from crm_tui.services import conversations, tickets
from crm_tui.services.opening import Desk
from crm_tui.views import service_times
from crm_tui.views.service_figures import Chosen
from crm_tui.views.service_times import Kept
from tests.plain_deals import lived
from tests.plain_tickets import (
    BYS,
    CHOSEN,
    TICKETS,
    Made,
    PlainClock,
    a_service_desk,
    by_keys,
    clocks_of,
)


def plain(clocks: Sequence[PlainClock]) -> tuple[int, ...]:
    hows = [one.how for one in clocks]
    lengths = sorted(one.seconds for one in clocks if one.seconds is not None)
    half = len(lengths) // 2
    median = most = None
    if lengths:
        median = lengths[half] if len(lengths) % 2 else (lengths[half - 1] + lengths[half]) / 2
        most = lengths[ceil(len(lengths) * 0.9) - 1]
    return (
        hows.count("met"), hows.count("missed"), hows.count("running"), len(lengths),
        median and median / 60, most and most / 60, hows.count("doubtful"),
    )  # fmt: skip


@lived
@given(TICKETS, CHOSEN, BYS)
def test_response_and_resolution_are_those_of_each_ticket(
    made: list[Made], chosen: Chosen, by: list[str]
) -> None:
    with a_service_desk(made) as desk:
        found = {one.keys: one for one in service_times.times(desk, chosen, by)}
        those = by_keys(desk, chosen, by)
        assert {keys: one.tickets for keys, one in found.items()} == {
            keys: len(rows) for keys, rows in those.items()
        }
        for keys, rows in those.items():
            clocks = [clocks_of(desk, row) for row in rows]
            for nth, kept in enumerate((found[keys].response, found[keys].resolution)):
                assert kept == pytest.approx(plain([pair[nth] for pair in clocks]))
                assert (kept.most_minutes or 0) >= (kept.median_minutes or 0) >= 0


def _later(desk: Desk, **time: int) -> None:
    desk.clock.instant += timedelta(**time)


def test_waiting_for_the_customer_is_no_working_time(desk: Desk) -> None:
    ticket = tickets.add(desk, "Broken", priority="urgent")
    _later(desk, minutes=20)
    conversations.reply(desk, ticket, "Which one?")  # now the customer is waited for
    _later(desk, hours=3)
    conversations.note_in(desk, ticket, "The red one.")
    _later(desk, minutes=10)
    tickets.solve(desk, [ticket], "put_right")
    [found] = service_times.times(desk, Chosen(), ["priority"])
    assert found.labels == ("urgent",)
    assert found.response == Kept(1, 0, 0, 1, 20, 20, 0)
    assert found.resolution == Kept(1, 0, 0, 1, 30, 30, 0)


def test_the_time_between_two_solutions_is_none_of_ours(desk: Desk) -> None:
    ticket = tickets.add(desk, "Broken")
    _later(desk, minutes=30)
    tickets.solve(desk, [ticket], "put_right")
    _later(desk, days=3)
    tickets.reopen(desk, [ticket])
    _later(desk, minutes=15)
    tickets.solve(desk, [ticket], "put_right")
    [found] = service_times.times(desk, Chosen())
    assert found.resolution.median_minutes == 45


def test_a_clock_that_has_run_out_is_late_before_it_stops(desk: Desk) -> None:
    tickets.add(desk, "Broken", priority="urgent")
    late = tickets.add(desk, "Broken too", priority="urgent")
    _later(desk, minutes=30)
    conversations.reply(desk, late, "Which one?")
    assert service_times.times(desk, Chosen())[0].response[:3] == (1, 0, 1)
    _later(desk, days=7)
    [found] = service_times.times(desk, Chosen())
    assert found.response[:3] == (1, 1, 0)
    assert found.resolution[:3] == (0, 1, 1)  # who waits for the customer is not late


def test_a_promise_is_met_at_its_last_second_and_not_after(desk: Desk) -> None:
    for minutes, how in ((60, "met"), (61, "missed")):
        ticket = tickets.add(desk, f"After {minutes}", priority="urgent", kind="question")
        _later(desk, minutes=minutes)
        tickets.solve(desk, [ticket], "answered")
        rows = service_times.measured(desk, Chosen())
        [one] = [row for row in rows if row.ticket == ticket]
        assert one.response.how == how


def test_the_time_within_which_nine_of_ten_are_done() -> None:
    assert service_times.most([]) is None
    assert service_times.most([7]) == 7
    assert service_times.most(range(1, 11)) == 9
    assert service_times.most(range(1, 12)) == 10
    assert service_times.median([1, 2, 4, 9]) == 3


def test_what_was_solved_before_that_was_noted_took_until_then(desk: Desk) -> None:
    ticket = tickets.add(desk, "Broken")
    _later(desk, minutes=50)
    tickets.solve(desk, [ticket], "put_right")
    with desk.store.change_set(desk.user, "as a file says it"):
        desk.store.write("UPDATE ticket SET resolved_at = datetime(resolved_at, '-30 minutes')")
    assert service_times.times(desk, Chosen())[0].resolution.median_minutes == 20
