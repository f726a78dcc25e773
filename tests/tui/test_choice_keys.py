"""Each of several things has one key, and no two the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.choice_keys import initialled, keyed
from crm_tui.views import choices

NAMES = st.lists(st.text(max_size=6), max_size=30)


@given(NAMES, st.lists(st.sampled_from("abcw12"), max_size=3))
def test_every_name_has_a_key_of_its_own_that_is_not_taken(names, taken):
    rows = [(name, number) for number, name in enumerate(names)]
    found = initialled(rows, taken=taken)
    assert sorted(found.values(), key=lambda row: row[1]) == rows
    assert not set(found) & set(taken)
    assert all(len(key) == 1 for key in found)


def test_the_key_is_the_first_letter_that_is_free():
    rows = [("anna", 1), ("adam", 2), ("Ármin", 3), ("aa", 4)]
    assert {key: row[0] for key, row in initialled(rows).items()} == {
        "a": "anna", "d": "adam", "r": "Ármin", "1": "aa",
    }  # fmt: skip


def test_a_pick_list_keeps_its_keys_and_what_has_none_gets_a_free_one(desk):
    rows = choices.choices(desk, "closing_reason")
    bare = [row._replace(key="") for row in rows]
    assert {key: row.code for key, row in keyed(rows).items()} == {
        row.key: row.code for row in rows
    }
    found = keyed([*rows, *bare])
    assert len(found) == len(rows) * 2
