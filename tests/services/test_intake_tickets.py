"""Tickets from elsewhere: whole, each step dated, nothing before its opening, all of it undone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import NotFoundError
from crm_tui.models import Opinion, Party, Product, Ticket
from crm_tui.services import parties, ticket_merging, tickets, upkeep
from crm_tui.services.intake.records import PartyRecord, TicketRecord
from crm_tui.services.intake.taking import BATCH, take_in
from crm_tui.services.intake.tally import Options
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import service_clocks
from tests.builders import (
    a_colleague,
    a_company,
    a_person,
    column,
    dump,
    index,
    index_made_anew,
    labels,
)
from tests.histories import EVERY_TEXT, a_fresh_desk

OPTIONS = Options(label="import tickets.csv", source="ticketid", company_source="accountid")
LEAK = TicketRecord(
    "1", "The hose leaks", body="It drips.", contact="Béla Nagy", email="bela@nagy.hu"
)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY, THURSDAY = MONDAY + timedelta(1), MONDAY + timedelta(3)


@pytest.fixture(autouse=True)
def calendar_in_its_zone(desk: Desk) -> None:
    """The first ticket of all gives the calendar the firm's zone, which no undo takes back."""
    tickets.settle_zone(desk)


def taken(desk: Desk, *records, kind: str = "tickets", **options):
    return take_in(desk, kind, list(enumerate(records, 2)), OPTIONS._replace(**options))


def reasons(result) -> list[str]:
    return [remark.reason for remark in (*result.rejected, *result.warnings)]


def steps_of(desk: Desk, ticket: int = 1) -> list[tuple[datetime, str]]:
    return [tuple(step) for step in service_clocks.steps(desk, [ticket])[ticket]]


def conversation(desk: Desk, ticket: int = 1) -> list[tuple[str, ...]]:
    return desk.store.rows(
        "SELECT direction, kind, subject, body FROM timeline_entry WHERE ticket_id = ?"
        " ORDER BY at, id",
        (ticket,),
    )


# What it is


def test_a_ticket_stands_with_its_words_customer_priority_channel_and_queue(desk: Desk):
    bob = a_colleague(desk, "bob").user
    taken(desk, LEAK._replace(
        kind="fault", priority="high", channel="E-mail", queue="second line", assignee="bob",
        opened=MONDAY, custom={"Age": "32"}, tags=("vip",),
    ))  # fmt: skip
    ticket = Ticket.get()
    assert (ticket.number, ticket.title, ticket.kind) == ("T1", "The hose leaks", "fault")
    assert (ticket.priority, ticket.channel, ticket.queue) == ("high", "email", "second_line")
    assert (ticket.party.name, ticket.contact_id, ticket.assignee_id) == ("Béla Nagy", None, bob)
    assert (ticket.opened_at, ticket.last_in_at, ticket.state) == (MONDAY, MONDAY, "new")
    assert ticket.custom == {"Age": "32"}
    assert conversation(desk) == [("in", "email", "The hose leaks", "It drips.")]
    assert (
        desk.store.value("SELECT t.name FROM ticket_tagging g JOIN tag t ON t.id = g.tag_id")
        == "vip"
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Refund request", "request"),
        ("Cancellation request", "request"),
        ("Technical issue", "fault"),
        ("incident", "fault"),
        ("Product inquiry", "question"),
        ("Billing inquiry", "question"),
        ("Feature request", "suggestion"),
        ("Beschwerde", "complaint"),
        ("New orders", "order"),
        ("948482e3", "request"),
    ],
)
def test_a_type_is_taken_for_a_kind_which_is_said_and_kept_as_written(desk: Desk, written, kind):
    result = taken(desk, LEAK._replace(kind=written, columns={"kind": "Type"}))
    assert (Ticket.get().kind, Ticket.get().custom) == (kind, {"Type": written})
    assert f"the type '{written}' is taken as '{kind}'" in reasons(result)


