"""Whatever is typed is stored as it is typed but for what harms, found again, and shown again."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from crm_tui.cli.json_form import json_text
from crm_tui.services import parties, tags, timeline
from crm_tui.text.fold import fold, words
from crm_tui.text.safe import clean
from crm_tui.views import callers, choices, finding, likeness, naming
from crm_tui.views import card as cards
from crm_tui.views.customers import CustomerQuery, found_ids
from tests import builders
from tests.naughty import CONTROLS, HARMFUL, MARKUP, WIDE

typed = st.text(min_size=1, max_size=40).filter(clean) | st.sampled_from(
    [*CONTROLS, *MARKUP, *WIDE]
)
on_one_desk = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def finds(desk, text, party):
    return party in found_ids(desk, CustomerQuery(text=text, who="everyone"))


@on_one_desk
@given(name=typed, note=typed, likes=typed)
@example(name="Straße ﬁne İstanbul", note="\r\n\r\n  a\r\nb \x85c", likes="\u1e9b\u0323")
def test_names_and_notes_come_back_as_they_were_typed(desk, name, note, likes):
    party = builders.a_company(desk, name, likes=likes)
    entry = timeline.log(desk, party, note, kind="note").entry
    card = cards.card(desk, party)
    assert card.name == clean(name)
    assert card.fields["likes"] == clean(likes, multiline=True)
    (row,) = cards.timeline(desk, party)
    assert (row.id, row.body) == (entry, clean(note, multiline=True))
    assert HARMFUL.isdisjoint((card.name + row.body).replace("\n", "").replace("\t", ""))
    written = json.loads(json_text([card.name, row.body]))
    assert written == [card.name, row.body]
    opened = cards.card(desk, party).fields
    assert parties.edit(desk, party, opened, {"name": card.name, "likes": likes}) == []


@on_one_desk
@given(name=typed)
@example(name="Łódź-Šport’s 北京 #1")
@example(name="\U0001d400\U0001d401 math")
@example(name="辻\U000e0100")
@example(name="\U0001f950Bäcker\U0001f91dMüller \uf8ffApple")
def test_a_name_is_found_by_its_first_word_however_it_is_written(desk, name):
    assume(words(name))
    party = builders.a_company(desk, name)
    first = words(name)[0]
    assert finds(desk, first, party)
    assert finds(desk, first.upper(), party)
    assert finds(desk, clean(name), party)


@on_one_desk
@given(note=typed)
def test_a_note_is_found_by_its_first_word(desk, note):
    first = next(iter(words(note)), "")
    assume(len(first) >= 3)
    party = builders.a_company(desk, "Firm")
    timeline.log(desk, party, note, kind="note")
    assert finds(desk, first, party) or len(found_ids(desk, CustomerQuery(text=first))) >= 50


@on_one_desk
@given(text=typed)
def test_tags_are_the_words_that_were_typed(desk, text):
    line = tags.parse(text)
    assume(line.on and not line.off)
    party = builders.a_company(desk, "Firm")
    tags.change(desk, [party], line)
    known = {fold(name) for name, _count in choices.tags(desk)}
    has = cards.card(desk, party).tags
    assert {fold(tag) for tag in has} == {fold(tag) for tag in line.on}
    assert {fold(tag) for tag in has} <= known
    assert all(clean(tag) == tag for tag in has)
    for tag in has:
        assert not words(tag) or finds(desk, tag, party)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "wort " * 20_000, "a b c " * 5_000, "9" * 60_000, '"' * 500, "né " * 99]
)
def test_a_page_pasted_into_a_search_is_no_error(desk, text):
    builders.a_company(desk)
    for found in (found_ids(desk, CustomerQuery(text=text)), finding.find(desk, text)):
        assert found == []
    assert callers.look_up(desk, text).parties == ()
    assert likeness.alike(desk, name=text) == []
    assert naming.named(desk, text) == []
