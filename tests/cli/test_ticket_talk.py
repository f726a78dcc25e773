"""What we answer and what they say, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Crm
from tests.cli.test_tickets import made, noise, told

__all__ = ["noise"]


def bodies(crm: Crm, ticket: str) -> list[str]:
    return [one["body"] for one in told(crm, ticket)["conversation"]]


@pytest.fixture
def outgoing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lets mail go out to a program that keeps it; where it is kept."""
    kept = tmp_path / "kept.eml"
    program = tmp_path / "sendmail"
    program.write_text(f"#!/bin/sh\ncat >> {kept}\n")
    program.chmod(0o755)
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[mail]\nsender = "Support <support@firm.example>"\nsend = "{program}"\n')
    monkeypatch.setenv("CRM_CONFIG", str(settings))
    return kept


def test_an_answer_stops_the_first_clock_and_waits_for_the_customer(crm: Crm, noise: int):
    said = crm("ticket", "reply", "T1", "we", "send", "somebody")
    assert (said.out, said.err) == (
        "T1: The pump is loud, request, waiting for customer, paused, Rossi GmbH (#1).\n", "",
    )  # fmt: skip
    assert told(crm, "T1").items() >= {
        "first_responded_at": "2026-11-20T09:00:00Z", "owner": "anna", "state": "waiting_customer",
    }.items()  # fmt: skip
    assert bodies(crm, "T1")[-1] == "we send somebody"


def test_a_note_for_colleagues_is_no_answer(crm: Crm, noise: int):
    crm("ticket", "reply", "T1", "--internal", "odd one")
    ticket = told(crm, "T1")
    assert (ticket["first_responded_at"], ticket["state"]) == (None, "open")
    assert ticket["conversation"][-1]["internal"] is True
    assert crm("ticket", "reply", "T1", "--internal", "--solve", "answered", "x").status == 2


def test_an_answer_says_where_the_ticket_goes(crm: Crm, noise: int):
    crm("ticket", "reply", "T1", "one moment", "--state", "inside")
    assert told(crm, "T1")["state"] == "waiting_inside"
    crm(
        "ticket", "reply", "T1", "done", "--solve", "put right", "--cause", "product", "--note",
        "seal",
    )  # fmt: skip
    assert told(crm, "T1").items() >= {
        "state": "solved", "closing_reason": "put_right", "closing_note": "seal",
        "cause_label": "the product",
    }.items()  # fmt: skip
    crm("undo")
    assert told(crm, "T1")["state"] == "waiting_inside"
    assert bodies(crm, "T1")[-1] == "one moment"
    both = crm("ticket", "reply", "T1", "x", "--state", "open", "--solve", "answered")
    assert both.status == 2


def test_where_a_colleague_has_answered_since_nothing_is_written(crm: Crm, noise: int):
    crm("user", "add", "bob")
    seen = told(crm, "T1")["newest_entry"]
    crm("ticket", "reply", "T1", "mine")
    said = crm("ticket", "reply", "T1", "bob's", "--seen", seen, "--as", "bob", "--json")
    assert (said.status, said.value["kind"]) == (5, "conflict")
    assert "anna has answered T1" in said.err
    assert bodies(crm, "T1")[-1] == "mine"
    seen = told(crm, "T1")["newest_entry"]
    assert crm("ticket", "reply", "T1", "bob's", "--seen", seen, "--as", "bob").status == 0


def test_a_snippet_begins_an_answer_with_its_fields_filled(crm: Crm, rossi: int):
    made(crm, rossi, "Loud", "--contact", "anna")
    crm("snippet", "set", "hello", "Dear {first_name} of {company}, {unknown}")
    crm("ticket", "reply", "T1", "we come.", "--snippet", "hel")
    assert bodies(crm, "T1")[-1] == "Dear Anna of Rossi GmbH, {unknown}\n\nwe come."
    crm("ticket", "reply", "T1", "--snippet", "hello")
    assert bodies(crm, "T1")[-1] == "Dear Anna of Rossi GmbH, {unknown}"
    assert crm("ticket", "reply", "T1", "--snippet", "bye", "x").status == 3


