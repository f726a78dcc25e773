"""A person's data given to them and erased, by the keys alone (rule 16)."""

from __future__ import annotations

import json

from crm_tui.models import Party
from tests.tui.office import a_seat, fill


async def test_a_person_is_given_all_that_is_known_and_erased_once_the_name_is_typed(
    desk, tmp_path
):
    office = fill(desk)
    target = tmp_path / "anna.json"
    async with a_seat(desk, tmp_path) as seat:
        await seat.type(":go Anna Rossi", "enter")
        await seat.type(f":personal-data {target}", "enter")
        await seat.workspace.errands.settled()
        assert json.loads(target.read_text("utf-8"))["name"] == "Anna Rossi"

        await seat.type(":erase", "enter")
        assert "Say why" in seat.status
        await seat.type(":erase asked for it", "enter")
        await seat.type("anna", "enter")
        assert "Nothing was erased" in seat.status
        await seat.type(":erase asked for it", "enter")
        await seat.type("Anna Rossi", "enter")
        await seat.workspace.errands.settled()
        assert "Erased for good" in seat.status
        assert Party.get_by_id(office["anna"]).name == "erased"
        await seat.press("u")
        assert Party.get_by_id(office["anna"]).name == "erased", "u passes it by"