@pytest.mark.parametrize(
    ("written", "priority"),
    [("", "normal"), ("Medium", "normal"), ("Critical", "urgent"), ("LOW", "low"), ("?", "normal")],
)
def test_a_priority_is_read_as_other_systems_write_it(desk: Desk, written, priority):
    taken(desk, LEAK._replace(priority=written))
    assert Ticket.get().priority == priority


def test_a_complaint_is_high_at_least_and_what_was_written_stays(desk: Desk):
    result = taken(
        desk,
        LEAK._replace(kind="complaint", priority="Low"),
        LEAK._replace(external_id="2", usual_kind="complaint"),
        LEAK._replace(external_id="3", kind="complaint", priority="urgent"),
    )
    assert [row.priority for row in Ticket.select()] == ["high", "high", "urgent"]
    assert Ticket.get().custom == {"priority": "Low"}
    assert "a complaint of priority 'Low' is 'high'" in reasons(result)


@pytest.mark.parametrize(
    ("written", "channel", "custom"),
    [
        ("Email", "email", {}),
        ("web", "web_form", {}),
        ("Social media", "messenger", {"channel": "Social media"}),
        ("Fax", "letter", {"channel": "Fax"}),
        ("Referral", "", {"channel": "Referral"}),
    ],
)
def test_a_channel_is_the_nearest_there_is_and_kept_as_written_where_it_says_more(
    desk: Desk, written, channel, custom
):
    taken(desk, LEAK._replace(channel=written))
    assert (Ticket.get().channel, Ticket.get().custom) == (channel, custom)


def test_a_queue_or_colleague_who_is_not_here_is_kept_in_words_until_known(desk: Desk):
    row = LEAK._replace(queue="Tier 9", assignee="bob", custom={"Age": "32"})
    result = taken(desk, row)
    assert (Ticket.get().queue, Ticket.get().assignee_id) == ("first_line", None)
    assert Ticket.get().custom == {"queue": "Tier 9", "assignee": "bob", "Age": "32"}
    assert "'bob' is no colleague here; kept in words, nobody's" in reasons(result)
    bob = a_colleague(desk, "bob").user
    assert taken(desk, row, update=True).updated == 1
    assert Ticket.get().assignee_id == bob
    assert Ticket.get().custom == {"queue": "Tier 9", "Age": "32"}


def test_a_product_is_found_by_name_or_made(desk: Desk):
    result = taken(
        desk,
        LEAK._replace(product="GoPro Hero"),
        LEAK._replace(external_id="2", product="gopro hero"),
        LEAK._replace(external_id="3", product="GoProHero"),
    )
    assert [row.name for row in Product.select()] == ["GoPro Hero"]
    assert {row.product_id for row in Ticket.select()} == {1}
    assert "products that were not there are added" in reasons(result)
    assert "product 'GoProHero' is taken as 'GoPro Hero'" in reasons(result)


def test_what_a_newer_file_says_of_a_merged_ticket_is_not_written_where_nobody_looks(desk: Desk):
    taken(desk, LEAK, LEAK._replace(external_id="81", title="A smell", number=""))
    ticket_merging.merge(desk, 1, [2])
    before = dump(desk)
    newer = LEAK._replace(external_id="81", title="A smell of gas", number="", priority="urgent")
    for _ in range(2):
        result = taken(desk, newer, update=True)
        assert (result.created, result.updated, result.unchanged) == (0, 0, 1)
        assert "T2 was merged into T1 here; what the file says of it is left out" in reasons(result)
    assert dump(desk) == before


def test_the_users_word_on_a_value_goes_before_what_is_known(desk: Desk):
    row = LEAK._replace(kind="Task", state="Parked", priority="P1", channel="Pigeon", queue="L2")
    values = (
        ("kind", "task", "suggestion"),
        ("state", "parked", "waiting inside"),
        ("priority", "p1", "urgent"),
        ("channel", "pigeon", "letter"),
        ("queue", "l2", "second line"),
    )
    taken(desk, row, values=values)
    ticket = Ticket.get()
    assert (ticket.kind, ticket.state, ticket.priority) == (
        "suggestion",
        "waiting_inside",
        "urgent",
    )
    assert (ticket.channel, ticket.queue) == ("letter", "second_line")


