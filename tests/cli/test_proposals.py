"""`crm proposal`: seen, taken up, silenced."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


@pytest.fixture
def proposed(crm: Crm, rossi: int) -> int:
    """Rossi ought to have a next step; its buyer, customer 2, has her birthday on Tuesday."""
    crm("edit", rossi, "wanted=partnership")
    crm("edit", "2", "birthday=1980-11-24")
    return rossi


def names(crm: Crm) -> list[str]:
    return [one["name"] for one in crm("proposal", "list", "--json").value]


def test_each_is_listed_with_its_name_number_and_reason(crm: Crm, proposed: int) -> None:
    first, second = crm("proposal", "list").out.splitlines()
    assert first.split("  ")[0] == "birthday:2"
    assert "+393331112222" in first
    assert first.endswith("birthday on Tue 24 Nov, turns 46")
    assert second.startswith(f"no_next_step:{proposed}")
    assert second.endswith("wanted: partnership; no next step; no contact yet")
    assert crm("proposal", "list", "--limit", "1", "--json").value[0]["day"] == "2026-11-24"


def test_one_is_taken_up_for_a_day(crm: Crm, proposed: int) -> None:
    made = crm("proposal", "accept", "birthday:2", "--json").value
    assert (made["day"], made["proposal"]["kind"]) == ("2026-11-24", "birthday")
    said = crm("proposal", "accept", f"no-next-step:#{proposed}", "--on", "tomorrow").out
    assert "Mon 23 Nov: Agree on the next step with Rossi GmbH." in said
    assert names(crm) == []
    crm("undo")
    assert names(crm) == [f"no_next_step:{proposed}"]


def test_one_is_silenced_for_some_days(crm: Crm, proposed: int) -> None:
    assert (
        "for 10 days" in crm("proposal", "silence", f"no_next_step:{proposed}", "--days", "10").out
    )
    assert "till it is over" in crm("proposal", "silence", "birthday:2").out
    assert crm("proposal", "list").out == "Nothing is proposed.\n"


def test_a_colleagues_are_seen_but_are_theirs(crm: Crm, proposed: int) -> None:
    crm("user", "add", "bob")
    assert crm("proposal", "list", "--of", "bob", "--json").value == []
    assert crm("--as", "bob", "proposal", "accept", "birthday:2").status == 3


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("accept", "birthday"), 2, "'birthday' names no proposal"),
        (("accept", "birthday:x"), 2, "not the number of a customer"),
        (("accept", "frob:2"), 2, "no kind of proposal 'frob'"),
        (("accept", "birthday:1"), 3, "Nothing is proposed by the name birthday:1"),
        (("accept", "birthday:2", "--on", "yesterday"), 5, "a day that is over"),
        (("accept", "birthday:2", "--on", "whenever"), 2, "'whenever' is no day"),
        (("silence", "no_next_step:1", "--days", "0"), 5, "a day at least"),
    ],
)
def test_what_cannot_be_is_refused(
    crm: Crm, proposed: int, words: tuple[str, ...], status: int, said: str
) -> None:
    answer = crm("proposal", *words)
    assert (answer.status, answer.out) == (status, "")
    assert said in answer.err
    assert len(names(crm)) == 2
