"""Own fields in the shell: on cards, in chosen columns, in the order of a list."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


@pytest.fixture
def fleets(crm: Crm) -> None:
    """Four customers; three have a fleet, one of them in words."""
    crm("field", "add", "customer", "Fleet", "--kind", "number")
    for name, fleet in (("Ash", "9"), ("Birch", "1200"), ("Cedar", ""), ("Dill", "10")):
        crm("new", name)
        if fleet:
            crm("edit", name, f"fleet={fleet}")


def names(answer: list[dict[str, object]]) -> list[object]:
    return [row["name"] for row in answer]


def test_cards_say_own_fields_by_their_label_and_json_as_they_are_stored(
    crm: Crm, fleets: None
) -> None:
    assert "Fleet  1200" in crm("show", "Birch").out
    card = crm("show", "Birch", "--json").value
    assert card["custom"] == {"Fleet": "1200"}
    assert card["completeness"]["percent"] < 100
    assert "no city" in crm("show", "Birch").out
    crm("deal", "add", "Birch", "Printers")
    crm("field", "add", "deal", "Budget", "--kind", "money")
    crm("deal", "edit", "Printers", "budget=1k EUR")
    assert "1,000.00 EUR" in crm("deal", "show", "Printers").out
    assert crm("deal", "show", "Printers", "--json").value["custom"] == {"Budget": "1000.00 EUR"}
    crm("ticket", "add", "Birch", "It jams")
    crm("field", "add", "ticket", "Serial no")
    crm("ticket", "edit", "T1", "serial no=S-1")
    assert "Serial no  S-1" in crm("ticket", "show", "T1").out
    assert crm("ticket", "show", "T1", "--json").value["custom"] == {"Serial no": "S-1"}


def test_lists_show_the_columns_that_were_said(crm: Crm, fleets: None) -> None:
    usual = crm("list").out
    head, *rows = crm("list", "--columns", "name, fleet").out.splitlines()
    assert head.split() == ["name", "Fleet"]
    assert rows[1].split()[1:] == ["Birch", "1200"]
    beside = crm("list", "--columns", "+fleet").out.splitlines()[0]
    assert beside.split() == [*usual.splitlines()[0].split()[1:-1], "Fleet"]
    assert crm("list", "--columns", "usual").out == usual
    row = crm("list", "--columns", "fleet", "--json").value[1]
    assert (row["name"], row["columns"]) == ("Birch", {"Fleet": "1200"})
    assert "columns" not in crm("list", "--json").value[1]
    refused = crm("list", "--columns", "flet")
    assert refused.status == 3
    assert "fleet" in refused.err


def test_lists_stand_in_the_order_of_an_own_field(crm: Crm, fleets: None) -> None:
    assert names(crm("list", "--sort", "fleet", "--json").value) == [
        "Ash", "Dill", "Birch", "Cedar",
    ]  # fmt: skip
    turned = crm("list", "--sort", "fleet", "--reverse", "--limit", "2", "--json").value
    assert names(turned) == ["Birch", "Dill"]
    assert crm("list", "--sort", "nothing").status == 2


def test_deals_and_tickets_show_and_sort_by_own_fields_too(crm: Crm, fleets: None) -> None:
    crm("field", "add", "deal", "Budget", "--kind", "money")
    crm("field", "add", "ticket", "Seen on", "--kind", "day")
    for title, budget, day in (("One", "2k EUR", "2026-03-03"), ("Two", "900 EUR", "2026-02-02")):
        crm("deal", "add", "Ash", title)
        crm("deal", "edit", title, f"budget={budget}")
        crm("ticket", "add", "Ash", title)
        crm("ticket", "edit", title, f"seen on={day}")
    said = crm("deal", "list", "--columns", "title,budget", "--sort", "budget")
    head, first, *_ = said.out.splitlines()
    assert head.split() == ["title", "Budget"]
    assert first.split()[1:] == ["Two", "900.00", "EUR"]
    told = crm("ticket", "list", "--columns", "+seen on", "--sort", "seen on", "--json").value
    assert [row["columns"]["Seen on"] for row in told] == ["2026-02-02", "2026-03-03"]
    assert "Seen on" in crm("ticket", "list", "--columns", "+seen on").out
