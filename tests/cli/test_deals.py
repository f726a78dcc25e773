"""Deals from the shell: supposed, moved, won, lost with the reason, opened again, changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm_tui.models import Goal, Product
from tests.builders import a_desk, dump, made_once
from tests.cli.conftest import Crm


def made(crm: Crm, *words: str | int) -> int:
    """Adds a deal; its id."""
    return int(crm("deal", "add", *words, "--json").value["deal"])


def told(crm: Crm, deal: str | int) -> dict[str, Any]:
    """All about a deal."""
    return dict(crm("deal", "show", deal, "--json").value)


@pytest.fixture
def labels(crm: Crm, rossi: int, database: Path) -> int:
    """A deal with Rossi, number D1."""
    line = (rossi, "Labels for spring", "--amount", "12500 EUR", "--close", "+20d")
    made_once(database, "labels for spring", lambda: made(crm, *line))
    return 1


@pytest.fixture
def tape(crm: Crm, database: Path) -> int:
    """A product with a list price of 4 dollars."""
    with a_desk(database) as desk, desk.store.change_set(desk.user, "a product"):
        now = desk.clock.now()
        return int(
            Product.create(
                name="Tape 19 mm", code="T19", price_minor=400, currency="USD",
                created_at=now, updated_at=now,
            ).id
        )  # fmt: skip


def a_goal(database: Path, name: str) -> None:
    with a_desk(database) as desk, desk.store.change_set(desk.user, "a goal"):
        now = desk.clock.now()
        Goal.create(name=name, created_at=now, updated_at=now)


# Added


def test_a_deal_is_added_with_all_that_is_known(crm: Crm, rossi: int, database: Path):
    a_goal(database, "Food labels")
    said = crm(
        "deal", "add", rossi, "Labels", "for", "spring", "--amount", "12500 EUR", "--close",
        "24 Dec", "--stage", "need", "--probability", "55%", "--contact", "anna", "--source",
        "referral", "--goal", "food", "--note", "two sizes",
    )  # fmt: skip
    assert said.out == (
        "D1: Labels for spring, 12,500.00 EUR, Need agreed 55 % (own), by Thu 24 Dec,"
        " Rossi GmbH (#1).\n"
    )
    assert told(crm, "D1").items() >= {
        "id": 1, "title": "Labels for spring", "party": rossi, "stage": "Need agreed",
        "amount": {"amount_minor": 1250000, "currency": "EUR"}, "probability": 55,
        "own_probability": True, "expected_close": "2026-12-24", "contact": 2, "owner": "anna",
        "source": "referral", "goal": "Food labels", "note": "two sizes", "state": "open",
        "opened_on": "2026-11-20",
    }.items()  # fmt: skip


def test_a_title_is_enough(crm: Crm, rossi: int):
    assert told(crm, made(crm, rossi, "perhaps", "more")).items() >= {
        "title": "perhaps more", "amount": None, "stage": "Lead", "probability": 10,
        "own_probability": False, "expected_close": None,
    }.items()  # fmt: skip


def test_a_deal_needs_no_customer(crm: Crm, rossi: int):
    assert told(crm, made(crm, "-", "a tender"))["party"] is None


def test_zero_is_an_amount_and_a_probability(crm: Crm, rossi: int):
    deal = told(crm, made(crm, rossi, "a gift", "--amount", "0", "--probability", "0"))
    assert deal["amount"] == {"amount_minor": 0, "currency": "USD"}
    assert (deal["probability"], deal["own_probability"]) == (0, True)


def test_products_make_lines_and_their_prices_the_amount(crm: Crm, rossi: int, tape: int):
    deal = told(crm, made(crm, rossi, "tapes", "--product", "tape", "--product", "T19"))
    assert [line["product"] for line in deal["lines"]] == [tape, tape]
    assert deal["amount"] == {"amount_minor": 800, "currency": "USD"}


def test_an_amount_that_was_said_stays(crm: Crm, rossi: int, tape: int):
    deal = told(crm, made(crm, rossi, "tapes", "--product", "tape", "--amount", "3"))
    assert deal["amount"]["amount_minor"] == 300


@pytest.mark.parametrize(
    ("option", "value", "status"),
    [
        ("--amount", "much", 2), ("--amount", "-5", 5), ("--close", "someday", 2),
        ("--probability", "101", 5), ("--probability", "likely", 2), ("--stage", "Lunch", 3),
        ("--pipeline", "Nope", 3), ("--owner", "zed", 3), ("--source", "stars", 2),
        ("--product", "Glue", 3), ("--goal", "none such", 3), ("--contact", "Zed", 3),
        ("--stage", "Won", 5),
    ],
)  # fmt: skip
def test_what_a_deal_cannot_have_is_refused_and_nothing_is_made(
    crm: Crm, rossi: int, database: Path, option: str, value: str, status: int
):
    with a_desk(database) as desk:
        before = dump(desk)
    said = crm("deal", "add", rossi, "x", option, value)
    assert (said.status, said.out) == (status, "")
    assert said.err
    with a_desk(database) as desk:
        assert dump(desk) == before


# Which deal


def test_a_deal_is_meant_by_number_id_title_or_its_beginning(crm: Crm, labels: int):
    for meant in ("D1", "d1", "1", "#1", "labels for spring", "Labels"):
        assert told(crm, meant)["id"] == labels


def test_several_of_a_title_are_listed_and_none_is_picked(crm: Crm, rossi: int, labels: int):
    made(crm, rossi, "Labels for autumn")
    said = crm("deal", "won", "labels", "--json")
    assert said.status == 4
    assert [one["id"] for one in said.value["candidates"]] == [2, 1]
    assert told(crm, labels)["state"] == "open"


def test_a_number_that_is_the_id_of_another_is_asked_about(crm: Crm, rossi: int, database: Path):
    made(crm, rossi, "first")
    made(crm, rossi, "second")
    with a_desk(database) as desk, desk.store.change_set(desk.user, "numbered"):
        desk.store.write("UPDATE deal SET number = '2' WHERE id = 1")
    assert crm("deal", "won", "2").status == 4
    assert told(crm, "#2")["title"] == "second"
    assert told(crm, "#1")["number"] == "2"
    assert crm("deal", "list").out.splitlines()[0].startswith("#1 ")


@pytest.mark.parametrize("meant", ["D9", "99", "#9", "nothing", "", "9" * 30])
def test_no_such_deal_is_status_3(crm: Crm, labels: int, meant: str):
    assert crm("deal", "won", meant).status == 3


# Moved


def test_a_step_on_raises_the_probability_and_a_step_back_is_marked(crm: Crm, labels: int):
    assert crm("deal", "move", "D1", "+1").out == (
        "D1 Labels for spring: Lead → Qualified, 10 % → 25 %.\n"
    )
    assert crm("deal", "move", "D1", "-1").out == (
        "D1 Labels for spring: Qualified → Lead (back), 25 % → 10 %.\n"
    )
    assert [step["back"] for step in told(crm, "D1")["steps"]] == [False, False, True]


def test_a_stage_is_meant_by_name_or_number(crm: Crm, labels: int):
    for meant, stage in (("Need agreed", "Need agreed"), ("offer", "Offer"), ("2", "Qualified")):
        crm("deal", "move", "D1", *meant.split())
        assert told(crm, "D1")["stage"] == stage


def test_an_own_probability_is_dropped_unless_confirmed(crm: Crm, rossi: int):
    for options, chance in (([], 60), (["--keep-probability"], 70)):
        deal = made(crm, rossi, "x", "--probability", "70", "--stage", "lead")
        crm("deal", "edit", deal, "probability=50" if not options else "probability=70")
        crm("deal", "move", deal, "offer", *options)
        assert told(crm, deal)["probability"] == chance


def test_several_are_moved_in_one_change(crm: Crm, rossi: int, labels: int):
    made(crm, rossi, "another")
    value = crm("deal", "move", "D1,D2", "offer", "--json").value
    assert [deal["stage"] for deal in value["deals"]] == ["Offer", "Offer"]
    assert [(one["before"], one["after"]) for one in value["moved"]] == [("Lead", "Offer")] * 2
    crm("undo")
    assert {told(crm, deal)["stage"] for deal in ("D1", "D2")} == {"Lead"}


def test_one_that_cannot_be_moved_keeps_all_where_they_are(crm: Crm, rossi: int, labels: int):
    made(crm, rossi, "another")
    crm("deal", "won", "D2")
    assert crm("deal", "move", "D1,D2", "offer").status == 5
    assert crm("deal", "move", "D1,D2", "+1").status == 5
    assert told(crm, "D1")["stage"] == "Lead"


def test_the_stage_says_what_it_asks_for(crm: Crm, labels: int):
    crm("pipeline", "checklist", "Sales", "offer", "prices agreed; who decides is known")
    said = crm("deal", "move", "D1", "offer")
    assert said.out.splitlines()[1:] == [
        "Offer asks for:", "  prices agreed", "  who decides is known",
    ]  # fmt: skip
    value = crm("deal", "move", "D1", "offer", "--json").value
    assert value["checklists"] == {"Offer": ["prices agreed", "who decides is known"]}


def test_where_there_is_no_further_stage_it_is_said(crm: Crm, labels: int):
    crm("deal", "move", "D1", "+9")
    assert told(crm, "D1")["stage"] == "Negotiation"
    said = crm("deal", "move", "D1", "+1")
    assert (said.status, said.out) == (0, "")
    assert "stands in Negotiation already" in said.err
    assert "crm deal won" in said.err


def test_an_end_is_no_stage_to_move_to(crm: Crm, labels: int):
    assert crm("deal", "move", "D1", "Won").status == 5
    assert crm("deal", "move", "D1", "Lunch").status == 3


# Ended


def test_won_keeps_what_they_gain_and_its_day(crm: Crm, labels: int):
    said = crm("deal", "won", "D1", "half", "the", "waste", "--on", "mon")
    assert "won, ended Mon 16 Nov" in said.out
    assert told(crm, "D1").items() >= {
        "state": "won", "closed_on": "2026-11-16", "gain": "half the waste", "probability": 100,
    }.items()  # fmt: skip


def test_a_day_to_come_is_no_day_to_end(crm: Crm, labels: int):
    assert crm("deal", "won", "D1", "--on", "2026-12-24").status == 5
    assert crm("deal", "lost", "D1", "price", "--on", "2026-12-24").status == 5
    assert told(crm, "D1")["state"] == "open"


def test_no_reason_no_close(crm: Crm, labels: int):
    said = crm("deal", "lost", "D1")
    assert said.status == 5
    assert "chose a competitor" in said.err
    assert crm("deal", "lost", "D1", "weather").status == 2
    assert told(crm, "D1")["state"] == "open"


def test_lost_keeps_the_reason_and_the_note(crm: Crm, labels: int):
    crm("deal", "lost", "D1", "no budget", "perhaps", "next", "year")
    assert told(crm, "D1").items() >= {
        "state": "lost", "lost_reason": "no_budget", "lost_note": "perhaps next year",
        "closed_on": "2026-11-20", "probability": 0,
    }.items()  # fmt: skip
    assert "no budget, perhaps next year" in crm("deal", "list", "--state", "lost").out
    (listed,) = crm("deal", "list", "--state", "lost", "--json").value
    assert (listed["lost_reason"], listed["lost_note"]) == ("no_budget", "perhaps next year")


def test_a_reason_that_needs_a_note_gets_one(crm: Crm, labels: int):
    assert crm("deal", "lost", "D1", "other").status == 5
    assert crm("deal", "lost", "D1", "other", "they moved").status == 0


def test_the_competitor_is_named_and_marked_as_one(crm: Crm, labels: int):
    said = crm("deal", "lost", "D1", "competitor")
    assert said.status == 5
    assert "--to" in said.err
    crm("new", "Acme Labels")
    assert crm("deal", "lost", "D1", "competitor", "too", "dear", "--to", "acme").status == 0
    assert told(crm, "D1")["lost_to_name"] == "Acme Labels"
    assert crm("show", "acme", "--json").value["is_competitor"] is True


def test_a_competitor_nobody_knows_is_made_only_when_asked(crm: Crm, labels: int, database: Path):
    said = crm("deal", "lost", "D1", "competitor", "--to", "Acme")
    assert said.status == 3
    assert "--new-competitor" in said.err
    assert crm("find", "acme").status == 3
    crm("deal", "lost", "D1", "competitor", "--to", "Acme", "--new-competitor")
    assert crm("show", "Acme", "--json").value.items() >= {
        "name": "Acme", "is_competitor": True, "owner": "",
    }.items()  # fmt: skip
    crm("undo")
    assert told(crm, "D1")["state"] == "open"
    assert crm("find", "acme").status == 3


def test_a_refused_deal_leaves_no_half_made_competitor(crm: Crm, labels: int):
    crm("deal", "won", "D1")
    assert crm("deal", "lost", "D1", "competitor", "--to", "Acme", "--new-competitor").status == 5
    assert crm("find", "acme").status == 3


def test_a_new_competitor_that_is_there_is_that_one(crm: Crm, labels: int):
    crm("new", "Acme")
    crm("new", "Acme Labels")
    crm("deal", "lost", "D1", "competitor", "--to", "acme", "--new-competitor")
    assert told(crm, "D1")["lost_to_name"] == "Acme"
    assert crm("deal", "lost", "D1", "price", "--new-competitor").status == 2


def test_what_has_ended_ends_once(crm: Crm, labels: int):
    crm("deal", "won", "D1")
    for words in (("won", "D1"), ("lost", "D1", "price"), ("move", "D1", "offer")):
        said = crm("deal", *words)
        assert said.status == 5
        assert "is won" in said.err


def test_opened_again_the_end_is_forgotten_and_the_steps_stay(crm: Crm, labels: int):
    crm("deal", "move", "D1", "offer")
    crm("deal", "lost", "D1", "price", "too dear")
    assert "Offer 60 %" in crm("deal", "reopen", "D1").out
    deal = told(crm, "D1")
    assert (deal["lost_reason"], deal["lost_note"], deal["closed_on"]) == ("", "", None)
    assert [step["after"] for step in deal["steps"]] == ["Lead", "Offer", "Lost", "Offer"]
    assert crm("deal", "reopen", "D1").status == 5


def test_opened_again_in_a_stage_of_ones_choice(crm: Crm, labels: int):
    crm("deal", "won", "D1")
    crm("deal", "reopen", "D1", "need", "agreed")
    assert told(crm, "D1")["stage"] == "Need agreed"


# Changed


def test_fields_are_changed_and_an_empty_value_clears(crm: Crm, rossi: int, labels: int):
    crm("user", "add", "bob")
    crm(
        "deal", "edit", "D1", "title=Labels, better", "amount=1,200.50", "close=", "owner=bob",
        "probability=0", "contact=anna", "source=web",
    )  # fmt: skip
    deal = told(crm, "D1")
    assert deal.items() >= {
        "title": "Labels, better", "amount": {"amount_minor": 120050, "currency": "EUR"},
        "expected_close": None, "owner": "bob", "probability": 0, "contact": 2, "source": "web",
    }.items()  # fmt: skip
    crm("deal", "edit", "D1", "amount=", "probability=", "owner=nobody", "contact=", "source=")
    assert told(crm, "D1").items() >= {
        "amount": None, "probability": 10, "own_probability": False, "owner": "",
        "contact": None, "source": "",
    }.items()  # fmt: skip


def test_an_amount_keeps_the_deals_currency_unless_one_is_said(crm: Crm, labels: int):
    crm("deal", "edit", "D1", "amount=5")
    assert told(crm, "D1")["amount"]["currency"] == "EUR"
    crm("deal", "edit", "D1", "amount=5", "currency=huf")
    assert told(crm, "D1")["amount"] == {"amount_minor": 500, "currency": "HUF"}
    crm("deal", "edit", "D1", "amount=5 USD")
    assert told(crm, "D1")["amount"]["currency"] == "USD"


@pytest.mark.parametrize(
    ("change", "status", "hint"),
    [("amonut=5", 2, "amount"), ("title", 2, "amount="), ("title=", 5, "title"),
     ("currency=QQQ", 2, "EUR"), ("stage=Offer", 2, "One of"), ("close=sometime", 2, "fri"),
     ("probability=200", 5, "100"), ("amount=-3", 5, "zero"), ("party=Zed", 3, "find")],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(crm, labels, change, status, hint):
    said = crm("deal", "edit", "D1", change, "note=x")
    assert said.status == status
    assert hint in said.err
    assert told(crm, "D1")["note"] == ""


def test_a_deal_that_should_not_have_been_is_put_away(crm: Crm, rossi: int, labels: int):
    crm("deal", "archive", "D1")
    assert crm("deal", "list", rossi, "--json").value == []
    crm("undo")
    assert [one["id"] for one in crm("deal", "list", rossi, "--json").value] == [labels]


# Listed


def ids(crm: Crm, *words: str | int) -> list[int]:
    return [one["id"] for one in crm("deal", "list", *words, "--json").value]


@pytest.fixture
def four(crm: Crm, rossi: int, labels: int, database: Path) -> Crm:
    """D1 open and soon; D2 in dollars, bob's, at the offer; D3 won; D4 lost, no customer."""
    made_once(database, "four deals", lambda: make_four(crm, rossi))
    return crm


