"""What is measured is what the program itself would have written."""

from __future__ import annotations

import pytest

from crm_tui.models.stored import as_instant, instant_text
from crm_tui.services import deals, parties, timeline, undo, upkeep
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import OPEN
from crm_tui.views import board, callers, customers, finding, service_clocks, tickets
from crm_tui.views import deals as views
from crm_tui.views.customers import CustomerQuery
from crm_tui.views.tickets import TicketQuery
from tests.builders import dump, index, index_made_anew
from tests.perf.desk import at_desk
from tests.perf.generate import generate, size_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    path = tmp_path_factory.mktemp("perf") / "500.db"
    generate(path, 500, 3)
    with at_desk(path) as made:
        yield made


def test_it_holds_what_was_asked_for(desk: Desk):
    assert customers.count(desk, CustomerQuery()) == 500
    entries = "SELECT count(*) FROM timeline_entry WHERE deal_id IS NULL AND ticket_id IS NULL"
    assert desk.store.value(entries) == 1500
    assert desk.store.value("SELECT count(*) FROM contact_method WHERE kind = 'phone'") == 1000


def test_it_holds_open_tasks_late_ones_today_s_and_those_to_come(desk: Desk):
    today = desk.clock.today().isoformat()
    assert desk.store.value("SELECT count(*) FROM task WHERE state = 'open'") == 50
    for where in (f"due < '{today}'", f"due = '{today}'", f"due > '{today}'", "due IS NULL"):
        assert desk.store.value(f"SELECT count(*) FROM task WHERE {where}"), where


def test_it_holds_open_deals_and_as_many_closed_ones(desk: Desk):
    states = dict(desk.store.rows("SELECT state, count(*) FROM deal GROUP BY 1"))
    assert states["open"] == states["won"] + states["lost"] == 50
    assert min(states.values()) > 10
    columns = board.columns(desk, board.BoardQuery())
    assert sum(column.deals for column in columns) == 50
    assert all(column.deals and len(column.sums) > 1 for column in columns)
    assert desk.store.value("SELECT count(*) FROM task WHERE deal_id IS NOT NULL") == 25
    assert not desk.store.rows(
        "SELECT 1 FROM task k JOIN deal d ON d.id = k.deal_id"
        " WHERE d.state <> 'open' OR d.party_id <> k.party_id"
    )


def test_its_deals_came_by_the_steps_that_the_services_would_have_written(desk: Desk):
    deal = desk.store.value("SELECT id FROM deal WHERE stage_id = 4")
    made = deals.add(desk, "A printer", party=desk.store.value("SELECT min(id) FROM party"))
    for stage in (2, 3, 4):
        deals.move(desk, made, stage)
    theirs, ours = views.deal(desk, deal), views.deal(desk, made)
    assert [step[3:7] for step in theirs.steps] == [step[3:7] for step in ours.steps]
    told = [
        [
            row[0].replace(view.card.number, "N").replace(view.card.title, "T")
            for row in desk.store.rows(
                "SELECT subject FROM timeline_entry WHERE deal_id = ? ORDER BY at, id", (number,)
            )
        ]
        for view, number in ((theirs, deal), (ours, made))
    ]
    assert told[0] == told[1]
    for _ in range(4):
        undo.undo(desk)


def test_its_tasks_are_planned_as_the_services_would_have_planned_them(desk: Desk):
    stored, kept = (
        desk.store.rows(f"SELECT {columns} ORDER BY 1")
        for columns in (
            "id, planned_for, planned_at, planned_by_id FROM task WHERE due IS NOT NULL",
            "task_id, day, at, user_id FROM planning",
        )
    )
    assert stored == kept
    assert not desk.store.rows("SELECT 1 FROM task WHERE planned_for IS NOT due")
    assert not desk.store.rows("SELECT 1 FROM task WHERE date(start_at) <> due")


def test_it_holds_tickets_a_twentieth_of_them_open(desk: Desk):
    assert tickets.count(desk, TicketQuery()) == 25
    assert desk.store.value("SELECT count(*) FROM ticket") == 500
    found = tickets.counts(desk)
    assert all(found[view] for view in ("running", "unowned", "complaints"))
    for state in OPEN:
        assert tickets.count(desk, TicketQuery(state=state)), state


def test_its_tickets_clocks_say_what_their_states_say(desk: Desk):
    rows = desk.store.rows(
        "SELECT id, policy_id, first_responded_at, first_response_due, resolution_due, due_at,"
        " warn_at, kind, priority, queue FROM ticket"
    )
    steps = service_clocks.steps(desk, [row[0] for row in rows])
    clocks = service_clocks.ServiceClocks(desk)
    for number, policy, answered, *stored in rows:
        responded = as_instant(answered) if answered else None
        read = clocks.read(policy, steps[number], responded)
        assert [at and instant_text(at) for at in read] == stored[:4]
        assert clocks.policy_for(*stored[4:]).id == policy


def test_its_tickets_came_by_the_steps_that_the_services_would_have_noted(desk: Desk):
    assert not desk.store.rows(
        "SELECT 1 FROM ticket t JOIN ticket_state_change c ON c.ticket_id = t.id"
        " WHERE c.id = (SELECT max(id) FROM ticket_state_change WHERE ticket_id = t.id)"
        " AND (c.after <> t.state OR c.at <> t.state_since)"
    )
    for column, direction in (("last_in_at", "in"), ("last_out_at", "out")):
        assert not desk.store.rows(
            f"SELECT 1 FROM ticket t WHERE t.{column} IS NOT (SELECT max(e.at) FROM timeline_entry"
            " e WHERE e.ticket_id = t.id AND e.direction = ?)", (direction,),
        )  # fmt: skip
    ended, solved = desk.store.row(
        "SELECT count(*), count(resolved_at) FROM ticket WHERE state IN ('solved', 'closed')"
    )
    assert ended == solved == 475


def test_it_passes_the_check(desk: Desk):
    assert upkeep.check(desk) == []


def test_its_index_is_what_a_rebuild_makes(desk: Desk):
    assert index(desk) == index_made_anew(desk)


def test_its_derived_columns_say_what_their_logs_say(desk: Desk):
    stored = dump(desk)["party"]
    with desk.store.change_set(desk.user, "worked out again"):
        caches.refresh(desk.store, [row[0] for row in stored])
    assert dump(desk)["party"] == stored


def test_its_numbers_stand_as_the_services_would_write_them(desk: Desk):
    for value, normal, reverse in desk.store.rows(
        "SELECT value, normal, reversed_digits FROM contact_method WHERE kind = 'phone'"
    ):
        assert reverse == parties.normal_form("phone", normal, "", "US")[1]
        assert value.replace(" ", "") == normal


def test_the_journal_is_at_work_again(desk: Desk):
    before = dump(desk)
    timeline.log(desk, 7, "Spoke about the offer.", kind="call")
    assert dump(desk) != before
    undo.undo(desk)
    assert dump(desk) == before


def test_customers_are_found_by_name_and_by_number(desk: Desk):
    name, number = desk.store.row(
        "SELECT p.name, m.value FROM party p JOIN contact_method m ON m.party_id = p.id"
        " WHERE p.id = 77 AND m.kind = 'phone'"
    )
    assert 77 in [hit.id for hit in finding.find(desk, name)]
    assert 77 in callers.look_up(desk, number).parties


def test_a_file_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "kept.db"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        generate(path, 10, 1)
    assert path.read_text() == "precious"


def test_sizes_are_said_as_people_say_them():
    assert [size_of(said) for said in ("500", "10k", "1M")] == [500, 10_000, 1_000_000]
