"""The demo's data are alive and hold together."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import RuleError
from crm_tui.services import demo, parties, upkeep
from crm_tui.services.opening import Desk
from crm_tui.store import caches
from crm_tui.text.periods import Period
from crm_tui.views import (
    agenda,
    board,
    card,
    changes,
    choices,
    customers,
    deals,
    finding,
    pipelines,
    planned,
    planning,
    proposals,
    service_clocks,
    ticket_card,
    tickets,
    workload,
)
from crm_tui.views.board import BoardQuery
from crm_tui.views.customers import CustomerQuery
from crm_tui.views.help_wanted import open_requests
from crm_tui.views.tickets import TicketQuery
from tests.builders import a_desk, dump, index, index_made_anew

WEDNESDAY = FixedClock(datetime(2026, 3, 4, 9, 40, tzinfo=UTC), ZoneInfo("Europe/Berlin"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with a_desk(tmp_path_factory.mktemp("demo") / "demo.db", WEDNESDAY) as made:
        demo.fill(made)
        yield made


def some(desk: Desk, sql: str) -> int:
    return int(desk.store.value(f"SELECT count(*) FROM {sql}"))


def test_it_holds_a_firm_s_worth_of_customers_people_and_history(desk: Desk):
    assert some(desk, "party WHERE kind = 'company'") >= 100
    assert some(desk, "party WHERE kind = 'person'") >= 180
    assert some(desk, "timeline_entry") >= 800
    assert some(desk, "task WHERE state = 'done'") >= 50


def test_names_stand_in_many_alphabets(desk: Desk):
    names = "".join(row[0] for row in desk.store.rows("SELECT name FROM party"))
    scripts = {unicodedata.name(letter).split()[0] for letter in names if letter.isalpha()}
    assert {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "HEBREW",
        "ARABIC",
        "CJK",
        "HANGUL",
        "HIRAGANA",
    } <= scripts


def test_nothing_has_happened_in_the_future(desk: Desk):
    now = "2026-03-04 09:40:00"
    assert not some(desk, f"timeline_entry WHERE at > '{now}' OR created_at > '{now}'")
    assert not some(desk, f"party WHERE created_at > '{now}'")


def test_it_passes_the_check_that_real_data_pass(desk: Desk):
    assert upkeep.check(desk) == []


def test_the_search_index_is_what_a_rebuild_makes(desk: Desk):
    assert index(desk) == index_made_anew(desk)


def test_derived_columns_say_what_their_logs_say(desk: Desk):
    stored = dump(desk)["party"]
    with desk.store.change_set(desk.user, "worked out again"):
        caches.refresh(desk.store, [row[0] for row in stored])
    assert dump(desk)["party"] == stored


def test_numbers_and_addresses_stand_as_the_services_would_write_them(desk: Desk):
    for kind, value, country, normal, reverse in desk.store.rows(
        "SELECT m.kind, m.value, p.country, m.normal, m.reversed_digits"
        " FROM contact_method m JOIN party p ON p.id = m.party_id"
    ):
        assert normal, value
        assert (normal, reverse) == parties.normal_form(kind, value, country, desk.home_country)


def test_an_address_belongs_to_one_party(desk: Desk):
    taken = "contact_method WHERE kind = 'email' GROUP BY normal HAVING count(*) > 1"
    assert desk.store.rows(f"SELECT normal FROM {taken}") == []


def test_the_user_has_customers_work_for_today_and_work_that_is_late(desk: Desk):
    mine = f"task WHERE assignee_id = {desk.user} AND state = 'open'"
    assert customers.count(desk, CustomerQuery(owner=desk.user)) >= 15
    assert some(desk, f"{mine} AND due = '2026-03-04'") >= 2
    assert some(desk, f"{mine} AND due < '2026-03-04'") >= 2
    assert some(desk, f"{mine} AND due > '2026-03-04'") >= 3


def test_some_customers_had_another_owner_who_left_a_word(desk: Desk):
    cards = [card.card(desk, row[0]) for row in desk.store.rows(
        "SELECT party_id FROM assignment WHERE role = 'owner' AND until IS NOT NULL"
    )]  # fmt: skip
    assert len(cards) >= 8
    assert all(found and found.owner and found.former_owners for found in cards)
    assert any(found and found.former_owners[-1].take for found in cards)


def test_every_shared_view_shows_somebody(desk: Desk):
    views = choices.saved_views(desk)
    assert len(views) >= 5
    for view in views:
        assert view.shared
        assert customers.count(desk, CustomerQuery(**view.query)), view.name


def test_corrections_dead_numbers_and_archived_customers_can_be_seen(desk: Desk):
    assert some(desk, "timeline_entry WHERE corrects_id IS NOT NULL")
    assert some(desk, "timeline_entry WHERE pinned = 1")
    assert some(desk, "contact_method WHERE bad_since IS NOT NULL")
    assert some(desk, "contact_method WHERE opted_out_at IS NOT NULL")
    assert some(desk, "party WHERE archived_at IS NOT NULL")


def test_the_user_s_undo_has_nothing_to_take_back_and_the_colleagues_did_things(desk: Desk):
    assert changes.next_undo(desk) == ""
    assert len({row.user for row in changes.change_sets(desk)}) >= 4


def test_it_is_found_as_typed_without_accents(desk: Desk):
    assert "Čajovna U Sedmi Štěňat" in [hit.title for hit in finding.find(desk, "cajovna stenat")]


def test_the_same_day_gives_the_same_data(desk: Desk, tmp_path):
    with a_desk(tmp_path / "again.db", WEDNESDAY) as again:
        demo.fill(again)
        assert dump(again) == dump(desk)


def test_whoever_is_no_colleague_of_the_story_gets_customers_too(tmp_path):
    with a_desk(tmp_path / "other.db", WEDNESDAY, login="zoltan") as other:
        demo.fill(other)
        assert customers.count(other, CustomerQuery(owner=other.user)) >= 15


def test_a_database_with_customers_is_left_alone(tmp_path):
    with a_desk(tmp_path / "kept.db", WEDNESDAY) as kept:
        parties.add(kept, "company", "Rossi Kft")
        with pytest.raises(RuleError):
            demo.fill(kept)
        assert some(kept, "party") == 1


# The agenda

ANY_DAY = [
    date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 29), date(2028, 2, 24),
    date(2026, 12, 31),
]  # fmt: skip


@pytest.fixture(scope="module", params=ANY_DAY, ids=lambda day: f"{day:%a %d %b}")
def opened(request, tmp_path_factory):
    """The demo as it opens on a day of the week, a Sunday too."""
    day = request.param
    clock = FixedClock(datetime(day.year, day.month, day.day, 8, 40, tzinfo=UTC), WEDNESDAY.zone)
    with a_desk(tmp_path_factory.mktemp("demo") / "demo.db", clock) as made:
        demo.fill(made)
        yield made


def test_the_day_sheet_is_alive_on_any_day(opened: Desk):
    sheet = agenda.day_sheet(opened, opened.user)
    found = {part.key: part for part in sheet.sections}
    assert found["overdue"].total >= 4
    assert found["timed"].total >= 5
    assert found["untimed"].total >= 3
    assert {"ahead", "later", "no_day", "theirs", "waiting"} <= set(found)
    assert sheet.capacity > 0
    assert 0.5 < sheet.load / sheet.capacity < 1.5
    assert found["timed"].overlaps >= 2


def test_today_has_calls_with_their_numbers(opened: Desk):
    sheet = agenda.day_sheet(opened, opened.user)
    rows = agenda.rows(opened, list(agenda.all_ids(opened, sheet)))
    today = [row for row in rows if row.day == opened.clock.today()]
    assert len([row for row in today if row.phone]) >= 3
    assert [row for row in today if row.attempt > 1]
    assert [row for row in rows if row.repeats]
    assert [row for row in rows if not row.party]
    assert all(row.phone for row in rows if row.kind in ("call", "call_back") and row.party)


def test_one_task_follows_another_that_follows_a_third(opened: Desk):
    [chain] = opened.store.rows(
        "SELECT a.title, b.title, c.title FROM task a JOIN task b ON b.follows_id = a.id"
        " JOIN task c ON c.follows_id = b.id"
    )
    assert len(set(chain)) == 3


def test_a_plan_of_both_sides_is_agreed_with_a_customer(opened: Desk):
    rows = opened.store.rows(
        "SELECT party_id, side, due FROM task WHERE agreed_on IS NOT NULL AND state = 'open'"
    )
    assert {side for _, side, _ in rows} == {"us", "them"}
    assert len({party for party, _, _ in rows}) == 1
    assert [due for _, side, due in rows if side == "them" and str(due) < str(opened.clock.today())]


def test_what_the_program_proposes_has_several_reasons(opened: Desk):
    found = proposals.proposals(opened, opened.user, 100)
    kinds = {one.kind for one in found}
    assert {"birthday", "anniversary", "no_contact", "no_next_step"} <= kinds


def test_most_of_what_was_done_was_planned_the_evening_before(opened: Desk):
    today = opened.clock.today()
    told = planned.by_user(opened, Period(today - timedelta(21), today))
    share = planned.total(told).share_foreseen
    assert len(told) >= 5
    assert planned.total(told).finished >= 50
    assert share is not None
    assert 0.6 < share < 0.8


def test_colleagues_have_their_hours_and_days_off(opened: Desk):
    loads = workload.team(opened)
    assert len(loads) >= 5
    days = [{day.capacity for day in (one.today, *one.ahead)} for one in loads]
    assert any(0 in of_one for of_one in days)
    assert len(set().union(*days)) >= 3
    assert opened.store.value("SELECT count(*) FROM day_off WHERE user_id IS NULL") == 2


def test_the_evening_s_walk_has_something_of_everything(opened: Desk):
    walk = planning.candidates(opened, opened.user)
    assert {one.why for one in walk} >= {"overdue", "due", "no_day", "theirs"}
    assert 15 <= len(walk) <= 40


def test_nothing_was_done_or_planned_in_the_future(opened: Desk):
    now = f"{opened.clock.now():%Y-%m-%d %H:%M:%S}"
    assert not some(opened, f"task WHERE done_at > '{now}' OR created_at > '{now}'")
    assert not some(opened, f"planning WHERE at > '{now}'")
    assert not some(opened, "task WHERE planned_at < created_at OR done_at < created_at")


def test_a_task_repeats_what_its_newest_planning_says(opened: Desk):
    assert not some(
        opened,
        "task t WHERE planned_for IS NOT (SELECT p.day FROM planning p WHERE p.task_id = t.id"
        " ORDER BY p.at DESC, p.id DESC LIMIT 1)",
    )


def test_every_finished_task_is_in_its_customer_s_timeline(opened: Desk):
    done = opened.store.rows(
        "SELECT t.id, (SELECT count(*) FROM timeline_entry e WHERE e.task_id = t.id"
        " AND e.corrects_id IS NULL) FROM task t WHERE t.state = 'done'"
    )
    assert {entries for _, entries in done} == {1}


def test_whoever_opens_the_demo_has_an_agenda(tmp_path):
    with a_desk(tmp_path / "other.db", WEDNESDAY, login="zoltan") as other:
        demo.fill(other)
        sheet = agenda.day_sheet(other, other.user)
        assert {"overdue", "timed", "untimed", "ahead", "no_day"} <= {
            part.key for part in sheet.sections
        }


# The pipeline


def test_the_board_has_deals_in_every_stage_of_two_pipelines(opened: Desk):
    for pipeline in pipelines.pipelines(opened):
        assert all(column.deals for column in board.columns(opened, BoardQuery(pipeline.id)))
    assert some(opened, "deal") >= 60
    assert (
        sum(column.deals for column in board.columns(opened, BoardQuery(owner=opened.user))) >= 10
    )
    assert board.columns(opened, BoardQuery(owner=0))[0].deals
    assert len({row[0] for row in opened.store.rows("SELECT currency FROM deal")}) >= 4


def test_some_deals_are_stale_some_have_no_next_step_some_are_overdue(opened: Desk):
    totals = {
        name: deals.totals(opened, deals.DealQuery(**query)).deals
        for name, query in {
            "stale": {"stale": True},
            "idle": {"no_step": True},
            "late": {"until": opened.clock.today()},
            "open": {},
        }.items()
    }
    assert all(2 <= totals[name] <= totals["open"] / 2 for name in ("stale", "idle", "late"))
    assert some(opened, "deal WHERE state = 'open' AND amount_minor IS NULL")
    assert some(opened, "deal WHERE probability = 0")
    assert some(opened, "deal WHERE probability > 50")


def test_enough_deals_are_closed_to_learn_from(opened: Desk):
    assert some(opened, "deal WHERE state <> 'open' AND pipeline_id = 1") >= 20
    ended = deals.listed(opened, deals.DealQuery(state="lost"))
    endings = deals.endings(opened, [card.id for card in ended])
    assert len({ending.reason_label for ending in endings.values()}) >= 5
    assert len({ending.lost_to for ending in endings.values()} - {None}) >= 3
    assert all(
        bool(ending.lost_to) == (ending.reason_label == "chose a competitor")
        for ending in endings.values()
    )
    won = "deal WHERE state = 'won' AND gain <> ''"
    assert some(opened, won) == some(opened, "deal WHERE state = 'won'") >= 12


def test_a_deal_has_lines_people_helpers_a_goal_and_work_of_its_own(opened: Desk):
    for table in ("line_item WHERE price_minor > 0", "deal_person WHERE part = 'decides'",
                  "credit WHERE party_id > 0", "credit WHERE user_id > 0", "target",
                  "deal WHERE goal_id = 1", "stage_change WHERE back = 1",
                  "task WHERE deal_id > 0 AND state = 'open'",
                  "task WHERE deal_id > 0 AND state = 'done'"):  # fmt: skip
        assert some(opened, table) >= 2, table
    kinds = opened.store.rows("SELECT DISTINCT kind FROM competitor_note")
    assert len(kinds) == 5
    strangers = (
        "task k JOIN deal d ON d.id = k.deal_id WHERE d.party_id <> k.party_id"
        " OR k.state = 'open' AND d.state <> 'open'"
    )
    assert not some(opened, strangers)


def test_each_step_of_a_deal_is_told_as_the_services_tell_it(opened: Desk):
    wrong = opened.store.rows(
        "SELECT d.number, c.at, e.subject FROM stage_change c JOIN deal d ON d.id = c.deal_id"
        " JOIN stage t ON t.id = c.to_id LEFT JOIN stage f ON f.id = c.from_id"
        " LEFT JOIN timeline_entry e ON e.deal_id = d.id AND e.at = c.at AND e.kind = 'deal'"
        " AND e.party_id = d.party_id AND e.subject = 'deal ' || d.number || CASE"
        "  WHEN f.id IS NULL THEN ' begun: ' || d.title"
        "  WHEN t.kind <> 'open' THEN ' ' || t.kind || ': ' || d.title"
        "  WHEN f.kind <> 'open' THEN ' reopened: ' || f.name || ' → ' || t.name"
        "  ELSE ': ' || f.name || ' → ' || t.name || CASE c.back WHEN 1 THEN ' (back)' ELSE '' END"
        " END WHERE e.id IS NULL"
    )
    assert wrong == []
    assert some(opened, "stage_change") == some(opened, "timeline_entry WHERE kind = 'deal'")


def test_nothing_of_a_deal_lies_before_its_customer_or_in_the_future(opened: Desk):
    today = opened.clock.today().isoformat()
    assert not some(opened, f"deal WHERE closed_on > '{today}' OR stage_since > '{today}'")
    assert not some(opened, "deal WHERE closed_on < opened_on OR stage_since < opened_on")
    assert not some(
        opened, "deal d JOIN party p ON p.id = d.party_id WHERE p.created_at > d.created_at"
    )
    assert upkeep.check(opened) == []


# The service desk


def values(desk: Desk, sql: str) -> set[object]:
    return {row[0] for row in desk.store.rows(sql)}


def test_the_queue_has_something_of_every_kind_state_and_view(opened: Desk):
    assert 60 <= some(opened, "ticket") <= 90
    assert values(opened, "SELECT state FROM ticket") == {
        "new", "open", "waiting_customer", "waiting_inside", "solved", "closed", "merged",
    }  # fmt: skip
    kinds = values(opened, "SELECT code FROM choice WHERE list = 'ticket_kind'")
    assert values(opened, "SELECT kind FROM ticket") == kinds
    assert len(values(opened, "SELECT channel FROM ticket")) >= 5
    assert all(tickets.counts(opened).values())


def test_some_tickets_are_late_some_run_out_and_new_ones_are_nobodys(opened: Desk):
    now = opened.clock.now()
    rows = tickets.rows(opened, tickets.all_ids(opened, TicketQuery()))
    late = [row for row in rows if row.due_at and row.due_at < now]
    assert 2 <= len(late) <= len(rows) / 3
    assert len([row for row in rows if row.warn_at and row.warn_at <= now < row.due_at]) >= 2
    assert len([row for row in rows if row.state == "new" and not row.owner]) >= 8
    assert len([row for row in rows if row.clock(now) == "paused"]) >= 5


def test_the_clocks_of_all_tickets_are_those_of_their_policy(opened: Desk):
    clocks = service_clocks.ServiceClocks(opened)
    rows = tickets.rows(opened, tickets.all_ids(opened, TicketQuery(state="any")))
    steps = service_clocks.steps(opened, [row.id for row in rows])
    industries = dict(opened.store.rows("SELECT id, industry FROM party"))
    for row in rows:
        policy = clocks.policy_for(row.kind, row.priority, row.queue, industries[row.party])
        assert policy
        assert policy.id == row.policy
        reading = clocks.read(row.policy, steps[row.id], row.first_responded_at)
        shown = row.first_response_due, row.resolution_due, row.due_at, row.warn_at
        assert shown == tuple(reading), row.number


def test_complaints_are_high_and_told_to_those_who_sell(opened: Desk):
    assert not some(opened, "ticket WHERE kind = 'complaint' AND priority NOT IN ('high','urgent')")
    told = "task k JOIN ticket t ON t.id = k.ticket_id WHERE k.state = 'open'"
    assert some(opened, f"{told} AND k.assignee_id = {opened.user}") >= 1
    open_ones = tickets.open_complaints(opened, list(values(opened, "SELECT id FROM party")))
    deals_of = f"deal WHERE state = 'open' AND party_id IN ({','.join(map(str, open_ones))})"
    assert some(opened, deals_of) >= 2


def test_conversations_go_to_and_fro_by_mail_with_quotes_and_files(opened: Desk):
    talks = opened.store.rows(
        "SELECT ticket_id, count(*) FROM timeline_entry WHERE ticket_id > 0 GROUP BY ticket_id"
    )
    assert len([1 for _, number in talks if number >= 4]) >= 5
    assert some(opened, "mail_message WHERE quoted LIKE '> %'") >= 10
    files = opened.store.rows("SELECT name, file, note FROM attachment")
    assert {bool(file) for _, file, _ in files} == {True, False}
    assert all(file or note for _, file, note in files)


def test_service_brought_business_and_ratings(opened: Desk):
    offers = opened.store.rows(
        "SELECT t.id, d.id, t.party_id = d.party_id, t.opened_at < d.created_at FROM ticket t"
        " JOIN deal d ON d.id = t.offer_deal_id WHERE d.ticket_id = t.id"
    )
    assert len(offers) >= 3
    assert {row[2:] for row in offers} == {(1, 1)}
    assert some(opened, "deal WHERE ticket_id > 0") == len(offers)
    assert len(values(opened, "SELECT rating FROM ticket WHERE rating > 0")) >= 4


def test_a_ticket_was_merged_and_one_more_is_there_to_merge(opened: Desk):
    [(kept, title)] = opened.store.rows(
        "SELECT k.id, k.title FROM ticket t JOIN ticket k ON k.id = t.merged_into_id"
    )
    assert ticket_card.ticket(opened, kept).merged
    again = f"ticket WHERE title = '{title}' AND state = 'new' AND id <> {kept}"
    assert some(opened, again) == 1


def test_nothing_of_a_ticket_lies_in_the_future_or_before_its_customer(opened: Desk):
    now = f"{opened.clock.now():%Y-%m-%d %H:%M:%S}"
    assert not some(opened, f"ticket WHERE opened_at > '{now}' OR state_since > '{now}'")
    assert not some(opened, f"ticket_state_change WHERE at > '{now}'")
    assert not some(opened, f"timeline_entry WHERE at > '{now}'")
    assert not some(opened, "ticket t JOIN party p ON p.id = t.party_id"
                            " WHERE p.created_at > t.opened_at")  # fmt: skip
    assert not some(
        opened, "ticket WHERE resolved_at < opened_at OR first_responded_at < opened_at"
    )


def test_colleagues_asked_for_help_and_one_was_answered(opened: Desk):
    assert len(open_requests(opened)) == 2
    assert some(opened, "task WHERE kind = 'help_wanted' AND state = 'done' AND result <> ''") == 1
