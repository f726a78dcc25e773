"""A firm of a few of everything, and what a filter leaves of it."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.services import accounts, deals, parties, tags, tasks, tickets
from crm_tui.services.opening import Desk
from crm_tui.views.filtering.compiling import found_by
from crm_tui.views.filtering.records import Kind
from tests import builders

TABLES = {"party": "party p", "deal": "deal d", "ticket": "ticket t", "task": "task k"}


def fill(desk: Desk) -> None:
    """A firm of a few of everything, a call and a task each on days that are told apart."""
    now, today = desk.clock.now(), desk.clock.today()
    builders.a_colleague(desk, "bob", name="Bob Stone")
    oslo = builders.a_company(
        desk, "Ærlig AS", city="Oslo", country="NO", industry="printing", lifecycle="customer",
        phones=["+47 22 12 34 56"], emails=["post@aerlig.example"],
        source="web", wants="a quiet press",
    )  # fmt: skip
    wien = builders.a_company(
        desk, "Müller GmbH", city="Wien", country="AT", is_supplier=True,
    )  # fmt: skip
    york = builders.a_person(
        desk, "Ann York", city="New York", company=oslo, birthday=date(1980, 11, 25)
    )
    with desk.store.change_set(desk.user, "kept columns"):
        for party, kept in ((oslo, "12"), (wien, "7")):
            desk.store.write(
                "UPDATE party SET custom = ? WHERE id = ?", (f'{{"Fax Nr":"{kept}"}}', party)
            )
    gone = builders.a_company(desk, "Zalka Bt", city="Oslo")
    builders.a_call(desk, oslo, at=now - timedelta(days=10))
    builders.a_call(desk, wien, at=now - timedelta(days=100))
    tags.change(desk, [oslo], tags.parse("vip"))
    tags.change(desk, [wien], tags.parse("cold"))
    bob = int(desk.store.value("SELECT id FROM user WHERE login = 'bob'"))
    accounts.hand_over(desk, [wien], bob)
    accounts.hand_over(desk, [york], None)
    parties.archive(desk, [gone])
    won = builders.a_deal(desk, oslo, "Big press", amount_minor=20_000_00, currency="EUR")
    builders.a_deal(
        desk, wien, "Small press", amount_minor=3_000, currency="JPY", probability=90,
        expected_close=today + timedelta(days=20), opened_on=today - timedelta(days=40),
    )  # fmt: skip
    builders.a_deal(desk, wien, "Paper", expected_close=date(2031, 1, 1))
    deals.win(desk, won)
    builders.a_task(desk, oslo, "Call about ink", due=today, kind="call")
    done = builders.a_task(desk, wien, "Send the form", due=today + timedelta(days=9))
    tasks.finish(desk, done, "sent")
    builders.a_task(desk, wien, "Fetch the samples", due=today + timedelta(days=7), side="them")
    builders.a_ticket(desk, oslo, "Ink smears", kind="complaint", priority="urgent")
    solved = builders.a_ticket(desk, wien, "Paper late")
    tickets.solve(desk, [solved], reason="answered")


filled = builders.furnished(fill)


def found(desk: Desk, kind: Kind, text: str) -> list[str]:
    """The titles of all records that a filter leaves, the ended and the archived ones too."""
    said = found_by(desk, kind, text).condition
    name = "name" if kind == "party" else "title"
    sql = f"SELECT {name} FROM {TABLES[kind]} WHERE {said.where} ORDER BY id"
    return [str(row[0]) for row in desk.store.rows(sql, said.params)]
