"""`crm report` of the service desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.cli.service_reports import SERVICE_REPORTS
from crm_tui.models import Product
from crm_tui.services import conversations, deals, offers, tickets
from tests.builders import a_colleague, a_company, a_desk
from tests.cli.conftest import Crm


@pytest.fixture
def service(database: Path) -> None:
    """A complaint put right in an hour, an open suggestion, a question closed by an offer.

    It all began a week ago; the offer was taken today.
    """
    with a_desk(database) as desk:
        now = desk.clock.instant
        desk.clock.instant = now - timedelta(7)
        bob = a_colleague(desk)
        rossi, bianchi = a_company(desk), a_company(desk, "Bianchi Zrt")
        with desk.store.change_set(desk.user, "a product"):
            oven = Product.create(name="oven", created_at=now, updated_at=now).id
        broken = tickets.add(
            desk, "It smokes", party=rossi, kind="complaint", product=oven, assignee=bob.user
        )
        tickets.add(desk, "A smaller one", party=bianchi, kind="suggestion", product=oven)
        wanted = tickets.add(desk, "How much is a second one?", party=rossi, kind="question")
        desk.clock.instant += timedelta(hours=1)
        conversations.reply(desk, broken, "We come at once.")
        tickets.solve(desk, [broken], "put_right", cause="product")
        conversations.rate(desk, broken, 4)
        offer = offers.offer(desk, wanted, "A second oven", amount_minor=90000)
        desk.clock.instant = now
        deals.win(desk, offer)


def rows(crm: Crm, *words: str) -> list[dict]:
    answer = crm("report", *words, "--json")
    assert answer.status == 0, answer.err
    return answer.value["rows"]


def test_what_came_in_is_told_by_month_and_by_kind(crm: Crm, service: None) -> None:
    assert crm("report", "tickets").out.splitlines() == [
        "month    opened  solved  open at the end",
        "2026-11  3       2       1                ████████████████████",
    ]
    found = {one["kind_code"]: one for one in rows(crm, "tickets", "--by", "kind")}
    assert found["complaint"] == {
        "kind": "complaint", "kind_code": "complaint", "opened": 1, "solved": 1, "open": 0,
    }  # fmt: skip
    assert (found["suggestion"]["opened"], found["suggestion"]["open"]) == (1, 1)
    [cause] = rows(crm, "tickets", "--by", "cause,agent", "--of", "bob")
    assert (cause["cause"], cause["agent"], cause["agent_id"]) == ("the product", "bob", 2)
    assert rows(crm, "tickets", "--period", "2026-10") == []


def test_first_response_and_resolution_stand_beside_what_was_promised(
    crm: Crm, service: None
) -> None:
    high, normal = rows(crm, "response")[::-1]
    assert (high["priority"], high["tickets"]) == ("high", 1)
    assert high["response"] == {
        "met": 1, "missed": 0, "running": 0, "measured": 1, "median_minutes": 60.0,
        "most_minutes": 60.0, "doubtful": 0, "rate": 1.0,
    }  # fmt: skip
    # The suggestion was promised an answer within eight working hours: five days ago.
    assert (normal["response"]["met"], normal["response"]["missed"]) == (1, 1)
    told = crm("report", "response", "--by", "agent").out.splitlines()
    assert told[0].split("  ")[0] == "agent"
    assert any(line.startswith("bob") and "1 (100%)" in line and "1 h" in line for line in told)


def test_times_that_cannot_be_are_left_out_and_that_is_said(crm: Crm, database: Path) -> None:
    with a_desk(database) as desk:
        ticket = tickets.add(desk, "Broken")
        desk.clock.instant += timedelta(hours=1)
        conversations.reply(desk, ticket, "Which one?")
        tickets.solve(desk, [ticket], "answered")
        with desk.store.change_set(desk.user, "as a file says it"):
            desk.store.write("UPDATE ticket SET resolved_at = datetime(opened_at, '+5 minutes')")
    answer = crm("report", "response", "--json")
    [found] = answer.value["rows"]
    assert (found["resolution"]["doubtful"], found["resolution"]["measured"]) == (1, 0)
    assert found["resolution"]["median_minutes"] is None
    assert "Left out: 1 time that cannot be." in answer.err


def test_the_backlog_is_told_by_age(crm: Crm, service: None) -> None:
    assert crm("report", "backlog").out.splitlines()[1].split()[:5] == ["4", "to", "7", "1", "1"]
    [old] = rows(crm, "backlog", "--by", "queue")
    assert old == {
        "queue": "first line", "queue_code": "first_line", "first_day": 4, "last_day": 7,
        "tickets": 1, "late": 1, "waiting": 0, "unowned": 1,
    }  # fmt: skip


def test_satisfaction_tells_numbers_mean_and_spread(crm: Crm, service: None) -> None:
    [bob] = [one for one in rows(crm, "satisfaction") if one["agent"] == "bob"]
    assert (bob["ended"], bob["ratings"], bob["mean"]) == (1, 1, 4.0)
    assert bob["scores"] == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0}


def test_service_stands_beside_what_was_bought_again(crm: Crm, service: None) -> None:
    speeds = {(one["by"], one["name"]): one for one in rows(crm, "service-and-sales")}
    quick = speeds["speed", "quick"]
    assert (quick["customers"], quick["again"], quick["share"], quick["deals"]) == (1, 1, 1.0, 1)
    assert quick["sums"] == [{"amount_minor": 90000, "currency": "HUF"}]
    assert speeds["satisfaction", "not known"]["customers"] == 1
    rossi, bianchi = rows(crm, "service-and-sales", "--by", "customer")
    assert (rossi["customer"], rossi["deal_ids"], rossi["rating"]) == ("Rossi Kft", [1], 4.0)
    assert (bianchi["deal_ids"], bianchi["resolution_minutes"]) == ([], None)
    assert "not known satisfaction" in crm("report", "service-and-sales").out


def test_deals_that_came_out_of_tickets_are_counted_and_summed(crm: Crm, service: None) -> None:
    [year] = rows(crm, "offers")
    assert (year["year"], year["deals"], year["won"], year["won_minor"]) == ("2026", 1, 1, 90000)
    assert (year["currency"], year["deal_ids"]) == ("HUF", [1])
    assert "900.00 HUF" in crm("report", "offers", "--by", "customer").out


def test_suggestions_are_found_by_product(crm: Crm, service: None) -> None:
    [oven] = rows(crm, "suggestions")
    assert (oven["product"], oven["suggestions"], oven["open"]) == ("oven", 1, 1)
    assert oven["ticket_ids"] == [2]


@pytest.fixture
def nothing(database: Path) -> None:
    with a_desk(database):
        pass


@pytest.mark.parametrize("name", SERVICE_REPORTS)
def test_where_there_is_nothing_it_says_so(crm: Crm, nothing: None, name: str) -> None:
    told = crm("report", name)
    assert (told.status, told.out) == (0, "Nothing to report.\n")
    assert crm("report", name, "--json").value["rows"] == []


@pytest.mark.parametrize("name", SERVICE_REPORTS)
def test_a_line_can_be_for_all_it_can_be_for_at_once(crm: Crm, service: None, name: str) -> None:
    by = SERVICE_REPORTS[name].by
    found = rows(crm, name, "--by", ",".join(by))
    assert found
    assert name == "service-and-sales" or set(by) <= set(found[0])


@pytest.mark.parametrize("name", SERVICE_REPORTS)
def test_every_report_is_told_line_by_line(crm: Crm, service: None, name: str) -> None:
    told = crm("report", name, "--by", SERVICE_REPORTS[name].by[-1], "--limit", "1")
    assert (told.status, len(told.out.splitlines())) == (0, 2)


def test_long_reports_are_cut_for_people_and_whole_for_programs(crm: Crm, database: Path) -> None:
    with a_desk(database) as desk:
        for number in range(60):
            tickets.add(desk, "x", party=a_company(desk, f"Firm {number}"))
    told = crm("report", "tickets", "--by", "customer")
    assert (len(told.out.splitlines()), told.err) == (51, "10 more; --limit shows them.\n")
    assert len(rows(crm, "tickets", "--by", "customer")) == 60
