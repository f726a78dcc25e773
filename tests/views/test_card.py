"""The card: who they are, who works them, what is open, what happened (S35)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.services import parties, tags, tasks, timeline
from crm_tui.services.opening import Desk
from crm_tui.views import card
from tests.builders import a_call, a_colleague, a_company, a_person, a_task
from tests.histories import CHANGES, a_fresh_desk, happens


def test_a_card_of_nobody_is_none(desk: Desk):
    assert card.card(desk, 1) is None


def test_a_new_customers_card_is_empty_but_there(desk: Desk):
    shown = card.card(desk, a_company(desk))
    assert (shown.name, shown.owner.login) == ("Rossi Kft", "anna")
    assert shown.next_step is None
    assert (shown.methods, shown.people, shown.tags, shown.tasks, shown.contacts) == ((),) * 5


def test_the_card_answers_every_question_of_a_working_day(desk: Desk, clock: FixedClock):
    """What was done, called or not, when, how often, with what result, and with whom."""
    firm = a_company(desk, phones=["06 72 123 456"], emails=["info@rossi.hu"])
    anna = a_person(desk, "Anna", company=firm, title="buyer", phones=["06 30 123 4567"])
    for outcome in ("no_answer", "voicemail", "reached"):
        clock.instant += timedelta(hours=1)
        a_call(desk, firm, f"tried: {outcome}", outcome=outcome, people=[anna])
    clock.instant += timedelta(hours=1)
    timeline.log(desk, firm, "sent the offer", kind="email")
    a_task(desk, firm, "no day yet")
    first = a_task(desk, firm, "call back", due=date(2026, 11, 23))
    a_task(desk, firm, "visit", due=date(2026, 12, 1))
    tags.change(desk, [firm], tags.parse("vip bakery"))
    shown = card.card(desk, firm)
    assert shown.next_step.id == first
    assert [task.title for task in shown.tasks] == ["call back", "visit", "no day yet"]
    assert shown.tags == ("bakery", "vip")
    [phone, email] = shown.contacts
    assert (phone.channel, phone.contacts, phone.attempts) == ("phone", 1, 2)
    assert phone.last - phone.first == timedelta(hours=2)
    assert (email.channel, email.contacts, email.attempts) == ("email", 1, 0)
    assert [entry.outcome for entry in card.timeline(desk, firm)] == [
        "", "reached", "voicemail", "no_answer",
    ]  # fmt: skip
    assert card.timeline(desk, firm)[1].people == ("Anna",)
    [person] = shown.people
    assert (person.name, person.title, person.phone) == ("Anna", "buyer", "06 30 123 4567")


def test_the_chain_of_referrals_and_of_branches_is_named(desk: Desk):
    mother, branch = a_company(desk, "Mother"), a_company(desk, "Branch")
    with desk.store.change_set(desk.user, "a branch"):
        desk.store.write(
            "UPDATE party SET parent_id = ?, referred_by_id = ? WHERE id = ?",
            (mother, mother, branch),
        )
    shown = card.card(desk, branch)
    assert shown.parent == shown.referred_by == (mother, "Mother")


def test_a_person_at_two_companies_is_on_both_cards(desk: Desk):
    """S25."""
    first, second = a_company(desk, "First"), a_company(desk, "Second")
    anna = a_person(desk, "Anna", company=first)
    parties.link(desk, anna, second, "works_at", title="adviser", influence="advises")
    for firm in (first, second):
        assert [person.name for person in card.card(desk, firm).people] == ["Anna"]
    there = card.card(desk, anna).people
    assert [(one.name, one.outward) for one in there] == [("First", True), ("Second", True)]


def test_the_timeline_is_read_on_page_by_page(desk: Desk):
    firm = a_company(desk)
    anna = a_person(desk, "Anna", company=firm)
    with desk.store.change_set(desk.user, "many"):
        for number in range(25):
            a_call(desk, anna if number % 3 else firm, at=desk.clock.now() - timedelta(number // 4))
    whole = [entry.id for entry in card.timeline(desk, firm)]
    assert len(set(whole)) == 25
    read: list[int] = []
    before = None
    while page := card.timeline(desk, firm, limit=7, before=before):
        read += [entry.id for entry in page]
        before = (page[-1].at, page[-1].id)
    assert read == whole


def test_the_timeline_keeps_to_one_channel_if_asked(desk: Desk):
    """S68."""
    firm = a_company(desk)
    a_call(desk, firm, channel="video")
    email = timeline.log(desk, firm, "sent", kind="email").entry
    note = timeline.log(desk, firm, "a thought").entry
    assert [entry.id for entry in card.timeline(desk, firm, channel="email")] == [email]
    assert [entry.id for entry in card.timeline(desk, firm, channel="note")] == [note]
    assert len(card.timeline(desk, firm, channel="call")) == 1
    assert len(card.timeline(desk, firm)) == 3


def test_whose_turn_it_was_is_told_with_the_take_of_each(desk: Desk, clock: FixedClock):
    """S39."""
    from crm_tui.services import accounts

    firm = a_company(desk)
    for login in ("bob", "cili"):
        clock.instant += timedelta(days=30)
        accounts.hand_over(desk, [firm], a_colleague(desk, login).user, take=f"before {login}")
    shown = card.card(desk, firm)
    assert shown.owner.login == "cili"
    assert [(one.login, one.take) for one in shown.former_owners] == [
        ("bob", "before cili"), ("anna", "before bob"),
    ]  # fmt: skip


def test_a_dropped_or_finished_task_is_no_next_step(desk: Desk):
    firm = a_company(desk)
    tasks.drop(desk, a_task(desk, firm, "dropped"), "no need")
    tasks.finish(desk, a_task(desk, firm, "done"), "done")
    assert card.card(desk, firm).next_step is None


@pytest.mark.parametrize("limit", [1, 3])
@settings(max_examples=30)
@given(changes=st.lists(CHANGES, max_size=15))
def test_every_card_can_be_read_whatever_happened(limit, changes):
    with a_fresh_desk() as desk:
        for change in changes:
            happens(desk, change)
        for (party,) in desk.store.rows("SELECT id FROM party"):
            shown = card.card(desk, party)
            assert shown.id == party
            assert len(card.timeline(desk, party, limit=limit)) <= limit
            counted = sum(one.contacts + one.attempts for one in shown.contacts)
            assert counted <= len(card.timeline(desk, party, limit=1000))
