"""The log: what happened is written down and never rewritten (rule 2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Party, Task, TimelineEntry
from crm_tui.services import timeline
from crm_tui.services.opening import Desk
from crm_tui.views import card
from tests.builders import a_call, a_colleague, a_company, a_person, column, dump, labels


def test_a_line_of_text_is_all_a_log_needs(desk: Desk):
    """S43."""
    party = a_company(desk)
    logged = timeline.log(desk, party, "came by, wants a price")
    [entry] = card.timeline(desk, party)
    assert (entry.id, entry.kind, entry.user) == (logged.entry, "note", "anna")
    assert (entry.body, entry.day) == ("came by, wants a price", "2026-11-20")
    assert logged.task is None


def test_an_outcome_alone_is_enough_and_nothing_is_too_little(desk: Desk):
    party = a_company(desk)
    timeline.log(desk, party, "", kind="call", outcome="no_answer")
    with pytest.raises(RuleError, match="nothing to write down"):
        timeline.log(desk, party, "  ")
    assert TimelineEntry.select().count() == 1


@pytest.mark.parametrize(
    ("said", "kind", "channel"),
    [
        ({"kind": "call"}, "call", "phone"),
        ({"channel": "video"}, "meeting", "video"),
        ({"channel": "visit_to_us"}, "visit", "visit_to_us"),
        ({"kind": "email"}, "email", "email"),
        ({}, "note", ""),
    ],
)
def test_kind_and_channel_follow_from_each_other(desk: Desk, said, kind, channel):
    timeline.log(desk, a_company(desk), "hello", **said)
    entry = TimelineEntry.get()
    assert (entry.kind, entry.channel) == (kind, channel)


@pytest.mark.parametrize(
    "wrong", [{"kind": "seance"}, {"channel": "owl"}, {"outcome": "enchanted"}]
)
def test_what_is_in_no_list_is_refused_with_the_list(desk: Desk, wrong):
    party = a_company(desk)
    before = dump(desk)
    with pytest.raises(RuleError, match="There is no") as refusal:
        timeline.log(desk, party, "hello", **wrong)
    assert refusal.value.hint.startswith("One of: ")
    assert dump(desk) == before


def test_what_is_logged_has_happened_already(desk: Desk):
    party = a_company(desk)
    with pytest.raises(RuleError, match="has happened already"):
        a_call(desk, party, at=desk.clock.now() + timedelta(minutes=1))


def test_nothing_is_logged_with_a_customer_who_is_gone(desk: Desk):
    with pytest.raises(NotFoundError):
        timeline.log(desk, 99, "hello")


def test_the_day_of_an_entry_is_the_users_day(desk: Desk):
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    entry = a_call(desk, a_company(desk), at=late)
    assert column(desk, "day", "timeline_entry", entry) == "2026-11-19"
    assert column(desk, "at", "timeline_entry", entry) == "2026-11-18 23:30:00"


def test_today_is_asked_anew_after_midnight(desk: Desk, clock: FixedClock):
    """Rule 18, in a program left open overnight."""
    party = a_company(desk)
    clock.instant = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    timeline.log(desk, party, "before midnight")
    clock.instant += timedelta(minutes=2)
    timeline.log(desk, party, "after midnight")
    assert [entry.day for entry in card.timeline(desk, party)] == ["2026-11-21", "2026-11-20"]
    assert desk.clock.today() == date(2026, 11, 21)


def test_a_call_with_a_person_is_in_the_history_of_their_company(desk: Desk):
    """S68: one timeline, whoever was spoken to."""
    firm = a_company(desk)
    anna = a_person(desk, "Anna", company=firm)
    entry = a_call(desk, anna, "wants a price")
    assert [row.id for row in card.timeline(desk, firm)] == [entry]
    assert Party.get_by_id(firm).last_contact_at == desk.clock.now()


def test_who_was_spoken_to_is_on_the_entry_and_on_their_card(desk: Desk):
    firm = a_company(desk)
    anna = a_person(desk, "Anna", company=firm)
    bob = a_colleague(desk)
    a_call(desk, firm, people=[anna, anna], colleagues=[bob.user])
    [entry] = card.timeline(desk, firm)
    assert entry.people == ("Anna", "bob")
    assert [row.id for row in card.timeline(desk, anna)] == [entry.id]


def test_a_note_is_no_contact_and_an_older_call_not_the_last(desk: Desk):
    party = a_company(desk)
    timeline.log(desk, party, "likes rye bread")
    assert Party.get_by_id(party).last_contact_at is None
    a_call(desk, party)
    a_call(desk, party, at=desk.clock.now() - timedelta(days=7))
    assert Party.get_by_id(party).last_contact_at == desk.clock.now()


def test_a_log_with_a_follow_up_makes_the_task_in_one_change_set(desk: Desk):
    party = a_company(desk)
    sets = labels(desk)
    logged = timeline.log(desk, party, "wants a price", kind="call", due=date(2026, 11, 24))
    task = Task.get()
    assert (task.id, task.title) == (logged.task, "follow up: wants a price")
    assert (task.due, task.party_id, task.assignee_id) == (date(2026, 11, 24), party, desk.user)
    assert labels(desk) == [*sets, "logged a call with Rossi Kft"]


def test_logging_by_a_name_makes_no_second_person(desk: Desk):
    """A case that breaks others."""
    firm = a_company(desk)
    anna = a_person(desk, "Anna Rossi", company=firm)
    a_person(desk, "Anna Elsewhere")
    assert timeline.people_named(desk, firm, ["anna"]) == [anna]
    assert timeline.people_named(desk, firm, ["ANNA ROSSI", "nobody"]) == [anna]
    a_person(desk, "Anna Bianchi", company=firm)
    assert timeline.people_named(desk, firm, ["anna"]) == []
    assert Party.select().where(Party.kind == "person").count() == 3


def test_a_correction_keeps_the_earlier_text_and_says_who_made_it(desk: Desk):
    """Rule 2, S44."""
    party = a_company(desk)
    anna = a_person(desk, "Anna")
    first = a_call(desk, party, "wants rye", outcome="reached", minutes=5, people=[anna])
    second = timeline.correct(a_colleague(desk), first, "wants wheat")
    new, old = card.timeline(desk, party)
    assert (old.id, old.body, old.corrected_by) == (first, "wants rye", second)
    assert (new.id, new.body, new.corrects) == (second, "wants wheat", first)
    assert (old.user, new.user) == ("anna", "bob")
    assert (new.at, new.outcome, new.minutes, new.people) == (old.at, "reached", 5, ("Anna",))


def test_a_corrected_entry_is_counted_once(desk: Desk):
    party = a_company(desk)
    timeline.correct(desk, a_call(desk, party, "wants rye"), "wants wheat")
    [phone] = card.contact_counts(desk, party)
    assert phone.contacts == 1


def test_an_entry_is_corrected_once_and_then_its_correction(desk: Desk):
    party = a_company(desk)
    first = a_call(desk, party, "wants rye")
    second = timeline.correct(desk, first, "wants wheat")
    with pytest.raises(RuleError, match="corrected already"):
        timeline.correct(desk, first, "wants oats")
    timeline.correct(desk, second, "wants oats")
    with pytest.raises(RuleError, match="needs a text"):
        timeline.correct(desk, first, " ")
    with pytest.raises(NotFoundError):
        timeline.correct(desk, 99, "wants oats")
    assert TimelineEntry.select().count() == 3


def test_a_pinned_fact_stands_on_top_of_the_card(desk: Desk):
    """S37."""
    party = a_company(desk)
    fact = timeline.log(desk, party, "closed on Mondays").entry
    timeline.pin(desk, fact)
    for _ in range(3):
        a_call(desk, party)
    assert [entry.id for entry in card.card(desk, party).pinned] == [fact]
    timeline.pin(desk, fact, pinned=False)
    assert card.card(desk, party).pinned == ()