def test_an_answer_is_read_from_standard_input(crm: Crm, noise: int, reads: Any):
    reads("Dear Anna,\n\nwe come.\n")
    crm("ticket", "reply", "T1", "-")
    assert bodies(crm, "T1")[-1] == "Dear Anna,\n\nwe come."
    assert crm("ticket", "reply", "T1").status == 5


def test_what_they_say_opens_what_was_solved(crm: Crm, noise: int):
    crm("ticket", "solve", "T1", "answered")
    said = crm(
        "ticket", "said", "T1", "it", "is", "back", "--channel", "phone", "--contact", "anna",
        "--at", "9:30", "--json",
    )  # fmt: skip
    assert said.value["tickets"][0]["state"] == "open"
    entry = told(crm, "T1")["conversation"]
    (last,) = (one for one in entry if one["id"] == said.value["entry"])
    assert last.items() >= {
        "body": "it is back", "direction": "in", "channel": "phone", "party_name": "Anna Bianchi",
        "at": "2026-11-20T08:30:00Z",
    }.items()  # fmt: skip


# By mail


def test_an_answer_goes_out_by_mail_where_there_is_a_way(crm: Crm, noise: int, outgoing: Path):
    said = crm("ticket", "reply", "T1", "we come", "--json")
    assert said.value.items() >= {"mail": 1, "to": "info@rossi.example"}.items()
    sent = outgoing.read_text()
    assert "To: info@rossi.example" in sent
    assert "Subject: Re: The pump is loud [T1]" in sent
    assert told(crm, "T1")["conversation"][-1]["mail"]["state"] == "sent"
    assert "mail sent" in crm("ticket", "show", "T1").out


@pytest.mark.parametrize("words", [["--no-mail"], ["--channel", "phone"], ["--internal"]])
def test_no_mail_goes_out_where_it_was_not_said_by_mail(
    crm: Crm, noise: int, outgoing: Path, words: list[str]
):
    assert crm("ticket", "reply", "T1", "we come", *words).status == 0
    assert not outgoing.exists()
    assert bodies(crm, "T1")[-1] == "we come"


def test_without_an_address_it_is_written_down_and_said(crm: Crm, outgoing: Path):
    made(crm, "A stuck door")
    said = crm("ticket", "reply", "T1", "we come")
    assert said.status == 0
    assert "no mail goes out: no e-mail address is known" in said.err
    assert bodies(crm, "T1")[-1] == "we come"


# Logged and to be done


def test_a_call_about_a_ticket_counts_there(crm: Crm, rossi: int, noise: int):
    crm("log", rossi, "--channel", "phone", "--outcome", "no answer", "tried", "--ticket", "T1")
    assert told(crm, "T1").items() >= {"first_responded_at": None, "state": "new"}.items()
    crm("log", rossi, "--channel", "phone", "--outcome", "reached", "explained", "--ticket", "T1")
    assert told(crm, "T1")["first_responded_at"] == "2026-11-20T09:00:00Z"
    crm("ticket", "solve", "T1", "answered")
    crm("log", rossi, "--channel", "phone", "--direction", "in", "it is back", "--ticket", "T1")
    assert told(crm, "T1")["state"] == "open"
    assert {"tried", "explained", "it is back"} <= set(bodies(crm, "T1"))
    crm("undo")
    assert told(crm, "T1")["state"] == "solved"


def test_a_note_about_a_ticket_is_no_answer(crm: Crm, rossi: int, noise: int):
    crm("log", rossi, "odd", "--ticket", "T1")
    crm("log", rossi, "--channel", "phone", "--internal", "asked the maker", "--ticket", "T1")
    assert told(crm, "T1")["first_responded_at"] is None
    assert bodies(crm, "T1")[1:] == ["odd", "asked the maker"]


def test_a_task_about_a_ticket_stands_on_it(crm: Crm, rossi: int, noise: int):
    crm("task", "add", "-", "order a seal fri", "--ticket", "T1")
    assert [task["title"] for task in told(crm, "T1")["tasks"]] == ["order a seal"]
    assert [task["title"] for task in crm("show", rossi, "--json").value["tasks"]] == [
        "order a seal"
    ]
    assert "order a seal" in crm("ticket", "show", "T1").out
    assert crm("task", "add", rossi, "x", "--ticket", "T9").status == 3