def test_the_users_word_goes_before_what_a_word_means_here(desk: Desk):
    values = (
        ("kind", "request", "complaint"),
        ("channel", "phone", "chat"),
        ("state", "open", "new"),
    )
    taken(desk, LEAK._replace(kind="request", channel="Phone", state="Open"), values=values)
    ticket = Ticket.get()
    assert (ticket.kind, ticket.channel, ticket.state) == ("complaint", "chat", "new")


def test_the_users_word_on_a_state_is_remembered_until_it_is_taken_back(desk: Desk):
    rows = [TicketRecord(key, "A leak", state="Parked") for key in "1234"]
    first = taken(desk, rows[0], values=(("state", "parked", "waiting inside"),))
    taken(desk, rows[1])
    newer = taken(desk, rows[2], values=(("state", "Parked", "open"),))
    taken(desk, rows[3])
    states = [one.state for one in Ticket.select().order_by(Ticket.id)]
    assert states == ["waiting_inside", "waiting_inside", "open", "open"]
    for result in (newer, first):
        undo(desk, result.change_set)
    assert len(taken(desk, rows[0], rows[2]).rejected) == 2


def test_the_users_word_on_people_and_products_is_remembered(desk: Desk):
    rossi, bob = a_company(desk, "Rossi Kft"), a_colleague(desk, "bob").user
    row = LEAK._replace(contact="", email="", party="Rossi & Co", assignee="Bobby")
    taken(desk, row, values=(("party", "rossi & co", "Rossi Kft"), ("assignee", "bobby", "bob")))
    taken(desk, row._replace(external_id="2"))
    assert [(row.party_id, row.assignee_id) for row in Ticket.select()] == [(rossi, bob)] * 2


@pytest.mark.parametrize("field", ["kind", "state", "priority", "channel", "queue", "assignee"])
def test_a_word_for_what_is_not_there_is_refused_before_anything_is_written(desk: Desk, field):
    before = dump(desk)
    with pytest.raises(NotFoundError, match="'merged'"):
        taken(desk, LEAK, values=((field, "x", "merged"),))
    assert dump(desk) == before


# Who asked


def test_who_is_not_here_is_made_a_customer_once(desk: Desk):
    taken(desk, LEAK, LEAK._replace(external_id="2", email="Bela@Nagy.HU"))
    bela = Party.get()
    assert (bela.kind, bela.name, bela.is_customer, bela.lifecycle) == (
        "person", "Béla Nagy", True, "customer",
    )  # fmt: skip
    assert [row.party_id for row in Ticket.select()] == [bela.id] * 2
    assert bela.last_contact_at is None  # nobody said by which channel they came
    assert desk.store.rows("SELECT normal, is_primary FROM contact_method") == [("bela@nagy.hu", 1)]


def test_an_address_under_two_names_is_one_person_and_said(desk: Desk):
    result = taken(
        desk,
        LEAK,
        LEAK._replace(external_id="2", contact="Ilona Kis", columns={"contact": "Customer Name"}),
    )
    assert Party.select().count() == 1
    assert Ticket.get_by_id(2).custom == {"Customer Name": "Ilona Kis"}
    assert [remark for remark in result.warnings if "bela@nagy.hu" in remark.reason] == [
        (3, "bela@nagy.hu is somebody's of another name; taken as the same person: 'Ilona Kis'")
    ]


def test_an_address_of_several_is_the_one_so_named_or_refused(desk: Desk):
    a_person(desk, "Anna Rossi", emails=["office@rossi.hu"])
    parties.add_method(desk, a_person(desk, "Béla Nagy"), "email", "office@rossi.hu", shared=True)
    result = taken(
        desk,
        LEAK._replace(email="office@rossi.hu"),
        LEAK._replace(external_id="2", email="office@rossi.hu", contact="Someone"),
    )
    assert [row.party.name for row in Ticket.select()] == ["Béla Nagy"]
    assert [row.reason for row in result.rejected] == [
        "office@rossi.hu is an address of 2 customers"
    ]


