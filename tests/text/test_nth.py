"""Places in a row as people say them."""

from __future__ import annotations

import pytest

from crm_tui.text.say import say_nth


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"),
        (13, "13th"), (21, "21st"), (22, "22nd"), (103, "103rd"), (111, "111th"), (1012, "1012th"),
    ],
)  # fmt: skip
def test_a_place_in_a_row_has_its_ending(number: int, said: str) -> None:
    assert say_nth(number) == said
