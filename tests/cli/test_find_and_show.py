"""`crm find` and `crm show`: what is there, and one customer's card with its timeline."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm


def test_find_tells_type_id_title_party_and_what_matched(crm: Crm, rossi: int) -> None:
    (hit,) = crm("find", "milano", "--json").value
    assert hit.items() >= {
        "type": "party", "id": rossi, "title": "Rossi GmbH", "party": rossi, "matched": "place",
    }.items()  # fmt: skip


def test_find_reaches_entries_and_tasks(crm: Crm, rossi: int) -> None:
    crm("log", rossi, "talked about the mandolin")
    crm("task", "add", rossi, "tune the mandolin")
    assert {hit["type"] for hit in crm("find", "mandolin", "--json").value} >= {"entry", "task"}


def test_find_shows_no_more_than_asked_for(crm: Crm) -> None:
    for name in ("Ash One", "Ash Two", "Ash Three"):
        crm("new", name)
    assert len(crm("find", "ash", "--limit", "2", "--json").value) == 2
    assert len(crm("find", "ash", "--limit=1").out.splitlines()) == 1


def test_find_nothing_is_status_3_and_an_empty_list(crm: Crm, rossi: int) -> None:
    answer = crm("find", "zzzz", "--json")
    assert (answer.status, answer.value) == (3, [])


@pytest.mark.parametrize(
    "meant", ["1", "#1", "rossi gmbh", "ROSSI GMBH", "info@rossi.example", "+39 02 1234567"]
)
def test_show_takes_id_name_email_and_number(crm: Crm, rossi: int, meant: str) -> None:
    assert crm("show", meant, "--json").value["id"] == rossi


def test_show_has_the_whole_card(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    crm("owner", rossi, "bob", "--take", "pays late")
    crm("tag", rossi, "+vip")
    crm("log", rossi, "--channel", "phone", "--outcome", "no answer", "first")
    crm("log", rossi, "second")
    crm("task", "add", rossi, "send it", "--due", "+3d")
    card = crm("show", rossi, "--json").value
    assert card["name"] == "Rossi GmbH"
    assert {one["value"] for one in card["contact_methods"]} == {
        "+39 02 1234567", "info@rossi.example",
    }  # fmt: skip
    assert [one["name"] for one in card["people"]] == ["Anna Bianchi"]
    assert card["owner"] == "bob"
    assert [(one["login"], one["take"]) for one in card["former_owners"]] == [("anna", "pays late")]
    assert card["tags"] == ["vip"]
    assert [one["body"] for one in card["timeline"]][:2] == ["second", "first"]
    assert [one["title"] for one in card["tasks"]] == ["Call Rossi GmbH", "send it"]
    assert card["deals"] == card["tickets"] == []
    (phone,) = (one for one in card["contacts"] if one["channel"] == "phone")
    assert (phone["contacts"], phone["attempts"]) == (0, 1)


def test_show_has_open_deals_and_how_the_last_one_ended(crm: Crm, rossi: int) -> None:
    for title in ("First", "Second", "Third"):
        crm("deal", "add", rossi, title, "--amount", "100 EUR")
    crm("deal", "lost", "First", "price", "--on", "2026-10-01")
    crm("deal", "lost", "Second", "no budget", "perhaps in spring")
    out = crm("show", rossi).out
    assert "Third" in out
    assert "no budget, perhaps in spring" in out
    assert "D1 " not in out.split("Timeline")[0]
    card = crm("show", rossi, "--json").value
    assert [(one["title"], one["state"]) for one in card["deals"]] == [
        ("Third", "open"), ("Second", "lost"), ("First", "lost"),
    ]  # fmt: skip
    assert card["deals"][0]["amount"] == {"amount_minor": 10000, "currency": "EUR"}
    assert card["deals"][2].items() >= {"lost_reason": "price", "closed_on": "2026-10-01"}.items()


def test_show_has_the_business_that_came_through_them(crm: Crm, rossi: int) -> None:
    crm("new", "Alba Kft")
    crm("deal", "add", "Alba Kft", "Boxes", "--amount", "100 EUR")
    crm("deal", "credit", "Boxes", "Anna Bianchi", "made the introduction")
    crm("deal", "won", "Boxes")
    assert "1 deal won: 100.00 EUR" in crm("show", "Anna Bianchi").out
    through = crm("show", "Anna Bianchi", "--json").value["through"]
    assert (through["won"], through["open"]) == ([1], [])
    assert through["won_sums"] == [{"amount_minor": 10000, "currency": "EUR"}]


def test_find_names_a_deal_before_the_entries_its_steps_left(crm: Crm, rossi: int) -> None:
    crm("deal", "add", rossi, "Mandolins")
    crm("deal", "move", "D1", "+1")
    hits = [hit for hit in crm("find", "mandolins", "--json").value if hit["type"] != "party"]
    assert (hits[0]["type"], hits[0]["id"], hits[0]["party"]) == ("deal", 1, rossi)
    assert hits[1]["type"] == "entry"
    by_number = [hit for hit in crm("find", "D1", "--json").value if hit["type"] == "deal"]
    assert [(hit["id"], hit["matched"]) for hit in by_number] == [(1, "number")]


def test_a_deal_is_not_lost_among_the_customers_whose_timeline_tells_of_it(crm: Crm) -> None:
    for name in ("Alba", "Bono", "Cara", "Dora"):
        crm("new", name)
        crm("deal", "add", name, "Mandolins")
    hits = crm("find", "mandolins", "--limit", "4", "--json").value
    assert [hit["type"] for hit in hits] == ["deal", "deal", "party", "party"]
    crm("new", "Mandolin Makers")
    assert crm("find", "mandolin", "--json").value[0]["title"] == "Mandolin Makers"


def test_show_says_where_the_rest_of_many_deals_stands(crm: Crm, rossi: int) -> None:
    for number in range(12):
        crm("deal", "add", rossi, f"deal {number}")
    out = crm("show", rossi, "--limit", "0").out
    assert "and 2 more ('crm deal list #1')" in out
    assert len(crm("show", rossi, "--json").value["deals"]) == 12


@pytest.fixture
def shared_plan(crm: Crm, rossi: int) -> int:
    """Theirs overdue, ours with an hour and one that waits for it, a review; one that is done."""
    crm("task", "add", rossi, "send the drawings", "--side", "them", "--due", "2026-11-18",
        "--agreed", "12 Nov")  # fmt: skip
    crm("task", "add", rossi, "call about the proof mon 10:00 20m every mon !high",
        "--note", "ask for Anna\nor for Marco")  # fmt: skip
    crm("task", "add", rossi, "send the bill", "--after", "2", "--days", "3")
    crm("task", "add", rossi, "go through the plan", "--kind", "review", "--due", "2026-12-01")
    crm("task", "add", rossi, "ask about the paper")
    crm("task", "done", 5, "--outcome", "reached", "they take the thick one")
    return rossi


def test_show_has_the_plan_of_both_sides(crm: Crm, shared_plan: int) -> None:
    """S6."""
    shown = crm("show", shared_plan).out.splitlines()
    first = shown.index("Tasks (we: 3 open; they: 1 open, 1 overdue; review Tue 1 Dec)")
    assert shown[first + 1 : shown.index("", first)] == [
        "  1  ! overdue Wed 18 Nov  they  send the drawings",
        "      agreed Thu 12 Nov, anna sees to it, planned by anna today 10:00",
        "  2  Mon 23 Nov 10:00      anna  call about the proof",
        "      call, priority high, 20 min, every Mon, planned by anna today 10:00",
        "      note: ask for Anna or for Marco",
        "  4  Tue 1 Dec             anna  go through the plan",
        "      review of the plan, planned by anna today 10:00",
        "  3                        anna  send the bill",
        "      3 days after task 2 'call about the proof'",
    ]
    lately = shown.index("Tasks that ended lately")
    assert shown[lately + 1] == (
        "  5  done today 10:00  anna  ask about the paper: reached: they take the thick one"
    )


def test_show_in_json_has_all_that_is_known_of_a_task(crm: Crm, shared_plan: int) -> None:
    card = crm("show", shared_plan, "--json").value
    theirs, call, _review, bill = card["tasks"]
    assert theirs.items() >= {
        "id": 1, "side": "them", "due": "2026-11-18", "day": "2026-11-18", "start_at": None,
        "agreed_on": "2026-11-12", "planned_for": "2026-11-18", "planned_by": "anna",
        "planned_at": "2026-11-20T09:00:00Z", "attempt": 1, "reason": "", "proposal": "",
    }.items()  # fmt: skip
    assert call.items() >= {
        "start_at": "2026-11-23T09:00:00Z", "minutes": 20, "repeats": "FREQ=WEEKLY;BYDAY=MO",
        "note": "ask for Anna\nor for Marco", "priority": "high",
    }.items()  # fmt: skip
    assert bill.items() >= {"follows": 2, "follows_after": 3, "day": None}.items()
    [ended] = card["ended_tasks"]
    assert (ended["id"], ended["state"], ended["result"], ended["done_at"]) == (
        5, "done", "they take the thick one", "2026-11-20T09:00:00Z",
    )  # fmt: skip


def test_show_in_json_has_the_whole_timeline(crm: Crm, rossi: int) -> None:
    for number in range(20):
        crm("log", rossi, f"note {number}")
    assert len(crm("show", rossi, "--json").value["timeline"]) == 20
    assert len(crm("show", rossi, "--json", "--limit", "3").value["timeline"]) == 3
    assert "--limit shows more" in crm("show", rossi).out


def test_a_person_is_shown_where_they_work(crm: Crm, rossi: int) -> None:
    assert crm("show", "Anna Bianchi").out.startswith("#2  Anna Bianchi, buyer at Rossi GmbH\n")


def test_a_name_of_several_lists_them_and_picks_none(crm: Crm, rossi: int) -> None:
    crm("new", "Rossi Kft")
    answer = crm("show", "rossi")
    assert (answer.status, answer.out) == (4, "")
    for name in ("Rossi GmbH", "Rossi Kft"):
        assert name in answer.err


def test_several_in_json_are_candidates(crm: Crm, rossi: int) -> None:
    crm("new", "Rossi Kft")
    answer = crm("show", "rossi", "--json")
    assert answer.status == 4
    assert answer.value["kind"] == "several_match"
    assert {"id", "title"} == set(answer.value["candidates"][0])


def test_what_nobody_answers_to_is_status_3(crm: Crm, rossi: int) -> None:
    answer = crm("show", "Verdi", "--json")
    assert (answer.status, answer.value["kind"]) == (3, "not_found")
    assert "Verdi" in answer.err


def test_the_list_filters_and_sorts_as_the_screen_does(crm: Crm, rossi: int) -> None:
    crm("new", "Alba Kft", "--city", "Pest")
    crm("tag", rossi, "+vip")
    assert [one["name"] for one in crm("list", "--json").value] == ["Alba Kft", "Rossi GmbH"]
    assert [one["name"] for one in crm("list", "--tag", "VIP", "--json").value] == ["Rossi GmbH"]
    assert crm("list", "--sort", "nmae").status == 2
    assert "2 customers in all" in crm("list", "--limit", "1").err


def test_the_list_has_whom_management_has_not_visited(crm: Crm, rossi: int) -> None:
    crm("new", "Alba Kft")
    crm("user", "add", "eve", "--role", "manager")
    crm("--as", "eve", "log", rossi, "--channel", "visit_to_them", "--at", "2026-03-01", "we met")

    def listed(months: str) -> list[str]:
        return [one["name"] for one in crm("list", "--no-management-visit", months, "--json").value]

    assert listed("12") == ["Alba Kft"]
    assert listed("3") == ["Alba Kft", "Rossi GmbH"]
    refused = crm("list", "--no-management-visit", "often")
    assert (refused.status, "From 1 to 1200." in refused.err) == (2, True)
