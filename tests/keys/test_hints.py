"""Hint row, help, palette and manual tell the keys as they are."""

from itertools import pairwise

import pytest

from crm_tui.keys.actions import ACTIONS, CONTEXTS
from crm_tui.keys.hints import (
    HINT_GAP,
    TITLE_GAP,
    choice_row,
    help_rows,
    hint_row,
    manual,
    palette,
)
from crm_tui.keys.keymap import PRESETS, build

LIST = CONTEXTS["list"]


def written(row):
    return HINT_GAP.join(f"{key}{TITLE_GAP}{title}" for key, title in row)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("context", sorted(CONTEXTS))
def test_the_hint_row_fits_every_width(preset, context):
    from rich.cells import cell_len

    keymap = build(preset)
    for width in range(201):
        assert cell_len(written(hint_row(keymap, CONTEXTS[context], width))) <= width


def test_a_wider_row_only_adds():
    keymap = build()
    rows = [hint_row(keymap, LIST, width) for width in range(201)]
    for narrow, wide in pairwise(rows):
        assert wide[: len(narrow)] == narrow


def test_the_most_important_keys_are_seen_at_80_columns():
    titles = [title for _, title in hint_row(build(), LIST, 80)]
    assert titles[:6] == ["keys", "search", "who calls", "log call", "note", "task"]


@pytest.mark.parametrize(
    ("context", "shown"),
    [
        ("sheet", ["keys", "finish", "open", "a day on", "task", "plan"]),
        ("plan", ["keys", "tomorrow", "this week", "later", "who", "drop"]),
        ("board", ["keys", "close", "stage on", "stage back", "stage"]),
        ("queue", ["keys", "open", "answer", "solve", "who", "state", "priority", "kind"]),
        ("answer", ["send", "leave", "snippet", "state", "inside"]),
    ],
)
def test_each_place_shows_first_what_one_does_there_at_80_columns(context, shown):
    titles = [title for _, title in hint_row(build(), CONTEXTS[context], 78)]
    assert titles[: len(shown)] == shown


@pytest.mark.parametrize("context", sorted(CONTEXTS))
def test_the_help_begins_with_what_the_row_of_keys_shows(context):
    row = [title for _, title in hint_row(build(), CONTEXTS[context], 78)]
    assert [one.title for one in help_rows(build(), CONTEXTS[context])][: len(row)] == row


def test_the_hint_row_tells_the_users_own_key():
    keymap = build("default", {"search.start": "S"})
    assert ("S", "search") in hint_row(keymap, LIST, 80)


def test_the_hint_row_leaves_out_what_has_no_key():
    keymap = build("default", {"customer.log_call": ""})
    assert "log call" not in [title for _, title in hint_row(keymap, LIST, 200)]


def test_a_text_field_shows_no_letter_as_a_command():
    assert hint_row(build(), CONTEXTS["input"], 80)[0] == ("F1", "keys")


def test_ascii_hints_stay_ascii():
    for context in CONTEXTS.values():
        assert written(hint_row(build("plain"), context, 300, ascii_only=True)).isascii()


def test_a_prefix_is_shown_with_its_choices():
    prefix = build().resolve(("y",), LIST)
    assert choice_row(prefix.continuations) == [
        ("p", "phone"),
        ("e", "e-mail"),
        ("n", "name"),
        ("a", "address"),
        ("l", "link"),
        ("w", "to a file"),
    ]


def test_help_lists_what_works_here_and_nothing_else():
    names = {row.name for row in help_rows(build(), CONTEXTS["reader"])}
    assert "search.next" in names
    assert "customer.add" not in names


@pytest.mark.parametrize("typed", ["log call", "LOG CALL", "customer.log_call", "outcome line"])
def test_help_is_filtered_by_title_name_and_description(typed):
    assert "customer.log_call" in [row.name for row in help_rows(build(), LIST, typed)]


def test_help_puts_the_typed_key_first_with_its_case():
    assert help_rows(build(), LIST, "C")[0].name == "call.look_up"
    assert help_rows(build(), LIST, "c")[0].name == "customer.log_call"
    assert help_rows(build(), LIST, "?")[0].name == "app.help"


def test_help_without_a_match_is_empty():
    assert help_rows(build(), LIST, "no such thing anywhere") == []


def test_the_palette_has_every_action_and_what_works_here_first():
    rows = palette(build(), LIST)
    assert {row.name for row in rows} == {action.name for action in ACTIONS}
    here = [row.here for row in rows]
    assert here == sorted(here, reverse=True)


def test_the_palette_reaches_an_action_without_a_key():
    rows = palette(build("default", {"customer.archive": ""}), LIST, "archive")
    assert [(row.name, row.keys) for row in rows] == [
        ("customer.archive", ""),
        ("deal.archive", "D"),
        ("ticket.archive", "D"),
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_manual_names_every_action_and_fits_a_terminal(preset):
    text = manual(build(preset))
    assert all(len(line) <= 78 for line in text.splitlines())
    for action in ACTIONS:
        assert f"({action.name};" in text
