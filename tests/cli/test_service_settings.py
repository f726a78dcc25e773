"""Policies, calendars, snippets and macros from the shell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Crm
from tests.cli.test_tickets import made, noise, told

__all__ = ["noise"]


def listed(crm: Crm, family: str) -> dict[str, Any]:
    return {one["name"]: one for one in crm(family, "list", "--json").value}


# Policies


def test_the_policies_there_are_at_first(crm: Crm, rossi: int):
    assert crm("policy", "list").out == (
        "policy  for     first response  resolution  warned at  calendar\n"
        "Urgent  urgent  1 h             8 h         75 %       Office hours\n"
        "High    high    4 h             16 h        75 %       Office hours\n"
        "Normal  normal  8 h             40 h        75 %       Office hours\n"
        "Low     low     16 h            80 h        75 %       Office hours\n"
    )


def test_a_new_policy_is_asked_first_and_moves_the_clocks(crm: Crm, noise: int):
    crm(
        "policy", "set", "Rossi's trade", "segment=printing", "answer=30m", "solve=4h", "warn=50%",
    )  # fmt: skip
    crm("policy", "set", "Requests", "kind=request", "answer=2h", "solve=")
    assert list(listed(crm, "policy"))[:2] == ["Requests", "Rossi's trade"]
    assert listed(crm, "policy")["Requests"].items() >= {
        "kind": "request", "first_response": 120, "resolution": None, "warn_percent": 75,
        "calendar_name": "Office hours",
    }.items()  # fmt: skip
    assert told(crm, "T1").items() >= {
        "first_response_due": "2026-11-20T11:00:00Z", "resolution_due": None,
    }.items()  # fmt: skip
    crm("policy", "remove", "requests")
    assert told(crm, "T1")["first_response_due"] == "2026-11-23T09:00:00Z"


def test_a_policy_is_changed_by_its_name(crm: Crm, noise: int):
    assert crm("policy", "set", "normal", "answer=1h").out == (
        "Normal (normal): first response 1 h, resolution 40 h, warned at 75 %.\n"
    )
    assert listed(crm, "policy")["Normal"].items() >= {
        "first_response": 60, "resolution": 2400,
    }.items()  # fmt: skip
    assert told(crm, "T1")["first_response_due"] == "2026-11-20T10:00:00Z"


@pytest.mark.parametrize(
    ("change", "status"),
    [("answer", 2), ("anwser=1h", 2), ("answer=soon", 2), ("kind=lunch", 2), ("priority=most", 5),
     ("warn=200", 5), ("calendar=Nope", 3)],
)  # fmt: skip
def test_a_policy_nobody_could_keep_is_refused(crm: Crm, rossi: int, change: str, status: int):
    assert crm("policy", "set", "New", change).status == status
    assert "New" not in listed(crm, "policy")


# Calendars


def test_a_calendar_has_hours_a_zone_and_holidays(crm: Crm, noise: int):
    crm("calendar", "set", "office hours", "hours=mon-fri 8-18, sat 9-13")
    said = crm("calendar", "holiday", "office", "mon", "Founding day")
    assert said.out == (
        "Office hours: mon-fri 8-18, sat 9-13, Europe/Budapest, but on days off\n"
        "  2026-11-23  Founding day\n"
    )
    (row,) = crm("calendar", "list", "--json").value
    assert row["holidays"] == [{"day": "2026-11-23", "name": "Founding day"}]
    assert told(crm, "T1")["first_response_due"] == "2026-11-20T17:00:00Z"
    assert told(crm, "T1")["resolution_due"] == "2026-11-26T15:00:00Z"
    assert "already" in crm("calendar", "holiday", "office", "mon").err
    assert crm("calendar", "holiday", "office", "mon", "--remove", "--json").value["holidays"] == []


def test_another_calendar_is_made_and_used(crm: Crm, noise: int):
    crm("calendar", "set", "Night", "hours=mon-sun 0-24", "zone=UTC", "keeps_days_off=no")
    crm("policy", "set", "Normal", "calendar=night")
    assert told(crm, "T1")["first_response_due"] == "2026-11-20T17:00:00Z"
    for wrong in ("hours=never", "zone=Mars", "keeps_days_off=perhaps", "size=2"):
        assert crm("calendar", "set", "Night", wrong).status in (2, 5)


# Snippets and macros


def test_snippets_are_kept_replaced_and_forgotten(crm: Crm, rossi: int, reads: Any):
    reads("Dear {first_name},\n\nfar too long")
    crm("snippet", "set", "Far", "-")
    assert listed(crm, "snippet")["Far"]["text"] == "Dear {first_name},\n\nfar too long"
    crm("snippet", "set", "far", "shorter")
    assert listed(crm, "snippet")["Far"]["text"] == "shorter"
    crm("snippet", "remove", "far")
    assert "Far" not in listed(crm, "snippet")
    assert crm("snippet", "remove", "far").status == 3
    crm("undo")
    assert "Far" in listed(crm, "snippet")


def test_a_macro_does_its_steps_in_one_change(crm: Crm, rossi: int, noise: int):
    made(crm, rossi, "another")
    said = crm(
        "macro", "set", "Hand on", "owner=nobody", "queue=second line", "state=inside", "tag=pump",
        "wait=+3d", "--key", "h", "--then", "stay",
    )  # fmt: skip
    assert said.status == 0
    assert listed(crm, "macro")["Hand on"].items() >= {
        "key": "h", "then": "stay",
        "steps": [
            {"step": "owner", "value": "nobody"}, {"step": "queue", "value": "second_line"},
            {"step": "state", "value": "waiting_inside"}, {"step": "tag", "value": "pump"},
            {"step": "wait", "value": "+3d"},
        ],
    }.items()  # fmt: skip
    assert crm("ticket", "macro", "T1,T2", "h", "--json").value["then"] == "stay"
    for ticket in ("T1", "T2"):
        assert told(crm, ticket).items() >= {
            "queue": "second_line", "state": "waiting_inside", "tags": ["pump"],
            "wait_until": "2026-11-23",
        }.items()  # fmt: skip
    crm("undo")
    assert {told(crm, ticket)["state"] for ticket in ("T1", "T2")} == {"new"}


def test_a_macro_answers_with_a_snippet(crm: Crm, noise: int):
    crm("snippet", "set", "ok", "All is well with {title}.")
    crm("macro", "set", "well", "reply=ok", "solve=answered", "cause=use")
    crm("ticket", "macro", "T1", "well")
    ticket = told(crm, "T1")
    assert (ticket["state"], ticket["cause_label"]) == ("solved", "how it was used")
    assert "All is well with The pump is loud." in [one["body"] for one in ticket["conversation"]]


def test_a_macro_keeps_what_is_not_said_anew(crm: Crm, rossi: int):
    crm("macro", "set", "Mine", "owner=me", "--key", "q")
    crm("macro", "set", "mine", "--then", "stay")
    assert listed(crm, "macro")["Mine"].items() >= {
        "key": "q", "then": "stay", "steps": [{"step": "owner", "value": "me"}],
    }.items()  # fmt: skip
    crm("macro", "remove", "mine")
    assert "Mine" not in listed(crm, "macro")


@pytest.mark.parametrize(
    ("words", "status"),
    [(["dance=now"], 2), (["owner"], 2), (["state=lunch"], 2), (["reply=none such"], 3),
     (["queue=lunch"], 2), ([], 5), (["owner=me", "--key", "xy"], 5),
     (["owner=me", "--key", "2"], 5)],
)  # fmt: skip
def test_a_macro_nobody_could_do_is_refused(crm: Crm, rossi: int, words: list[str], status: int):
    assert crm("macro", "set", "New", *words).status == status
    assert "New" not in listed(crm, "macro")
