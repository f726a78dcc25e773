"""Pick lists are data: entries added, renamed, moved, taken out of use (S12, S61)."""

from __future__ import annotations

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import parties, pick_lists
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card, choices
from tests.builders import a_company, dump


def labels(desk: Desk, name: str) -> list[str]:
    return [one.label for one in choices.choices(desk, name)]


def test_a_new_entry_can_be_chosen_at_once(desk: Desk):
    code = pick_lists.add(desk, "source", "Trade fair in Győr", key="g", position=1)
    assert code == "trade_fair_in_gyor"
    assert labels(desk, "source")[0] == "Trade fair in Győr"
    party = a_company(desk)
    parties.edit(desk, party, {}, {"source": code})
    assert card.card(desk, party).fields["source"] == code


def test_a_renamed_entry_keeps_its_code_and_its_meaning(desk: Desk):
    assert pick_lists.change(desk, "lost_reason", "price", {"label": "too dear", "position": 2})
    entry = next(one for one in choices.entries(desk, "lost_reason") if one.code == "price")
    assert (entry.label, entry.meaning) == ("too dear", "price")
    assert labels(desk, "lost_reason")[1] == "too dear"
    assert not pick_lists.change(desk, "lost_reason", "price", {"label": "too dear"})


def test_an_entry_out_of_use_is_not_offered_but_still_read(desk: Desk):
    party = a_company(desk, source="web")
    before = dump(desk)
    pick_lists.change(desk, "source", "web", {"active": False})
    assert "web" not in labels(desk, "source")
    assert choices.labels(desk)["source", "web"] == "web"
    assert card.card(desk, party).fields["source"] == "web"
    undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": "WEB"}, "in this list already"),
        ({"label": " "}, "from 1 to 60 letters"),
        ({"key": "ab"}, "one letter"),
        ({"meaning": "magic"}, "mean nothing like"),
        ({"colour": "red"}, "has no colour"),
    ],
)
def test_what_an_entry_cannot_have_is_refused(desk: Desk, fields, sentence):
    before = dump(desk)
    with pytest.raises(RuleError, match=sentence):
        pick_lists.change(desk, "source", "event", fields)
    assert dump(desk) == before


def test_a_key_picks_one_entry_and_a_list_keeps_one_entry_in_use(desk: Desk):
    with pytest.raises(RuleError, match="key of reached already"):
        pick_lists.add(desk, "outcome", "rang back", key="r")
    entries = choices.entries(desk, "wanted")
    for entry in entries[1:]:
        pick_lists.change(desk, "wanted", entry.code, {"active": False})
    with pytest.raises(RuleError, match="last entry in use"):
        pick_lists.change(desk, "wanted", entries[0].code, {"active": False})


def test_a_list_or_entry_there_is_not_is_named(desk: Desk):
    with pytest.raises(NotFoundError, match="no pick list 'colours'"):
        pick_lists.add(desk, "colours", "red")
    with pytest.raises(NotFoundError, match="no 'smoke'"):
        pick_lists.change(desk, "source", "smoke", {"label": "x"})
