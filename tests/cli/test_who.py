"""`crm who`: everyone with the number, whatever its notation; never one picked in silence."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm

FIELDS = {
    "id", "name", "company", "phones", "owner", "last_contacts", "open_deals", "open_tickets",
    "open_tasks",
}  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["+39 02 1234567", "0039021234567", "+39-02-12.34.567", "1234567", "(02) 1234567"]
)
def test_a_number_is_found_in_any_notation(crm: Crm, rossi: int, typed: str) -> None:
    answer = crm("who", typed, "--json")
    assert answer.status == 0
    assert [one["id"] for one in answer.value] == [rossi]


def test_a_number_may_be_typed_in_pieces(crm: Crm, rossi: int) -> None:
    assert [one["id"] for one in crm("who", "02", "123", "4567", "--json").value] == [rossi]


def test_the_json_has_the_promised_fields(crm: Crm, rossi: int) -> None:
    crm("log", rossi, "--channel", "phone", "--outcome", "reached", "wants", "price")
    crm("task", "add", rossi, "send", "it", "--due", "+3d")
    (found,) = crm("who", "1234567", "--json").value
    assert set(found) >= FIELDS
    assert found["owner"] == "anna"
    assert found["phones"] == ["+39 02 1234567"]
    (contact,) = found["last_contacts"]
    assert contact["at"] == "2026-11-20T09:00:00Z"
    assert (contact["channel"], contact["outcome"], contact["body"]) == (
        "phone", "reached", "wants price",
    )  # fmt: skip
    assert [(task["title"], task["due"]) for task in found["open_tasks"]] == [
        ("send it", "2026-11-23")
    ]
    assert found["open_deals"] == found["open_tickets"] == []


def test_the_text_tells_who_owns_what_was_and_what_is_open(crm: Crm, rossi: int) -> None:
    crm("log", rossi, "--channel", "phone", "--outcome", "reached", "wants price")
    crm("task", "add", rossi, "send it", "--due", "+3d")
    crm("edit", rossi, "likes=opera")
    out = crm("who", "1234567").out
    assert out.splitlines()[0] == f"#{rossi}  Rossi GmbH"
    for part in ("+39 02 1234567", "anna", "opera", "reached: wants price", "Mon 23 Nov  send it"):
        assert part in out


def test_the_open_deals_are_told_the_soonest_first(crm: Crm, rossi: int) -> None:
    crm("deal", "add", rossi, "Boxes")
    crm(
        "deal", "add", rossi, "Labels", "--amount", "1200 EUR", "--close", "fri", "--stage", "offer"
    )
    crm("deal", "add", rossi, "Old", "--contact", "Anna Bianchi")
    crm("deal", "won", "Old")
    (found,) = crm("who", "1234567", "--json").value
    assert [deal["title"] for deal in found["open_deals"]] == ["Labels", "Boxes"]
    assert found["open_deals"][0] == {
        "id": 2, "number": "D2", "title": "Labels", "stage": "Offer", "probability": 60,
        "expected_close": "2026-11-27", "owner": "anna",
        "amount": {"amount_minor": 120000, "currency": "EUR"},
    }  # fmt: skip
    assert found["open_deals"][1]["amount"] is None
    assert "Labels, 1,200.00 EUR, Offer 60 %, by Fri 27 Nov (anna)  D2" in crm("who", "1234567").out


def test_the_person_a_deal_goes_through_has_it_too(crm: Crm, rossi: int) -> None:
    crm("deal", "add", rossi, "Labels", "--contact", "Anna Bianchi")
    crm("deal", "add", "Anna Bianchi", "Gone")
    crm("deal", "archive", "Gone")
    (found,) = crm("who", "+393331112222", "--json").value
    assert [deal["title"] for deal in found["open_deals"]] == ["Labels"]


def test_a_change_of_owner_is_no_contact(crm: Crm, rossi: int) -> None:
    crm("owner", rossi, "nobody", "--take", "difficult")
    assert crm("who", "1234567", "--json").value[0]["last_contacts"] == []


def test_nobody_is_status_3_and_an_empty_list(crm: Crm, rossi: int) -> None:
    answer = crm("who", "999 888 777", "--json")
    assert (answer.status, answer.value) == (3, [])
    assert "999 888 777" in answer.err


def test_a_number_of_two_shows_both_the_person_first(crm: Crm, rossi: int) -> None:
    crm("edit", "Anna Bianchi", "+phone=+39 02 1234567")
    answer = crm("who", "+39021234567", "--json")
    assert answer.status == 0
    assert [one["name"] for one in answer.value] == ["Anna Bianchi", "Rossi GmbH"]


def test_a_fragment_that_fits_several_lists_them_with_status_4(crm: Crm) -> None:
    crm("new", "One", "--phone", "+36 30 123 1111")
    crm("new", "Two", "--phone", "+36 30 123 2222")
    answer = crm("who", "30123", "--json")
    assert answer.status == 4
    assert {one["name"] for one in answer.value} == {"One", "Two"}
    assert "2 customers" in answer.err


def test_a_name_finds_the_caller_too(crm: Crm, rossi: int) -> None:
    answer = crm("who", "rossi", "gmbh", "--json")
    assert (answer.status, [one["id"] for one in answer.value]) == (0, [rossi])


def test_an_archived_customer_still_calls(crm: Crm, rossi: int) -> None:
    crm("archive", rossi)
    answer = crm("who", "1234567")
    assert answer.status == 0
    assert "(archived)" in answer.out
