"""A place that is off has no keys, no hints and no lines in the lists of keys (S69)."""

from __future__ import annotations

import pytest

from crm_tui.keys.actions import ACTIONS, CONTEXTS, names
from crm_tui.keys.hints import choice_row, help_rows, hint_row, palette, works_in
from crm_tui.keys.keymap import PRESETS, Exact, KeyInput, Prefix, SwitchedOff, build
from crm_tui.keys.places import place_of, say_off
from crm_tui.text.firm_words import firm_words

LIST = CONTEXTS["list"]
OFF = frozenset({"pipeline", "tickets"})


@pytest.mark.parametrize("preset", PRESETS)
def test_what_belongs_to_a_place_that_is_off_has_no_key_and_stands_nowhere(preset):
    keymap = build(preset).of_firm(OFF, str)
    gone = [name for name in names() if place_of(name) in OFF]
    assert {"place.pipeline", "customer.add_ticket", "deal.close", "ticket.solve"} <= {*gone}
    assert [name for name in gone if keymap.keys_of(name)] == []
    for rows in (palette(keymap, LIST), help_rows(keymap, LIST)):
        assert not {row.name for row in rows} & {*gone}
    titles = [title for _key, title in hint_row(keymap, LIST, 300)]
    assert "deal" not in titles


def test_everything_is_back_as_it_was_when_the_places_are_on():
    keymap = build()
    back = keymap.of_firm(OFF, str).of_firm(frozenset(), str)
    assert palette(back, LIST) == palette(keymap, LIST)
    assert [back.keys_of(name) for name in names()] == [keymap.keys_of(name) for name in names()]


def test_the_key_of_what_is_off_says_so_after_its_prefix_too():
    keys = KeyInput(build().of_firm(frozenset({"pipeline"}), str))
    place = keys.feed("3", LIST)
    assert place == SwitchedOff(("3",), "pipeline")
    begun = keys.feed("a", LIST)
    assert isinstance(begun, Prefix)
    assert "deal" not in [title for _key, title in choice_row(begun.continuations)]
    assert keys.feed("d", LIST) == SwitchedOff(("a", "d"), "pipeline")
    assert isinstance(keys.feed("j", LIST), Exact)


def test_a_key_that_works_elsewhere_names_no_place_that_is_off():
    keymap = build().of_firm(OFF, str)
    shown = [works_in(action, keymap) for action in ACTIONS if place_of(action.name) not in OFF]
    assert not any("board" in one or "ticket" in one for one in shown)


def test_it_is_said_in_a_sentence_with_what_to_do():
    assert say_off("pipeline") == "The pipeline is off; :settings switches it on."
    assert say_off("tickets") == "The tickets are off; :settings switches them on."


def test_titles_and_descriptions_are_in_the_firm_s_words_and_names_are_not():
    words = firm_words({"customer": "member", "ticket": "案件"})
    keymap = build().of_firm(frozenset(), words.said)
    rows = {row.name: row for row in palette(keymap, LIST)}
    assert rows["place.tickets"].title == "案件s"
    assert "member" in rows["customer.add_task"].description
    assert all("customer" not in row.description.casefold() for row in rows.values())
    for width in range(0, 120, 7):
        row = hint_row(keymap, CONTEXTS["queue"], width)
        from crm_tui.text.width import cell_width

        assert sum(cell_width(f"{key} {title}") + 2 for key, title in row) <= width + 2