def test_a_persons_ticket_is_their_companys_and_they_are_its_contact(desk: Desk):
    rossi = a_company(desk, "Rossi Kft")
    anna = a_person(desk, "Anna Rossi", company=rossi, emails=["anna@rossi.hu"])
    taken(desk, LEAK._replace(contact="Anna Rossi", email="anna@rossi.hu", channel="email"))
    ticket = Ticket.get()
    assert (ticket.party_id, ticket.contact_id) == (rossi, anna)
    assert desk.store.rows(
        "SELECT e.party_id, q.party_id FROM timeline_entry e JOIN participant q"
        " ON q.entry_id = e.id WHERE e.ticket_id = 1"
    ) == [(anna, rossi)]
    assert column(desk, "last_contact_at", "party", rossi) is not None


def test_a_company_and_who_asked_there_are_made_together(desk: Desk):
    taken(
        desk,
        LEAK._replace(party="Nagy Bt", party_id="A1", contact_id="7"),
        LEAK._replace(external_id="2", party="", party_id="A1", contact="", email=""),
        LEAK._replace(external_id="3", party="", contact="", email="", contact_id="7"),
    )
    firm, bela = Party.select().order_by(Party.kind)
    assert [(row.party_id, row.contact_id) for row in Ticket.select()] == [
        (firm.id, bela.id), (firm.id, None), (firm.id, bela.id),
    ]  # fmt: skip
    assert (firm.name, firm.is_customer, bela.is_customer) == ("Nagy Bt", True, False)


def test_a_refused_ticket_leaves_no_half_made_customer_behind(desk: Desk):
    a_person(desk, "Béla Nagy", emails=["x@nagy.hu"])
    parties.add_method(desk, a_person(desk, "Béla Nagy"), "email", "x@nagy.hu", shared=True)
    before = dump(desk)
    result = taken(
        desk,
        LEAK._replace(party="New Kft", email="x@nagy.hu", contact="", product="New"),
        LEAK._replace(external_id="2", party="Newer Kft", state="Nowhere"),
    )
    assert (len(result.rejected), result.change_set) == (2, None)
    assert dump(desk) == before


def test_names_with_other_keys_are_other_people(desk: Desk):
    bare = LEAK._replace(email="", contact_id="1")
    taken(desk, bare, bare._replace(external_id="2", contact_id="2"))
    assert Party.select().count() == 2


def test_a_ticket_of_nobody_is_kept_without_a_customer(desk: Desk):
    result = taken(desk, TicketRecord("1", "A leak", party_id="77", columns={"party_id": "org"}))
    assert (Ticket.get().party_id, Ticket.get().custom) == (None, {"org": "77"})
    assert "it names no customer; kept without one" in reasons(result)


def test_a_customer_is_found_by_the_key_of_an_earlier_file(desk: Desk):
    taken(desk, PartyRecord("company", "Rossi Kft", external_id="A1"), kind="customers",
          source="accountid")  # fmt: skip
    taken(desk, TicketRecord("1", "A leak", party_id="A1"))
    assert Ticket.get().party.name == "Rossi Kft"


# Where it stands


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("Open", "open"),
        ("Pending Customer Response", "waiting_customer"),
        ("pending", "waiting_customer"),
        ("on-hold", "waiting_inside"),
        ("waiting for customer", "waiting_customer"),
        ("waiting_inside", "waiting_inside"),
        ("In progress", "open"),
        ("Closed", "closed"),
        ("Closed with explanation", "closed"),
        ("Untimely response", "closed"),
    ],
)
def test_states_are_known_by_the_words_of_other_systems(desk: Desk, written, state):
    result = taken(desk, LEAK._replace(state=written))
    assert Ticket.get().state == state
    assert steps_of(desk)[-1][1] == state
    known = {"open", "closed", "waiting for customer", "waiting_inside"}
    said = any("is taken as" in reason for reason in reasons(result))
    assert said == (written.lower() not in known)


def test_an_unknown_state_is_refused_by_line_and_never_guessed(desk: Desk):
    result = taken(desk, LEAK._replace(state="Parked"), LEAK._replace(external_id="2"))
    assert [remark.line for remark in result.rejected] == [2]
    assert "--map-value 'state:Parked=open'" in result.rejected[0].reason
    assert Ticket.select().count() == 1


