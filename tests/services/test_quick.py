"""One sentence becomes a log entry and its follow-up (S47)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import CrmError, NotFoundError, RuleError, SeveralMatchError
from crm_tui.models import Party, Task, TimelineEntry
from crm_tui.services import quick
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card
from tests.builders import a_colleague, a_company, a_person, dump, labels
from tests.histories import EVERY_TEXT, a_fresh_desk


@pytest.fixture
def rossi(desk: Desk) -> int:
    firm = a_company(desk, "Rossi Kft")
    a_person(desk, "Anna Verdi", company=firm)
    return firm


def test_the_sentence_of_the_manual_does_what_it_says(desk: Desk, rossi: int):
    sets = labels(desk)
    taken = quick.take_down(desk, "Rossi call spoke to Anna wants price by Fri")
    assert (taken.party, taken.name) == (rossi, "Rossi Kft")
    [entry] = card.timeline(desk, rossi)
    assert (entry.id, entry.kind, entry.channel) == (taken.entry, "call", "phone")
    assert entry.people == ("Anna Verdi",)
    assert "price" in entry.body
    task = Task.get_by_id(taken.task)
    assert (task.party_id, task.due) == (rossi, date(2026, 11, 27))
    assert len(labels(desk)) == len(sets) + 1


def test_one_undo_takes_the_whole_sentence_back(desk: Desk, rossi: int):
    before = dump(desk)
    quick.take_down(desk, "Rossi Kft call wants price by Fri #hot")
    assert card.card(desk, rossi).tags == ("hot",)
    undo(desk)
    assert dump(desk) == before


def test_a_name_that_means_several_is_not_picked_in_silence(desk: Desk, rossi: int):
    """Rule 12."""
    other = a_company(desk, "Rossi Bt")
    with pytest.raises(SeveralMatchError) as several:
        quick.take_down(desk, "Rossi call wants price")
    assert {rossi, other} <= {number for number, _ in several.value.candidates}
    assert TimelineEntry.select().count() == 0


def test_a_sentence_on_a_card_is_about_its_customer(desk: Desk, rossi: int):
    taken = quick.take_down(desk, "call wants price", rossi)
    assert taken.party == rossi
    assert TimelineEntry.get().party_id == rossi


def test_an_unknown_name_adds_nobody(desk: Desk, rossi: int):
    people = Party.select().count()
    with pytest.raises(NotFoundError, match="no customer that is known"):
        quick.take_down(desk, "Bianchi call wants price")
    assert Party.select().count() == people


def test_a_task_for_a_colleague_is_theirs_and_an_unknown_one_is_refused(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    taken = quick.take_down(desk, "Rossi Kft call wants price by Fri @bob")
    assert Task.get_by_id(taken.task).assignee_id == bob.user
    before = dump(desk)
    with pytest.raises(CrmError):
        quick.take_down(desk, "@nobody Rossi Kft call wants price by Fri @nobody")
    assert dump(desk) == before


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_sentence_says_nothing(desk: Desk, rossi: int, line):
    with pytest.raises(RuleError, match="says nothing"):
        quick.take_down(desk, line, rossi)


@settings(max_examples=60)
@given(st.lists(st.one_of(EVERY_TEXT, st.sampled_from(
    ["Rossi Kft", "Rossi", "call", "@anna", "#hot", "by", "Fri", "+3d", "10:00", "!", "spoke to"]
)), max_size=6))  # fmt: skip
def test_any_sentence_is_taken_down_or_refused_in_words(words):
    with a_fresh_desk() as desk:
        before = dump(desk)
        try:
            taken = quick.take_down(desk, " ".join(words), 2)
        except CrmError:
            assert dump(desk) == before
        else:
            assert TimelineEntry.get_by_id(taken.entry).party_id == taken.party


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("voicemail", "voicemail"),
        ("no answer, again", "no_answer"),
        ("voicemails are full of noise", ""),
        ("spoke to Anna, no answer yet on price", ""),
    ],
)
def test_a_call_that_reached_nobody_is_an_attempt_and_comes_back(desk: Desk, said, outcome):
    party = a_company(desk, "Verdi Kft")
    taken = quick.take_down(desk, f"Verdi call {said}")
    [entry] = card.timeline(desk, party)
    assert entry.outcome == outcome
    assert bool(taken.task or card.open_tasks(desk, party)) == bool(outcome)
