"""What a customer thinks of us and needs."""

from __future__ import annotations

from crm_tui.services import knowledge as notes
from crm_tui.views.knowledge import known
from tests.builders import a_company


def test_opinions_and_needs_of_one_customer_are_read(desk):
    party, other = a_company(desk), a_company(desk, "Other")
    notes.add_opinion(desk, party, "service", -1, words="slow")
    notes.add_need(desk, party, "smaller boxes")
    notes.add_need(desk, other, "larger boxes")
    found = known(desk, party)
    assert [(one.about, one.score, one.words) for one in found.opinions] == [
        ("service", -1, "slow")
    ]
    assert [(one.text, one.state, one.product) for one in found.needs] == [
        ("smaller boxes", "open", "")
    ]
    assert known(desk, other).opinions == ()