def test_the_steps_are_the_opening_the_first_answer_and_the_end(desk: Desk):
    taken(desk, LEAK._replace(
        state="Solved", opened=MONDAY, responded=TUESDAY, resolved=THURSDAY, answer="A new hose."
    ))  # fmt: skip
    assert steps_of(desk) == [(MONDAY, "new"), (TUESDAY, "open"), (THURSDAY, "solved")]
    ticket = Ticket.get()
    assert (ticket.first_responded_at, ticket.resolved_at) == (TUESDAY, THURSDAY)
    assert (ticket.last_in_at, ticket.last_out_at) == (MONDAY, THURSDAY)
    assert (ticket.closing_reason, ticket.due_at, ticket.warn_at) == ("answered", None, None)
    assert conversation(desk)[-1] == ("out", "note", "ticket T1 solved", "A new hose.")


def test_an_answer_that_ended_nothing_is_kept_too(desk: Desk):
    taken(desk, LEAK._replace(
        state="Pending", opened=MONDAY, responded=TUESDAY, answer="Which hose?", channel="email"
    ))  # fmt: skip
    assert steps_of(desk) == [(MONDAY, "new"), (TUESDAY, "waiting_customer")]
    assert conversation(desk)[-1] == ("out", "email", "", "Which hose?")
    assert Ticket.get().last_out_at == TUESDAY


def test_clocks_of_an_open_ticket_run_by_its_policy(desk: Desk):
    taken(desk, LEAK._replace(state="Open", opened=MONDAY, priority="high"))
    ticket = Ticket.get()
    stored = (
        ticket.first_response_due, ticket.resolution_due, ticket.due_at, ticket.warn_at,
    )  # fmt: skip
    assert ticket.policy.name == "High"
    assert tickets.reckon_open(desk) == 0
    assert stored == (
        MONDAY + timedelta(hours=4), MONDAY + timedelta(days=2),
        MONDAY + timedelta(hours=4), MONDAY + timedelta(hours=3),
    )  # fmt: skip


def test_a_ticket_without_any_time_is_opened_now(desk: Desk):
    result = taken(desk, LEAK._replace(state="Open"))
    assert Ticket.get().opened_at == desk.clock.now()
    assert "no time says when it was opened; taken as now" in reasons(result)


def test_a_ticket_without_a_time_of_opening_is_opened_at_its_earliest(desk: Desk):
    result = taken(desk, LEAK._replace(state="Closed", responded=THURSDAY, resolved=TUESDAY))
    ticket = Ticket.get()
    assert (ticket.opened_at, ticket.first_responded_at, ticket.resolved_at) == (
        TUESDAY, THURSDAY, TUESDAY,
    )  # fmt: skip
    assert steps_of(desk) == [(TUESDAY, "closed")]
    assert "it ended before its first answer; kept as the file says" in reasons(result)


def test_what_lies_before_the_opening_or_to_come_is_left_out_and_kept_in_words(desk: Desk):
    result = taken(
        desk,
        LEAK._replace(state="Closed", opened=TUESDAY, responded=MONDAY, resolved=MONDAY),
        LEAK._replace(external_id="2", opened=MONDAY, responded=MONDAY + timedelta(30)),
    )
    first, second = Ticket.select().order_by(Ticket.id)
    assert (first.first_responded_at, first.resolved_at) == (None, None)
    assert list(first.custom) == ["end", "first answer"]
    assert (second.first_responded_at, list(second.custom)) == (None, ["first answer"])
    assert "it was answered before it was opened; that time is left out" in reasons(result)


def test_what_was_opened_on_a_day_was_opened_before_that_days_answer(desk: Desk):
    taken(desk, LEAK._replace(opened=date(2026, 11, 16), responded=MONDAY, state="open"))
    assert (Ticket.get().opened_at, Ticket.get().first_responded_at) == (MONDAY, MONDAY)


