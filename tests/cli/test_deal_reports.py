"""`crm report` of the pipeline; `crm target`, `crm goal`, `crm competitor`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crm_tui.services import competitors, deals
from tests.builders import a_colleague, a_company, a_desk
from tests.cli.conftest import Crm


@pytest.fixture
def pipeline(database: Path) -> None:
    """Anna won one and lost one to Rival; bob's is open, a fourth has no day and no amount."""
    with a_desk(database) as desk:
        bob = a_colleague(desk)
        rossi, rival = a_company(desk), a_company(desk, "Rival Zrt")
        first = deals.add(desk, "ovens", party=rossi, amount_minor=100000)
        second = deals.add(desk, "mixers", party=rossi, amount_minor=50000, source="web")
        deals.add(
            desk, "tins", owner=bob.user, amount_minor=33333, probability=50,
            expected_close=date(2026, 12, 4),
        )  # fmt: skip
        deals.add(desk, "flour", expected_close=None)
        competitors.against(desk, first, rival)
        deals.win(desk, first)
        deals.lose(desk, second, "competitor", lost_to=rival)


def test_the_pipeline_is_one_object_a_stage(crm: Crm, pipeline: None) -> None:
    found = crm("report", "pipeline", "--json").value
    assert [one["stage"] for one in found] == [
        "Lead", "Qualified", "Need agreed", "Offer", "Negotiation", "Won", "Lost",
    ]  # fmt: skip
    lead, *_, won, lost = found
    assert {name: lead[name] for name in ("stage", "kind", "deals", "amount_minor",
                                          "weighted_minor", "currency", "without_amount")} == {
        "stage": "Lead", "kind": "open", "deals": 2, "amount_minor": 33333,
        "weighted_minor": 16667, "currency": "HUF", "without_amount": 1,
    }  # fmt: skip
    assert (won["kind"], won["amount_minor"], won["weighted_minor"]) == ("won", 100000, 100000)
    assert (lost["kind"], lost["amount_minor"], lost["weighted_minor"]) == ("lost", 50000, 0)
    earlier = crm("report", "pipeline", "--period", "2026-10", "--json").value
    assert [one["deals"] for one in earlier] == [2, 0, 0, 0, 0, 0, 0]


def test_the_pipeline_is_drawn_for_people(crm: Crm, pipeline: None) -> None:
    head, lead, *_ = crm("report", "pipeline").out.splitlines()
    assert head.split() == [
        "pipeline", "stage", "deals", "sum", "weighted", "no", "amount", "chance", "by",
        "experience",
    ]  # fmt: skip
    assert "333.33 HUF    166.67 HUF" in lead
    assert lead.endswith("too few of 2   ██████▋")


