"""`crm report`: tables for people, JSON for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.cli import reports
from crm_tui.services import planning, tasks
from tests.builders import a_colleague, a_company, a_desk
from tests.cli.conftest import Crm


@pytest.fixture
def team(database: Path) -> None:
    """Anna has a task for today and plans one for Monday; bob has nothing."""
    with a_desk(database) as desk:
        a_colleague(desk)
        party = a_company(desk, wanted="partnership")
        a_company(desk, "Buyer Kft", lifecycle="customer")
        tasks.add(desk, "call", party=party, due=desk.clock.today(), minutes=30)
        planning.put(desk, [tasks.add(desk, "write", minutes=600)], desk.clock.today())


def test_without_a_name_the_reports_there_are_are_listed(crm: Crm, team: None) -> None:
    out = crm("report").out
    assert all(name in out and one.help in out for name, one in reports.REPORTS.items())
    listed = crm("report", "--json").value
    assert [one["report"] for one in listed] == list(reports.REPORTS)


def test_a_report_that_is_not_there_is_a_mistake_that_names_those_that_are(crm: Crm) -> None:
    answer = crm("report", "laod")
    assert answer.status == 2
    assert "There is no report 'laod'." in answer.err
    assert "load" in answer.err
    assert "planning, next-step" in answer.err


@pytest.mark.parametrize(
    "words",
    [("load", "--period", "week"), ("load", "--by", "user"), ("next-step", "--period", "week"),
     ("planning", "--limit", "3")],
)  # fmt: skip
def test_an_option_that_says_nothing_to_a_report_is_refused(
    crm: Crm, team: None, words: tuple[str, ...]
) -> None:
    answer = crm("report", *words)
    assert (answer.status, answer.out) == (2, "")
    assert f"takes no {words[1]}" in answer.err


def test_the_load_of_a_team_marks_days_that_are_too_full(crm: Crm, team: None) -> None:
    assert crm("report", "load").out.splitlines() == [
        "login  overdue  today       Mon 23  Tue 24  Wed 25  Thu 26  Fri 27  no day  open",
        "anna   0        10h30/8h !  0m/8h   0m/8h   0m/8h   0m/8h   0m/8h   0       2",
        "bob    0        0m/8h       0m/8h   0m/8h   0m/8h   0m/8h   0m/8h   0       0",
    ]
    [bob] = crm("report", "load", "--of", "bob", "--json").value["rows"]
    assert (bob["login"], bob["open"], bob["today"]["capacity"]) == ("bob", 0, 480)
    assert [one["day"] for one in bob["ahead"]][:2] == ["2026-11-23", "2026-11-24"]


def test_the_share_that_was_planned_is_told_for_a_period(crm: Crm, team: None) -> None:
    crm("task", "done", "1", "reached them")
    whole = crm("report", "planning", "--period", "today", "--json").value
    assert whole["period"] == {"first": "2026-11-20", "last": "2026-11-20"}
    assert whole["rows"] == [
        {"login": "", "name": "", "finished": 1, "foreseen": 0, "planned": 0, "kept": 0,
         "share_foreseen": 0.0, "share_kept": None},
    ]  # fmt: skip
    assert crm("report", "planning", "--by", "user").out.splitlines() == [
        "2026-11-01 to 2026-11-30",
        "login  finished  planned before  share  planned  done that day  share",
        "anna   1         0               0%     0        0",
    ]
    [bob] = crm("report", "planning", "--of", "bob", "--json").value["rows"]
    assert bob["finished"] == 0


def test_a_period_that_is_none_is_refused(crm: Crm, team: None) -> None:
    answer = crm("report", "planning", "--period", "soon")
    assert answer.status == 2
    assert "'soon' is no period" in answer.err


def test_customers_without_a_next_step_are_listed_or_counted(crm: Crm, team: None) -> None:
    assert crm("report", "next-step").out.splitlines() == [
        "id  name       wanted  state     owner  last contact",
        "#2  Buyer Kft          customer  anna",
    ]
    counted = crm("report", "next-step", "--by", "user", "--json").value["rows"]
    assert counted == [{"login": "anna", "name": "anna", "customers": 2, "without": 1}]
    assert crm("report", "next-step", "--of", "bob").out == "Nothing to report.\n"


def test_what_a_limit_leaves_out_is_said(crm: Crm, team: None) -> None:
    crm("edit", "2", "wanted=partnership")
    crm("task", "done", "1", "reached them")
    answer = crm("report", "next-step", "--limit", "1")
    assert len(answer.out.splitlines()) == 2
    assert "There are more" in answer.err
    assert crm("report", "next-step", "--limit", "2").err == ""