def test_an_end_without_a_time_counts_in_no_period(desk: Desk):
    result = taken(
        desk,
        LEAK._replace(state="Closed", opened=MONDAY),
        LEAK._replace(external_id="2", state="Solved", opened=MONDAY),
        LEAK._replace(external_id="3", state="Closed", opened=MONDAY, modified=THURSDAY),
    )
    rows = [(row.state, row.resolved_at) for row in Ticket.select().order_by(Ticket.id)]
    assert rows == [("closed", None), ("closed", None), ("closed", THURSDAY)]
    assert "it has ended, but no time says when: no period counts it" in reasons(result)
    assert "no time says when it ended; taken as its last change" in reasons(result)


@pytest.mark.parametrize(
    ("said", "reason", "note"),
    [
        ({"answer": "A new hose."}, "answered", ""),
        ({}, "other", "no reason in the file"),
        ({"state": "Closed with relief"}, "answered", "Closed with relief"),
        ({"state": "Untimely response"}, "other", "Untimely response"),
        ({"closing_reason": "Weather"}, "other", "Weather"),
        ({"closing_reason": "goodwill"}, "goodwill", ""),
        ({"closing_reason": "cannot be done"}, "not_possible", "no reason in the file"),
    ],
)
def test_an_ended_ticket_has_a_reason_of_the_list_and_its_words(desk: Desk, said, reason, note):
    taken(desk, LEAK._replace(**{"state": "Closed", **said}))
    assert (Ticket.get().closing_reason, Ticket.get().closing_note) == (reason, note)


def test_what_was_deleted_elsewhere_is_archived(desk: Desk):
    result = taken(desk, LEAK._replace(state="deleted", opened=MONDAY, modified=TUESDAY))
    assert (Ticket.get().state, Ticket.get().archived_at) == ("closed", desk.clock.now())
    assert "it is deleted where it comes from; closed and archived" in reasons(result)


# Once and again


def test_a_number_of_the_file_is_kept_where_it_is_free(desk: Desk):
    tickets.add(desk, "Here before")
    taken(
        desk,
        LEAK._replace(number="cs-17"),
        LEAK._replace(external_id="2", title="Another", number="CS-17"),
        LEAK._replace(external_id="3", number="T1"),
    )
    numbers = [row.number for row in Ticket.select().order_by(Ticket.id)]
    assert numbers == ["T1", "CS-17", "T3", "T4"]


def test_the_same_file_twice_adds_nothing_and_undo_leaves_no_trace(desk: Desk):
    before, found, sets = dump(desk), index(desk), labels(desk)
    rows = [
        LEAK._replace(state="Closed", opened=MONDAY, resolved=TUESDAY, answer="A new hose.",
                      rating=4, product="Hose", kind="Technical issue", tags=("vip",)),
        LEAK._replace(external_id="2", contact="Ilona Kis"),
        LEAK._replace(external_id="3", party="Kis Bt", email="", contact=""),
        LEAK._replace(external_id="3", title="Again"),
    ]  # fmt: skip
    first = taken(desk, *rows)
    after = dump(desk)
    assert (first.created, first.unchanged) == (3, 1)
    again = taken(desk, *rows, update=True)
    assert (again.created, again.updated, again.unchanged, again.change_set) == (0, 0, 4, None)
    assert dump(desk) == after
    assert labels(desk) == [*sets, "import tickets.csv"]
    assert index(desk) == index_made_anew(desk)
    undo(desk, first.change_set)
    assert (dump(desk), index(desk)) == (before, found)
    redo(desk)
    assert dump(desk) == after


def test_a_rating_is_what_the_customer_thinks_of_our_service(desk: Desk):
    rated = LEAK._replace(state="Closed", opened=MONDAY, resolved=TUESDAY, rating=4)
    taken(desk, rated, LEAK._replace(external_id="2", party="", contact="", email="", rating=1))
    before = dump(desk)
    taken(desk, rated, update=True)
    assert dump(desk) == before
    result = taken(desk, rated._replace(rating=1, rating_words="It leaks"), update=True)
    told = [(row.about, row.score, row.words, row.at) for row in Opinion.select()]
    assert told == [("service", 1, "", TUESDAY), ("service", -2, "It leaks", TUESDAY)]
    undo(desk, result.change_set)
    assert dump(desk) == before


