"""Cards for the tests, readable: what is not said is empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.card import (
    FIELDS,
    Card,
    ChannelCount,
    EntryRow,
    Method,
    Owner,
    Person,
)
from crm_tui.views.customer_tickets import CustomerTickets, Ending
from crm_tui.views.own_fields import Held
from crm_tui.views.shared_plan import TaskRow
from crm_tui.views.tickets import TicketRow

TODAY = date(2025, 11, 26)
NOW = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)

WORDS = Words(
    today=TODAY,
    zone=UTC,
    labels={
        ("lifecycle", "customer"): "customer",
        ("relationship", "regular"): "regular",
        ("relationship", "unknown"): "unknown",
        ("channel", "phone"): "phone",
        ("channel", "email"): "e-mail",
        ("channel", "visit_to_them"): "visit to them",
        ("outcome", "reached"): "reached",
        ("outcome", "no_answer"): "no answer",
        ("outcome", "next_step"): "agreed next step",
        ("task_kind", "call_back"): "call back",
    },
    meanings={"reached": "reached", "no_answer": "attempt", "next_step": "next_step"},
    keys={
        "record.edit": "e",
        "customer.log_call": "c",
        "customer.add_note": "i",
        "customer.add_task": "t",
        "customer.add_person": "a p",
        "customer.set_owner": "w",
        "customer.add_ticket": "a s",
    },
)


def fields(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(FIELDS, "")
    empty |= {
        "id": 1,
        "version": 1,
        "kind": "company",
        "name": "Rossi S.p.A.",
        "is_customer": True,
        "is_supplier": False,
        "is_competitor": False,
        "is_partner": False,
        "lifecycle": "customer",
        "relationship": "unknown",
        "custom": {},
        "created_at": NOW - timedelta(days=400),
        "updated_at": NOW - timedelta(days=3),
    }
    for name in ("archived_at", "relationship_since", "birthday", "last_contact_at"):
        empty[name] = None
    return empty | given


def phone(value: str, **given: Any) -> Method:
    return method("phone", value, **given)


def email(value: str, **given: Any) -> Method:
    return method("email", value, **given)


def method(kind: str, value: str, **given: Any) -> Method:
    blank = Method(1, kind, value, "", "", False, False, None, None)
    return blank._replace(**given)


def person(name: str, **given: Any) -> Person:
    blank = Person(7, name, "person", "works_at", "", "", "", "", None, None, 1, False)
    return blank._replace(**given)


def owner(login: str, since: str, **given: Any) -> Owner:
    return Owner(1, login, login.title(), "owner", since, None, "")._replace(**given)


def task(title: str, **given: Any) -> TaskRow:
    """A task; `due` is the day it stands on, too, unless `day` says another."""
    blank = TaskRow(
        id=5, kind="other", title=title, side="us", priority="normal", due=None, start_at=None,
        minutes=None, state="open", assignee="bob", outcome="", result="", done_at=None, note="",
        repeats="", attempt=1, agreed_on=None, follows=None, follows_title="", follows_after=0,
        planned_for=None, planned_at=None, planned_by="", proposal="", reason="", entry=None,
        entry_at=None, entry_way="", entry_text="", day=given.get("due"),
    )  # fmt: skip
    return blank._replace(**given)


def entry(number: int, at: datetime, body: str = "", **given: Any) -> EntryRow:
    blank = EntryRow(
        id=number,
        at=at,
        day=at.date().isoformat(),
        kind="call",
        channel="phone",
        direction="out",
        minutes=None,
        user="bob",
        party=1,
        party_name="Rossi S.p.A.",
        subject="",
        body=body,
        outcome="",
        result="",
        internal=False,
        pinned=False,
        task=None,
        corrects=None,
        corrected_by=None,
        people=(),
    )
    return blank._replace(**given)


def card(*, given: dict[str, Any] | None = None, **parts: Any) -> Card:
    blank = Card(
        fields=fields(**(given or {})),
        parent=None,
        referred_by=None,
        methods=(),
        people=(),
        tags=(),
        owner=None,
        former_owners=(),
        team=(),
        pinned=(),
        tasks=(),
        ended_tasks=(),
        contacts=(),
    )
    blank = blank._replace(own=Held((), blank.fields["custom"]))
    return blank._replace(**parts)


def full_card() -> Card:
    """A customer of whom much is known."""
    return card(
        given={
            "relationship": "regular",
            "relationship_since": "2024-03-03",
            "city": "Milano",
            "country": "IT",
            "likes": "espresso, short calls",
            "spoken_to_how": "formal, in the morning",
            "wants": "a price list per quarter",
            "custom": {"VAT number": "IT123"},
        },
        methods=(
            phone("+39 02 1234567", is_primary=True),
            phone("+39 333 7654321", id=2, label="mobile"),
            email("info@rossi.it", id=3),
        ),
        people=(
            person("Anna Bianchi", title="buyer", influence="decides", phone="+39 02 1234568"),
            person("Marco Neri", id=8, influence="pays"),
            person("Luca Gallo", id=9, title="buyer", since="2019-01-01", until="2023-05-01"),
        ),
        tags=("vip", "wine"),
        owner=owner("anna", "2024-03-03"),
        former_owners=(owner("bob", "2021-01-01", until="2024-03-03", take="loyal, slow payer"),),
        team=(owner("eva", "2024-05-01", role="team"),),
        pinned=(entry(90, NOW - timedelta(days=90), "pays late, ask Anna first", pinned=True),),
        tasks=(
            task("call back about the offer", kind="call_back", due=date(2025, 11, 24)),
            task("send the catalogue", id=6, due=date(2025, 12, 1), assignee="anna"),
        ),
        contacts=(
            ChannelCount("phone", 12, 3, datetime(2024, 2, 3, 9, tzinfo=UTC), NOW),
            ChannelCount(
                "email",
                4,
                0,
                datetime(2024, 3, 1, 9, tzinfo=UTC),
                datetime(2025, 10, 3, 9, tzinfo=UTC),
            ),
        ),
    )


def history(number: int = 16) -> tuple[EntryRow, ...]:
    """So many entries, newest first: calls, an e-mail, a note, a correction."""
    says = ["wants the price list by Friday", "asked for 200 units", "", "liked the samples"]
    found = [
        entry(
            100 - index,
            NOW - timedelta(days=5 * index, hours=index),
            says[index % 4],
            outcome=("next_step", "reached", "no_answer", "")[index % 4],
            direction=("out", "in")[index % 2],
            people=("Anna Bianchi",) if index % 2 == 0 else (),
        )
        for index in range(number)
    ]
    found[1] = found[1]._replace(kind="email", channel="email")
    found[3] = found[3]._replace(kind="note", channel="", direction="", outcome="")
    corrected = found[4]
    found[4] = corrected._replace(id=200, body="wants the list on Monday", corrects=corrected.id)
    found.insert(5, corrected._replace(corrected_by=200, user="eva"))
    return tuple(found)


def ticket(number: int, title: str, **given: Any) -> TicketRow:
    """A request that is open since yesterday, answered, and due tomorrow."""
    blank = TicketRow(
        id=number, number=f"T{number}", title=title, kind="request", kind_label="request",
        is_complaint=False, party=1, party_name="Rossi S.p.A.", contact=None, contact_name="",
        product=None, product_name="", channel="email", queue="first_line", assignee=1,
        owner="eva", priority="normal", state="open", opened_at=NOW - timedelta(days=1),
        policy=3, first_response_due=NOW - timedelta(hours=20),
        resolution_due=NOW + timedelta(days=1), due_at=NOW + timedelta(days=1), warn_at=None,
        first_responded_at=NOW - timedelta(hours=22), resolved_at=None, wait_until=None,
        closing_reason="", last_in_at=None, last_out_at=None, rating=None, version=1, value="",
        claim=None,
    )  # fmt: skip
    return blank._replace(**given)


def complaint(number: int, title: str, **given: Any) -> TicketRow:
    """A complaint that nobody has answered in time."""
    late = NOW - timedelta(hours=2)
    told = {"kind": "complaint", "kind_label": "complaint", "is_complaint": True,
            "priority": "high", "state": "new", "assignee": None, "owner": "",
            "first_responded_at": None, "first_response_due": late, "due_at": late}  # fmt: skip
    return ticket(number, title, **told | given)


def asked(*still: TicketRow, ended: tuple[TicketRow, ...] = (), **of: Ending) -> CustomerTickets:
    """A customer's tickets; `of` are the endings by number, as in T9=Ending(...)."""
    endings = {int(number[1:]): ending for number, ending in of.items()}
    return CustomerTickets(still, ended, endings, NOW)


def full_asked() -> CustomerTickets:
    """A complaint, a request that waits for them, and two that ended: one by an offer."""
    over = {"due_at": None, "state": "closed", "resolution_due": None}
    return asked(
        complaint(12, "Labels peel off in the cold store", contact=7, contact_name="Anna Bianchi"),
        ticket(14, "Which ribbon fits the old printer?", state="waiting_customer", due_at=None),
        ended=(
            ticket(9, "A second printer for the hall", resolved_at=NOW - timedelta(days=9),
                   rating=5, **over),
            complaint(4, "The bill names the wrong firm", resolved_at=NOW - timedelta(days=80),
                      rating=2, owner="bob", **over),
        ),
        T9=Ending("closed by an offer", "", "", 5, "D5", "Printer for hall 2", "won"),
        T4=Ending("put right", "", "the bill", None, "", "", ""),
    )  # fmt: skip


def text(lines: tuple[Line, ...] | list[Line]) -> list[str]:
    return ["".join(part for part, _tone in line).rstrip() for line in lines]
