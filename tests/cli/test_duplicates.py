"""`crm duplicates` and `crm merge`: pairs shown, told apart, merged, and taken back."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


@pytest.fixture
def twice(crm: Crm, rossi: int) -> int:
    """Rossi a second time; its id, 3."""
    crm("new", "Rossi", "--city", "Milan", "--phone", "+39 02 1234567")
    crm("log", "#3", "called", "--channel", "phone")
    return 3


def test_pairs_are_listed_with_both_sides_and_what_speaks_for_them(crm: Crm, twice: int):
    said = crm("duplicates")
    assert said.status == 0
    head, one, other, *_ = said.out.splitlines()
    assert head.split() == ["score", "id", "name", "place", "last", "contact", "why"]
    assert "#1" in one
    assert "same name" in one
    assert other.split()[:3] == ["#3", "Rossi", "Milan"]
    (pair,) = crm("duplicates", "--json").value
    assert (pair["one"]["id"], pair["other"]["id"]) == (1, 3)
    assert pair["reasons"][0] == "same name"
    assert crm("duplicates", "--min", 101).status == 3
    assert crm("duplicates", "--limit", 0).out == "1 pair in all; --limit shows more.\n"
    assert crm("duplicates", "--filter", "city:Milano", "--json").value == [pair]
    assert crm("duplicates", "--filter", "city:Wien").status == 3


def test_two_that_are_not_the_same_are_told_apart_for_good(crm: Crm, twice: int):
    assert crm("duplicates", "skip", 1, 3).status == 5
    assert crm("duplicates", "drop", 1, 3).status == 2
    assert crm("duplicates", "skip", 3, 1, "another", "branch").status == 0
    assert crm("duplicates").status == 3
    crm("undo")
    assert crm("duplicates").status == 0


def test_a_merge_is_tried_done_and_taken_back(crm: Crm, twice: int):
    tried = crm("merge", 1, 3, "--trial", "--take", "city")
    assert (tried.status, tried.out.splitlines()[-1]) == (
        0,
        "This was a trial: nothing was written.",
    )
    assert crm("show", 3, "--json").value["name"] == "Rossi"
    assert crm("merge", 1, 3, "--take", "town").status == 2

    done = crm("merge", "Rossi GmbH", 3, "--take", "city")
    assert done.status == 0
    assert ["city", "Milan", "Milano"] in [line.split() for line in done.out.splitlines()]
    told = crm("show", 3, "--json").value
    assert (told["id"], told["city"], len(told["phones"])) == (1, "Milan", 1)
    assert crm("find", "called", "--json").value[0]["party"] == 1
    assert crm("merge", 1, 3).status == 5
    assert crm("merge", 1, 1).status == 5
    assert crm("merge", 1, 2).status == 5

    assert crm("undo").status == 0
    assert crm("show", 3, "--json").value["id"] == 3
    value = crm("merge", 1, 3, "--json").value
    assert (value["keep"], value["lose"], value["trial"]) == (1, 3, False)
    assert {"field": "city", "keep": "Milano", "lose": "Milan", "stays": "keep"} in value[
        "conflicts"
    ]


def test_tickets_are_merged_by_the_same_word(crm: Crm, rossi: int):
    for title in ("It jams", "It jams again"):
        crm("ticket", "add", rossi, title)
    assert crm("merge", "T1", "T2", "--trial").status == 2
    assert crm("merge", "T1", "T2", "--json").value["merged"] == [2]
