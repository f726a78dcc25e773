"""What a customer thinks and needs (S26, S112)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import RuleError
from crm_tui.services import knowledge
from crm_tui.services.opening import Desk
from crm_tui.views.knowledge import known
from tests.builders import a_company


def test_opinions_of_three_things_are_kept_apart_the_newest_first(desk: Desk, clock: FixedClock):
    party = a_company(desk)
    knowledge.add_opinion(desk, party, "service", 2, words="quick")
    clock.instant += timedelta(days=1)
    knowledge.add_opinion(desk, party, "product", -2, words="stale")
    knowledge.add_opinion(desk, party, "service", 0)
    assert [(row.about, row.score, row.words) for row in known(desk, party).opinions] == [
        ("product", -2, "stale"), ("service", 0, ""), ("service", 2, "quick"),
    ]  # fmt: skip


@pytest.mark.parametrize(("about", "score"), [("weather", 1), ("service", 3), ("service", -3)])
def test_an_opinion_is_about_us_and_between_bounds(desk: Desk, about, score):
    party = a_company(desk)
    with pytest.raises(RuleError):
        knowledge.add_opinion(desk, party, about, score)
    assert known(desk, party).opinions == ()


def test_a_need_is_open_until_said_otherwise_and_has_words(desk: Desk):
    party = a_company(desk)
    knowledge.add_need(desk, party, "delivery by night")
    with pytest.raises(RuleError, match="has words"):
        knowledge.add_need(desk, party, " ")
    [need] = known(desk, party).needs
    assert (need.text, need.state, need.at) == ("delivery by night", "open", desk.clock.now())
