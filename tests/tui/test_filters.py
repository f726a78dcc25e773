"""Each place is filtered in its search line, which says of an unfinished filter what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crm_tui.services import saved_views, tickets
from crm_tui.services.opening import Desk
from tests import builders
from tests.tui.office import NARROW, a_seat
from tests.tui.stage import seen


def last_row(seat) -> str:
    return seen(seat.workspace).splitlines()[-1]


async def test_the_customers_are_filtered_as_is_typed(desk: Desk, people, tmp_path: Path):
    saved_views.save(desk, "Of Budapest", {"text": "city:budapest"})
    async with a_seat(desk, tmp_path, NARROW) as seat:
        screen = await seat.type("/city:bud")
        assert "Rossi Kft" in screen
        assert "Müller GmbH" not in screen
        assert "1 found" in screen
        unfinished = await seat.type(" tag:")
        assert "1 found" in unfinished
        assert "a value must follow" in last_row(seat)
        assert last_row(seat).index("^") == len("/ city:bud ")
        assert "1 found" in await seat.type("vip -has:phone", *["backspace"] * 11)
        await seat.type(" ownr:me", "enter")
        assert "/ city:bud tag:vip ownr:me" in seat.status
        assert "there is no such field here. Did you mean owner?" in last_row(seat)
        screen = await seat.press(*["backspace"] * 8, "enter")
        assert "Rossi Kft" in screen
        assert seat.workspace.searched == "city:bud tag:vip"
        screen = await seat.press("escape")
        assert "Müller GmbH" in screen
        await seat.type("/city:b", "tab")
        assert "/ city:Budapest" in seat.status
        screen = await seat.type(" owner:", "tab")
        assert "/ city:Budapest owner:me" in seat.status
        assert "Müller GmbH" not in screen
        await seat.press("escape")
        await seat.type(":filter relationship:reg", "tab")
        assert ": filter relationship:regular" in seat.status
        await seat.press("escape", "escape")
        assert "Müller GmbH" not in await seat.type(":view Of Budapest", "enter")
        fields = await seat.type(":filter", "enter")
        assert "whose customer" in fields
        await seat.type("last contact", "enter")
        assert "last:" in seat.status
        await seat.press("escape")
        screen = await seat.type(":filter name:zalka", "enter")
        assert "Zalka Bt" in screen
        assert "Rossi Kft" not in screen


async def test_the_other_places_are_filtered_too(desk: Desk, people, tmp_path: Path):
    rossi = people["rossi"]
    builders.a_deal(desk, rossi, "Big press", amount_minor=5_000_000_00, currency="HUF")
    builders.a_deal(desk, rossi, "Small press", amount_minor=1_000_00, currency="HUF")
    builders.a_ticket(desk, rossi, "The pump leaks", priority="urgent")
    done = builders.a_ticket(desk, rossi, "The belt slips")
    tickets.solve(desk, [done], reason="answered")
    builders.a_task(desk, rossi, "Ask for the sizes", due=date(2026, 12, 24))
    async with a_seat(desk, tmp_path, NARROW, place="pipeline") as seat:
        # the board
        assert "Small press" in await seat.look()
        screen = await seat.type("/value>1m")
        assert "Big press" in screen
        assert "Small press" not in screen
        await seat.type(" stage:nowhere", "enter")
        assert "there is no stage 'nowhere'" in last_row(seat)
        screen = await seat.press("escape")
        assert "Small press" in screen
        # the queue, whose view a state lifts
        await seat.press("4")
        screen = await seat.type("/priority>=high -owner:any")
        assert "The pump leaks" in screen
        await seat.press("escape", "escape")
        screen = await seat.type("/state:solved", "enter")
        assert "The belt slips" in screen
        assert "The pump leaks" not in screen
        # the agenda
        await seat.press("2")
        screen = await seat.type("/due>2w")
        assert "Ask for the sizes" in screen
        assert "1 found" in screen
        await seat.type(" due:neve")
        assert "'neve' is no day" in last_row(seat)
        assert "Ask for the sizes" in await seat.look()