def make_four(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    made(crm, rossi, "dollars", "--amount", "100", "--owner", "bob", "--stage", "offer")
    made(crm, rossi, "won one", "--amount", "50 EUR")
    crm("deal", "won", "D3", "--on", "2026-10-05")
    made(crm, "-", "lost one", "--owner", "nobody")
    crm("deal", "lost", "D4", "price")


def test_open_deals_are_listed_the_soonest_first(four: Crm):
    assert ids(four) == [1, 2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--state", "won"], [3]), (["--state", "lost"], [4]), (["--state", "all"], [3, 4, 1, 2]),
        (["--owner", "bob"], [2]), (["--owner", "me"], [1]), (["--stage", "offer"], [2]),
        (["--owner", "nobody", "--state", "all"], [4]), (["--stage", "won"], [3]),
        (["1", "--state", "all"], [3, 1, 2]), (["--period", "2026-12"], [1]),
        (["--period", "2026-10", "--state", "won"], [3]), (["--pipeline", "sales"], [1, 2]),
        (["--state", "won", "--period", "2026-11"], []), (["--limit", "1"], [1]),
        (["--limit", "0"], []),
    ],
    ids=str,
)  # fmt: skip
def test_a_list_is_narrowed(four: Crm, words: list[str], expected: list[int]):
    assert ids(four, *words) == expected


