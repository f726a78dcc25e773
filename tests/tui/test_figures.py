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


async def test_a_report_is_opened_by_its_name_or_says_why_not(desk, office, tmp_path):
    """And S28, S29: a person's card tells what they helped along."""
    pumps = desk.store.value("SELECT id FROM deal WHERE title = 'Pumps'")
    zalka = office["Zalka Bt"]
    deals.add_credit(desk, pumps, party=zalka, how="made the introduction", share=20)
    async with a_seat(desk, tmp_path, MEDIUM, party=zalka) as seat:
        # a person's card lists what they helped along and what came through them
        shown = await seat.press("l", "l", "l")
        assert "helped along" in shown
        [line] = [one for one in shown.splitlines() if "made the introduction" in one]
        assert "Pumps" in line
        assert "20 %" in line
        assert "came through them: 1 deal open" in shown
        # a list without figures says so
        await seat.press("q")
        await seat.type(":report backlog", "enter")
        assert "Backlog: no tickets answer to that yet." in seat.status
        # so does a report of a stretch in which nothing happened
        await seat.press("3")
        await seat.type(":report won: 2020", "enter")
        assert "Won: no deals answer to that yet." in seat.status
        # an unknown report names those there are
        await seat.type(":report weather", "enter")
        assert "There is no report 'weather'." in seat.status
        with pytest.raises(UsageError):
            show_named(seat.workspace, "won: someday")
        # why we lose is told by reason and opens the lost
        shown = await seat.type(":report why", "enter")
        [price] = [line for line in shown.splitlines() if "price" in line]
        assert price.split()[2] == "2"
        listed = await seat.press("enter")
        assert "Taps" in listed
        assert "Pipes" in listed
        assert "Seals" not in listed


def test_every_line_has_the_deals_it_counts(desk, office):
    for kind in KINDS:
        found = kind.read(desk, None, ascii_only=False)
        assert found.lines, kind.name
        for line in found.lines:
            assert len(line.cells) == len(found.columns), kind.name
            counted = int(line.cells[1])
            states = [builders.column(desk, "state", "deal", deal) for deal in line.behind]
            assert states.count(kind.state) == counted, kind.name


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
        tickets_shown = seat.workspace.places.tickets
        shown = await seat.press("F")
        assert shown.index("Tickets by kind") < shown.index("Response by agent")
        assert "Forecast" not in shown.split("Response by agent")[0]
        await seat.press("escape")
        shown = await seat.type(":report tickets by kind", "enter")
        [complaints] = [line for line in shown.splitlines() if "complaint" in line and "2" in line]
        assert complaints.split()[-2:] == ["1", "1"]
        listed = await seat.press("enter")
        assert "It smokes" in listed
        assert "It leaks" in listed
        assert "A smaller one" not in listed
        assert tickets_shown.is_here
        # they can be searched, and are left behind at the end
        await seat.press("slash")
        listed = await seat.type("leaks", "enter")
        assert "It leaks" in listed
        assert tickets_shown.pane.total == 1
        assert tickets_shown.pane.left.name != "Tickets by kind, complaint"
        # from the board, an offer of the service desk opens its deals
        await seat.press("3")
        await seat.type(":report offers", "enter")
        assert "A second one" in await seat.press("enter")


def test_every_line_of_the_service_desk_has_what_it_counts(desk, service_office):
    for kind in service.KINDS:
        found = kind.read(desk, None, ascii_only=True)
        assert found.lines, kind.name
        record = "deal" if found.of == "deals" else "ticket"
        for line in found.lines:
            assert len(line.cells) == len(found.columns), kind.name
            assert "".join(line.cells).isascii(), kind.name
            assert line.behind or line.cells[1] in ("", "0"), kind.name
            for number in line.behind:
                assert builders.column(desk, "id", record, number) == number, kind.name
        kind.read(desk, Period(date(2026, 1, 1), date(2026, 1, 31)), ascii_only=False)
