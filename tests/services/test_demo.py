"""The demo's data are alive and hold together."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import RuleError
from crm_tui.services import demo, parties, upkeep
from crm_tui.services.opening import Desk
from crm_tui.store import caches
from crm_tui.views import card, changes, choices, customers, finding
from crm_tui.views.customers import CustomerQuery
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