def test_a_person_has_the_deals_that_go_through_them(four: Crm):
    four("deal", "edit", "D2", "contact=anna")
    assert ids(four, "Anna Bianchi") == [2]


def test_sums_are_told_by_currency_and_what_has_no_amount_is_counted(four: Crm, rossi: int):
    made(four, rossi, "who knows")
    said = four("deal", "list", "--limit", "2")
    assert said.out.splitlines()[-1] == (
        "3 deals; 12,500.00 EUR, weighted 1,250.00 EUR; 100.00 USD, weighted 60.00 USD;"
        " 1 without an amount"
    )
    assert "--limit shows more" in said.err


def test_won_deals_weigh_in_full_and_lost_ones_nothing(four: Crm):
    assert "1 deal; 50.00 EUR, weighted 50.00 EUR\n" in four("deal", "list", "--state", "won").out
    four("deal", "edit", "D4", "amount=9")
    assert "9.00 USD, weighted 0.00 USD" in four("deal", "list", "--state", "lost").out


def test_deals_that_stand_too_long_or_have_no_step_are_flagged(
    crm: Crm, rossi: int, labels: int, database: Path
):
    made(crm, "-", "fresh")
    with a_desk(database) as desk, desk.store.change_set(desk.user, "long ago"):
        desk.store.write("UPDATE deal SET stage_since = '2026-11-05' WHERE id = 1")
    assert ids(crm, "--stale") == [1]
    assert "stale, 15 days" in crm("deal", "list").out
    assert ids(crm, "--no-step") == [1, 2]
    crm("task", "add", rossi, "send the offer")
    assert ids(crm, "--no-step") == [2]
    assert crm("deal", "list", "--stale", "--state", "won").status == 2


