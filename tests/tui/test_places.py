"""The places: each that has a sign is there, with its key, its keys' context and its list."""

from __future__ import annotations

import pytest

from crm_tui.keys.actions import CONTEXTS, by_name
from crm_tui.keys.places import SIGNS
from crm_tui.tui.actions import MODULES
from tests.tui.office import a_seat, fill


@pytest.fixture
def office(desk):
    return fill(desk)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_every_place_is_reached_by_the_number_the_top_row_shows(sign):
    action = by_name(f"place.{sign.name}")
    assert action is not None
    assert (sign.number,) == action.keys
    assert action.name in MODULES
    assert sign.scope in CONTEXTS


async def test_every_sign_has_its_place_which_shows_its_own_list_and_no_other(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        assert [place.sign for place in seat.workspace.places] == list(SIGNS)
        for sign in (*SIGNS[1:], SIGNS[0]):
            await seat.press(sign.number)
            shown = [place.sign for place in seat.workspace.places if place.pane.display]
            assert shown == [sign]
            assert seat.workspace.pane is seat.workspace.place.list
            assert seat.workspace.place.sign == sign
