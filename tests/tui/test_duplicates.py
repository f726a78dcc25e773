"""Customers that stand in the book twice: found, compared, merged by keys, and taken back."""

from __future__ import annotations

import pytest

from crm_tui.models import Party
from crm_tui.services import party_merging
from tests.builders import a_company, column
from tests.neighbour import Neighbour
from tests.tui.office import MEDIUM, a_seat
from tests.tui.stage import until


@pytest.fixture
def bob(desk, people):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def merged_into(desk, party: int) -> int | None:
    return column(desk, "merged_into_id", "party", party)


async def settled(seat, said: str) -> str:
    """Wait until the status row says it, and return what is seen."""
    await until(seat.pilot, lambda: said in seat.status, said)
    return await seat.look()


async def test_pairs_are_walked_compared_merged_told_apart_and_taken_back(desk, people, tmp_path):
    rossi = people["rossi"]
    twice = a_company(desk, "Rossi", phones=["06 1 234 5678"], city="Pest", wants="labels")
    other = a_company(desk, "Zalka Kft")
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("colon")
        await seat.type("duplicates", "enter")
        screen = await settled(seat, "2 pairs among 7 customers")
        assert "same name; same number" in screen
        assert f"#{twice} Rossi, Pest" in screen

        await seat.press("E")
        assert "no meaning here" in seat.status
        screen = await seat.press("enter")  # side by side, field by field
        await seat.press("E")
        assert "no meaning here" in seat.status
        assert f"STAYS #{rossi} Rossi Kft" in screen
        assert "* Budapest" in screen
        await seat.press("j", "j", "l")
        screen = await seat.look()
        assert "* Pest" in screen
        assert "* Budapest" not in screen
        screen = await seat.press("x")  # the other stays; what was chosen is still chosen
        assert f"STAYS #{twice} Rossi" in screen
        assert "* Pest" in screen
        await seat.press("x", "b")
        assert "one of the two stays" in seat.status
        await seat.press("j", "j")
        assert "regular supply" in seat.workspace.screen.view.lines[
            seat.workspace.screen.view.entry.first
        ][2][0]  # fmt: skip
        await seat.press("h")
        await seat.press("m")
        assert "merge Rossi into Rossi Kft?" in seat.status
        await seat.press("enter", "m")
        assert merged_into(desk, twice) is None
        await seat.press("y")
        await settled(seat, "Merged Rossi into Rossi Kft")
        assert merged_into(desk, twice) == rossi
        row = Party.get_by_id(rossi)
        assert (row.name, row.city, row.wants) == ("Rossi Kft", "Pest", "regular supply")

        await seat.press("s")  # the next pair is none
        await seat.type("another family", "enter")
        await settled(seat, "are not the same")
        assert desk.store.row("SELECT one_id, other_id, reason FROM distinct_pair") == (
            people["Zalka Bt"], other, "another family",
        )  # fmt: skip
        await seat.press("u")
        await settled(seat, "Taken back: told")
        await seat.press("u")
        await settled(seat, "Taken back: merged")
        assert merged_into(desk, twice) is None
        assert "same name; same number" in await seat.look()
        await seat.press("escape")
        assert seat.workspace.pane is seat.workspace.list


async def test_two_marked_or_one_offered_are_merged_from_list_and_card(desk, people, bob, tmp_path):
    rossi = people["rossi"]
    twice = a_company(desk, "Rossi", phones=["06 1 234 5678"])
    async with a_seat(desk, tmp_path, MEDIUM, party=rossi) as seat:
        screen = await seat.press("m")  # the likely one is offered
        assert "Who is Rossi Kft too" in screen
        assert "same name; same number" in screen
        screen = await seat.press("enter")
        assert f"GOES #{twice} Rossi" in screen
        await seat.press("m", "y")
        await settled(seat, "Merged Rossi into Rossi Kft; u takes it back.")
        assert merged_into(desk, twice) == rossi
        await seat.press("u")
        assert merged_into(desk, twice) is None

        seat.workspace.go_to_pane(seat.workspace.list)
        await seat.press("asterisk", "y", "m")
        assert "Two at a time" in seat.status
        seat.workspace.list.set_marks({rossi, twice})
        seat.workspace.go_to_party(rossi)
        screen = await seat.press("m")
        assert f"STAYS #{rossi} Rossi Kft" in screen
        await seat.press("s")
        await seat.type("the son", "enter")
        await settled(seat, "Rossi Kft and Rossi are not the same.")
        assert seat.workspace.list.marks == set()

        # Elsewhere whom the card shows is merged.
        bob.does(party_merging.merge, people["Zalka Bt"], rossi)
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.name == "Zalka Bt"
