"""The top row: what stands at its right is said whole or not at all."""

from __future__ import annotations

import pytest

from crm_tui.keys.places import CUSTOMERS, SIGNS
from crm_tui.tui.top_row import top_row

RIGHT = ("anna · crm.db · 10:00 ", "anna · 10:00 ", "10:00 ")
LEFT = sum(len(f" {sign.number} {sign.title} ") for sign in SIGNS)


@pytest.mark.parametrize(
    ("room", "shown"), [(40, RIGHT[0]), (22, RIGHT[0]), (21, RIGHT[1]), (12, RIGHT[2]), (5, "")]
)
def test_the_longest_that_fits_stands_at_the_right_and_no_part_of_it(room, shown):
    row = "".join(text for text, _tone in top_row(CUSTOMERS, {}, RIGHT, LEFT + room))
    assert len(row) == LEFT + room
    assert row[LEFT:].strip() == shown.strip()
