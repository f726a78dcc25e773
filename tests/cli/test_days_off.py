"""`crm day-off` and `crm user set`: when people work."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


@pytest.fixture(autouse=True)
def bob(crm: Crm) -> None:
    crm("user", "add", "bob")


def test_days_off_are_noted_listed_and_taken_away(crm: Crm) -> None:
    assert crm("day-off", "add", "2026-12-24", "2026-12-26", "Christmas", "days").out == (
        "Noted 3 days off for everybody.\n"
    )
    assert crm("day-off", "add", "24 Nov", "--of", "bob").out == "Noted 1 day off for bob.\n"
    assert crm("day-off", "list").out.splitlines() == [
        "Tue 2026-11-24  bob",
        "Thu 2026-12-24  everybody  Christmas days",
        "Fri 2026-12-25  everybody  Christmas days",
        "Sat 2026-12-26  everybody  Christmas days",
    ]
    assert crm("day-off", "remove", "2026-12-24", "2026-12-25").out == (
        "Took away 2 days off for everybody.\n"
    )
    assert len(crm("day-off", "list", "--of", "anna", "--json").value) == 1
    assert crm("day-off", "list", "--since", "2027-01-01").out == "No days off are noted.\n"


def test_one_day_with_a_name_is_one_day(crm: Crm) -> None:
    crm("day-off", "add", "2026-12-24", "Christmas Eve")
    assert crm("day-off", "list", "--json").value == [
        {"day": "2026-12-24", "login": "", "name": "Christmas Eve"}
    ]


def test_a_day_off_is_off_in_the_load_and_one_undo_takes_the_stretch_back(crm: Crm) -> None:
    crm("day-off", "add", "2026-11-23", "2026-11-27")
    [anna, _] = crm("report", "load", "--json").value["rows"]
    assert anna["ahead"][0]["day"] == "2026-11-30"
    crm("undo")
    assert crm("day-off", "list", "--json").value == []


@pytest.mark.parametrize(
    ("words", "status"),
    [(("whenever",), 2), (("2026-12-26", "2026-12-24"), 5), (("fri", "--of", "zoe"), 3)],
)
def test_what_is_no_day_off_is_refused(crm: Crm, words: tuple[str, ...], status: int) -> None:
    assert crm("day-off", "add", *words).status == status
    assert crm("day-off", "list", "--json").value == []


def test_what_is_set_for_a_colleague_is_in_the_list(crm: Crm) -> None:
    said = crm(
        "user", "set", "bob", "--name", "Bob Smith", "--hours", "mon-thu 8:30-17",
        "--zone", "Asia/Kolkata", "--management", "--role", "manager",
    )  # fmt: skip
    assert said.out == (
        "Changed name, role, time zone, working hours, management of Bob Smith.\n"
    )  # fmt: skip
    assert crm("user", "list").out.splitlines() == [
        "login  name       role                 working hours    time zone",
        "bob    Bob Smith  manager  management  mon-thu 8:30-17  Asia/Kolkata",
        "anna   anna       admin                as the firm      as the firm",
    ]
    assert crm("user", "set", "bob", "--no-management", "--json").value["changed"] == [
        "is_management"
    ]


def test_one_sets_ones_own_hours(crm: Crm) -> None:
    crm("user", "set", "me", "--hours", "fri 9-12")
    assert (
        crm("report", "load", "--of", "me", "--json").value["rows"][0]["today"]["capacity"] == 180
    )
    assert crm("user", "set", "me").out == "Nothing was different.\n"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("zoe", "--name", "Zoe"), 3), (("bob", "--zone", "Mars/Olympus"), 5),
        (("bob", "--hours", "whenever"), 2), (("bob", "--role", "king"), 2),
        (("bob", "--email", "nowhere"), 5), (("bob", "--management", "--no-management"), 2),
        (("me", "--role", "agent"), 5),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused(crm: Crm, words: tuple[str, ...], status: int) -> None:
    before = crm("user", "list").out
    assert crm("user", "set", *words).status == status
    assert crm("user", "list").out == before
