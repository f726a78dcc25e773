"""What came in, what was solved, what is left: counted by hand, ticket by ticket."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.models.stored import instant_text
from crm_tui.services import tickets
from crm_tui.services.opening import Desk
from crm_tui.text.ticket_clock import OPEN
from crm_tui.views import service_figures, service_volume
from crm_tui.views.service_figures import Chosen
from tests.builders import a_company
from tests.plain_deals import lived
from tests.plain_tickets import (
    BYS,
    CHOSEN,
    STANDING,
    TICKETS,
    Made,
    a_service_desk,
    by_keys,
    counted,
    ended_on,
    keys_of,
    local_day,
    open_at,
)

TIMES = {"month", "quarter", "year"}


STANDING_BYS = st.lists(st.sampled_from(STANDING), max_size=2, unique=True)


@lived
@given(
    TICKETS,
    CHOSEN,
    BYS,
    STANDING_BYS,
    st.sampled_from([None, date(2026, 10, 14)]),
    st.sampled_from(["agent", "tag"]),
)
def test_the_figures_are_those_of_the_tickets(
    made: list[Made],
    chosen: Chosen,
    by: list[str],
    standing: list[str],
    until: date | None,
    other: str,
) -> None:
    with a_service_desk(made) as desk:
        what_came_in_and_was_solved(desk, chosen, by)
        what_is_left_at_the_end(desk, chosen, standing)
        what_was_left_at_the_end_of_each_month(desk, until, other)
        every_figure_names_its_tickets(desk, chosen, by)
        how_old_open_tickets_are(desk, standing)
        what_is_suggested(desk, chosen, by)


def what_came_in_and_was_solved(desk: Desk, chosen: Chosen, by: list[str]) -> None:
    opened, solved = Counter(), Counter()
    for one in counted(desk, Chosen(chosen.agent)):
        for day, count in ((local_day(desk, one["opened_at"]), opened),
                           (ended_on(desk, one), solved)):  # fmt: skip
            if (
                day is not None
                and (chosen.since is None or day >= chosen.since)
                and (chosen.until is None or day <= chosen.until)
            ):
                count.update(keys_of(desk, one, by, day))
    found = service_volume.volume(desk, chosen, by)
    assert {one.keys: one.opened for one in found if one.opened} == opened
    assert {one.keys: one.solved for one in found if one.solved} == solved


def what_is_left_at_the_end(desk: Desk, chosen: Chosen, by: list[str]) -> None:
    left: Counter[tuple] = Counter()
    for one in counted(desk, Chosen(chosen.agent)):
        if open_at(desk, one, chosen.until or date(2030, 1, 1)):
            left.update(keys_of(desk, one, by, None))
    found = service_volume.volume(desk, chosen, by)
    assert {one.keys: one.open for one in found if one.open} == left


def what_was_left_at_the_end_of_each_month(desk: Desk, until: date | None, other: str) -> None:
    for one in service_volume.volume(desk, Chosen(until=until), ["month", other]):
        month = date.fromisoformat(f"{one.keys[0]}-01")
        last = (month + timedelta(31)).replace(day=1) - timedelta(1)
        last = min(last, until) if until else last
        left = [
            ticket
            for ticket in counted(desk, Chosen())
            if open_at(desk, ticket, last)
            and (one.keys[1],) in keys_of(desk, ticket, [other], None)
        ]
        assert one.open == len(left)


def every_figure_names_its_tickets(desk: Desk, chosen: Chosen, by: list[str]) -> None:
    assert service_figures.ids(desk, chosen, by) == {
        keys: [one["id"] for one in those] for keys, those in by_keys(desk, chosen, by).items()
    }


def how_old_open_tickets_are(desk: Desk, by: list[str]) -> None:
    plain: dict[tuple, list[int]] = {}
    now = instant_text(desk.clock.now())
    for one in counted(desk, Chosen()):
        if one["state"] not in OPEN:
            continue
        days = (desk.clock.today() - local_day(desk, one["opened_at"])).days
        ends = (1, 3, 7, 30, 90)
        first = [0, *(end + 1 for end in ends)][sum(days > end for end in ends)]
        for keys in keys_of(desk, one, by, None):
            row = plain.setdefault((keys, first), [0, 0, 0, 0])
            row[0] += 1
            row[1] += one["due_at"] is not None and one["due_at"] < now
            row[2] += one["state"] == "waiting_customer"
            row[3] += one["assignee_id"] is None
    assert {
        (one.keys, one.first_day): list(one[4:]) for one in service_volume.backlog(
            desk, Chosen(), by
        )
    } == plain  # fmt: skip


def what_is_suggested(desk: Desk, chosen: Chosen, by: list[str]) -> None:
    plain = {}
    for keys, those in by_keys(desk, chosen, by).items():
        own = [one for one in those if one["kind"] == "suggestion"]
        if own:
            plain[keys] = [
                len(own), len({one["party_id"] for one in own} - {None}),
                sum(one["state"] in OPEN for one in own),
                sum(one["closing_reason"] == "not_possible" for one in own),
            ]  # fmt: skip
    found = service_volume.suggestions(desk, chosen, by)
    assert {one.keys: list(one[2:]) for one in found} == plain
    behind = service_volume.suggestion_ids(desk, chosen, by)
    assert {keys: len(numbers) for keys, numbers in behind.items()} == {
        keys: values[0] for keys, values in plain.items()
    }


def test_tickets_are_told_apart_by_what_there_is(desk: Desk) -> None:
    with pytest.raises(UsageError, match="colour"):
        service_volume.volume(desk, Chosen(), ["colour"])


def test_no_tickets_are_no_figures(desk: Desk) -> None:
    for by in ([], ["month"], ["kind", "year"]):
        assert service_volume.volume(desk, Chosen(), by) == []
    assert service_volume.backlog(desk, Chosen()) == []
    assert service_volume.suggestions(desk, Chosen()) == []


def test_spam_merged_and_archived_tickets_count_nowhere(desk: Desk) -> None:
    party = a_company(desk)
    kept, spam, away = (tickets.add(desk, name, party=party) for name in ("a", "b", "c"))
    tickets.solve(desk, [spam], "spam")
    tickets.archive(desk, [away])
    [found] = service_volume.volume(desk, Chosen())
    assert found[2:] == (1, 0, 1)
    assert service_figures.ids(desk, Chosen()) == {(): [kept]}


def test_a_ticket_opened_again_is_left_to_do(desk: Desk) -> None:
    ticket = tickets.add(desk, "Broken")
    tickets.solve(desk, [ticket], "answered")
    assert service_volume.volume(desk, Chosen())[0][2:] == (1, 1, 0)
    tickets.reopen(desk, [ticket])
    assert service_volume.volume(desk, Chosen())[0][2:] == (1, 0, 1)


def test_days_no_calendar_of_a_zone_holds_are_no_mistake(desk: Desk) -> None:
    tickets.add(desk, "Broken")
    chosen = Chosen(since=date.min, until=date.max)
    assert service_volume.volume(desk, chosen, ["month"])[0].labels == ("2026-11",)