def test_nothing_to_list_is_said(crm: Crm, rossi: int):
    said = crm("deal", "list")
    assert (said.status, said.out) == (0, "")
    assert "No deal is listed" in said.err
    assert crm("deal", "list", "--json").value == []


def test_all_about_a_deal_stands_on_its_sheet(four: Crm, rossi: int):
    four("deal", "line", "D1", "Tape", "--price", "3")
    four("deal", "person", "D1", "anna", "decides")
    four("deal", "credit", "D1", "@bob", "found them", "--share", "40")
    four("deal", "edit", "D1", "note=two sizes")
    out = four("deal", "show", "D1").out
    for part in (
        "D1  Labels for spring", "Rossi GmbH (#1)", "Lead, 10 %, since today", "Thu 10 Dec",
        "1  Tape  3.00 EUR", "Anna Bianchi  decides", "found them  40 %", "two sizes", "Steps",
    ):  # fmt: skip
        assert part in out
    four("deal", "lost", "D1", "competitor", "dear", "--to", "Acme", "--new-competitor")
    out = four("deal", "show", "D1").out
    for part in ("(lost)", "chose a competitor", "Acme (#3)", "dear"):
        assert part in out


# Elsewhere


def test_what_is_logged_and_to_be_done_can_be_about_a_deal(crm: Crm, rossi: int, labels: int):
    task = crm("task", "add", "-", "send the offer fri", "--deal", "D1", "--json").value
    assert task["understood"]["party"] == rossi
    crm("task", "add", "Anna Bianchi", "ask anna", "--deal", "labels")
    crm("log", rossi, "spoke about it", "--deal", "D1")
    assert [one["title"] for one in told(crm, "D1")["tasks"]] == ["send the offer", "ask anna"]
    assert ids(crm, "--no-step") == []
    for words in (("task", "add", rossi, "x", "--deal", "D9"), ("log", rossi, "x", "--deal", "D9")):
        assert crm(*words).status == 3


def test_a_competitor_named_on_a_deal_is_shown_with_what_is_known(crm: Crm, labels: int):
    crm("new", "Acme")
    crm("competitor", "note", "Acme", "weakness", "slow to deliver")
    crm("competitor", "against", "D1", "Acme")
    assert "Known of Acme\n  weakness  slow to deliver" in crm("deal", "show", "D1").out
    (rival,) = told(crm, "D1")["competitors"]
    assert (rival["name"], rival["notes"][0]["text"]) == ("Acme", "slow to deliver")


def test_a_goal_of_several_is_listed_and_none_is_picked(crm: Crm, rossi: int, database: Path):
    a_goal(database, "Food labels")
    a_goal(database, "Food boxes")
    said = crm("deal", "add", rossi, "x", "--goal", "food", "--json")
    assert said.status == 4
    assert len(said.value["candidates"]) == 2


def test_a_product_mistyped_names_the_nearest(crm: Crm, rossi: int, tape: int):
    said = crm("deal", "add", rossi, "x", "--product", "Tape 91 mm")
    assert said.status == 3
    assert "Did you mean Tape 19 mm?" in said.err
