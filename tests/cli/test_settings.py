"""Places and the firm's words from the shell; a pipeline's name."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


def test_places_are_listed_with_what_is_in_them_and_switched(crm: Crm):
    crm("new", "Rossi Kft")
    crm("deal", "add", "Rossi", "Forty pumps")
    out = crm("place").out
    assert out.split("\n")[0].split() == ["customers", "on", "1", "customer"]
    assert "pipeline   on  1 open deal" in out
    off = crm("place", "pipeline", "off")
    assert "pipeline   off  1 open deal" in off.out
    assert crm("place", "--json").value == {
        "customers": True, "agenda": True, "pipeline": False, "tickets": True,
    }  # fmt: skip
    assert crm("deal", "list").out, "the shell goes on: nothing is lost"
    crm("undo")
    assert crm("place", "--json").value["pipeline"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("kitchen", "off"), 3),
        (("customers", "off"), 5),
        (("tickets",), 2),
        (("tickets", "maybe"), 2),
        (("kitchen", "never"), 3),
    ],
)
def test_what_is_no_place_or_no_state_is_refused(crm: Crm, words, status):
    crm("new", "Rossi Kft")
    assert crm("place", *words).status == status


def test_a_place_that_is_off_does_not_open(crm: Crm):
    crm("new", "Rossi Kft")
    crm("ticket", "add", "Rossi", "No light")
    crm("ticket", "edit", "T1", "owner=me")
    assert "1 open ticket" in crm("today").out
    crm("place", "tickets", "off")
    assert "ticket" not in crm("today").out, "no noise of what is off"
    said = crm("open", "tickets")
    assert said.status == 2
    assert said.err.startswith("The tickets are off; :settings switches them on.")
    assert "crm ticket show 1" in crm("open", "T1").err


def test_the_next_place_is_suggested_until_one_wants_to_hear_no_more_of_it(crm: Crm):
    crm("new", "Firm 0")
    crm("place", "pipeline", "off")
    for number in range(1, 20):
        crm("new", f"Firm {number}")
    for number in range(20):
        crm("task", "add", f"Firm {number}", "call", "them")
    assert "the pipeline is the next step there is" in crm("settings").out
    crm("place", "pipeline", "never")
    assert "next step" not in crm("settings").out
    crm("undo")
    assert "next step" in crm("settings").out


def test_the_shell_speaks_in_the_firm_s_words_but_not_in_json_nor_of_names(crm: Crm):
    crm("new", "Customer Deal Ticket Ltd")
    crm("settings", "word.customer=member", "word.deal=case")
    assert crm("place").out.split("\n")[0].split() == ["customers", "on", "1", "member"]
    assert crm("deal", "list").err == "No case is listed here.\n"
    crm("deal", "add", "Customer Deal", "A deal")
    shown = crm("show", "Customer Deal").out
    assert "Customer Deal Ticket Ltd" in shown
    assert "Cases\n" in shown
    assert "A deal" in shown
    assert "open_deals" in crm("pipeline", "list", "--json").value[0]
    crm("undo", "1")
    assert crm("settings", "--json").status == 0


def test_a_pipeline_gets_another_name(crm: Crm):
    crm("new", "Rossi Kft")
    assert crm("pipeline", "rename", "Sales", "Big", "sales").out.startswith("Big sales: Lead 10")
    crm("pipeline", "add", "Small sales")
    assert crm("pipeline", "rename", "Small", "big SALES").status == 5
    assert crm("pipeline", "rename", "Small", " ").status == 5
    assert crm("pipeline", "rename", "Nothing", "x").status == 3
