"""Figures on the screen: each opens the deals or tickets behind it (S83, S84, S104, S127)."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import UsageError
from crm_tui.services import conversations, deals, offers, tickets
from crm_tui.text.periods import Period
from crm_tui.tui.actions.figures import show_named
from crm_tui.tui.pipeline.figures import KINDS
from crm_tui.tui.service import figures as service
from tests import builders
from tests.tui.office import MEDIUM, a_seat, fill


@pytest.fixture
def office(desk):
    found = fill(desk)
    party = found["rossi"]
    deals.add(
        desk, "Pumps", party=party, amount_minor=100_000, currency="HUF",
        expected_close=date(2026, 12, 4),
    )  # fmt: skip
    deals.add(desk, "Valves", party=party, expected_close=date(2026, 12, 11))
    deals.add(desk, "Some day", party=party, amount_minor=700, currency="HUF")
    won = deals.add(desk, "Hoses", party=party, amount_minor=5_000, currency="HUF")
    deals.win(desk, won)
    for title, reason in (("Taps", "price"), ("Pipes", "price"), ("Seals", "no_budget")):
        deals.lose(desk, deals.add(desk, title, party=party), reason)
    return found


async def test_a_figure_of_the_forecast_opens_its_deals_and_a_deal_its_card(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        assert "Why we lose" in await seat.press("F")
        shown = await seat.press("enter")
        [december] = [line for line in shown.splitlines() if "2026-12" in line]
        assert "1,000.00 HUF" in december
        assert "100.00 HUF" in december  # a lead is worth ten percent
        listed = await seat.press("down", "enter")
        assert "Pumps" in listed
        assert "Valves" in listed
        assert "Hoses" not in listed
        opened = await seat.type("valves", "enter")
        assert "Valves" in opened
        assert seat.workspace.deal.has_focus


async def test_why_we_lose_is_told_by_reason_and_opens_the_lost(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("colon")
        shown = await seat.type("report why", "enter")
        [price] = [line for line in shown.splitlines() if "price" in line]
        assert price.split()[2] == "2"
        listed = await seat.press("enter")
        assert "Taps" in listed
        assert "Pipes" in listed
        assert "Seals" not in listed


async def test_a_report_of_a_stretch_in_which_nothing_happened_says_so(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("colon")
        await seat.type("report won: 2020", "enter")
        assert "Won: no deals answer to that yet." in seat.status


async def test_an_unknown_report_names_those_there_are(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("colon")
        await seat.type("report weather", "enter")
        assert "There is no report 'weather'." in seat.status
        with pytest.raises(UsageError):
            show_named(seat.workspace, "won: someday")


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_every_line_has_the_deals_it_counts(desk, office, kind):
    found = kind.read(desk, None, ascii_only=False)
    assert found.lines
    for line in found.lines:
        assert len(line.cells) == len(found.columns)
        counted = int(line.cells[1])
        states = [builders.column(desk, "state", "deal", deal) for deal in line.behind]
        assert states.count(kind.state) == counted


def test_in_ascii_the_bars_are_ascii(desk, office):
    for kind in KINDS:
        for line in kind.read(desk, None, ascii_only=True).lines:
            assert "".join(line.cells).isascii()


@pytest.fixture
def service_office(desk, office):
    """Two kinds of tickets; one of them solved and rated, one that brought a deal."""
    rossi = office["rossi"]
    broken = tickets.add(desk, "It smokes", party=rossi, kind="complaint")
    tickets.add(desk, "It leaks", party=office["Zalka Bt"], kind="complaint")
    tickets.add(desk, "A smaller one", party=rossi, kind="suggestion")
    tickets.change(desk, [broken], {"cause": "product"})
    offers.offer(desk, broken, "A second one", amount_minor=700, currency="HUF")
    conversations.rate(desk, broken, 4)
    return office


async def test_a_figure_of_the_service_desk_opens_its_tickets(desk, service_office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        shown = await seat.press("F")
        assert shown.index("Tickets by kind") < shown.index("Response by agent")
        assert "Forecast" not in shown.split("Response by agent")[0]
        await seat.press("escape", "colon")
        shown = await seat.type("report tickets by kind", "enter")
        [complaints] = [line for line in shown.splitlines() if "complaint" in line and "2" in line]
        assert complaints.split()[-2:] == ["1", "1"]
        listed = await seat.press("enter")
        assert "It smokes" in listed
        assert "It leaks" in listed
        assert "A smaller one" not in listed
        assert seat.workspace.places.tickets.is_here


async def test_from_the_board_an_offer_of_the_service_desk_opens_its_deals(
    desk, service_office, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("colon")
        await seat.type("report offers", "enter")
        assert "A second one" in await seat.press("enter")


async def test_a_list_without_figures_says_so(desk, tmp_path):
    fill(desk)
    async with a_seat(desk, tmp_path, MEDIUM) as seat:
        await seat.press("colon")
        await seat.type("report backlog", "enter")
        assert "Backlog: no tickets answer to that yet." in seat.status


async def test_the_tickets_of_a_figure_can_be_searched_and_are_left_behind_at_the_end(
    desk, service_office, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await seat.press("colon")
        await seat.type("report tickets by kind", "enter")
        await seat.press("enter", "slash")
        listed = await seat.type("leaks", "enter")
        assert "It leaks" in listed
        assert seat.workspace.places.tickets.pane.total == 1
        assert seat.workspace.places.tickets.pane.left.name != "Tickets by kind, complaint"


@pytest.mark.parametrize("kind", service.KINDS, ids=[kind.name for kind in service.KINDS])
def test_every_line_of_the_service_desk_has_what_it_counts(desk, service_office, kind):
    found = kind.read(desk, None, ascii_only=True)
    assert found.lines
    record = "deal" if found.of == "deals" else "ticket"
    for line in found.lines:
        assert len(line.cells) == len(found.columns)
        assert "".join(line.cells).isascii()
        assert line.behind or line.cells[1] in ("", "0")
        for number in line.behind:
            assert builders.column(desk, "id", record, number) == number
    kind.read(desk, Period(date(2026, 1, 1), date(2026, 1, 31)), ascii_only=False)


async def test_a_persons_card_lists_what_they_helped_along_and_what_came_through_them(
    desk, office, tmp_path
):
    """S28, S29."""
    pumps = desk.store.value("SELECT id FROM deal WHERE title = 'Pumps'")
    deals.add_credit(desk, pumps, party=office["Zalka Bt"], how="made the introduction", share=20)
    async with a_seat(desk, tmp_path, MEDIUM, party=office["Zalka Bt"]) as seat:
        shown = await seat.press("l", "l", "l")
        assert "helped along" in shown
        [line] = [one for one in shown.splitlines() if "made the introduction" in one]
        assert "Pumps" in line
        assert "20 %" in line
        assert "came through them: 1 deal open" in shown
