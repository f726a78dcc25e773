"""What is typed of a filter is offered to be completed: fields, and values of which few differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.services import own_fields, tags
from crm_tui.services.opening import Desk
from crm_tui.views.filtering.compiling import check
from crm_tui.views.filtering.completions import MOST, completions, values
from crm_tui.views.filtering.records import RECORDS, own
from tests import builders
from tests.views.filtering.firm import fill, filled


@pytest.fixture(scope="module")
def firm() -> Iterator[Desk]:
    with filled() as desk:
        yield desk


@pytest.mark.parametrize(
    ("kind", "typed", "completed"),
    [
        ("party", "ow", ["owner:"]),
        ("party", "rossi -rel", ["rossi -relationship:"]),
        ("party", "city:o", ["city:Oslo"]),
        ("party", "tag:vip (city:york", ['tag:vip (city:"New York"']),
        ("party", 'city:"new y', ['city:"New York"']),
        ("party", "city:Wien,os", ["city:Wien,Oslo"]),
        ("party", "-tag:c", ["-tag:cold"]),
        ("party", "owner:b", ["owner:bob"]),
        ("party", "owner:", ["owner:me", "owner:bob", "owner:anna", "owner:none"]),
        ("party", "kind:p", ["kind:person"]),
        ("party", "is:sup", ["is:supplier"]),
        ("party", "has:birth", ["has:birthday"]),
        ("party", "archived:y", ["archived:yes"]),
        ("party", "country=n", ["country=NO"]),
        ("deal", "stage>=o", ["stage>=Offer"]),
        ("deal", "city:w", ["city:Wien"]),
        ("ticket", "priority>=u", ["priority>=urgent"]),
        ("ticket", "kind:comp", ["kind:complaint"]),
        ("ticket", "state:wait", ['state:"waiting for customer"', 'state:"waiting inside"']),
        ("task", "side:t", ["side:theirs"]),
        ("party", "name:ros", []),
        ("party", "nothing:a", []),
        ("party", "value>1", []),
        ("task", "title:c", []),
        ("party", "rossi kft", []),
    ],
)
def test_what_is_typed_is_completed(firm: Desk, kind, typed, completed):
    assert completions(firm, kind, typed) == completed


def test_own_fields_offer_what_there_is_to_choose_from(desk: Desk):
    own_fields.add(desk, "party", "Tier", kind="choice", choices=["gold plated", "silver"])
    own_fields.add(desk, "party", "Signed", kind="yes_no")
    own_fields.add(desk, "party", "Motto")
    assert completions(desk, "party", "tie") == ["tier:"]
    assert completions(desk, "party", "tier:g") == ['tier:"gold plated"']
    assert completions(desk, "party", "signed:") == ["signed:yes", "signed:no"]
    assert completions(desk, "party", "motto:a") == []


def test_of_many_values_a_few_are_offered(desk: Desk):
    party = builders.a_company(desk)
    for number in range(MOST + 5):
        tags.change(desk, [party], tags.parse(f"fair-{number:02}"))
    assert len(values(desk, "party", "tag", "fa")) == MOST
    assert values(desk, "party", "tag", "fair-16") == ["fair-16"]


@pytest.mark.parametrize("kind", list(RECORDS))
def test_every_value_that_is_offered_can_be_asked_for(desk: Desk, kind):
    fill(desk)
    own_fields.add(desk, "party", "Tier", kind="choice", choices=["a, b", "-c", 'd "e"', "f..g"])
    offered = [field for field in (*RECORDS[kind].fields, *own(desk, kind)) if field.offered]
    assert offered
    for field in offered:
        for filtered in completions(desk, kind, f"{field.name}:"):
            check(desk, kind, filtered)
