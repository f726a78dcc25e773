"""Tickets from the shell: recorded, handed on, solved with the reason, merged, closed by offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm_tui.models import Product
from tests.builders import a_desk, dump, made_once
from tests.cli.conftest import Crm

FIELDS = {
    "id", "number", "title", "kind", "kind_label", "is_complaint", "party", "party_name",
    "contact", "contact_name", "product", "product_name", "channel", "queue", "assignee", "owner",
    "priority", "state", "opened_at", "policy", "first_response_due", "resolution_due", "due_at",
    "warn_at", "first_responded_at", "resolved_at", "wait_until", "closing_reason", "last_in_at",
    "last_out_at", "rating", "version", "value", "claim",
}  # fmt: skip
ALL_ABOUT = FIELDS | {
    "queue_label", "reason_label", "closing_note", "cause_label", "rating_words", "tags", "steps",
    "tasks", "merged", "merged_into", "offer", "open_deals", "newest_entry", "conversation",
    "custom",
}  # fmt: skip


def made(crm: Crm, *words: str | int) -> int:
    """Adds a ticket; its id."""
    return int(crm("ticket", "add", *words, "--json").value["ticket"])


def told(crm: Crm, ticket: str | int) -> dict[str, Any]:
    """All about a ticket."""
    return dict(crm("ticket", "show", ticket, "--json").value)


@pytest.fixture
def noise(crm: Crm, rossi: int, database: Path) -> int:
    """A request of Rossi, number T1."""
    made_once(database, "a loud pump", lambda: made(crm, rossi, "The pump is loud"))
    return 1


@pytest.fixture
def pump(database: Path) -> int:
    made_once(database, "a product", lambda: make_pump(database))
    return 1


def make_pump(database: Path) -> None:
    with a_desk(database) as desk, desk.store.change_set(desk.user, "a product"):
        now = desk.clock.now()
        Product.create(name="Pump 3", code="P3", created_at=now, updated_at=now)


# Recorded


def test_a_ticket_is_added_with_all_that_is_known(crm: Crm, rossi: int, pump: int):
    said = crm(
        "ticket", "add", rossi, "The", "pump", "leaks", "--kind", "complaint", "--queue", "second",
        "--channel", "call", "--product", "pump", "--contact", "anna", "--owner", "me", "--at",
        "8:00", "--tag", "vip", "--tag", "leak", "--body", "water\neverywhere",
    )  # fmt: skip
    assert said.out == (
        "T1: The pump leaks, complaint, high, new, answer due in 3 h, Rossi GmbH (#1).\n"
    )
    ticket = told(crm, "T1")
    assert set(ticket) == ALL_ABOUT
    assert ticket.items() >= {
        "id": 1, "title": "The pump leaks", "kind": "complaint", "is_complaint": True,
        "priority": "high", "party": rossi, "contact": 2, "product": pump, "channel": "phone",
        "queue": "second_line", "owner": "anna", "state": "new", "claim": None,
        "tags": ["leak", "vip"],
        "opened_at": "2026-11-20T07:00:00Z", "first_response_due": "2026-11-20T12:00:00Z",
        "resolution_due": "2026-11-23T16:00:00Z", "due_at": "2026-11-20T12:00:00Z",
    }.items()  # fmt: skip
    (said_then,) = ticket["conversation"]
    assert said_then.items() >= {
        "body": "water\neverywhere", "subject": "The pump leaks", "direction": "in",
        "mail": None, "files": [],
    }.items()  # fmt: skip


def test_a_title_alone_is_of_no_customer(crm: Crm):
    assert crm("ticket", "add", "The door is stuck").out == (
        "T1: The door is stuck, request, new, answer due in 3 days, nobody's, from no customer.\n"
    )
    assert told(crm, made(crm, "-", "a second", "door"))["title"] == "a second door"


@pytest.mark.parametrize("words", [("Rossi GmbH",), ("rossi gmbh",), ("Rossi GmbH", ""), ("",)])
def test_a_customer_without_a_title_makes_no_ticket(crm: Crm, rossi: int, words: tuple[str, ...]):
    said = crm("ticket", "add", *words)
    assert (said.status, said.out) == (5, "")
    assert said.err.startswith("A ticket needs a title.\n")


def test_a_ticket_may_begin_a_new_database(crm: Crm, tmp_path: Path):
    assert crm("ticket", "add", "The first", "--db", tmp_path / "new.db").status == 0
    assert crm("ticket", "list", "--db", tmp_path / "none.db").status == 6


def test_their_words_are_read_from_standard_input(crm: Crm, rossi: int, reads: Any):
    reads("it drips\nand drips\n")
    assert told(crm, made(crm, rossi, "drips", "--body", "-"))["conversation"][0]["body"] == (
        "it drips\nand drips"
    )


def test_a_call_becomes_a_ticket_of_the_caller(crm: Crm, rossi: int):
    crm("log", rossi, "--channel", "phone", "--at", "9:30", "the pump is loud")
    ticket = told(crm, made(crm, "Loud pump", "--entry", 1))
    assert ticket.items() >= {"party": rossi, "channel": "phone"}.items()
    assert ticket["opened_at"] == "2026-11-20T08:30:00Z"
    assert [one["body"] for one in ticket["conversation"]] == ["the pump is loud"]


@pytest.mark.parametrize(
    ("option", "value", "status"),
    [
        ("--kind", "lunch", 2), ("--queue", "lunch", 2), ("--channel", "lunch", 2),
        ("--product", "Glue", 3), ("--contact", "Zed", 3), ("--owner", "zed", 3),
        ("--at", "someday", 2), ("--entry", "99", 3), ("--priority", "most", 2),
    ],
)  # fmt: skip
def test_what_a_ticket_cannot_have_is_refused_and_nothing_is_made(
    crm: Crm, rossi: int, noise: int, database: Path, option: str, value: str, status: int
):
    with a_desk(database) as desk:
        before = dump(desk)
    said = crm("ticket", "add", rossi, "x", option, value)
    assert (said.status, said.out) == (status, "")
    assert said.err
    with a_desk(database) as desk:
        assert dump(desk) == before


# Which ticket


def test_a_ticket_is_meant_by_number_id_title_or_its_beginning(crm: Crm, noise: int):
    for meant in ("T1", "t1", "1", "#1", "the pump is loud", "The pump"):
        assert told(crm, meant)["id"] == noise


def test_several_of_a_title_are_listed_and_none_is_picked(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "The pump stopped")
    said = crm("ticket", "reopen", "the pump", "--json")
    assert said.status == 4
    assert [one["id"] for one in said.value["candidates"]] == [2, 1]


def test_a_number_that_is_the_id_of_another_is_asked_about(
    crm: Crm, rossi: int, noise: int, database: Path
):
    made(crm, rossi, "second")
    with a_desk(database) as desk, desk.store.change_set(desk.user, "numbered"):
        desk.store.write("UPDATE ticket SET number = 'T9' WHERE id = 2")
        desk.store.write("UPDATE ticket SET number = 'T2' WHERE id = 1")
    assert crm("ticket", "show", "2").status == 4
    assert told(crm, "#2")["number"] == "T9"
    assert told(crm, "T2")["id"] == noise


@pytest.mark.parametrize("meant", ["T9", "99", "#9", "nothing", "", "9" * 30])
def test_no_such_ticket_is_status_3(crm: Crm, noise: int, meant: str):
    assert crm("ticket", "reopen", meant).status == 3


# Triage


def test_fields_are_changed_by_their_names(crm: Crm, noise: int, pump: int):
    crm("user", "add", "bob")
    said = crm(
        "ticket", "edit", "T1", "title=Loud", "kind=fault", "priority=urgent", "queue=orders",
        "owner=bob", "product=P3", "channel=e-mail", "contact=Anna Bianchi", "cause=delivery",
        "wait=+3d",
    )  # fmt: skip
    assert said.status == 0
    assert told(crm, "T1").items() >= {
        "title": "Loud", "kind": "fault", "priority": "urgent", "queue": "orders", "owner": "bob",
        "product": pump, "channel": "email", "contact": 2, "cause_label": "the delivery",
        "wait_until": "2026-11-23", "first_response_due": "2026-11-20T10:00:00Z",
    }.items()  # fmt: skip


def test_an_empty_value_clears_a_field(crm: Crm, rossi: int, pump: int):
    made(crm, rossi, "x", "--product", "P3", "--owner", "me", "--contact", "anna")
    crm("ticket", "edit", 1, "product=", "owner=nobody", "contact=-", "customer=", "channel=")
    assert told(crm, 1).items() >= {
        "product": None, "assignee": None, "contact": None, "party": None, "channel": "",
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status"),
    [("priority", 2), ("size=big", 2), ("kind=lunch", 2), ("kind=", 5), ("title=", 5),
     ("priority=most", 5), ("owner=zed", 3)],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(crm: Crm, noise: int, change: str, status: int):
    assert crm("ticket", "edit", "T1", change).status == status
    assert told(crm, "T1")["version"] == 1


def test_a_complaint_stays_high_at_least(crm: Crm, noise: int):
    crm("ticket", "edit", "T1", "kind=complaint")
    assert told(crm, "T1")["priority"] == "high"
    assert crm("ticket", "edit", "T1", "priority=low").status == 5


def test_many_are_given_to_a_colleague_in_one_change(crm: Crm, rossi: int, noise: int):
    crm("user", "add", "bob")
    made(crm, rossi, "another")
    value = crm("ticket", "assign", "T1,T2", "bob", "--json").value
    assert ([one["owner"] for one in value["tickets"]], value["changed"]) == (["bob", "bob"], 2)
    crm("undo")
    assert {told(crm, ticket)["owner"] for ticket in ("T1", "T2")} == {""}
    crm("ticket", "assign", "1,2", "me")
    crm("ticket", "assign", "T2", "nobody")
    assert (told(crm, "T1")["owner"], told(crm, "T2")["owner"]) == ("anna", "")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["open"], "open"), (["waiting", "for", "customer"], "waiting_customer"),
        (["customer"], "waiting_customer"), (["inside"], "waiting_inside"),
        (["waiting_inside"], "waiting_inside"),
    ],
)  # fmt: skip
def test_a_state_is_said_as_it_is_read(crm: Crm, noise: int, words: list[str], state: str):
    assert crm("ticket", "state", "T1", *words).status == 0
    assert told(crm, "T1")["state"] == state


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["lunch"], 2),
        (["waiting"], 2),
        (["solved"], 5),
        (["merged"], 5),
        (["new"], 5),
        (["closed"], 5),
    ],
)
def test_a_state_that_cannot_be_chosen_is_refused(
    crm: Crm, noise: int, words: list[str], status: int
):
    said = crm("ticket", "state", "T1", *words)
    assert (said.status, said.out) == (status, "")
    assert status == 2 or "new" not in said.err.partition("\n")[2]
    assert told(crm, "T1")["state"] == "new"


def test_a_ticket_waits_until_a_day(crm: Crm, noise: int):
    crm("ticket", "state", "T1", "customer", "--until", "+3d")
    assert told(crm, "T1")["wait_until"] == "2026-11-23"
    assert "waits until Wed 25 Nov" in crm("ticket", "wait", "T1", "wed").out
    crm("ticket", "wait", "T1", "-")
    assert told(crm, "T1")["wait_until"] is None


def test_tags_are_put_on_and_taken_off(crm: Crm, noise: int):
    crm("ticket", "tag", "T1", "vip", "+pump")
    assert crm("ticket", "tag", "T1", "-vip", "--json").value == {
        "tickets": [1], "on": [], "off": ["vip"], "changed": 1,
    }  # fmt: skip
    assert told(crm, "T1")["tags"] == ["pump"]


# Ended


def test_solved_needs_its_reason_and_names_them(crm: Crm, noise: int):
    said = crm("ticket", "solve", "T1")
    assert said.status == 5
    assert "put right" in said.err
    assert crm("ticket", "solve", "T1", "weather").status == 2
    assert crm("ticket", "solve", "T1", "cannot", "be", "done").status == 5
    assert told(crm, "T1")["state"] == "new"


def test_solved_keeps_reason_note_and_cause(crm: Crm, noise: int):
    crm("ticket", "solve", "T1", "put", "right", "--note", "new seal", "--cause", "bill")
    assert told(crm, "T1").items() >= {
        "state": "solved", "closing_reason": "put_right", "closing_note": "new seal",
        "cause_label": "the bill", "resolved_at": "2026-11-20T09:00:00Z", "due_at": None,
    }.items()  # fmt: skip
    assert "put right: new seal" in crm("ticket", "show", "T1").out


def test_reopened_it_runs_again(crm: Crm, noise: int):
    crm("ticket", "solve", "T1", "answered")
    assert crm("ticket", "reopen", "T1", "--json").value["changed"] == 1
    ticket = told(crm, "T1")
    assert (ticket["state"], ticket["closing_reason"], ticket["resolved_at"]) == ("open", "", None)
    assert [step["after"] for step in ticket["steps"]] == ["new", "solved", "open"]


def test_put_away_it_is_listed_no_more(crm: Crm, noise: int):
    crm("ticket", "archive", "T1")
    assert crm("ticket", "list", "--state", "any", "--json").value == []


def test_closed_by_an_offer_both_know_each_other(crm: Crm, noise: int):
    value = crm("ticket", "offer", "T1", "larger", "pump", "12k", "EUR", "60%", "--json").value
    assert value["deal"].items() >= {
        "title": "larger pump", "probability": 60,
        "amount": {"amount_minor": 1200000, "currency": "EUR"},
    }.items()  # fmt: skip
    ticket = told(crm, "T1")
    assert ticket["offer"] == {"id": 1, "number": "D1", "title": "larger pump"}
    assert (ticket["state"], ticket["closing_reason"]) == ("solved", "offer")
    assert crm("deal", "show", "D1", "--json").value["came_of"] == {
        "id": 1, "number": "T1", "title": "The pump is loud",
    }  # fmt: skip
    assert "came of    T1 The pump is loud" in crm("deal", "show", "D1").out
    assert "closed by an offer, D1 larger pump open" in crm("show", "Rossi GmbH").out
    crm("undo")
    assert told(crm, "T1")["offer"] is None
    assert crm("deal", "show", "D1").status == 3


def test_a_rating_is_a_number_from_1_to_5(crm: Crm, noise: int):
    crm("ticket", "rate", "T1", "4", "quick", "enough")
    assert told(crm, "T1").items() >= {"rating": 4, "rating_words": "quick enough"}.items()
    for wrong, status in (("0", 5), ("6", 5), ("good", 2)):
        assert crm("ticket", "rate", "T1", wrong).status == status


# Merged


def test_merged_its_number_finds_the_one_that_is_left(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "Pump: loud!", "--body", "so loud")
    made(crm, rossi, "loud pump", "--body", "terribly")
    assert crm("ticket", "merge", "T1", "T2", "3", "--json").value["merged"] == [2, 3]
    assert told(crm, "T3")["number"] == "T1"
    assert [one["number"] for one in told(crm, "T1")["merged"]] == ["T2", "T3"]
    bodies = [one["body"] for one in told(crm, "T1")["conversation"]]
    assert {"so loud", "terribly"} <= set(bodies)
    crm("ticket", "said", "T2", "still loud")
    assert told(crm, "T1")["conversation"][-1]["body"] == "still loud"


def test_a_ticket_is_not_merged_with_itself_nor_twice(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "again")
    assert crm("ticket", "merge", "T1", "T1").status == 5
    crm("ticket", "merge", "T1", "T2")
    assert crm("ticket", "merge", "T1", "T2").status == 5


def test_likely_duplicates_are_offered_with_what_speaks_for_them(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "pump loud again")
    made(crm, "something else")
    (found,) = crm("ticket", "duplicates", "T1", "--json").value
    assert set(found) == FIELDS | {"score", "reason"}
    assert (found["number"], found["reason"]) == ("T2", "the same customer, the same words")
    assert "the same customer" in crm("ticket", "duplicates", "T1").out
    assert "No open ticket" in crm("ticket", "duplicates", "T3").err


# Who is on it


def test_a_claim_is_seen_by_others_and_taken_over_on_purpose(crm: Crm, noise: int):
    crm("user", "add", "bob")
    mine = crm("ticket", "claim", "T1", "--json").value
    assert mine == {
        "ticket": 1, "mine": True,
        "claim": {"user": 1, "name": "anna", "since": "2026-11-20T09:00:00Z",
                  "until": "2026-11-20T09:10:00Z"},
    }  # fmt: skip
    theirs = crm("ticket", "claim", "T1", "--as", "bob")
    assert theirs.status == 5
    assert "anna since 10:00" in theirs.err
    assert "anna since 10:00" in crm("ticket", "list").out
    assert crm("ticket", "claim", "T1", "--take-over", "--as", "bob").status == 0
    assert crm("ticket", "release", "T1", "--json").value["claim"]["name"] == "bob"
    assert crm("ticket", "release", "T1", "--as", "bob", "--json").value["claim"] is None


def test_the_next_free_one_of_a_view_is_claimed(crm: Crm, rossi: int, noise: int):
    crm("user", "add", "bob")
    made(crm, rossi, "bad", "--kind", "complaint")
    following = ("ticket", "claim", "--next", "--json")
    assert crm(*following).value["ticket"] == 2
    assert crm(*following, "--as", "bob").value["ticket"] == 1
    none = crm(*following, "--view", "complaints", "--as", "bob")
    assert (none.status, none.value["ticket"]) == (3, None)
    assert crm("ticket", "claim").status == crm("ticket", "claim", "T1", "--next").status == 2
    assert crm("ticket", "claim", "--next", "--view", "lunch").status == 3


# Where else they show


def test_a_ticket_is_found_shown_and_told_to_whoever_answers_the_phone(
    crm: Crm, rossi: int, noise: int
):
    made(crm, "Anna Bianchi", "A question", "--kind", "question")
    hits = {hit["type"]: hit for hit in crm("find", "pump", "--json").value}
    assert hits["ticket"].items() >= {
        "id": noise, "title": "The pump is loud", "party": rossi, "matched": "title",
    }.items()  # fmt: skip
    by_number = [hit for hit in crm("find", "T1", "--json").value if hit["type"] == "ticket"]
    assert [(hit["id"], hit["matched"]) for hit in by_number] == [(noise, "number")]
    (caller,) = crm("who", "1234567", "--json").value
    first, of_somebody_there = caller["open_tickets"]
    assert first == {
        "id": 1, "number": "T1", "title": "The pump is loud", "kind": "request",
        "priority": "normal", "state": "new", "due": "2026-11-23T09:00:00Z", "owner": "",
    }  # fmt: skip
    assert of_somebody_there["title"] == "A question"
    assert "The pump is loud, request, new, due in 3 days  T1" in crm("who", "1234567").out


def test_a_card_has_its_tickets_the_open_ones_first(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "solved one", "--contact", "Anna Bianchi")
    crm("ticket", "solve", "T2", "answered")
    card = crm("show", rossi, "--json").value
    assert [(one["number"], one["state"]) for one in card["tickets"]] == [
        ("T1", "new"), ("T2", "solved"),
    ]  # fmt: skip
    assert set(card["tickets"][0]) == FIELDS
    assert [one["number"] for one in crm("show", 2, "--json").value["tickets"]] == ["T2"]
    out = crm("show", rossi).out
    assert "T1  request  The pump is loud" in out
    assert "answered" in out.split("Timeline")[0]


def test_show_opens_a_ticket_by_its_number_unless_a_customer_is_called_so(crm: Crm, noise: int):
    assert crm("show", "t1", "--json").value["title"] == "The pump is loud"
    crm("new", "T1")
    assert crm("show", "T1", "--json").value["name"] == "T1"
    assert crm("show", "T99").status == 3


def test_the_day_sheet_says_how_many_are_mine_and_run_out(crm: Crm, rossi: int, noise: int):
    assert "open ticket" not in crm("today").out
    assert crm("today", "--json").value["tickets"] == {"open": 0, "running": 0}
    crm("ticket", "assign", "T1", "me")
    assert crm("today").out.endswith("\n1 open ticket ('crm ticket list --owner me')\n")
    crm("user", "add", "bob")
    made(crm, rossi, "old", "--owner", "bob", "--at", "2026-11-16 9:00")
    assert crm("today", "--of", "bob", "--json").value["tickets"] == {"open": 1, "running": 1}
    assert crm("today", "--of", "bob").out.endswith(
        "\n1 open ticket, 1 running out ('crm ticket list --view running --owner bob')\n"
    )


def test_a_complaint_is_told_to_whoever_sells_to_them(crm: Crm, rossi: int):
    crm("user", "add", "bob")
    crm("deal", "add", rossi, "Pumps", "--owner", "bob")
    made(crm, rossi, "It leaks", "--kind", "complaint")
    assert [task["title"] for task in told(crm, "T1")["tasks"]] == [
        "Rossi GmbH complains: It leaks"
    ]
    assert "Rossi GmbH complains: It leaks" in crm("today", "--of", "bob").out
    assert "1 open complaint" in crm("deal", "list").out
    (complaint,) = crm("deal", "show", "D1", "--json").value["complaints"]
    assert (set(complaint), complaint["number"]) == (FIELDS, "T1")
    assert "complaint  T1, It leaks, answer due in 4 h" in crm("deal", "show", "D1").out
    crm("ticket", "solve", "T1", "put right")
    assert crm("deal", "show", "D1", "--json").value["complaints"] == []
