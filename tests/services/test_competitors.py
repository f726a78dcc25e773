"""What is noted of competitors."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import competitors, deals
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import competitors as views
from tests.builders import a_company, column, dump


def test_whoever_something_is_noted_of_is_a_competitor(desk: Desk) -> None:
    rival = a_company(desk, "Rival Zrt")
    before = dump(desk)
    competitors.note(desk, rival, "strength", "delivers\x1b in two days", market=" Austria ")
    assert column(desk, "is_competitor", "party", rival) == 1
    [note] = views.notes(desk, rival)
    assert "\x1b" not in note.text
    assert (note.market, note.day) == ("Austria", date(2026, 11, 20))
    undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [("rumour", "x", None), ("move", " ", None), ("move", "x", date(2026, 11, 21))],
)
def test_a_note_that_cannot_be_is_refused(desk: Desk, kind: str, text: str, day: date) -> None:
    rival = a_company(desk)
    with pytest.raises(RuleError):
        competitors.note(desk, rival, kind, text, day=day)
    with pytest.raises(NotFoundError):
        competitors.note(desk, 99, "move", "x")
    assert views.notes(desk, rival) == []
    assert column(desk, "is_competitor", "party", rival) == 0


def test_a_note_that_was_wrong_is_taken_away_and_comes_back(desk: Desk) -> None:
    note = competitors.note(desk, a_company(desk), "price", "low")
    before = dump(desk)
    competitors.forget(desk, note)
    with pytest.raises(NotFoundError):
        competitors.forget(desk, note)
    undo(desk)
    assert dump(desk) == before


def test_a_competitor_after_a_deal_is_a_contest(desk: Desk) -> None:
    rival, deal = a_company(desk, "Rival Zrt"), deals.add(desk, "an oven", amount_minor=5)
    competitors.against(desk, deal, rival)
    deals.win(desk, deal)
    [found] = views.contests(desk, views.Chosen())
    assert (found.name, found.won, found.won_minor, found.win_rate) == ("Rival Zrt", 1, 5, 1.0)
