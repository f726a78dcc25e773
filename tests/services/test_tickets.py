"""Tickets: taken in, triaged, answered, solved, opened again (S101 to S107, rules 10, 16, 17)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import Opinion, Ticket, TimelineEntry
from crm_tui.services import conversations, tags, ticket_merging, tickets
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card, ticket_card
from crm_tui.views.tickets import TicketQuery, page
from tests.builders import (
    FRIDAY_AT_TEN,
    a_call,
    a_colleague,
    a_company,
    a_person,
    a_ticket,
    dump,
    labels,
)
from tests.naughty import CONTROLS, HARMFUL, MARKUP

MONDAY_AT_TEN = FRIDAY_AT_TEN + timedelta(days=3)


def one(ticket: int) -> Ticket:
    return Ticket.get_by_id(ticket)


def said(desk: Desk, ticket: int) -> list[tuple[str, str]]:
    """What was said on a ticket, the oldest first: the direction and the words."""
    entries = ticket_card.conversation(desk, ticket)
    return [(row.entry.direction, row.entry.body) for row in reversed(entries)]


# Taking in


def test_a_ticket_keeps_what_the_customer_said_in_their_timeline(desk: Desk):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    ticket = a_ticket(desk, firm, contact=person, body="It jams\nagain.", channel="email")
    row = one(ticket)
    assert (row.number, row.state, row.priority, row.kind) == ("T1", "new", "normal", "request")
    assert said(desk, ticket) == [("in", "It jams\nagain.")]
    assert [entry.body for entry in card.timeline(desk, person)] == ["It jams\nagain."]
    assert "It jams\nagain." in [entry.body for entry in card.timeline(desk, firm)]
    assert labels(desk)[-1] == "added ticket: The printer jams"


def test_a_call_that_was_logged_becomes_a_ticket_with_its_customer_and_its_time(
    desk: Desk, clock: FixedClock
):
    firm = a_company(desk)
    entry = a_call(desk, firm, "the printer jams", at=FRIDAY_AT_TEN - timedelta(hours=1))
    clock.instant += timedelta(hours=3)
    ticket = tickets.add(desk, "The printer jams", entry=entry)
    row = one(ticket)
    assert (row.party_id, row.channel) == (firm, "phone")
    assert row.opened_at == FRIDAY_AT_TEN - timedelta(hours=1)
    assert [row.entry.id for row in ticket_card.conversation(desk, ticket)] == [entry]
    with pytest.raises(RuleError, match="belongs to a ticket already"):
        tickets.add(desk, "The printer jams", entry=entry)


def test_a_complaint_is_at_least_high(desk: Desk):
    firm = a_company(desk)
    complaints = [
        one(a_ticket(desk, firm, kind="complaint", priority=priority)).priority
        for priority in ("low", "", "high", "urgent")
    ]
    assert complaints == ["high", "high", "high", "urgent"]
    ticket = a_ticket(desk, firm, priority="low")
    tickets.change(desk, [ticket], {"kind": "complaint"})
    assert one(ticket).priority == "high"
    with pytest.raises(RuleError, match="high at least"):
        tickets.change(desk, [ticket], {"priority": "normal"})
    undo(desk)
    assert one(ticket).priority == "low"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " \x00 "}, "needs a title"),
        ({"kind": "joke"}, "joke"),
        ({"queue": "nowhere"}, "nowhere"),
        ({"priority": "asap"}, "asap"),
        ({"channel": "owl"}, "owl"),
        ({"at": FRIDAY_AT_TEN + timedelta(minutes=1)}, "said already"),
    ],
)
def test_what_no_ticket_can_be_is_refused_and_nothing_is_left_of_it(desk: Desk, fields, words):
    a_ticket(desk)
    before = dump(desk)
    with pytest.raises(RuleError, match=words):
        a_ticket(desk, **fields)
    assert dump(desk) == before


def test_a_number_is_never_given_twice_though_the_first_was_taken_back(desk: Desk):
    a_ticket(desk)
    undo(desk)
    assert one(a_ticket(desk)).number == "T2"


# Triage


def test_one_change_for_many_counts_and_undoes_as_one(desk: Desk):
    firm = a_company(desk)
    made = [a_ticket(desk, firm) for _ in range(5)]
    before = dump(desk)
    fields = {"queue": "orders", "assignee": desk.user, "wait_until": date(2026, 11, 25)}
    assert tickets.change(desk, made, fields) == 5
    assert tickets.change(desk, made, fields) == 0
    assert labels(desk)[-1] == "changed queue, owner, day to wait for of 5 tickets"
    undo(desk)
    assert dump(desk) == before


def test_a_change_of_priority_reckons_from_the_opening(desk: Desk, clock: FixedClock):
    ticket = a_ticket(desk)
    clock.instant += timedelta(hours=2)
    tickets.change(desk, [ticket], {"priority": "urgent"})
    row = one(ticket)
    assert row.first_response_due == FRIDAY_AT_TEN.replace(hour=11)
    assert row.resolution_due == MONDAY_AT_TEN
    assert row.due_at == row.first_response_due  # late already


def test_a_stale_change_is_refused_and_loses_nothing(desk: Desk):
    ticket = a_ticket(desk)
    read = one(ticket).version
    tickets.change(a_colleague(desk), [ticket], {"title": "Jams"})
    before = dump(desk)
    with pytest.raises(ConflictError, match="Someone has changed T1"):
        tickets.change(desk, [ticket], {"title": "Paper jam"}, version=read)
    assert dump(desk) == before


def test_one_that_is_gone_among_many_refuses_all(desk: Desk):
    ticket = a_ticket(desk)
    before = dump(desk)
    for work in (
        lambda: tickets.change(desk, [ticket, 99], {"queue": "orders"}),
        lambda: tickets.set_state(desk, [99, ticket], "open"),
        lambda: tickets.solve(desk, [ticket, 99], "answered"),
        lambda: tickets.tag(desk, [ticket, 99], tags.parse("vip")),
        lambda: tickets.archive(desk, [ticket, 99]),
    ):
        with pytest.raises(NotFoundError, match="not there any more"):
            work()
        assert dump(desk) == before


def test_a_ticket_waits_until_a_day_and_then_is_due_again(desk: Desk, clock: FixedClock):
    ticket = a_ticket(desk, assignee=desk.user)
    tickets.set_state(desk, [ticket], "waiting_customer", wait_until=date(2026, 11, 23))
    assert page(desk, TicketQuery("mine"), 0, 9) == []
    assert page(desk, TicketQuery("again"), 0, 9) == []
    clock.instant += timedelta(days=3)
    assert page(desk, TicketQuery("again"), 0, 9) == [ticket]
    conversations.reply(desk, ticket, "Are you content?")
    assert page(desk, TicketQuery("again"), 0, 9) == []


def test_a_day_to_wait_for_stays_where_one_goes_on_waiting(desk: Desk):
    ticket, day = a_ticket(desk), date(2026, 11, 25)
    tickets.change(desk, [ticket], {"wait_until": day})
    tickets.set_state(desk, [ticket], "waiting_customer")
    assert one(ticket).wait_until == day
    tickets.set_state(desk, [ticket], "waiting_inside")
    assert one(ticket).wait_until == day
    tickets.set_state(desk, [ticket], "open")
    assert one(ticket).wait_until is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"assignee": 1}, "gave T1 Jams to anna"),
        ({"priority": "urgent"}, "priority urgent: T1 Jams"),
        ({"kind": "fault"}, "kind fault: T1 Jams"),
        ({"queue": "second_line"}, "queue second line: T1 Jams"),
        ({"wait_until": date(2026, 11, 25)}, "waits until Wed 25 Nov: T1 Jams"),
        ({"cause": "use"}, "changed cause of T1 Jams"),
    ],
)
def test_undo_calls_a_step_of_triage_by_what_it_gave(desk: Desk, fields, words):
    ticket = a_ticket(desk, title="Jams")
    tickets.change(desk, [ticket], fields)
    assert labels(desk)[-1] == words


def test_what_no_longer_belongs_to_anyone_is_said_so(desk: Desk):
    ticket = a_ticket(desk, title="Jams", assignee=desk.user)
    tickets.change(desk, [ticket], {"wait_until": date(2026, 11, 25)})
    tickets.change(desk, [ticket], {"wait_until": None})
    assert labels(desk)[-1] == "waits no more: T1 Jams"
    tickets.change(desk, [ticket], {"assignee": None})
    assert labels(desk)[-1] == "gave T1 Jams to nobody"


def test_a_ticket_is_closed_with_its_reason_only_and_in_one_change(desk: Desk):
    """Causes and reasons can be counted because each end has one (S106)."""
    open_one, solved = a_ticket(desk), a_ticket(desk)
    tickets.solve(desk, [solved], "answered")
    before = dump(desk)
    with pytest.raises(RuleError, match="T1 is not solved"):
        tickets.set_state(desk, [solved, open_one], "closed")
    with pytest.raises(RuleError, match="T1 is not solved"):
        conversations.reply(desk, open_one, "Bye.", state="closed")
    assert dump(desk) == before
    assert tickets.close(desk, [open_one, solved], "spam") == 2
    assert [one(ticket).state for ticket in (open_one, solved)] == ["closed", "closed"]
    assert [one(ticket).closing_reason for ticket in (open_one, solved)] == ["spam", "answered"]
    assert labels(desk)[-1] == "closed: 2 tickets"
    undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize("state", ["solved", "new", "merged", "nowhere"])
def test_no_state_is_set_that_asks_for_more_or_cannot_be_chosen(desk: Desk, state):
    ticket = a_ticket(desk, a_company(desk))
    before = dump(desk)
    with pytest.raises(RuleError):
        tickets.set_state(desk, [ticket], state)
    with pytest.raises(RuleError):
        conversations.reply(desk, ticket, "so", state=state)
    assert dump(desk) == before


def test_tags_are_put_on_and_taken_off_many_at_once(desk: Desk):
    made = [a_ticket(desk) for _ in range(3)]
    before = dump(desk)
    assert tickets.tag(desk, made, tags.parse("vip +jam")) == 6
    assert tickets.tag(desk, made[:1], tags.parse("vip -jam")) == 1
    shown = [set(ticket_card.ticket(desk, ticket).tags) for ticket in made]
    assert shown == [{"vip"}, {"vip", "jam"}, {"vip", "jam"}]
    undo(desk)
    undo(desk)
    assert dump(desk) == before


def test_what_should_not_have_been_a_ticket_is_put_away_not_deleted(desk: Desk):
    """Rule 16."""
    ticket = a_ticket(desk)
    tickets.archive(desk, [ticket])
    assert page(desk, TicketQuery(), 0, 9) == []
    assert ticket_card.ticket(desk, ticket).row.title == "The printer jams"
    undo(desk)
    assert page(desk, TicketQuery(), 0, 9) == [ticket]


# The conversation


def test_an_answer_stops_the_first_clock_takes_the_ticket_and_waits_for_the_customer(
    desk: Desk, clock: FixedClock
):
    ticket = a_ticket(desk, a_company(desk))
    clock.instant += timedelta(hours=1)
    conversations.reply(desk, ticket, "We come tomorrow.")
    row = one(ticket)
    assert (row.state, row.assignee_id) == ("waiting_customer", desk.user)
    assert row.first_responded_at == clock.now()
    assert row.due_at is None
    assert said(desk, ticket)[-1] == ("out", "We come tomorrow.")


def test_a_note_for_colleagues_is_no_answer(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    conversations.reply(desk, ticket, "He always says that.", internal=True)
    row = one(ticket)
    assert (row.state, row.first_responded_at, row.assignee_id) == ("open", None, None)
    assert row.due_at is not None


def test_an_empty_answer_is_refused(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    before = dump(desk)
    with pytest.raises(RuleError, match="nothing to write"):
        conversations.reply(desk, ticket, " \x00\n ")
    assert dump(desk) == before


def test_who_has_not_read_a_colleagues_answer_does_not_answer_beside_it(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    bob = a_colleague(desk)
    read = ticket_card.ticket(desk, ticket).newest_entry
    answer = conversations.reply(bob, ticket, "On my way.", seen=read)
    before = dump(desk)
    with pytest.raises(ConflictError, match="bob has answered T1"):
        conversations.reply(desk, ticket, "We come tomorrow.", seen=read)
    assert dump(desk) == before
    conversations.reply(desk, ticket, "A note.", internal=True, seen=read)
    conversations.reply(desk, ticket, "Bob comes.", seen=answer)


@pytest.mark.parametrize("seen", [0, None])
def test_a_colleagues_note_or_a_word_of_the_customer_does_not_stop_an_answer(desk: Desk, seen):
    ticket = a_ticket(desk, a_company(desk))
    conversations.reply(a_colleague(desk), ticket, "Ask him.", internal=True)
    conversations.note_in(desk, ticket, "Hurry!")
    conversations.reply(desk, ticket, "We come.", seen=seen)
    assert one(ticket).state == "waiting_customer"


@pytest.mark.parametrize("state", ["waiting_customer", "solved", "closed"])
def test_a_word_of_the_customer_ends_the_waiting_and_opens_what_had_ended(
    desk: Desk, clock: FixedClock, state
):
    ticket = a_ticket(desk, a_company(desk))
    conversations.reply(desk, ticket, "Is it well now?")
    if state != "waiting_customer":
        tickets.solve(desk, [ticket], "other", note="so", cause="use")
    if state == "closed":
        tickets.set_state(desk, [ticket], "closed")
    before = dump(desk)
    clock.instant += timedelta(days=3)
    conversations.note_in(desk, ticket, "It jams again.", channel="email")
    row = one(ticket)
    assert (row.state, row.resolved_at, row.closing_reason, row.closing_note) == (
        "open",
        None,
        "",
        "",
    )
    assert row.last_in_at == clock.now()
    assert row.due_at is not None
    assert said(desk, ticket)[-1] == ("in", "It jams again.")
    undo(desk)
    assert dump(desk) == before


def test_what_nobody_said_is_kept_and_opens_nothing(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    tickets.solve(desk, [ticket], "answered")
    conversations.note_in(desk, ticket, "I am out of the office.", reopens=False)
    assert one(ticket).state == "solved"
    assert said(desk, ticket)[-1] == ("in", "I am out of the office.")


def test_a_word_on_a_merged_ticket_goes_to_the_one_that_is_left(desk: Desk):
    firm = a_company(desk)
    first, second, third = (a_ticket(desk, firm) for _ in range(3))
    ticket_merging.merge(desk, second, [first])
    ticket_merging.merge(desk, third, [second])
    tickets.solve(desk, [third], "answered")
    conversations.note_in(desk, first, "Still jams.")
    assert [one(ticket).state for ticket in (first, second, third)] == ["merged", "merged", "open"]
    assert said(desk, third)[-1] == ("in", "Still jams.")


# Ends


def test_a_ticket_is_solved_with_a_reason_its_cause_and_a_note(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm)
    clock.instant += timedelta(hours=1)
    assert tickets.solve(desk, [ticket], "not_possible", note="too old", cause="product") == 1
    row = one(ticket)
    assert (row.state, row.closing_reason, row.closing_note) == (
        "solved",
        "not_possible",
        "too old",
    )
    assert (row.cause, row.resolved_at, row.due_at) == ("product", clock.now(), None)
    entry = card.timeline(desk, firm)[0]
    assert (entry.subject, entry.body) == ("ticket T1 solved: cannot be done", "too old")
    assert labels(desk)[-1] == "solved: T1 The printer jams (cannot be done)"
    assert tickets.solve(desk, [ticket], "answered") == 0


@pytest.mark.parametrize(
    ("reason", "note", "cause"),
    [("", "", ""), ("magic", "", ""), ("other", " ", ""), ("answered", "", "weather")],
)
def test_nothing_is_solved_without_a_reason_of_the_list_and_its_note(
    desk: Desk, reason, note, cause
):
    ticket = a_ticket(desk)
    before = dump(desk)
    with pytest.raises(RuleError):
        tickets.solve(desk, [ticket], reason, note=note, cause=cause)
    assert dump(desk) == before


def test_a_solved_ticket_closes_by_itself_after_seven_days_and_no_sooner(
    desk: Desk, clock: FixedClock
):
    solved, open_one = a_ticket(desk), a_ticket(desk)
    tickets.solve(desk, [solved], "answered")
    clock.instant += timedelta(days=7, seconds=-1)
    assert tickets.close_solved(desk) == 0
    clock.instant += timedelta(seconds=1)
    assert tickets.close_solved(desk) == 1
    assert tickets.close_solved(desk) == 0
    assert [one(ticket).state for ticket in (solved, open_one)] == ["closed", "new"]
    assert one(solved).closing_reason == "answered"
    assert ticket_card.ticket(desk, solved).steps[-1].user == ""
    with pytest.raises(ConflictError):  # one's own undo meets the solving, not the closing
        undo(desk)


def test_opened_again_a_ticket_forgets_how_it_ended_but_not_that_it_had(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm)
    tickets.solve(desk, [ticket], "answered", cause="use")
    assert tickets.reopen(desk, [ticket]) == 1
    assert tickets.reopen(desk, [ticket]) == 0
    row = one(ticket)
    assert (row.state, row.closing_reason, row.resolved_at) == ("open", "", None)
    assert [step.after for step in ticket_card.ticket(desk, ticket).steps] == [
        "new", "solved", "open",
    ]  # fmt: skip
    assert card.timeline(desk, firm)[0].subject == "ticket T1 reopened"


def test_many_are_solved_and_told_in_one_change(desk: Desk):
    firms = [a_company(desk, f"Firm {nth}") for nth in range(3)]
    made = [*(a_ticket(desk, firm) for firm in firms), a_ticket(desk)]
    before = dump(desk)
    assert tickets.solve(desk, made, "put_right", note="all well") == 4
    told = TimelineEntry.select().where(TimelineEntry.kind == "ticket")
    assert [(row.party_id, row.subject, row.body, row.user_id) for row in told] == [
        (firm, f"ticket T{firm} solved: put right", "all well", desk.user) for firm in firms
    ]
    assert {row.day for row in told} == {date(2026, 11, 20)}
    undo(desk)
    assert dump(desk) == before


def test_a_customer_rates_a_ticket_and_that_is_their_opinion_of_our_service(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm)
    conversations.ask_rating(desk, ticket)
    conversations.rate(desk, ticket, 5, "quick")
    row = one(ticket)
    assert (row.rating, row.rating_words) == (5, "quick")
    assert row.rating_asked_at == FRIDAY_AT_TEN
    opinion = Opinion.get()
    assert (opinion.party_id, opinion.about, opinion.score) == (firm, "service", 2)
    for wrong in (0, 6, -1):
        with pytest.raises(RuleError, match="1 to 5"):
            conversations.rate(desk, ticket, wrong)


# Whatever is typed


@pytest.mark.parametrize("text", [*CONTROLS, *MARKUP])
def test_hostile_text_is_kept_as_data_in_every_field(desk: Desk, text):
    """Rule 19."""
    firm = a_company(desk)
    ticket = a_ticket(desk, firm, f"jam {text}", body=f"said {text}")
    tickets.change(desk, [ticket], {"title": f"title {text}"})
    conversations.note_in(desk, ticket, f"more {text}", subject=text)
    conversations.reply(desk, ticket, f"answer {text}", subject=text)
    tickets.tag(desk, [ticket], tags.TagLine((f"tag{text}",), ()))
    tickets.solve(desk, [ticket], "other", note=f"note {text}")
    conversations.rate(desk, ticket, 1, f"words {text}")
    shown = ticket_card.ticket(desk, ticket)
    stored = [shown.row.title, shown.closing_note, shown.rating_words, *shown.tags, *labels(desk)]
    stored += [words for _, words in said(desk, ticket)]
    stored += [entry.subject for entry in card.timeline(desk, firm)]
    assert not HARMFUL & set("".join(stored)) - {
        "\n",
        "\t",
    }  # lines and tabs may stand in what was said
    if text in MARKUP:
        assert shown.row.title == f"title {text}"
        assert ("out", f"answer {text}") in said(desk, ticket)


def test_a_ticket_of_nobodys_is_its_solvers(desk):
    bob = a_colleague(desk).user
    nobodys, his = a_ticket(desk), a_ticket(desk, assignee=bob)
    tickets.solve(desk, [nobodys, his], "answered")
    assert [one(nobodys).assignee_id, one(his).assignee_id] == [desk.user, bob]
