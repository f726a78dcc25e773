"""Own fields on screen: made, changed, moved, put away, kept columns taken in."""

from __future__ import annotations

from crm_tui.models.stored import document_text
from crm_tui.services import own_fields
from crm_tui.views import own_fields as views
from tests.tui.office import NARROW, a_seat


def labels(desk, record: str = "party") -> list[str]:
    return [one.label for one in views.fields(desk, record)]


async def test_fields_are_made_changed_moved_and_put_away_by_keys(desk, people, tmp_path):
    own_fields.add(desk, "deal", "Budget", kind="money")
    with desk.store.change_set(desk.user, "imported"):
        for name, kept in (("rossi", "12"), ("anna", "many")):
            desk.store.write(
                "UPDATE party SET custom = ? WHERE id = ?",
                (document_text({"Fleet": kept}), people[name]),
            )
    async with a_seat(desk, tmp_path, NARROW) as seat:
        screen = await seat.type(":fields", "enter")
        for words in ("Customers", "none yet", "Kept by imports", "Fleet", "Deals", "Budget"):
            assert words in screen

        await seat.press("a")
        await seat.type("Tier", "enter")
        screen = await seat.press("c")
        assert "Tier, one of" in screen
        screen = await seat.type("gold; silver", "enter")
        assert "Added field Tier to customers." in screen
        assert "gold; silver" in screen
        await seat.press("n")
        (tier,) = views.fields(desk, "party")
        assert (tier.kind, tier.choices, tier.required) == ("choice", ("gold", "silver"), True)

        await seat.press("j")
        assert "An import has kept this column" in await seat.look()
        screen = await seat.press("enter", "n")
        assert "Added field Fleet to customers; 1 value stays as written." in screen
        assert "Kept by imports" not in screen
        assert labels(desk) == ["Tier", "Fleet"]
        await seat.press("K")
        assert labels(desk) == ["Fleet", "Tier"]
        await seat.press("enter", "ctrl+u")
        await seat.type("Vans", "enter")
        assert labels(desk) == ["Vans", "Tier"]
        assert "put away" in await seat.press("x")
        assert labels(desk) == ["Tier"]
        await seat.press("u")
        assert labels(desk) == ["Vans", "Tier"]
        await seat.press("q")

        assert "Budget" not in await seat.type(":fields customer", "enter")
        await seat.press("q")
        assert "Say customer, deal or ticket." in await seat.type(":fields tasks", "enter")
