"""Places switched off and on while people are at work; the firm's words on the screen."""

from __future__ import annotations

import pytest

from crm_tui.services import firm_settings
from tests import builders
from tests.tui.office import MEDIUM, a_seat, elsewhere, fill
from tests.tui.stage import seen


@pytest.fixture
def office(desk) -> dict[str, int]:
    return fill(desk)


async def test_a_place_that_a_colleague_switches_off_goes_and_comes_back_with_all_in_it(
    desk, office, tmp_path
):
    builders.a_deal(desk, office["rossi"], "Forty pumps")
    bob = builders.a_colleague(desk, "carla")
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        assert "3 Pipeline 1" in seen(seat.workspace).split("\n")[0]
        await seat.press("slash")
        await elsewhere(bob, firm_settings.switch_place, "pipeline", on=False)
        await elsewhere(bob, firm_settings.switch_place, "tickets", on=False)
        seat.workspace.lookout.look()
        shown = await seat.look()
        assert "Pipeline" not in shown.split("\n")[0]
        assert "Tickets" not in shown.split("\n")[0]
        assert seat.workspace.place is seat.workspace.places.customers, "it leaves what is gone"
        assert not seat.workspace.prompt.active, "and asks nothing about it any more"
        for keys in (("3",), ("a", "d")):
            await seat.press(*keys)
            assert "The pipeline is off; :settings switches it on." in seat.status
        await seat.type(":deal Forty", "enter")
        assert "The pipeline is off" in seat.status
        await seat.type(":")
        offered = seat.workspace.prompt._question.completions("")
        await seat.press("escape")
        assert "place" in offered
        assert not [name for name in offered if name.startswith(("deal", "ticket.", "pipeline"))]
        await seat.type("/Zalka", "enter")
        assert "tickets" not in await seat.press("enter"), "an empty page of it is no page"
        await seat.press("escape", "escape")
        await seat.type(":place pipeline on", "enter")
        assert "3 Pipeline 1" in (await seat.look()).split("\n")[0]
        assert "Forty pumps" in await seat.press("3")
        await seat.press("u")
        assert "Pipeline" not in (await seat.look()).split("\n")[0]


async def test_an_open_program_reckons_in_the_currency_a_colleague_has_set(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        await elsewhere(desk, firm_settings.set_value, "currency", "EUR")
        seat.workspace.lookout.look()
        await seat.press("a", "d")
        await seat.type("Forty pumps 1200", "enter")
        assert "1,200 EUR" in await seat.press("3")
        await seat.press("u")
        await seat.press("u")
        await seat.press("1", "a", "d")
        await seat.type("Forty pumps 1200", "enter")
        assert "1,200 HUF" in await seat.press("3"), "and what its own user takes back"


async def test_what_a_customer_has_is_seen_but_its_place_is_not_entered(desk, office, tmp_path):
    builders.a_ticket(desk, office["rossi"], "No light")
    firm_settings.switch_place(desk, "tickets", on=False)
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"], place="tickets") as seat:
        assert seat.workspace.place is seat.workspace.places.customers
        assert "tickets 1" in await seat.look()
        seat.workspace.open_ticket(1)
        await seat.look()
        assert "The tickets are off" in seat.status
        assert seat.workspace.place is seat.workspace.places.customers


async def test_the_program_speaks_in_the_firm_s_words_and_leaves_names_alone(
    desk, office, tmp_path
):
    builders.a_company(desk, "Customer Deal Ticket Ltd")
    firm_settings.set_value(desk, "word.customer", "member")
    firm_settings.set_value(desk, "word.ticket", "case")
    async with a_seat(desk, tmp_path, MEDIUM, place="customers") as seat:
        shown = await seat.look()
        assert "1 Members" in shown.split("\n")[0]
        assert shown.split("\n")[1].startswith("  Members ")
        assert "4 Cases" in shown.split("\n")[0]
        await seat.type("/Customer Deal", "enter")
        assert "Customer Deal Ticket Ltd" in await seat.look()
        await seat.type("?case")
        assert "Go to the cases" in " ".join((await seat.look()).split())
        await seat.press("escape")
        assert "No case yet" in await seat.press("4")
        await seat.press("w")
        assert "No case is chosen" in seat.status
        await elsewhere(desk, firm_settings.set_value, "word.ticket", "call")
        seat.workspace.lookout.look()
        assert "4 Calls" in (await seat.look()).split("\n")[0], "what others set is noticed"


async def test_the_next_step_is_said_once_in_a_morning_until_it_is_sent_away(
    desk, office, tmp_path
):
    firm_settings.switch_place(desk, "pipeline", on=False)
    for number in range(20):
        party = builders.a_company(desk, f"Firm {number}")
        builders.a_task(desk, party, f"Task {number}")
    async with a_seat(desk, tmp_path, MEDIUM, place="") as seat:
        assert "the pipeline is the next step" in seat.status
        seat.workspace.save_drafts()
    async with a_seat(desk, tmp_path, MEDIUM, place="agenda") as seat:
        assert "next step" not in seat.status, "once a day is enough"
        await seat.type(":place pipeline never", "enter")
    async with a_seat(desk, tmp_path / "tomorrow", MEDIUM, place="") as seat:
        assert "next step" not in seat.status


async def test_the_settings_open_over_the_work_and_write_what_the_firm_has_set_to_a_file(
    desk, office, tmp_path
):
    target = tmp_path / "firm.toml"
    async with a_seat(desk, tmp_path, MEDIUM, place="customers") as seat:
        shown = await seat.press("comma")
        assert shown.startswith("Settings")
        await seat.press("right_square_bracket", "right_square_bracket")
        assert "5 customers" in seen(seat.workspace), "what is in the places is counted meanwhile"
        await seat.press("W")
        await seat.press("ctrl+u")
        await seat.type(str(target), "enter")
        await seat.look()
        assert "[firm]" in target.read_text()
        await seat.press("q")
        assert len(seat.workspace.screen_stack) == 1
