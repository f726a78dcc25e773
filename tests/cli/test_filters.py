"""Lists in the shell take filters as words or with --filter, and point at what they cannot read."""

from __future__ import annotations

import json

from crm_tui.services import tags
from crm_tui.services.opening import Desk
from tests import builders
from tests.cli.conftest import Crm


def fill(desk: Desk) -> None:
    rossi = builders.a_company(desk, "Rossi Kft", city="New York", phones=["+36 1 234 5678"])
    zalka = builders.a_company(desk, "Zalka Bt", city="Oslo")
    tags.change(desk, [zalka], tags.parse("cold"))
    builders.a_deal(desk, rossi, "Big press", amount_minor=50_000_00)
    builders.a_deal(desk, zalka, "Small press", amount_minor=10_00)
    builders.a_task(desk, rossi, "Call about ink", kind="call")
    builders.a_ticket(desk, zalka, "The belt slips", priority="urgent")


def test_each_list_takes_a_filter(desk: Desk, crm: Crm):
    fill(desk)

    def listed(*words: str) -> list[str]:
        done = crm(*words, "--json")
        assert done.status == 0, done.err
        return [row.get("name") or row["title"] for row in json.loads(done.out)]

    assert listed("list", "city:New York") == ["Rossi Kft"]
    assert listed("list", "-tag:cold") == ["Rossi Kft"]
    assert listed("list", "-has:phone", "is:company") == ["Zalka Bt"]
    assert listed("list", "(city:oslo", "OR", "has:phone)", "NOT", "tag:cold") == ["Rossi Kft"]
    assert listed("list", "--filter", 'city:"new york" ross') == ["Rossi Kft"]
    assert listed("list", "ross") == ["Rossi Kft"]
    assert listed("list", "city:any", "--filter", "tag:cold") == ["Zalka Bt"]
    assert listed("deal", "list", "value>1000") == ["Big press"]
    assert listed("deal", "list", "Zalka Bt") == ["Small press"]
    assert listed("deal", "list", "Zalka", "--filter", "value>1000") == []
    assert listed("task", "list", "kind:call", "owner:any") == ["Call about ink"]
    assert listed("task", "list", "Rossi", "Kft") == ["Call about ink"]
    assert listed("ticket", "list", "priority>=high") == ["The belt slips"]
    assert listed("ticket", "list", "priority>=high", "--find", "a:b") == []


def test_what_cannot_be_read_is_pointed_at(desk: Desk, crm: Crm):
    fill(desk)
    done = crm("list", "tag:cold", "ctiy:Oslo")
    assert done.status == 2
    assert done.out == ""
    assert done.err.splitlines()[:3] == [
        "ctiy: there is no such field here.",
        "  tag:cold ctiy:Oslo",
        "           ^^^^",
    ]
    assert "Did you mean city?" in done.err
    said = crm("deal", "list", "--filter", "stage:ofer", "--json").value
    assert said["kind"] == "usage"
    assert said["position"] == len("stage:")


def test_the_language_and_the_fields_are_told(desk: Desk, crm: Crm):
    told = crm("filters", "deals")
    assert "value>10k" in told.out
    assert "the expected close" in told.out
    assert {"customers", "deals", "tickets", "tasks"} == set(
        json.loads(crm("filters", "--json").out)
    )
    assert "customers?" in crm("filters", "customer").err
    assert "FILTER" in crm("list", "-h").out
