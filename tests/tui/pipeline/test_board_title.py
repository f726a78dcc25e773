"""The board's title says which deals are shown, how many they are and what they come to."""

from __future__ import annotations

import pytest

from crm_tui.services import pipelines
from crm_tui.services.pipelines import StageLine
from tests.tui import market, office
from tests.tui.office import a_seat
from tests.tui.stage import seen


@pytest.fixture
def deals(desk):
    return market.fill(desk, office.fill(desk))


async def test_the_boards_title_says_which_deals_are_shown(desk, deals, tmp_path):
    ends = StageLine("Sold", "won", 100), StageLine("Gone", "lost", 0)
    pipelines.add(desk, "Projects", [StageLine("Asked", "open", 20), *ends])
    name = "What Anna and Bob look at every Monday morning before they ring the mill"
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        # it names the pipeline
        assert (await seat.look()).splitlines()[1].startswith("  Sales 8 deals  ")
        await seat.type(":pipeline proj", "enter")
        assert seen(seat.workspace).splitlines()[1].strip() == "Projects 0 deals"
        await seat.type(":pipeline sales", "enter")
        # however long a view's name is, its count and sums are seen
        await seat.type(f"V{name}", "enter")
        title = seen(seat.workspace).splitlines()[1]
        assert title.startswith("  What Anna")
        assert "… 8 deals  " in title
        assert "+1 cur  weighted " in title
        assert title.endswith("+1 cur")
        await seat.type("/pump", "enter")
        title = seen(seat.workspace).splitlines()[1]
        assert title.endswith("…  'pump'  1 found")