def test_an_import_over_many_transactions_is_still_one_undo(desk: Desk):
    before = dump(desk)
    many = [LEAK._replace(external_id=str(n), email=f"{n % 7}@nagy.hu", product=f"P{n % 3}")
            for n in range(BATCH + 5)]  # fmt: skip
    tried = taken(desk, *many, trial=True)
    assert dump(desk) == before
    result = taken(desk, *many)
    assert (tried.created, tried.warnings) == (result.created, result.warnings)
    assert (Ticket.select().count(), Party.select().count()) == (BATCH + 5, 7)
    assert Product.select().count() == 3
    undo(desk, result.change_set)
    assert dump(desk) == before


def test_without_update_a_difference_is_only_said(desk: Desk):
    taken(desk, LEAK)
    before = dump(desk)
    result = taken(desk, LEAK._replace(
        state="Closed", resolved=TUESDAY, answer="A new hose.", body="It gushes.", rating=2,
    ))  # fmt: skip
    assert (
        "T1 'The hose leaks' is here already and differs in rating, state, text, answer;"
        " kept as it was (--update takes it over)" in reasons(result)
    )
    assert dump(desk) == before


def test_with_update_a_ticket_goes_on_and_ends_and_its_words_are_corrected(desk: Desk):
    taken(desk, LEAK._replace(opened=MONDAY, channel="email"))
    before = dump(desk)
    result = taken(desk, LEAK._replace(
        state="Closed", opened=MONDAY, responded=TUESDAY, resolved=THURSDAY, channel="email",
        answer="A new hose.", body="It gushes.", rating=2, priority="urgent", assignee="anna",
        tags=("vip",),
    ), update=True)  # fmt: skip
    ticket = Ticket.get()
    assert (ticket.state, ticket.priority, ticket.rating) == ("closed", "urgent", 2)
    assert (ticket.resolved_at, ticket.first_responded_at) == (THURSDAY, TUESDAY)
    assert (ticket.assignee_id, ticket.policy.name, ticket.due_at) == (desk.user, "Urgent", None)
    assert steps_of(desk) == [(MONDAY, "new"), (THURSDAY, "closed")]
    assert conversation(desk) == [
        ("in", "email", "The hose leaks", "It drips."),
        ("in", "email", "The hose leaks", "It gushes."),
        ("out", "email", "ticket T1 closed", "A new hose."),
    ]
    undo(desk, result.change_set)
    assert dump(desk) == before


def test_a_ticket_that_has_ended_here_is_not_opened_by_an_older_file(desk: Desk):
    taken(desk, LEAK._replace(state="Open"))
    tickets.solve(desk, [1], "answered")
    before = dump(desk)
    result = taken(desk, LEAK._replace(state="Open"), update=True)
    assert (result.updated, result.unchanged) == (0, 1)
    assert "T1 'The hose leaks' has ended here; its state is kept" in reasons(result)
    assert dump(desk) == before


def test_what_is_done_here_comes_after_what_came_in(desk: Desk):
    taken(desk, LEAK._replace(state="Open", opened=desk.clock.today()))
    tickets.solve(desk, [1], "answered")
    assert [state for _, state in steps_of(desk)] == ["open", "solved"]


NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TIMES = st.one_of(
    st.none(),
    st.integers(-900, 60).map(lambda apart: NOW.date() + timedelta(apart)),
    st.integers(-90_000, 900).map(lambda apart: NOW + timedelta(minutes=apart)),
)
TICKETS = st.builds(
    TicketRecord,
    external_id=st.sampled_from(["1", "2", "3", "4"]),
    title=st.one_of(st.sampled_from(["A leak", "A noise"]), EVERY_TEXT.map(lambda t: f"x{t}")),
    is_titled=st.booleans(),
    number=st.sampled_from(["", "", "CS-1", "cs-1", "T1", "T7"]),
    body=EVERY_TEXT, answer=EVERY_TEXT, rating_words=EVERY_TEXT,
    kind=st.sampled_from(["", "complaint", "Refund request", "?"]),
    priority=st.sampled_from(["", "Medium", "urgent", "?"]),
    state=st.sampled_from(["", "new", "Open", "Pending", "hold", "solved", "Closed", "deleted",
                           "Closed for good", "?"]),
    closing_reason=st.sampled_from(["", "spam", "weather", "not_possible"]),
    channel=st.sampled_from(["", "Email", "Social media", "pigeon"]),
    queue=st.sampled_from(["", "orders", "?"]),
    party=st.sampled_from(["", "", "Rossi Kft", "New Kft"]),
    party_id=st.sampled_from(["", "", "A1"]),
    contact=st.sampled_from(["", "Anna Rossi", "Rossi Kft", "Somebody New", "\x1b[31m\u202ered"]),
    contact_id=st.sampled_from(["", "", "7", "8"]),
    email=st.sampled_from(["", "anna@rossi.hu", "new@new.hu"]),
    assignee=st.sampled_from(["", "anna", "nobody"]),
    product=st.sampled_from(["", "Hose", "ho-se"]),
    opened=TIMES, responded=TIMES, resolved=TIMES, modified=TIMES,
    rating=st.sampled_from([None, 1, 5]),
    tags=st.sampled_from([(), ("vip",), ("VIP", "new")]),
    custom=st.dictionaries(st.sampled_from(["Hat", "Shoe"]), EVERY_TEXT, max_size=2),
    usual_kind=st.just("request"), product_id=st.just(""), columns=st.just({}),
)  # fmt: skip

UNLIKE_ITS_STEPS = """
SELECT t.id FROM ticket t WHERE (t.state, t.state_since) IS NOT (
    SELECT c.after, c.at FROM ticket_state_change c WHERE c.ticket_id = t.id
    ORDER BY c.at DESC, c.id DESC LIMIT 1)
  OR t.opened_at IS NOT (
    SELECT c.at FROM ticket_state_change c WHERE c.ticket_id = t.id ORDER BY c.at, c.id LIMIT 1)
  OR t.first_responded_at < t.opened_at OR t.resolved_at < t.opened_at
  OR (t.state IN ('solved', 'closed')) <> (t.closing_reason <> '')
"""


def clocks(desk: Desk) -> list[tuple[datetime | None, ...]]:
    return [
        (row.policy_id, row.first_response_due, row.resolution_due, row.due_at, row.warn_at)
        for row in Ticket.select().order_by(Ticket.id)
    ]


@settings(max_examples=30)
@given(st.lists(TICKETS, max_size=6), st.lists(TICKETS, max_size=6), st.booleans())
def test_any_two_files_come_in_go_out_again_and_never_double(first, second, update):
    with a_fresh_desk() as desk:
        tickets.settle_zone(desk)
        start, start_index = dump(desk), index(desk)
        one = taken(desk, *first)
        between = dump(desk)
        tried = taken(desk, *second, update=update, trial=True)
        assert dump(desk) == between
        two = taken(desk, *second, update=update)
        assert len(second) == two.created + two.updated + two.unchanged + len(two.rejected)
        assert (tried.created, tried.updated, tried.rejected) == (
            two.created, two.updated, two.rejected,
        )  # fmt: skip
        assert desk.store.rows(UNLIKE_ITS_STEPS) == []
        assert upkeep.check(desk) == []
        assert index(desk) == index_made_anew(desk)
        stored = clocks(desk)
        with desk.store.change_set(desk.user, "reckoned"):
            rows = list(Ticket.select().order_by(Ticket.id))
            tickets.reckon(desk, rows, find_policies=True)
        read = [
            (row.policy_id, row.first_response_due, row.resolution_due, row.due_at, row.warn_at)
            for row in rows
        ]
        assert read == stored
        results = [one, two]
        if update:  # what was taken over differs no longer, once keys are known by their names
            results.append(taken(desk, *second, update=True))
            assert taken(desk, *second, update=True).updated == 0
        for result in reversed(results):
            if result.change_set:
                undo(desk, result.change_set)
        assert (dump(desk), index(desk)) == (start, start_index)