def test_bars_are_plain_where_signs_are_not_wanted(
    crm: Crm, pipeline: None, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[ui]\nascii = true\n")
    out = crm("report", "pipeline", "--config", settings).out
    assert out.isascii()
    assert "####" in out


def test_the_forecast_names_its_deals_and_what_stands_apart(crm: Crm, pipeline: None) -> None:
    crm("target", "set", "2026-11", "1,500 HUF")
    answer = crm("report", "forecast", "--json")
    november, december = answer.value["rows"]
    assert (november["month"], november["won_minor"], november["won_ids"]) == (
        "2026-11",
        100000,
        [1],
    )
    assert (november["target_minor"], november["missing_minor"]) == (150000, 50000)
    assert (december["deals"], december["weighted_minor"], december["deal_ids"]) == (1, 16667, [3])
    [undated] = answer.value["undated"]
    assert (undated["deals"], undated["without_amount"], undated["deal_ids"]) == (1, 1, [4])
    assert "Apart: 1 open deal without an expected close, 0.00 HUF." in answer.err
    said = crm("report", "forecast", "--by", "owner,quarter").out.splitlines()
    assert [line.split()[:2] for line in said] == [
        ["quarter", "owner"], ["2026-Q4", "anna"], ["2026-Q4", "bob"],
    ]  # fmt: skip


def test_a_forecast_of_a_colleague_or_a_pipeline(crm: Crm, pipeline: None) -> None:
    [december] = crm("report", "forecast", "--of", "bob", "--json").value["rows"]
    assert december["deal_ids"] == [3]
    crm("pipeline", "add", "Renewals")
    assert crm("report", "forecast", "--pipeline", "renew", "--json").value["rows"] == []
    assert crm("report", "won", "--of", "nobody").out == "Nothing to report.\n"


def test_what_was_won_and_why_deals_were_lost(crm: Crm, pipeline: None) -> None:
    [by_owner] = crm("report", "won", "--by", "user", "--json").value["rows"]
    assert (by_owner["owner"], by_owner["owner_id"], by_owner["deals"]) == ("anna", 1, 1)
    assert (by_owner["win_rate"], by_owner["average_minor"]) == (0.5, 100000)
    [why] = crm("report", "lost", "--by", "source", "--json").value["rows"]
    assert (why["source"], why["reason"], why["reason_code"], why["deals"], why["share"]) == (
        "web", "chose a competitor", "competitor", 1, 1.0,
    )  # fmt: skip
    [rival] = crm("report", "competitors", "--json").value["rows"]
    assert (rival["competitor"], rival["won"], rival["lost"], rival["win_rate"]) == (
        "Rival Zrt", 1, 1, 0.5,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["conversion", "velocity", "stale", "referrals", "competitors"])
def test_every_report_is_told_and_answered(crm: Crm, pipeline: None, name: str) -> None:
    told = crm("report", name)
    assert (told.status, bool(told.out)) == (0, True)
    assert crm("report", name, "--json").value["report"] == name


def test_how_old_open_deals_are(crm: Crm, pipeline: None) -> None:
    [young] = crm("report", "velocity", "--by", "age", "--json").value["rows"]
    assert (young["first_day"], young["last_day"], young["deals"]) == (0, 30, 2)


def test_what_a_report_cannot_have_a_line_for_is_refused(crm: Crm, pipeline: None) -> None:
    answer = crm("report", "won", "--by", "produkt")
    assert (answer.status, answer.out) == (2, "")
    assert "Did you mean product?" in answer.err
    assert crm("report", "conversion", "--by", "owner").status == 2
    assert crm("report", "load", "--pipeline", "Sales").status == 2


def test_long_tables_are_cut_for_people_and_whole_for_programs(crm: Crm, database: Path) -> None:
    with a_desk(database) as desk:
        for number in range(60):
            deals.win(desk, deals.add(desk, "x", party=a_company(desk, f"Firm {number}")))
    told = crm("report", "won", "--by", "customer")
    assert (len(told.out.splitlines()), told.err) == (51, "10 more; --limit shows them.\n")
    assert len(crm("report", "won", "--by", "customer", "--json").value["rows"]) == 60
    [row] = crm("report", "won", "--by", "customer", "--limit", "1", "--json").value["rows"]
    assert row["customer"] == "Firm 0"


def test_targets_are_set_listed_and_taken_away(crm: Crm, pipeline: None) -> None:
    crm("target", "set", "month", "1.5k HUF")
    crm("target", "set", "2026-12", "20 EUR", "--of", "bob")
    assert crm("target", "list", "--json").value == [
        {"month": "2026-11-01", "user": None, "login": "",
         "amount": {"amount_minor": 150000, "currency": "HUF"}},
        {"month": "2026-12-01", "user": 2, "login": "bob",
         "amount": {"amount_minor": 2000, "currency": "EUR"}},
    ]  # fmt: skip
    assert crm("target", "set", "month", "-", "--json").value is None
    crm("target", "set", "2026-11", "-")
    assert [one["login"] for one in crm("target", "list", "--json").value] == ["bob"]
    assert crm("target", "set", "2026-Q4", "5").status == 2
    assert crm("target", "set", "2026-11", "0").status == 5
    assert crm("target", "list", "--period", "2025").out == "No targets are set.\n"


def test_a_goal_tells_how_far_it_is_reached(crm: Crm, pipeline: None) -> None:
    crm("goal", "add", "Bake", "more", "--target", "4000 HUF", "--until", "2026-12-31")
    crm("deal", "edit", "1", "goal=bake")
    line = crm("goal", "list").out.splitlines()[1]
    assert "4,000.00 HUF  1,000.00 HUF  25%" in line
    assert crm("goal", "list", "--json").value[0]["progress"] == 0.25
    crm("goal", "drop", "bake")
    assert crm("goal", "list").out == "No goals are set.\n"
    assert crm("goal", "drop", "bake").status == 3


def test_what_is_known_of_a_competitor(crm: Crm, pipeline: None) -> None:
    note = crm(
        "competitor", "note", "Rival", "pri", "10% below ours", "--market", "Austria", "--json"
    ).value
    assert note["kind"] == "price"
    shown = crm("competitor", "show", "rival").out
    assert "1 won against them (1,000.00 HUF), 1 lost to them (500.00 HUF), win rate 50%" in shown
    assert "price  10% below ours  Austria" in shown
    crm("competitor", "against", "D3", "Rival")
    assert "1 open deal they are after" in crm("competitor", "show", "rival").out
    crm("competitor", "forget", note["id"])
    assert crm("competitor", "show", "rival", "--json").value["notes"] == []
    assert crm("competitor", "note", "Rival", "rumour", "x").status == 2
