"""Writing from the shell: what the screen can do the shell can do, and undo takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_desk, changed_since, dump
from tests.cli.conftest import Crm


def test_a_log_says_what_it_made_and_understood(crm: Crm, rossi: int) -> None:
    answer = crm(
        "log", "Rossi GmbH", "--channel", "call", "--direction", "in", "--minutes", "5",
        "--outcome", "voicemail", "--at", "yesterday 15:00", "--with", "Anna", "called", "twice",
        "--json",
    )  # fmt: skip
    assert answer.status == 0
    assert answer.value["party"] == rossi
    understood = answer.value["understood"]
    assert understood.items() >= {
        "id": answer.value["entry"], "at": "2026-11-19T14:00:00Z", "day": "2026-11-19",
        "kind": "call", "channel": "phone", "direction": "in", "minutes": 5,
        "outcome": "voicemail", "body": "called twice", "people": ["Anna Bianchi"],
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("phone", "phone"), ("call", "phone"), ("e-mail", "email"), ("EMAIL", "email"),
        ("visit to us", "visit_to_us"), ("visit-to-them", "visit_to_them"),
        ("whatsapp", "messenger"), ("letter", "letter"), ("sms", "sms"),
    ],
)  # fmt: skip
def test_a_channel_is_said_in_any_usual_word(crm: Crm, rossi: int, said: str, channel: str) -> None:
    answer = crm("log", rossi, "--channel", said, "x", "--json")
    assert answer.value["understood"]["channel"] == channel


def test_an_unknown_channel_or_outcome_names_what_there_is(crm: Crm, rossi: int) -> None:
    for option, known in (("--channel", "phone"), ("--outcome", "reached")):
        answer = crm("log", rossi, option, "pigeon", "x")
        assert answer.status == 2
        assert "'pigeon'" in answer.err
        assert known in answer.err


def test_the_future_cannot_be_logged(crm: Crm, rossi: int) -> None:
    assert crm("log", rossi, "--at", "2027-01-01 10:00", "x").status == 5


def test_a_follow_up_comes_with_the_entry_and_one_undo_takes_both(crm: Crm, rossi: int) -> None:
    made = crm("log", rossi, "wants price", "--follow-up", "send price", "--due", "fri", "--json")
    assert made.value["task"]
    crm("undo")
    card = crm("show", rossi, "--json").value
    assert (card["tasks"], card["timeline"]) == ([], [])


def test_a_quick_line_makes_entry_and_follow_up(crm: Crm, rossi: int) -> None:
    answer = crm("add", "Rossi GmbH call spoke to Anna wants price by Fri", "--json")
    assert answer.status == 0
    assert answer.value["party"] == rossi
    assert answer.value["understood"]["people"] == ["Anna"]
    card = crm("show", rossi, "--json").value
    assert [one["id"] for one in card["timeline"]] == [answer.value["entry"]]
    assert [(one["id"], one["due"]) for one in card["tasks"]] == [
        (answer.value["task"], "2026-11-27")
    ]


def test_a_quick_line_needs_no_quotes(crm: Crm, rossi: int) -> None:
    assert crm("add", "Rossi", "GmbH", "call", "-5%", "discount", "agreed").status == 0
    assert "-5%" in crm("show", rossi).out


def test_undo_leaves_the_data_as_they_were(crm: Crm, rossi: int, database: Path) -> None:
    with a_desk(database) as desk:
        before = dump(desk)
    crm("edit", rossi, "city=Roma", "lifecycle=customer", "+phone=0612345678")
    assert crm("undo", "--json").value["label"].startswith("changed city, lifecycle, phone")
    with a_desk(database) as desk:
        assert changed_since(before, dump(desk)) == {}


def test_undo_by_number_and_redo(crm: Crm, rossi: int) -> None:
    crm("edit", rossi, "city=Roma")
    number = crm("log-of-changes", "--json").value[0]["id"]
    crm("edit", rossi, "industry=opera")
    assert crm("undo", number, "--json").value["change_set"] == number
    assert crm("show", rossi, "--json").value["city"] == "Milano"
    assert crm("redo").status == 0
    assert crm("show", rossi, "--json").value["city"] == "Roma"


def test_nothing_to_take_back_is_status_3(crm: Crm, rossi: int) -> None:
    assert crm("undo", "9999").status == 3
    assert crm("redo").status == 3


def test_the_log_of_changes_tells_who_did_what_field_by_field(crm: Crm, rossi: int) -> None:
    crm("edit", rossi, "city=Roma")
    newest = crm("log-of-changes", "--json").value[0]
    assert (newest["user"], newest["label"]) == ("anna", "changed city of Rossi GmbH")
    fields = crm("log-of-changes", newest["id"], "--json").value
    assert {
        "record": "party",
        "row": rossi,
        "field": "city",
        "before": "Milano",
        "after": "Roma",
    } in fields


def test_tags_go_on_and_off(crm: Crm, rossi: int) -> None:
    crm("tag", rossi, "+vip", "+cold")
    crm("tag", rossi, "-cold", "#Q4")
    assert crm("show", rossi, "--json").value["tags"] == ["Q4", "vip"]


def test_several_customers_are_changed_at_once_with_one_undo(crm: Crm, rossi: int) -> None:
    crm("tag", "1,2", "+vip")
    assert [crm("show", one, "--json").value["tags"] for one in (1, 2)] == [["vip"], ["vip"]]
    crm("undo")
    assert [crm("show", one, "--json").value["tags"] for one in (1, 2)] == [[], []]


def test_a_customer_is_handed_over_with_the_take(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob", "Bob", "Brown")
    assert crm("owner", rossi, "bob", "--take", "loyal").status == 0
    card = crm("show", rossi, "--json").value
    assert (card["owner"], card["former_owners"][0]["take"]) == ("bob", "loyal")
    answer = crm("owner", rossi, "bbo")
    assert answer.status == 3
    assert "bob" in answer.err


def test_who_gives_a_customer_away_hears_what_goes_along(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob", "Bob", "Brown")
    crm("task", "add", rossi, "call about the renewal")
    crm("deal", "add", rossi, "Pumps")
    crm("ticket", "add", rossi, "It leaks", "--owner", "me")
    told = "Gave 1 customer to bob, with 1 open task, 1 open deal, 1 open ticket.\n"
    assert crm("owner", rossi, "bob").out == told
    crm("undo")
    answer = crm("owner", rossi, "bob", "--json").value
    assert [answer[what] for what in ("tasks", "deals", "tickets")] == [1, 1, 1]


def test_a_state_that_needs_a_note_asks_for_it(crm: Crm, rossi: int) -> None:
    assert crm("edit", rossi, "lifecycle=former").status == 5
    assert crm("edit", rossi, "lifecycle=former", "--note", "moved away").status == 0


def test_an_edit_is_whole_or_not_at_all(crm: Crm, rossi: int) -> None:
    assert crm("edit", rossi, "city=Roma", "lifecycle=former").status == 5
    assert crm("show", rossi, "--json").value["city"] == "Milano"


def test_an_unknown_field_names_the_nearest(crm: Crm, rossi: int) -> None:
    answer = crm("edit", rossi, "ctiy=Roma")
    assert answer.status == 2
    assert "Did you mean city?" in answer.err


def test_ways_to_reach_someone_come_and_go(crm: Crm, rossi: int) -> None:
    crm("edit", rossi, "+email=sales@rossi.example", "-phone=0039 02 123 4567")
    reached = crm("show", rossi, "--json").value["contact_methods"]
    assert [one["value"] for one in reached] == ["info@rossi.example", "sales@rossi.example"]
    assert crm("edit", rossi, "-phone=555").status == 3


def test_an_address_of_another_customer_is_refused(crm: Crm, rossi: int) -> None:
    answer = crm("new", "Verdi", "--email", "INFO@rossi.example", "--json")
    assert (answer.status, answer.value["kind"]) == (5, "rule")
    assert crm("find", "verdi").status == 3


def test_archived_and_revived(crm: Crm, rossi: int) -> None:
    crm("archive", rossi, "--why", "closed")
    assert crm("list", "--json").value == []
    assert crm("find", "milano", "--json").value[0]["id"] == rossi
    crm("revive", rossi)
    assert [one["id"] for one in crm("list", "--json").value] == [rossi]


def test_a_correction_keeps_the_earlier_text(crm: Crm, rossi: int) -> None:
    entry = crm("log", rossi, "talked to Bob", "--json").value["entry"]
    new = crm("correct", entry, "talked to Bill", "--json").value["entry"]
    texts = {one["id"]: one for one in crm("show", rossi, "--json").value["timeline"]}
    assert texts[new]["corrects"] == entry
    assert texts[entry]["body"] == "talked to Bob"
    assert crm("correct", entry, "again").status == 5
    assert crm("correct", "12345", "x").status == 3


def test_a_pinned_entry_stands_on_top(crm: Crm, rossi: int) -> None:
    entry = crm("log", rossi, "never on Mondays", "--json").value["entry"]
    crm("pin", entry)
    assert [one["id"] for one in crm("show", rossi, "--json").value["pinned"]] == [entry]
    crm("pin", entry, "--off")
    assert crm("show", rossi, "--json").value["pinned"] == []
    assert crm("pin", "777").status == 3


def test_a_task_is_moved_and_finished_once(crm: Crm, rossi: int) -> None:
    task = crm("task", "add", rossi, "call them", "--due", "+3d", "--json").value["task"]
    crm("task", "move", task, "+5d")
    assert [(one["id"], one["due"]) for one in crm("task", "list", "--json").value] == [
        (task, "2026-11-25")
    ]
    assert crm("task", "done", task).status == 5
    entry = crm("task", "done", task, "agreed", "--json").value["entry"]
    assert entry
    assert crm("task", "done", task, "again", "--json").value["entry"] is None
    assert crm("task", "list", rossi, "--json").value == []
    assert crm("task", "move", "99", "fri").status == 3


def test_the_tasks_of_a_colleague(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    crm("task", "add", rossi, "call", "--for", "bob")
    assert crm("task", "list", "--json").value == []
    assert [one["assignee"] for one in crm("task", "list", "--of", "bob", "--json").value] == [
        "bob"
    ]
    assert len(crm("task", "list", "--of", "everyone", "--json").value) == 1


def test_people_are_linked_and_the_link_ends(crm: Crm, rossi: int) -> None:
    crm("new", "Max", "--person")
    assert crm("link", "Max", "Rossi GmbH", "--title", "boss").status == 0
    assert crm("show", "Max").out.startswith("#3  Max, boss at Rossi GmbH")
    crm("link", "Max", "Rossi GmbH", "--end")
    people = crm("show", rossi, "--json").value["people"]
    assert [one["until"] for one in people if one["name"] == "Max"] == ["2026-11-20"]
    assert crm("link", "Max", "Rossi GmbH", "--end").status == 3


def test_a_colleague_joins_and_leaves_the_team(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    crm("team", rossi, "bob", "--role", "support")
    (member,) = crm("show", rossi, "--json").value["team"]
    assert (member["login"], member["role"]) == ("bob", "support")
    crm("team", rossi, "bob", "--leave")
    assert crm("show", rossi, "--json").value["team"] == []
