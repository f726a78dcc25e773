"""What is asked while a caller waits is answered from an index, never from a whole table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm_tui.services import parties
from crm_tui.services.opening import Desk
from crm_tui.views import callers, card, naming
from tests.builders import a_company
from tests.views.asked import questions, steps

QUESTIONS: dict[str, Callable[[Desk, int], Any]] = {
    "who has a number": lambda desk, party: callers.look_up(desk, "+36 30 123 4567"),
    "who has these last digits": lambda desk, party: callers.look_up(desk, "1234567"),
    "the caller": callers.caller,
    "the card": card.card,
    "the timeline": card.timeline,
    "whose address": lambda desk, party: naming.party(desk, "info@rossi.example"),
    "whose name": lambda desk, party: naming.party(desk, "Rossi Kft"),
    "an address added": lambda desk, party: parties.add_method(
        desk, party, "email", "new@rossi.example"
    ),
}
LARGE = ("contact_method", "party", "timeline_entry", "participant", "task")


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_large_table_is_read_from_end_to_end(desk: Desk, question: str) -> None:
    party = a_company(desk, phones=["+36 30 123 4567"], emails=["info@rossi.example"])
    asked = questions(desk, lambda: QUESTIONS[question](desk, party))
    selects = [one for one in asked if one.sql.lstrip().startswith("SELECT")]
    assert selects
    for select in selects:
        for words in map(str.split, steps(desk, [select])):
            scanned = words[0] == "SCAN" and "INDEX" not in words
            assert not (scanned and _table(select.sql, words[1])), select.sql


def _table(sql: str, alias: str) -> bool:
    return any(alias == table or f"{table} {alias}" in sql for table in LARGE)
