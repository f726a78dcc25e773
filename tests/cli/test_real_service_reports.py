"""The reports of tickets nobody here wrote, against the figures counted from the file."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import mean

import pytest

from tests.cli.conftest import Crm
from tests.exchange.support_tickets import TakenIn, file_rows

pytestmark = pytest.mark.real_data


@pytest.fixture
def database(support_tickets: TakenIn, tmp_path: Path) -> Path:
    return Path(shutil.copy(support_tickets.database, tmp_path / "crm.db"))


def rows(crm: Crm, *words: str) -> list[dict]:
    answer = crm("report", *words, "--json")
    assert answer.status == 0, answer.err
    return answer.value["rows"]


def test_what_came_in_and_was_solved_is_what_the_file_says(crm: Crm) -> None:
    [whole] = rows(crm, "tickets", "--by", "queue")
    assert (whole["opened"], whole["solved"], whole["open"]) == (8469, 2769, 2881 + 2819)
    by_product = Counter(row["Product Purchased"] for row in file_rows())
    assert {one["product"]: one["opened"] for one in rows(crm, "tickets", "--by", "product")} == (
        by_product
    )
    months = rows(crm, "tickets")
    assert sum(one["opened"] for one in months) == 8469
    assert months[-1]["open"] == 5700
    assert sum(one["tickets"] for one in rows(crm, "backlog")) == 5700


def test_impossible_times_are_left_out_and_counted(crm: Crm) -> None:
    closed = [row for row in file_rows() if row["Ticket Status"] == "Closed"]
    instant = datetime.fromisoformat
    upside_down = sum(
        instant(row["Time to Resolution"]) < instant(row["First Response Time"]) for row in closed
    )
    found = rows(crm, "response", "--by", "channel,kind")
    assert sum(one["resolution"]["doubtful"] for one in found) == upside_down == 1365
    assert sum(one["resolution"]["measured"] for one in found) == len(closed) - upside_down
    for one in found:
        for clock in (one["response"], one["resolution"]):
            assert (clock["median_minutes"] or 0) >= 0
            assert (clock["most_minutes"] or 0) >= (clock["median_minutes"] or 0)
    assert "Left out: 1365 times that cannot be." in crm("report", "response").err


def test_satisfaction_is_that_of_the_file(crm: Crm) -> None:
    said = [
        int(float(row["Customer Satisfaction Rating"]))
        for row in file_rows()
        if row["Customer Satisfaction Rating"]
    ]
    [whole] = rows(crm, "satisfaction", "--by", "queue")
    assert whole["ratings"] == len(said) == 2769
    assert whole["mean"] == pytest.approx(mean(said))
    assert round(whole["mean"], 4) == 2.9913
    assert whole["scores"] == {"1": 553, "2": 549, "3": 580, "4": 543, "5": 544}


def test_nobody_of_them_bought_again(crm: Crm) -> None:
    groups = [one for one in rows(crm, "service-and-sales") if one["by"] == "speed"]
    assert sum(one["customers"] for one in groups) == 8320
    assert sum(one["tickets"] for one in groups) == 8469
    assert not any(one["again"] for one in groups)
    assert rows(crm, "offers") == []
