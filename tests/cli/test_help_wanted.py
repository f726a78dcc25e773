"""Help asked of a manager and answered, from the shell (S38)."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm
from tests.cli.test_tickets import made, noise

__all__ = ["noise"]


@pytest.fixture
def boss(crm: Crm) -> None:
    crm("user", "add", "eva", "--role", "manager", "--management")


def test_a_manager_is_asked_and_the_answer_is_kept(crm: Crm, rossi: int, boss: None):
    asked = crm("help-wanted", "ask", "Rossi GmbH", "may", "we", "give", "10", "%?", "--json").value
    assert asked["asked"] == "eva"
    (row,) = crm("help-wanted", "list", "--json").value
    assert set(row) == {
        "task", "text", "party", "party_name", "deal", "ticket", "reason", "asked", "day",
    }  # fmt: skip
    assert row.items() >= {
        "task": asked["task"], "text": "may we give 10 %?", "party": rossi, "asked": "eva",
        "reason": "anna needs help", "day": "2026-11-20",
    }.items()  # fmt: skip
    assert "may we give 10 %?" in crm("today", "--of", "eva").out
    answered = crm("help-wanted", "answer", asked["task"], "yes, five", "--as", "eva", "--json")
    assert answered.value["task"] == asked["task"]
    timeline = crm("show", rossi, "--json").value["timeline"]
    assert timeline[0].items() >= {
        "id": answered.value["entry"], "result": "yes, five", "user": "eva",
    }.items()  # fmt: skip
    assert crm("help-wanted", "list", "--json").value == []
    assert "Nobody waits" in crm("help-wanted", "list").err


def test_help_is_asked_about_a_deal_or_a_ticket(crm: Crm, rossi: int, noise: int, boss: None):
    crm("deal", "add", rossi, "Pumps")
    crm("help-wanted", "ask", "D1", "come along?")
    crm("help-wanted", "ask", "T1", "who knows pumps?", "--of", "me")
    by_deal, by_ticket = crm("help-wanted", "list", "--json").value
    assert (by_deal["deal"], by_deal["party"]) == ("D1", rossi)
    assert (by_ticket["ticket"], by_ticket["party"], by_ticket["asked"]) == ("T1", rossi, "anna")


def test_what_nobody_could_answer_is_refused(crm: Crm, rossi: int):
    assert crm("help-wanted", "ask", rossi, "help").status == 5
    assert crm("help-wanted", "ask", "Nobody", "help").status == 3
    made(crm, rossi, "x")
    crm("task", "add", rossi, "no request")
    for task in ("99", "2"):
        assert crm("help-wanted", "answer", task, "x").status == 3
