"""The firm's own fields of deals and tickets by keys: asked for by kind, refused, never lost."""

from __future__ import annotations

from crm_tui.services import own_fields
from crm_tui.views import deals
from crm_tui.views import own_fields as views
from tests.tui.actions.counter import at
from tests.tui.office import MEDIUM, NARROW, a_seat


async def test_a_ticket_s_own_fields_are_asked_for_by_their_kind(desk, people, desk_of, tmp_path):
    own_fields.add(desk, "ticket", "Serial no", required=True)
    own_fields.add(desk, "ticket", "Warranty", kind="yes_no")
    leak = desk_of["leak"]
    own_fields.fill(desk, "ticket", [leak], {"Serial no": "S-1"})
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, leak)
        assert "Serial no S-1" in await seat.look()
        assert "own field" in await seat.press("e")
        assert "Serial no" in await seat.press("f")
        assert "one of: yes, no" in await seat.press("w")
        assert "neither yes nor no" in await seat.type("maybe", "enter")
        await seat.press("ctrl+u")
        await seat.type("y", "tab", "enter")
        assert views.custom_of(desk, "ticket", leak) == {"Serial no": "S-1", "Warranty": "yes"}
        assert "Warranty  yes" in await seat.look()

        await seat.press("e", "f", "s")
        assert "may not be left empty" in await seat.press("ctrl+u", "enter")
        await seat.type("S-2")
        own_fields.fill(desk, "ticket", [leak], {"Serial no": "S-9"})
        assert "theirs: S-9" in await seat.press("enter")
        await seat.press("enter")
        assert views.custom_of(desk, "ticket", leak)["Serial no"] == "S-2"

        await seat.press("a", "s", "n")
        said = await seat.type("another one", "enter")
        assert "Still to be filled (e f): Serial no." in said


async def test_the_only_own_field_of_a_deal_is_asked_for_at_once(desk, people, tmp_path):
    own_fields.add(desk, "deal", "Budget", kind="money")
    async with a_seat(desk, tmp_path, NARROW, party=people["rossi"]) as seat:
        await seat.press("a", "d")
        await seat.type("Printers", "enter")
        deal = int(desk.store.value("SELECT max(id) FROM deal"))
        await seat.press("3", "e", "f")
        assert "An amount such as 1250 HUF." in await seat.look()
        await seat.type("2k eur", "enter")
        assert deals.deal(desk, deal).own.custom == {"Budget": "2000.00 EUR"}
